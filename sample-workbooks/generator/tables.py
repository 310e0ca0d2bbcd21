"""Writes planted.json and README.md from the ledger."""

import json

FILES = (
    (
        "standard-clean.xlsx",
        "`standard`, thirty people on one sheet; 小计, 总分 and 绩效工资 are formulas. E001 is the scheme's worked example.",
    ),
    (
        "standard-planted.xlsx",
        "The same people with other figures, with the optional 完成率 column; 小计 typed, 总分 and 绩效工资 formulas.",
    ),
    ("standard-legacy.xls", "`standard` as real BIFF8 (written by xlwt), eight people, everything typed."),
    (
        "standard-gbk.csv",
        "`standard` as Excel saves it to csv: GBK, CRLF, a merged header's word in its first cell only, figures as displayed.",
    ),
    (
        "deduction-clean.xlsx",
        "`deduction`, a form per sheet; the last sheet 两人合表 stacks two forms. 合计 and 考核奖金 are formulas.",
    ),
    (
        "deduction-planted.xlsx",
        "`deduction` with mistakes; the second form of 两人合表 belongs to somebody who already has one.",
    ),
    (
        "monthly-clean.xlsx",
        "`monthly`, a form per sheet, with the optional 完成率 column (`-` where it has no meaning); weights are 40% and so on.",
    ),
    ("monthly-planted.xlsx", "`monthly` with mistakes; one sheet is hidden."),
    (
        "department-manager-clean.xlsx",
        "`department-manager`, a form per sheet, self and appraiser scores; both 合计 are formulas.",
    ),
    ("department-manager-planted.xlsx", "`department-manager` with mistakes; both 合计 are typed."),
    (
        "supervisor-clean.xlsx",
        "`supervisor`, seventeen weighted duties per form; 加权得分 and both sums of 合计 are formulas.",
    ),
    ("supervisor-planted.xlsx", "`supervisor` with mistakes; 加权得分 is typed, the sums are formulas."),
    (
        "team-clean.xlsx",
        "`team`: 明细 with id, name and position merged over a person's lines, 汇总 with formulas into 明细. Two people in each of the nine roles.",
    ),
    ("team-planted.xlsx", "`team` with mistakes; id, name and position stand on every line."),
    (
        "leadership-clean.xlsx",
        "`leadership`, one row per person and period (month, quarter, year), with the optional 达成率 columns. M003 has a row for the month and one for the quarter, which is no duplicate.",
    ),
    ("leadership-planted.xlsx", "`leadership` with mistakes; 总分 typed, grade, coefficient and pay formulas."),
    (
        "review-clean.xlsx",
        "`review`, a form per sheet; on one 同事 is absent (blank), on another 自评 (`-`), and the 备注 says so.",
    ),
    ("review-planted.xlsx", "`review` with mistakes."),
    (
        "roster.xlsx",
        "花名册 of the people of the `standard` and `team` samples (xlsx, xls and csv), and two who have left (离职).",
    ),
)

INTRO = """# Sample workbooks

Forms as a company fills them in, all for October 2026 (2026年10月); every person in them is invented. For each scheme there is
a workbook that is clean (no finding of any severity) and one that carries planted mistakes.

`python3 make_samples.py` writes everything in this folder anew (needs `openpyxl` and `xlwt`): the workbooks, `planted.json` and
this page. Same input, same bytes. The correct figures come from a small scorer of the generator's own (`generator/rules.py`,
exact fractions, written from the schemes' descriptions, not from fuhe). Some subtotals, totals and payouts are formulas; their
cached values are computed in binary doubles, as a spreadsheet would, and put into the file.
`python3 make_samples.py --check` also reads the written files back and scores them again from the cells alone.

| file | what it is |
|---|---|
"""

PLANTED = """
## What is planted

`planted.json` lists the **root** findings (根源) of every planted file, of any severity, and no others; a file that it does not
name is clean. The tables below also list the **consequences** (连带): right arithmetic on a planted wrong figure. No roster and no
`--period` are given.

- `reported` and `recomputed` are in the unit of the cell (a cell of 15% is `0.15`), shortest decimals: compare them as numbers.
  They are null where there is no figure: missing, unreadable, held. For A206 `reported` is the figure in the text, for A107 it is
  the points that the remark deducts (`recomputed`: what the score deducts), for A203 and A204 the sum.
- X104 has no cell. A203 and A204 stand where the sum stands (`supervisor`), else at the header. X106 stands at the value of the
  period field, X105 and R104 at the id, on forms at the name; a hidden line of a roster or long table likewise at its id.
- A held person's total, grade and payout have no finding, even where a formula carried a mistake into them.
"""


def write(folder, ledger):
    """Write planted.json and README.md."""
    text = json.dumps(ledger.roots(), ensure_ascii=False, indent=1)
    (folder / "planted.json").write_text(text + "\n", encoding="utf-8")
    (folder / "README.md").write_text(_readme(ledger), encoding="utf-8")


def _readme(ledger):
    page = INTRO + "".join(f"| `{file}` | {what} |\n" for file, what in FILES) + PLANTED
    for file, _ in FILES:
        found = [finding for finding in ledger.findings if finding.file == file]
        if found:
            page += _table(file, found)
    return page


def _table(file, findings):
    rows = [
        f"\n### {file}\n",
        "| sheet | cell | employee | code | planted | stands there | correct | root? |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for one in findings:
        rows.append(
            f"| {one.sheet} | {one.cell or '–'} | {one.employee or '–'} | {one.code} | {one.note} "
            f"| {one.reported or '–'} | {one.recomputed or '–'} | {'root' if one.root else 'consequence'} |"
        )
    return "\n".join(rows) + "\n"
