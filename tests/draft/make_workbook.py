#!/usr/bin/env python3
"""Forms that no mapping fits: with a group of rows whose deductions nobody wrote down, and of two kinds in one workbook.
All people are invented.

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


# 业务 forms with subtotals and points beside the full marks, and two of 后勤 with other lines.
SALES = [("业绩", "新签客户", 40), (None, "回款", 30), ("业绩小计",), ("综合", "协作", 20), (None, "纪律", 10), ("综合小计",), ("加分", "合理化建议", "加减分")]
SUPPORT = [("保障", "报修处理", 60), (None, "巡检", 20), ("保障小计",), ("综合", "协作", 10), (None, "纪律", 10), ("综合小计",)]
KINDS = [("林一", SALES, [36, 27, 18, 9, 2]), ("周二", SALES, [33, 30, 15, 8.5, 0]), ("秦三", SALES, [40, 21, 19, 10, -1]),
         ("何四", SUPPORT, [55, 18, 9, 8]), ("许五", SUPPORT, [48, 20, 10, 9])]  # fmt: skip


def kinds():
    book = Workbook()
    book.remove(book.active)
    for name, lines, scores in KINDS:
        sheet = book.create_sheet(name)
        sheet.append(["季度考核表"])
        sheet.append(["姓名", name, "考核周期", "2026年第二季度"])
        sheet.append(["类别", "考核项目", "权重", "上级评分", "备注"])
        own, part = iter(scores), []
        for line in lines:
            if len(line) == 1:
                sheet.append([line[0], None, None, sum(part)])
                part = []
            else:
                part.append(next(own))
                sheet.append([*line, part[-1]])
        sheet.append(["总得分", None, 100, sum(scores)])
        sheet.append(["考核人签字：", None, None, "日期："])
    book.save(Path(__file__).resolve().parent / "kinds.xlsx")


def main():
    kinds()
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
