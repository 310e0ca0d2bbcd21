#!/usr/bin/env python3
"""The quarterly workbooks of a scheme that fuhe ships no mapping for, and what an audit of them has to find.

Figures are computed here, in fractions, from the scheme as its company would tell it; nothing is taken from fuhe.
All people are invented.

    python3 tests/unseen/make_workbooks.py
"""

import json
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction as F
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

HERE = Path(__file__).resolve().parent
FIRST = 8  # the first person's row

# Header paths, outermost first; the key under which a person's figure is kept.
COLUMNS = [
    ("工号", "id"),
    ("姓名", "name"),
    ("部门", "department"),
    ("部门目标/财务/营收/签约额/目标", "contract target"),
    ("部门目标/财务/营收/签约额/实际", "contract"),
    ("部门目标/财务/营收/签约额/评分", "签约额"),
    ("部门目标/财务/营收/回款率/实际", "collection"),
    ("部门目标/财务/营收/回款率/评分", "回款率"),
    ("部门目标/财务/营收/营收小计", "营收"),
    ("部门目标/财务/费用率/实际", "cost"),
    ("部门目标/财务/费用率/评分", "费用率"),
    ("部门目标/财务/财务小计", "财务"),
    ("部门目标/客户满意度/实际", "satisfaction"),
    ("部门目标/客户满意度/评分", "客户满意度"),
    ("部门目标/部门目标小计", "部门目标"),
    ("个人行为/跨部门协作", "跨部门协作"),
    ("个人行为/团队培养", "团队培养"),
    ("个人行为/个人行为小计", "个人行为"),
    ("新客户/家数", "customers"),
    ("新客户/加分", "新客户"),
    ("合理化建议/采纳条数", "ideas"),
    ("合理化建议/加分", "合理化建议"),
    ("重大安全事故", "accident"),
    ("总分", "total"),
    ("等级", "grade"),
    ("绩效系数", "coefficient"),
    ("季度绩效基数", "base"),
    ("季度绩效工资", "pay"),
]
LEVELS = 5
WEIGHTS = {"签约额": 25, "回款率": 15, "费用率": 15, "客户满意度": 15, "跨部门协作": 15, "团队培养": 15}
SECTIONS = {
    "部门目标": ["签约额", "回款率", "费用率", "客户满意度"],
    "财务": ["签约额", "回款率", "费用率"],
    "营收": ["签约额", "回款率"],
    "个人行为": ["跨部门协作", "团队培养"],
}
LINES = [*WEIGHTS, "新客户", "合理化建议"]
GRADES = [("S", "4.7", "1.5"), ("A", "4.2", "1.2"), ("B", "3.5", "1"), ("C", "2.5", "0.6"), ("D", "0", "0")]

# id, name, department, contract target and actual (ten thousand yuan), collection, cost, satisfaction,
# cooperation, training, new customers, ideas, accident, base
PEOPLE = [
    ("Q01", "甄一", "华东大区", 400, 380, "0.855", "0.08", 91, 4, 3, 8, 0, "否", 12000),
    ("Q02", "贾二", "华南大区", 500, 600, "0.93", "0.1", 90, 5, 4, 22, 1, "否", 11000),
    ("Q03", "尤三", "华北大区", 300, 390, "0.97", "0.075", 97, 5, 5, 60, 5, "否", 13500),
    ("Q04", "解四", "西南大区", 450, 450, "0.95", "0.09", 88, 4, 4, 12, 2, "是", 9800),
    ("Q05", "丁五", "西北大区", 350, 349, "0.9", "0.12", 84, 3, 4, 14, 3, "否", 9500),
    ("Q06", "卯六", "东北大区", 280, 224, "0.88", "0.07", 95, 4, 5, 15, 4, "否", 8800),
    ("Q07", "陈七", "华中大区", 320, 330, "0.94", "0.085", 93, 3, 3, 11, 0, "无", 10300),
    ("Q08", "巴八", "大客户部", 600, 300, "0.8", "0.1", 79, 2, 2, 0, 3, "否", 15000),
]


def half_up(value, digits):
    """四舍五入; nothing here is negative."""
    scaled = value * 10**digits
    return F(int(scaled + F(1, 2)), 10**digits)


