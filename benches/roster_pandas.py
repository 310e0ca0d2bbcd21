"""What `fuhe audit` does with the roster of `cargo bench --bench roster`, the way a script does it: pandas recomputes
every figure, openpyxl marks the wrong ones and writes the findings, the payout and every line's points.

    python3 benches/roster_pandas.py target/tmp/roster-10000.xlsx out.xlsx
"""

import resource
import sys
import time

import numpy as np
import pandas as pd
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

FIRST = 4  # The first row with a person; the title and two rows of headings stand above.
NAMES = (
    "id name department post sales sales_target sales_points orders orders_before orders_points uv uv_points pv pv_points "
    "buyers visitors buyers_points good reviews good_points hours complaints hours_points pleased pleased_points visits "
    "all_visits visits_points income cost income_points analysis team section1 section2 section3 section4 total base rate "
    "pay remark"
).split()
RED = PatternFill("solid", start_color="FFF8CBC4")


def rounded(values, digits):
    """Half up, as the scheme says."""
    step = 10**digits
    return np.floor(values * step + 0.5 + 1e-7) / step


def ratio(full, actual, target, share=1.0):
    return rounded(np.clip(full * actual / (target * share), 0, full), 1)


def recomputed(table):
    """Every line's points, the sections, the total and the pay."""
    t = table
    complaints = t.complaints.where(t.complaints > 0, 1)
    none = t.complaints == 0
    points = pd.DataFrame({
        "sales_points": ratio(20, t.sales, t.sales_target),
        "orders_points": ratio(10, t.orders - t.orders_before, t.orders_before, 0.1),
        "uv_points": ratio(8, t.uv, 4000),
        "pv_points": ratio(7, t.pv, 10000),
        "buyers_points": ratio(15, t.buyers, t.visitors, 0.35),
        "good_points": ratio(5, t.good, t.reviews, 0.95),
        "hours_points": np.where(none | (t.hours <= 24 * t.complaints), 2.0, 1.0),
        "pleased_points": np.where(none, 3.0, ratio(3, t.pleased, complaints, 0.9)),
        "visits_points": ratio(10, t.visits, t.all_visits, 0.3),
        "income_points": ratio(10, t.income, t.cost, 3),
        "analysis": t.analysis,
        "team": t.team,
    })
    lines = list(points.columns)
    for name, of in (("section1", lines[0:2]), ("section2", lines[2:5]), ("section3", lines[5:8]), ("section4", lines[8:10])):
        points[name] = rounded(points[of].sum(axis=1), 1)
    points["total"] = rounded(points[lines].sum(axis=1), 1)
    pay = rounded(t.base * t.rate * points.total / 100, 2)
    points["pay"] = pay.where(points.total >= 80, 0.0)
    return points, lines


def main(source, target):
    start = time.time()
    book = load_workbook(source)
    sheet = book.worksheets[0]
    table = pd.DataFrame(sheet.iter_rows(min_row=FIRST, values_only=True), columns=NAMES)
    numbers = [name for name in NAMES[4:] if name != "remark"]
    table[numbers] = table[numbers].astype(float)
    points, lines = recomputed(table)
    wrong = (points - table[points.columns]).abs() > 0.0005
    print(f"read and recomputed: {time.time() - start:.1f} s, {int(wrong.values.sum())} figures differ")

    findings = book.create_sheet("差异清单")
    findings.append(["工号", "姓名", "指标", "单元格", "填报", "复核", "差异"])
    for index, name in zip(*np.nonzero(wrong.values)):
        name = points.columns[name]
        cell = sheet.cell(FIRST + int(index), NAMES.index(name) + 1)
        reported, right = table.at[index, name], points.at[index, name]
        cell.fill = RED
        cell.comment = Comment(f"填报 {reported}，复核 {right}，差 {right - reported:.2f}", "script")
        findings.append([table.at[index, "id"], table.at[index, "name"], name, cell.coordinate, reported, right, right - reported])
    for index, bad in enumerate(wrong.any(axis=1)):
        row = FIRST + index
        sheet.cell(row, len(NAMES) + 1, points.at[index, "total"])
        sheet.cell(row, len(NAMES) + 2, points.at[index, "total"] - table.at[index, "total"])
        sheet.cell(row, len(NAMES) + 3, "有误" if bad else "一致")
    payout = book.create_sheet("绩效工资汇总")
    payout.append(["序号", "工号", "姓名", "部门", "岗位", "填报总分", "复核总分", "差异", "基本工资", "绩效比例", "填报绩效工资", "应发绩效工资"])
    for index, person in enumerate(table.itertuples(index=False)):
        total, pay = points.at[index, "total"], points.at[index, "pay"]
        row = [index + 1, person.id, person.name, person.department, person.post, person.total, total, total - person.total]
        payout.append([*row, person.base, person.rate, person.pay, pay])
    workings = book.create_sheet("计分底稿")
    workings.append(["工号", "姓名", "指标", "复核", "填报"])
    for index, person in enumerate(table.itertuples(index=False)):
        for name in lines:
            workings.append([person.id, person.name, name, points.at[index, name], table.at[index, name]])
    book.save(target)
    used = resource.getrusage(resource.RUSAGE_SELF)
    processor, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1000
    print(f"all: {time.time() - start:.1f} s, processor {processor:.1f} s, peak {peak:.0f} MB")


if __name__ == "__main__":
    main(*sys.argv[1:])
