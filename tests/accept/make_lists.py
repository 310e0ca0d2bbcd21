#!/usr/bin/env python3
"""Makes list.xlsx: a list of accepted exceptions as HR keeps one, with a title, columns of its own and real dates.

    python3 tests/accept/make_lists.py

All people are invented.
"""

import datetime
import pathlib

import openpyxl

HERE = pathlib.Path(__file__).parent

book = openpyxl.Workbook()
book.active.title = "填写说明"
book.active["A1"] = "接受的差异写在下一张表"
sheet = book.create_sheet("清单")
sheet["A1"] = "绩效考核已接受差异清单"
sheet.merge_cells("A1:H1")
sheet.append([])
sheet.append(["序号", "员工编号", "员工姓名", "差异编号", "单元格 位置", "考核指标", "接受原因", "有效期（至）", "经办"])
rows = [
    # A number as id, an end as a date, the line instead of the cell.
    [1, 2002, None, "A102", None, "销售额", "新人保护期，按填报计", datetime.date(2026, 12, 31), "王"],
    # By name; the cell with its sheet.
    [2, None, "王五", "score-above-max", "a!J4", None, "总经理特批", "2026年10月", "王"],
    # Over.
    [3, 2004, "赵六", "A202", "K5", None, "上季度口径", "2026-09", "王"],
    # No reason.
    [4, 2005, "钱七", "A303", None, None, None, None, "王"],
]
for row in rows:
    sheet.append(row)
book.save(HERE / "list.xlsx")