def band(value, steps):
    """The points of the highest step that is reached, else the lowest."""
    return F(next((points for least, points in steps if value >= F(least)), steps[-1][1]))


def scored(person, target):
    """The scheme: every figure that it gives for one person, by key."""
    key = ["id", "name", "department", "contract target", "contract", "collection", "cost", "satisfaction",
           "跨部门协作", "团队培养", "customers", "ideas", "accident", "base"]
    p = {k: v if isinstance(v, str) and k in ("id", "name", "department", "accident") else F(v) for k, v in zip(key, person)}
    p["签约额"] = band(p["contract"] / p["contract target"], [("1.2", 5), ("1", 4), ("0.8", 3), ("0.6", 2), ("0", 1)])
    p["回款率"] = half_up(min(F(5), 5 * p["collection"] / F(target)), 2)
    p["费用率"] = half_up(min(F(5), 5 * F("0.08") / p["cost"]), 2)
    p["客户满意度"] = band(p["satisfaction"], [("95", 5), ("90", 4), ("85", 3), ("80", 2), ("0", 1)])
    p["新客户"] = min(F("0.2"), max(F(0), (p["customers"] - 10) // 5 * F("0.05")))
    p["合理化建议"] = band(p["ideas"], [("4", "0.2"), ("2", "0.1"), ("1", "0.05"), ("0", 0)])
    return onward(p)


def onward(p):
    """Subtotals, total, grade and pay of the scores that stand there."""
    for section, lines in SECTIONS.items():
        p[section] = half_up(sum(p[line] * WEIGHTS[line] for line in lines) / 100, 2)
    weighted = sum(p[line] * weight for line, weight in WEIGHTS.items()) / 100
    p["total"] = min(F("5.2"), half_up(weighted + p["新客户"] + p["合理化建议"], 2))
    if p["accident"] == "是":
        p["total"] = F(0)
    return paid(p)


def paid(p):
    p["grade"], p["coefficient"] = next((name, F(c)) for name, least, c in GRADES if p["total"] >= F(least))
    p["pay"] = half_up(p["base"] * p["coefficient"], 0)
    return p


def text(value):
    """A figure without trailing zeros, as the JSON of an audit has it after trimming."""
    if value is None or isinstance(value, str):
        return value
    return f"{(Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal('0.000001'), ROUND_HALF_UP).normalize():f}"


class Book:
    """One workbook: what it shows, what is right, and what has to be found."""

    def __init__(self, name, quarter, period, target):
        self.name, self.quarter, self.period = name, quarter, period
        self.right = {p[0]: scored(p, target) for p in PEOPLE}
        self.shown = {p[0]: scored(p, target) for p in PEOPLE}
        self.findings, self.held = [], set()

    def cell(self, id, key):
        column = [k for _, k in COLUMNS].index(key) + 1
        return f"{get_column_letter(column)}{FIRST + list(self.right).index(id)}"

    def find(self, code, id, key, root=True, recomputed=True):
        self.findings.append({
            "code": code, "cell": self.cell(id, key), "employee": id, "root": root,
            "reported": text(self.shown[id][key]), "recomputed": text(self.right[id][key]) if recomputed else None,
        })

    def plant(self, code, id, key, value):
        """A wrong figure; whatever is computed from it stands there wrong as well, and follows from it."""
        shown, right = self.shown[id], self.right[id]
        shown[key] = F(value)
        if key in LINES:
            onward(shown)
        elif key == "total":
            paid(shown)
        elif key == "coefficient":
            shown["pay"] = half_up(shown["base"] * shown["coefficient"], 0)
        self.find(code, id, key)
        after = {**dict.fromkeys(SECTIONS, "A201"), "total": "A202", "grade": "A301", "coefficient": "A302", "pay": "A303"}
        for other, other_code in after.items():
            if other != key and shown[other] != right[other]:
                self.find(other_code, id, other, root=False)

    def hold(self, code, id, key, value):
        """A score that nobody may give: the person is held."""
        self.shown[id][key] = F(value)
        onward(self.shown[id])
        self.find(code, id, key, recomputed=False)
        self.held.add(id)
        right = self.right[id]
        sections = [section for section, lines in SECTIONS.items() if key in lines]
        for key in [key, *sections, "total", "grade", "coefficient", "pay"]:
            right[key] = None

    def write(self):
        book = Workbook()
        sheet = book.active
        sheet.title = self.quarter
        last = get_column_letter(len(COLUMNS))
        sheet["A1"] = f"2026年第{self.quarter[:1]}季度经营责任考核表"
        sheet["A1"].font = Font(bold=True, size=16)
        sheet.merge_cells(f"A1:{last}1")
        sheet["A2"] = "单位：万元；每项 1—5 分，按权重加权，加分后最多 5.2 分"
        sheet.merge_cells(f"A2:{last}2")
        headers(sheet)
        percent = {"collection", "cost"}
        for row, shown in enumerate(self.shown.values(), FIRST):
            for column, (_, key) in enumerate(COLUMNS, 1):
                value = shown[key]
                cell = sheet.cell(row, column, value if isinstance(value, str) else float(value))
                cell.number_format = "0.0%" if key in percent else "General"
        sheet.cell(FIRST + len(PEOPLE) + 1, 1, "制表：          审核：          批准：")
        book.save(HERE / f"{self.name}.xlsx")
        people = []
        for id, right in self.right.items():
            shown = self.shown[id]
            people.append({
                "id": id,
                "lines": {line: text(right[line]) for line in LINES},
                "subtotals": {section: text(right[section]) for section in SECTIONS},
                "total": text(right["total"]), "grade": right["grade"],
                "coefficient": text(right["coefficient"]), "pay": text(right["pay"]),
                "status": "held" if id in self.held else "ready" if shown == right else "corrected",
            })
        for id, right in self.right.items():
            # A step of rounding beside an edge: worth a second look.
            if right["total"] is not None and any(0 < F(e) and abs(right["total"] - F(e)) <= F("0.01") for _, e, _ in GRADES):
                self.find("A305", id, "total")
        expected = {"period": self.period, "people": people, "findings": self.findings}
        words = json.dumps(expected, ensure_ascii=False, indent=1)
        (HERE / f"{self.name}.expected.json").write_text(words + "\n", encoding="utf-8")


def headers(sheet):
    """The merged header: equal neighbours are one cell, a name without levels below fills them."""
    top = FIRST - LEVELS
    paths = [path.split("/") for path, _ in COLUMNS]
    for column, path in enumerate(paths, 1):
        for level, word in enumerate(path):
            if column > 1 and paths[column - 2][: level + 1] == path[: level + 1]:
                continue
            until = column
            while until < len(paths) and paths[until][: level + 1] == path[: level + 1]:
                until += 1
            bottom = top + LEVELS - 1 if level == len(path) - 1 else top + level
            cell = sheet.cell(top + level, column, word)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            if until > column or bottom > top + level:
                sheet.merge_cells(start_row=top + level, start_column=column, end_row=bottom, end_column=until)


def main():
    Book("quarterly-q2", "二季度", "2026-Q2", "0.9").write()
    Book("quarterly-q3", "三季度", "2026-Q3", "0.95").write()
    planted = Book("quarterly-planted", "三季度", "2026-Q3", "0.95")
    # Against the target of before July: 85.5 % of 90 % are 4.75, of 95 % they are 4.50.
    planted.plant("A102", "Q01", "回款率", "4.75")
    # Six of five.
    planted.plant("A103", "Q02", "跨部门协作", "6")
    # The cap forgotten: 5 + 0.2 + 0.2.
    planted.plant("A202", "Q03", "total", "5.4")
    # The accident overlooked: 1 + 0.75 + 0.666 + 0.45 + 0.6 + 0.6 + 0.1, rounded.
    planted.plant("A202", "Q04", "total", "4.17")
    # 财务小计 typed wrongly; nothing else follows from it.
    planted.plant("A201", "Q05", "财务", "1.66")
    # The coefficient of S for an A.
    planted.plant("A302", "Q06", "coefficient", "1.5")
    # Half a point where only whole points may be given.
    planted.hold("A105", "Q07", "团队培养", "3.5")
    # Three ideas are worth 0.1.
    planted.plant("A102", "Q08", "合理化建议", "0.15")
    planted.write()


if __name__ == "__main__":
    main()
