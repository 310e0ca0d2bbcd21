#!/usr/bin/env python3
"""A form that no mapping fits, with a group of rows whose deductions nobody wrote down. All people are invented.

    python3 tests/draft/make_workbook.py
"""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

HEAD = ["类别", "考核内容", "分值", "目标", "实际", "得分", "备注"]
# Category, content, full marks, target, actual, score; None continues the merged cell above.
FORMS = [
    ("4月", "林一", [
        ("现场管理", "仪容仪表", 20, None, 0, 18), (None, "值班记录", None, None, 1, None), (None, "钥匙交接", None, None, 1, None),
        ("经营", "门店销售额", 50, 80000, 72000, 45), ("经营", "报损次数，扣2分/次", 10, None, 2, 6), ("综合", "服务态度", 20, None, None, 16),
    ]),
    ("4月(2)", "周二", [
        ("现场管理", "仪容仪表", 20, None, 2, 13), (None, "值班记录", None, None, 0, None), (None, "钥匙交接", None, None, 1, None),
        ("经营", "门店销售额", 50, 60000, 63000, 50), ("经营", "报损次数，扣2分/次", 10, None, 0, 10), ("综合", "服务态度", 20, None, None, 19),
    ]),
]


def main():
    book = Workbook()
    book.remove(book.active)
    for title, name, rows in FORMS:
        sheet = book.create_sheet(title)
        sheet["A1"] = "门店值班员考核表"
        sheet["A1"].font = Font(bold=True, size=16)
        sheet.merge_cells("A1:G1")
        for cell, words in zip("ABCD", ["姓名", name, "考核月份", "2026年4月"]):
            sheet[f"{cell}2"] = words
        for column, words in enumerate(HEAD, 1):
            sheet.cell(3, column, words).alignment = Alignment(horizontal="center")
        for row, values in enumerate(rows, 4):
            for column, value in enumerate(values, 1):
                if value is not None:
                    sheet.cell(row, column, value)
        for column in "ACF":
            sheet.merge_cells(f"{column}4:{column}6")
        total = 4 + len(rows)
        sheet.cell(total, 1, "合计")
        sheet.cell(total, 3, 100)
        sheet.cell(total, 6, sum(values[5] for values in rows if values[5] is not None))
    book.save(Path(__file__).resolve().parent / "duty.xlsx")


if __name__ == "__main__":
    main()
