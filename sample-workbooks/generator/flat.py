"""The `standard` roster in two other formats: BIFF8 (.xls, by xlwt) and GBK-encoded csv."""

import csv
import io

import xlwt
from openpyxl.utils import get_column_letter

from .figures import cell_number, exact, fixed, half_up, swap_digits, truncate
from .ledger import Plant
from .standard import (
    NOTES,
    SIGNATURES,
    TITLE,
    columns,
    drawn,
    header_spans,
    shown_row,
    staff,
    usual,
    worked_example,
)

XLS_SHEET = "2026年10月"


def _paid(card):
    return usual(card) and card["total"] > 81


def _legacy_cards():
    """Eight people of the .xls, three of them with a mistake."""
    people = staff()[8:16]
    cards = [(drawn(person, "legacy", _paid), []) for person in people]
    card = drawn(people[2], "legacy", lambda c: _paid(c) and truncate(c["exact"]["roi"], 1) != c["roi"])
    cut = Plant("roi", "A102", "cut off, not rounded (truncated)", truncate(card["exact"]["roi"], 1))
    cards[2] = (card, [cut])
    card = drawn(people[4], "legacy", lambda c: _paid(c) and c["complaints"] > 0)
    wrong = card["sub_customer"] - card["satisfied"]
    cards[4] = (card, [Plant("sub_customer", "A201", "满意度得分 left out (omitted:投诉满意度)", wrong)])
    card = drawn(people[6], "legacy", lambda c: 72 < c["total"] < 78, 140)
    money = half_up(card["base"] * card["rate"] * card["total"] / 100, 2)
    cards[6] = (card, [Plant("pay", "A304", "paid although the total is below 80 (pass-mark-ignored)", money)])
    return cards


def _csv_cards():
    """Eight people of the csv, three of them with a mistake."""
    people = staff()[:8]
    cards = [(drawn(person, "csv", _paid), []) for person in people]
    card = worked_example(people[0])
    wrong = truncate(card["exact"]["sales"], 1)
    cards[0] = (card, [Plant("sales", "A102", "18.55 cut to 18.5, not rounded (truncated)", wrong)])
    card = drawn(people[3], "csv", lambda c: _paid(c) and 85 < c["total"] < 90)
    omitted = Plant("total", "A202", "数据分析与报告 left out (omitted:数据分析与报告)", card["total"] - card["report"])
    cards[3] = (card, [omitted])
    card = drawn(people[6], "csv", lambda c: _paid(c) and c["pay"] >= 1000)
    swapped = Plant("pay", "A303", "two digits exchanged (digits-swapped)", swap_digits(card["pay"], 2))
    cards[6] = (card, [swapped])
    return cards


def _rows(ledger, file, sheet, cards, layout):
    """The contents of all rows, entered in the ledger; everything typed, no formulas."""
    for row, (card, plants) in enumerate(cards, 4):
        content, shown = shown_row(card, plants, layout, row, ())
        cells = {column.key: f"{get_column_letter(number)}{row}" for number, column in enumerate(layout, 1)}
        ledger.record(file, sheet, card["id"], shown, cells)
        yield row, content


def _xls_style(bold=False, size=10, box=True, fill=False, align="centre", fmt="General"):
    text = f"font: name 宋体, bold {'on' if bold else 'off'}, height {int(size * 20)}; "
    text += f"align: horiz {align}, vert centre, wrap on; "
    text += "borders: left thin, right thin, top thin, bottom thin; " if box else ""
    text += "pattern: pattern solid, fore_colour ice_blue; " if fill else ""
    return xlwt.easyxf(text, num_format_str=fmt)


def make_xls(folder, ledger):
    """Write standard-legacy.xls."""
    file, layout = "standard-legacy.xls", columns()
    workbook = xlwt.Workbook(encoding="utf-8")
    sheet = workbook.add_sheet(XLS_SHEET)
    head, plain_text = _xls_style(bold=True, fill=True), _xls_style(box=False, align="left", size=9)
    styles = {fmt: _xls_style(fmt=fmt or "General") for fmt in {column.fmt for column in layout}}
    last = len(layout) - 1
    sheet.write_merge(0, 0, 0, last, TITLE, _xls_style(bold=True, size=18, box=False))
    for first, final, group, single in header_spans(layout):
        sheet.write_merge(1, 2 if single else 1, first - 1, final - 1, group, head)
    for number, column in enumerate(layout):
        sheet.col(number).width = int(column.width * 280)
        if column.sub:
            sheet.write(2, number, column.sub, head)
    row = 3
    for row, content in _rows(ledger, file, XLS_SHEET, _legacy_cards(), layout):
        for number, column in enumerate(layout):
            sheet.write(row - 1, number, cell_number(content[column.key]), styles[column.fmt])
    for number, note in enumerate([*NOTES, "", SIGNATURES]):
        sheet.write_merge(row + number, row + number, 0, last, note, plain_text)
    sheet.panes_frozen, sheet.horz_split_pos, sheet.vert_split_pos = True, 3, 4
    sheet.portrait, sheet.paper_size_code, sheet.fit_num_pages = False, 8, 1
    sheet.fit_width_to_pages, sheet.fit_height_to_pages = 1, 0
    for number in range(row):
        sheet.row(number).height_mismatch, sheet.row(number).height = True, 680 if number == 0 else 440
    sheet.header_str, sheet.footer_str = b"", b"&P / &N"
    workbook.save(str(folder / file))


def _as_shown(value, fmt):
    """A figure as Excel writes it into a csv: the way the cell displays it."""
    if value is None or isinstance(value, str):
        return value or ""
    if fmt and fmt.endswith("%"):
        return f"{fixed(exact(value) * 100, 0)}%"
    digits = len(fmt.partition(".")[2]) if fmt else 0
    return fixed(value, digits, thousands=bool(fmt and "," in fmt))


def make_csv(folder, ledger):
    """Write standard-gbk.csv: merged headers keep their word in the first cell only."""
    file, layout = "standard-gbk.csv", columns()
    groups = [""] * len(layout)
    for first, _, group, _ in header_spans(layout):
        groups[first - 1] = group
    lines = [[TITLE], groups, [column.sub or "" for column in layout]]
    for _, content in _rows(ledger, file, file.removesuffix(".csv"), _csv_cards(), layout):
        lines.append([_as_shown(content[column.key], column.fmt) for column in layout])
    lines += [[note] for note in (*NOTES, "", SIGNATURES)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for line in lines:
        writer.writerow(line + [""] * (len(layout) - len(line)))
    (folder / file).write_bytes(text.getvalue().encode("gbk"))
