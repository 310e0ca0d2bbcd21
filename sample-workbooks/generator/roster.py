"""花名册: people and pay data of the `standard` and `team` samples."""

from fractions import Fraction

from openpyxl import Workbook

from . import look, standard, team
from .figures import exact, half_up
from .package import save
from .people import names

HEADS = ("工号", "姓名", "部门", "岗位", "基本工资", "绩效比例", "绩效基数", "在职状态")
TEAM_RATE = exact("0.25")


def _rows():
    for one in standard.staff():
        base = half_up(one["base"] * one["rate"], 2)
        yield one["id"], one["name"], one["department"], one["position"], one["base"], one["rate"], base, "在职"
    for number, name, role, base in team.staff():
        yield number, name, "电商运营中心", role, base / TEAM_RATE, TEAM_RATE, base, "在职"
    for number, name in zip(("E031", "E032"), names(175, 2)):
        yield number, name, "京东运营部", "运营助理", Fraction(5000), exact("0.2"), Fraction(1000), "离职"


def make(folder):
    """Write roster.xlsx."""
    workbook = Workbook()
    workbook.active.title = "花名册"
    pen = look.Pen(workbook.active, look.Theme(font="宋体", head_fill="D9D9D9"))
    pen.put(1, 1, "员工花名册", "title", to=(1, len(HEADS)))
    for column, text in enumerate(HEADS, 1):
        pen.put(2, column, text, "head")
    fmts = (None, None, None, None, look.MONEY, look.PERCENT, look.MONEY, None)
    for row, values in enumerate(_rows(), 3):
        for column, (value, fmt) in enumerate(zip(values, fmts), 1):
            pen.put(row, column, value, fmt=fmt)
    pen.widths(10, 11, 15, 16, 13, 10, 13, 10)
    pen.height(1, 34)
    pen.height(2, 24)
    pen.sheet.freeze_panes = "C3"
    pen.sheet.auto_filter.ref = f"A2:H{row}"
    pen.print_setup(heading_rows="1:2")
    save(workbook, folder / "roster.xlsx")
