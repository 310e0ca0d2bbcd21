"""`standard`: 电商运营绩效考核标准, one row per person. Clean and planted xlsx; the same cards feed xls and csv."""

from dataclasses import dataclass
from fractions import Fraction
from random import Random

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from . import look
from .draws import until
from .figures import exact, half_up, swap_digits, truncate
from .ledger import Plant, Shown
from .package import save
from .people import DEPARTMENTS, POSITIONS, names
from .rules import clear_of_edges, ratio

PERIOD, TITLE = "2026年10月", "2026年10月电商运营绩效考核表"
PASS = 80
SECTIONS = {
    "sub_sales": ("sales", "orders"),
    "sub_traffic": ("uv", "pv", "conversion"),
    "sub_customer": ("praise", "timely", "satisfied"),
    "sub_campaign": ("campaign", "roi"),
}
UNSECTIONED = ("report", "team")
LINES = [line for lines in SECTIONS.values() for line in lines] + list(UNSECTIONED)


@dataclass(frozen=True)
class Column:
    """One column: its key, the group header, the sub-header (None: one merged cell), width and format."""

    key: str
    group: str
    sub: str | None = None
    width: float = 8
    fmt: str | None = None


def columns(with_rate=False):
    """All columns in order; `with_rate` adds the optional 完成率 beside the sales figures."""
    count, score, money = look.COUNT, look.SCORE, look.MONEY
    found = [
        Column("id", "工号", width=8), Column("name", "姓名", width=9),
        Column("department", "部门", width=12), Column("position", "岗位", width=13),
        Column("sales_actual", "销售额完成率", "实际销售额", 13, money),
        Column("sales_target", "销售额完成率", "目标销售额", 13, money),
        Column("sales_rate", "销售额完成率", "完成率", 9, look.PERCENT2),
        Column("sales", "销售额完成率", "得分", 7, score),
        Column("orders_now", "订单量增长", "本期订单量", 10, count),
        Column("orders_before", "订单量增长", "上期订单量", 10, count),
        Column("orders", "订单量增长", "得分", 7, score),
        Column("uv_count", "网站流量", "独立访客数", 10, count), Column("uv", "网站流量", "UV得分", 8, score),
        Column("pv_count", "网站流量", "页面浏览量", 10, count), Column("pv", "网站流量", "PV得分", 8, score),
        Column("conv_orders", "转化率", "订单量", 8, count), Column("conv_visitors", "转化率", "访客数", 8, count),
        Column("conversion", "转化率", "得分", 7, score),
        Column("praise_good", "好评率", "好评数", 8, count), Column("praise_all", "好评率", "总评价数", 9, count),
        Column("praise", "好评率", "得分", 7, score),
        Column("hours", "投诉处理", "总处理时长", 10, score), Column("complaints", "投诉处理", "投诉数量", 9, count),
        Column("timely", "投诉处理", "及时性得分", 10, score),
        Column("satisfied_count", "投诉处理", "满意投诉数量", 12, count),
        Column("satisfied", "投诉处理", "满意度得分", 10, score),
        Column("campaign_visits", "活动参与度", "活动页面访问量", 13, count),
        Column("all_visits", "活动参与度", "总访问量", 9, count), Column("campaign", "活动参与度", "得分", 7, score),
        Column("roi_revenue", "投入产出比", "活动收益", 12, money), Column("roi_cost", "投入产出比", "活动成本", 12, money),
        Column("roi", "投入产出比", "得分", 7, score),
        Column("report", "数据分析与报告", "得分", 14, score), Column("team", "团队协作", "得分", 9, score),
        Column("sub_sales", "小计", "销售业绩", 9, score), Column("sub_traffic", "小计", "流量与转化率", 12, score),
        Column("sub_customer", "小计", "客户满意度", 10, score), Column("sub_campaign", "小计", "营销活动", 9, score),
        Column("total", "总分", width=8, fmt=score), Column("base", "基本工资", width=11, fmt=money),
        Column("rate", "绩效比例", width=9, fmt=look.PERCENT), Column("pay", "绩效工资", width=11, fmt=money),
        Column("remark", "备注", width=16),
    ]  # fmt: skip
    return [column for column in found if with_rate or column.key != "sales_rate"]


def staff():
    """The thirty people: id, name, department, position, base salary, rate. The roster has the same."""
    draw = Random("standard staff")
    people = []
    for number, name in enumerate(names(0, 30), 1):
        position = POSITIONS[draw.randrange(len(POSITIONS))]
        senior = position.startswith("高级")
        people.append(
            {
                "id": f"E{number:03}", "name": name, "department": DEPARTMENTS[(number - 1) * 4 // 30],
                "position": position, "rate": exact("0.3") if senior else exact("0.2"),
                "base": Fraction(draw.randrange(75, 110) * 100 if senior else draw.randrange(48, 76) * 100),
            }
        )  # fmt: skip
    return people


def unrounded(card):
    """Every line's points before rounding."""
    complaints = card["complaints"]
    return {
        "sales": ratio(20, card["sales_actual"] / card["sales_target"]),
        "orders": ratio(10, (card["orders_now"] - card["orders_before"]) / card["orders_before"], "0.1"),
        "uv": ratio(8, card["uv_count"], 4000),
        "pv": ratio(7, card["pv_count"], 10000),
        "conversion": ratio(15, card["conv_orders"] / card["conv_visitors"], "0.35"),
        "praise": ratio(5, card["praise_good"] / card["praise_all"], "0.95"),
        "timely": Fraction(2 if not complaints or card["hours"] / complaints <= 24 else 1),
        "satisfied": ratio(3, card["satisfied_count"] / complaints, "0.9") if complaints else Fraction(3),
        "campaign": ratio(10, card["campaign_visits"] / card["all_visits"], "0.3"),
        "roi": ratio(10, card["roi_revenue"] / card["roi_cost"], 3),
        "report": card["report"],
        "team": card["team"],
    }


def pay_of(card, total, rate=None):
    """绩效工资 for a total: nothing below the pass mark."""
    return half_up(card["base"] * (rate or card["rate"]) * total / 100, 2) if total >= PASS else Fraction(0)


def scored(card):
    """The card with everything that follows from its inputs."""
    card = dict(card)
    card["exact"] = unrounded(card)
    card.update({line: half_up(points, 1) for line, points in card["exact"].items()})
    for section, lines in SECTIONS.items():
        card[section] = sum(card[line] for line in lines)
    card["total"] = sum(card[line] for line in LINES)
    card["pay"] = pay_of(card, card["total"])
    card["sales_rate"] = half_up(card["sales_actual"] / card["sales_target"], 4)
    card["remark"] = None
    return card


def _per_mille(draw, low, high):
    return Fraction(draw.randint(low, high), 1000)


def _inputs(draw, low):
    """Plausible figures of one month; `low` shifts the whole person down, in per mille."""
    target = Fraction(draw.randrange(240, 800, 20) * 1000)
    before, visitors = draw.randint(700, 1400), draw.randint(3300, 4500)
    complaints = Fraction(max(0, draw.randint(-2, 9)))
    reviews, visits, cost = draw.randint(180, 900), draw.randint(8300, 11800), draw.randrange(50, 200) * 100
    return {
        "sales_actual": Fraction(int(target * _per_mille(draw, 880 - low, 1060 - low) / 10) * 10),
        "sales_target": target,
        "orders_now": Fraction(int(before * _per_mille(draw, 1060 - low // 5, 1125 - low // 5))),
        "orders_before": Fraction(before),
        "uv_count": Fraction(visitors), "pv_count": Fraction(visits),
        "conv_orders": Fraction(int(visitors * _per_mille(draw, 295 - low // 4, 365 - low // 4))),
        "conv_visitors": Fraction(visitors),
        "praise_good": Fraction(int(reviews * _per_mille(draw, 880, 985))), "praise_all": Fraction(reviews),
        "complaints": complaints, "hours": complaints * draw.randint(24, 60) / 2,
        "satisfied_count": Fraction(max(0, int(complaints) - draw.randint(0, 2))),
        "campaign_visits": Fraction(int(visits * _per_mille(draw, 250 - low // 4, 325 - low // 4))),
        "all_visits": Fraction(visits),
        "roi_revenue": Fraction(int(cost * _per_mille(draw, 2550 - low, 3300 - low))), "roi_cost": Fraction(cost),
        "report": exact(draw.choice(["5", "5", "4", "3.5", "3"])),
        "team": exact(draw.choice(["5", "5", "5", "3", "2.5"])),
    }  # fmt: skip


def usual(card):
    """A total with no edge near it."""
    return clear_of_edges(card["total"], [PASS])


def drawn(person, month, suits=usual, low=0):
    """A scored card of a person; drawn again until it suits."""
    draw = Random(f"{month} {person['id']}")
    return until(lambda: scored({**person, **_inputs(draw, low)}), suits, person["id"])


def worked_example(person):
    """E001 carries the figures of the scheme's worked example."""
    return scored(
        {
            **drawn(person, "clean"), "sales_actual": Fraction(463750), "sales_target": Fraction(500000),
            "orders_now": Fraction(1080), "orders_before": Fraction(1000), "uv_count": Fraction(3990),
            "conv_orders": Fraction(1050), "conv_visitors": Fraction(3990),
        }
    )  # fmt: skip


def clean_cards():
    """Thirty cards; every seventh person stays below the pass mark."""
    cards = []
    for number, person in enumerate(staff()):
        if number % 7 == 5:
            cards.append(drawn(person, "clean", lambda c: 66 < c["total"] and c["total"] < exact("79.5"), 160))
        else:
            cards.append(drawn(person, "clean", lambda c: c["total"] > exact("80.5")))
    cards[0] = worked_example(staff()[0])
    cards[3]["remark"], cards[8]["remark"], cards[19]["remark"] = "10月8日入职满一年", "年假2天", "兼带新人"
    return cards


# --- what is planted ---------------------------------------------------------------------------------------


def _plans():
    """Employee -> (which cards suit, how weak the month was, the plants made from the card)."""
    paid = lambda c: usual(c) and c["total"] > 81  # noqa: E731

    def line(key, wrong, note, code="A102", suits=lambda c: True):
        return (lambda c: paid(c) and suits(c) and wrong(c) != c[key], 0, lambda c: [Plant(key, code, note, wrong(c))])

    def held(key, code, value, note, suits=lambda c: True):
        return (lambda c: paid(c) and suits(c), 0, lambda c: [Plant(key, code, note, value)])

    def growth_base(c):
        return half_up(ratio(10, (c["orders_now"] - c["orders_before"]) / c["orders_now"], "0.1"), 1)

    def whole_percent(c):
        return half_up(ratio(15, half_up(c["conv_orders"] / c["conv_visitors"], 2), "0.35"), 1)

    def uncapped(c):
        return half_up(20 * c["sales_actual"] / c["sales_target"], 1)

    def unrounded_total(c):
        return half_up(sum(c["exact"].values()), 1)

    def early_pay(c):
        return half_up(c["base"] * c["rate"] * half_up(c["total"], 0) / 100, 2)

    return {
        "E001": line("sales", lambda c: truncate(c["exact"]["sales"], 1), "18.55 cut to 18.5, not rounded (truncated)"),
        "E003": line(
            "sales_rate", lambda c: swap_digits(c["sales_rate"] * 100, 1) / 100,
            "two digits of the attainment exchanged; the score is right", "A101",
            lambda c: c["sales_rate"] < 1,
        ),
        "E004": line("sales", uncapped, "not capped at 20 (not-capped)", "A103"),
        "E005": (
            lambda c: usual(c) and c["orders_now"] < c["orders_before"] and c["total"] < 79, 330,
            lambda c: [Plant(
                "orders", "A104", "a fall carried as a negative score (not-capped)",
                half_up(100 * (c["orders_now"] - c["orders_before"]) / c["orders_before"], 1),
            )],
        ),
        "E006": line("orders", growth_base, "growth over the current period (previous-as-base)"),
        "E007": held("team", "A105", Fraction(4), "4 is not allowed: 5, or 2–3", lambda c: c["team"] == 5),
        "E008": line("uv", lambda c: swap_digits(c["uv"]), "6.7 typed for 7.6 (digits-swapped)",
                     suits=lambda c: c["uv"] == exact("7.6")),
        "E009": line("conversion", whole_percent, "conversion rounded to a whole percent first (rounded-early)"),
        "E010": (
            lambda c: paid(c) and c["sales"] == exact("18.5"), 0,
            lambda c: [Plant("sales", "R101", "score stored as text", "18.5分", reads=exact("18.5"))],
        ),
        "E011": held("pv_count", "X101", None, "page views not entered"),
        "E012": held("praise_good", "X102", "待定", "a word where a count is needed"),
        "E013": held("roi_revenue", "R102", "#REF!", "error value in an input"),
        "E014": held("orders_before", "S101", Fraction(0), "previous period 0: growth cannot be computed"),
        "E015": line("sub_traffic", lambda c: c["sub_traffic"] - c["pv"], "PV得分 left out (omitted:页面浏览量)", "A201"),
        "E016": line("total", lambda c: c["total"] + c["team"], "团队协作 counted twice", "A202"),
        "E017": line("pay", lambda c: swap_digits(c["pay"], 1), "two digits exchanged (digits-swapped)", "A303"),
        "E018": (
            lambda c: 74 < c["total"] < 78, 130,
            lambda c: [Plant("pay", "A304", "paid although the total is below 80 (pass-mark-ignored)",
                             half_up(c["base"] * c["rate"] * c["total"] / 100, 2))],
        ),
        "E019": held("rate", "X109", Fraction(20), "20 in place of 20%", lambda c: c["rate"] == exact("0.2")),
        "E020": (paid, 0, lambda c: [Plant("id", "R104", "the person stands in a hidden row")]),
        "E021": line("timely", lambda c: Fraction(2), "more than 24 h per complaint, yet full points"),
        "E022": line("satisfied", lambda c: Fraction(0), "no complaints at all earn 3, not 0",
                     suits=lambda c: not c["complaints"]),
        "E023": line("total", unrounded_total, "adds the unrounded lines (unrounded-lines)", "A202"),
        "E024": (
            lambda c: c["total"] == 80, 60,
            lambda c: [Plant("total", "A305", "exactly on the pass mark of 80: paid, but worth a look")],
        ),
        "E025": (paid, 0, lambda c: []),
        "E026": line("roi", lambda c: c["roi"] / 10, "decimal point slipped (digit-slipped)",
                     suits=lambda c: c["roi"] == 10),
        "E027": line("sales", lambda c: Fraction(20), "target over actual, capped (inverted-ratio)",
                     suits=lambda c: c["sales"] < 19),
        "E028": (
            lambda c: paid(c) and c["sales_actual"] >= 100000, 0,
            lambda c: [Plant("sales_actual", "R101", "full-width digits as text",
                             _full_width(c["sales_actual"]), reads=c["sales_actual"])],
        ),
        "E029": line("pay", early_pay, "total rounded to a whole point before the money (rounded-early)", "A303"),
        "E030": (
            lambda c: 78 < c["total"] < 79, 90,
            lambda c: [Plant("total", "A202", "two digits exchanged, which lifts the total over the pass mark",
                             swap_digits(c["total"]))],
        ),
    }  # fmt: skip


def _full_width(value):
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(value))


def planted_cards():
    """(card, plants) of the planted workbook; E025 comes a second time at the end."""
    plans, rows = _plans(), []
    for person in staff():
        suits, low, plants = plans.get(person["id"], (usual, 0, lambda c: []))
        card = drawn(person, "planted", suits, low)
        if person["id"] == "E001":
            card = worked_example(person)
        rows.append((card, plants(card)))
    twice = next(card for card, _ in rows if card["id"] == "E025")
    first = Plant("id", "X105", "the same person already stands further up; both rows are held")
    return [(c, p) for c, p in rows] + [(twice, [first])]


# --- from cards to cells -----------------------------------------------------------------------------------


def shown_row(card, plants, layout, row, formulas):
    """(contents by column key, Shown) of one row; `formulas` names the computed columns that are formulas."""
    shown = Shown(plants)
    letter = {column.key: get_column_letter(number) for number, column in enumerate(layout, 1)}
    content = {}
    for column in layout:
        key = column.key
        if key not in SECTIONS and key not in ("total", "pay"):
            content[key] = shown.cell(key, card[key], card[key] if key in LINES or key == "sales_rate" else None)
    for section, lines in SECTIONS.items():
        natural = sum(shown.figures[line] for line in lines)
        formula = "=" + "+".join(f"{letter[line]}{row}" for line in lines)
        content[section] = shown.computed(
            section, natural, card[section], "A201", formula if "sub" in formulas else None
        )
    parts = [*SECTIONS, *UNSECTIONED]
    spans = f"{letter['sub_sales']}{row}:{letter['sub_campaign']}{row}"
    content["total"] = shown.computed(
        "total", sum(shown.figures[key] for key in parts), card["total"], "A202",
        f"=SUM({letter['report']}{row}:{letter['team']}{row},{spans})" if "total" in formulas else None,
    )  # fmt: skip
    natural = pay_of({**card, "base": shown.figures["base"]}, shown.figures["total"], shown.figures["rate"])
    code = "A304" if card["total"] < PASS else "A303"
    total, base, rate = (f"{letter[key]}{row}" for key in ("total", "base", "rate"))
    content["pay"] = shown.computed(
        "pay", natural, card["pay"], code,
        f"=IF({total}<80,0,ROUND({base}*{rate}*{total}/100,2))" if "pay" in formulas else None,
    )  # fmt: skip
    return content, shown


NOTES = (
    "注：1、各项得分保留一位小数，四舍五入；总分为各项得分之和，满分100分。",
    "2、总分低于80分者，当月绩效工资为零；绩效工资=基本工资×绩效比例×总分÷100，保留两位小数。",
    "3、独立访客数基准4,000，页面浏览量基准10,000，转化率基准35%。",
)
SIGNATURES = "制表：                    审核：                    批准：                    "


def header_spans(layout):
    """Runs of columns under one group header: (first column, last column, group, merged down?)."""
    spans = []
    for number, column in enumerate(layout, 1):
        if spans and column.sub and spans[-1][2] == column.group:
            spans[-1][1] = number
        else:
            spans.append([number, number, column.group, column.sub is None])
    return spans


def _draw_head(pen, layout):
    pen.put(1, 1, TITLE, "title", to=(1, len(layout)))
    for first, last, group, single in header_spans(layout):
        pen.put(2, first, group, "head", to=(3 if single else 2, last))
    for number, column in enumerate(layout, 1):
        if column.sub:
            pen.put(3, number, column.sub, "head")
    pen.widths(*(column.width for column in layout))
    for row, height in ((1, 34), (2, 22), (3, 30)):
        pen.height(row, height)


def _draw_foot(pen, row, width):
    for note in NOTES:
        pen.put(row, 1, note, "note", to=(row, width))
        row += 1
    pen.put(row + 1, 1, SIGNATURES, "sign", to=(row + 1, width))


def _build(ledger, path, cards, layout, formulas, theme):
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = PERIOD
    pen = look.Pen(sheet, theme)
    _draw_head(pen, layout)
    for row, (card, plants) in enumerate(cards, 4):
        content, shown = shown_row(card, plants, layout, row, formulas)
        cells = {}
        for number, column in enumerate(layout, 1):
            fmt = "General" if column.key == "rate" and content["rate"] > 1 else column.fmt
            cells[column.key] = pen.put(row, number, content[column.key], fmt=fmt)
        pen.height(row, 20)
        sheet.row_dimensions[row].hidden = any(plant.code == "R104" for plant in plants)
        ledger.record(path.name, PERIOD, card["id"], shown, cells)
    last = 3 + len(cards)
    _draw_foot(pen, last + 1, len(layout))
    letter = {column.key: get_column_letter(number) for number, column in enumerate(layout, 1)}
    sheet.conditional_formatting.add(
        f"{letter['total']}4:{letter['total']}{last}",
        CellIsRule(operator="lessThan", formula=["80"], font=Font(color="C00000", bold=True)),
    )
    sheet.freeze_panes = "E4"
    pen.print_setup(landscape=True, paper=8, heading_rows="1:3")
    return workbook, sheet


def make(folder, ledger):
    """Write standard-clean.xlsx and standard-planted.xlsx."""
    cards = [(card, []) for card in clean_cards()]
    path = folder / "standard-clean.xlsx"
    workbook, sheet = _build(ledger, path, cards, columns(), {"sub", "total", "pay"}, look.Theme())
    sheet["AL2"].comment = Comment("总分为各项得分之和，满分100分。", "人力资源部")
    save(workbook, path)
    path = folder / "standard-planted.xlsx"
    theme = look.Theme(font="等线", head_fill="E2EFDA", title_size=16)
    workbook, _ = _build(ledger, path, planted_cards(), columns(with_rate=True), {"total", "pay"}, theme)
    save(workbook, path)
