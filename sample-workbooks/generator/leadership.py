"""`leadership`: directors, managers and supervisors, one row per person and period."""

from dataclasses import dataclass, field
from fractions import Fraction
from random import Random

from openpyxl import Workbook

from . import look
from .draws import until
from .figures import exact, half_up, swap_digits, truncate
from .graded import EDGES, draw_result
from .ledger import Plant, Shown
from .package import save
from .people import names
from .rules import clear_of_edges

TITLE, SHEET = "电商总监、经理、主管绩效考核表", "管理层考核"
WEIGHTS = {"总监": (50, 15, 15, 20), "经理": (40, 20, 20, 20), "主管": (30, 25, 20, 25)}
PERIODS = {"总监": "2026年度", "经理": "2026年第三季度", "主管": "2026年10月"}
LINES = {"sales": "销售额", "satisfaction": "客户满意度", "quality": "质量指标", "efficiency": "运营效率"}
TARGETS = {"satisfaction": "0.95", "quality": "0.98", "efficiency": "0.9"}
PARTS = (("target", "目标"), ("actual", "实际"), ("rate", "达成率"), ("score", "得分"))


@dataclass
class Card:
    """One row."""

    id: str
    name: str
    level: str
    base: Fraction
    period: str
    values: dict  # line -> (target, actual)
    plants: list = field(default_factory=list)

    @property
    def exact(self):
        """Every line's score before rounding: at most 120."""
        return {key: min(exact(120), 100 * actual / target) for key, (target, actual) in self.values.items()}

    @property
    def lines(self):
        """Every line's score, rounded."""
        return {key: half_up(points, 1) for key, points in self.exact.items()}

    def weighed(self, scores, level=None):
        """The total of some scores under the weights of a level, rounded."""
        weights = WEIGHTS[level or self.level]
        return half_up(sum(scores[key] * weight for key, weight in zip(LINES, weights)) / 100, 1)

    @property
    def total(self):
        """总分."""
        return self.weighed(self.lines)


def staff(count):
    """People: (id, name, level, base)."""
    draw = Random("leadership staff")
    levels = ("总监", "经理", "经理", "主管", "主管", "主管")
    bases = {"总监": (80, 120), "经理": (45, 70), "主管": (25, 40)}
    found = []
    for number, name in enumerate(names(136, count)):
        level = levels[number % 6]
        found.append((f"M{number + 1:03}", name, level, Fraction(draw.randrange(*bases[level]) * 100)))
    return found


def drawn(who, seed, suits=lambda card: True, low=0, period=None, edges=EDGES):
    """A row with no edge near its total, drawn again until it suits."""
    draw = Random(f"leadership {seed} {who[0]} {period}")
    period = period or PERIODS[who[2]]
    months = 12 if period.endswith("年度") else 3 if period.endswith("季度") else 1

    def make():
        target = exact(draw.randrange(600, 2000, 50) * 1000 * months)
        values = {
            "sales": (
                target,
                half_up(target * Fraction(draw.randint(84000 - 100 * low, 108000 - 100 * low), 100000), -2),
            )
        }
        for key, goal in TARGETS.items():
            goal = exact(goal)
            share = half_up(goal * Fraction(draw.randint(900 - low, 1040 - low), 1000), 3)
            values[key] = (goal, min(share, exact("0.996")))
        return Card(*who, period, values)

    return until(make, lambda card: clear_of_edges(card.total, edges) and suits(card), who)


def clean_cards():
    """Twelve people in thirteen rows: M003 for the month and for the quarter."""
    weak = {4: 110, 7: 170, 10: 250}
    cards = [drawn(who, "clean", low=weak.get(number, 0)) for number, who in enumerate(staff(12))]
    month = drawn(staff(12)[2], "clean", period="2026年10月")
    return cards[:2] + [month] + cards[2:]


def planted_cards():
    """Eighteen people, most with one mistake; M018 twice in one period."""
    people, cards = iter(staff(18)), []

    def add(*plants, suits=lambda c: True, low=0, edges=EDGES):
        card = drawn(next(people), "planted", suits, low, edges=edges)
        card.plants = [plant(card) if callable(plant) else plant for plant in plants]
        cards.append(card)
        return card

    def wrong(key, code, note, value):
        return lambda c: Plant(key, code, note, value(c))

    def whole(c):
        return half_up(100 * half_up(c.values["sales"][1] / c.values["sales"][0], 2), 1)

    def rate(c, key):
        return half_up(c.values[key][1] / c.values[key][0], 3)

    def other_level(c):
        return c.weighed(c.lines, "总监" if c.level != "总监" else "主管")

    def cut(c):
        return truncate(c.exact["sales"], 1)

    add(
        wrong("sales.score", "A102", "cut off, not rounded (truncated)", cut),
        suits=lambda c: cut(c) != c.lines["sales"],
    )
    add(
        wrong("sales.score", "A102", "attainment rounded to a whole percent first (rounded-early)", whole),
        suits=lambda c: whole(c) != c.lines["sales"],
    )
    add(
        wrong(
            "quality.rate",
            "A101",
            "two digits of the attainment exchanged; the score is right",
            lambda c: swap_digits(rate(c, "quality") * 100, 0) / 100,
        ),
        suits=lambda c: rate(c, "quality") < 1 and c.values["quality"][1] < c.values["quality"][0],
    )
    add(lambda c: Plant("sales.score", "A103", "126.4 points: not capped at 120 (not-capped)", exact("126.4")))
    cards[-1].values["sales"] = (exact(1000000), exact(1264000))
    add(
        wrong("total", "A202", "weighted as 总监, not as 主管 (wrong-weight)", other_level),
        suits=lambda c: (
            other_level(c) != c.total
            and (other_level(c) >= 80) == (c.total >= 80)
            and 80 < c.total < 90
            and other_level(c) < 90
        ),
    )
    add(Plant("grade", "A301", "A in place of B", "A"), suits=lambda c: 80 < c.total < 90)
    add(Plant("coefficient", "A302", "1.2 in place of 1.0", exact("1.2")), suits=lambda c: 80 < c.total < 90)
    add(
        wrong("pay", "A303", "two digits exchanged (digits-swapped)", lambda c: swap_digits(c.base, 0)),
        suits=lambda c: 80 < c.total < 90 and swap_digits(c.base, 0) != c.base,
    )
    add(Plant("efficiency.actual", "X101", "figure not entered", None))
    add(
        lambda c: Plant(
            "sales.actual",
            "R101",
            "figure stored as text",
            f"{float(c.values['sales'][1] / 10000):g}万",
            reads=c.values["sales"][1],
        )
    )
    add(Plant("quality.actual", "R102", "error value in an input", "#REF!"))
    add(Plant("satisfaction.target", "S101", "target 0: the attainment cannot be computed", exact(0)))
    add(Plant("id", "R104", "the person stands in a hidden row"))
    add(
        Plant("total", "A305", "exactly on the edge of grade B, which it reaches"),
        suits=lambda c: c.total == 80,
        low=130,
        edges=(),
    )
    add(
        wrong(
            "satisfaction.actual",
            "X109",
            "figure in percent without the percent sign",
            lambda c: c.values["satisfaction"][1] * 100,
        )
    )
    add(
        wrong("total", "A202", "two digits exchanged, which lifts the grade", lambda c: swap_digits(c.total)),
        suits=lambda c: 78 < c.total < 79,
        low=130,
    )
    add(Plant("efficiency.target", "X102", "a word where a figure is needed", "待定"))
    right = add()
    twice = Plant("id", "X105", "the same person already stands further up for the same period; both are held")
    cards.append(Card(right.id, right.name, right.level, right.base, right.period, right.values, [twice]))
    return cards


# --- from cards to cells -----------------------------------------------------------------------------------


def _draw_head(pen):
    pen.put(1, 1, TITLE, "title", to=(1, 25))
    for column, text in enumerate(("工号", "姓名", "层级", "考核周期"), 1):
        pen.put(2, column, text, "head", to=(3, column))
    for number, text in enumerate(LINES.values()):
        first = 5 + 4 * number
        pen.put(2, first, text, "head", to=(2, first + 3))
        for step, (_, part) in enumerate(PARTS):
            pen.put(3, first + step, part, "head")
    for column, text in enumerate(("总分", "等级", "绩效系数", "绩效基数", "绩效工资"), 21):
        pen.put(2, column, text, "head", to=(3, column))
    pen.widths(8, 10, 8, 15, 15, 15, 9, 8, *([9, 9, 9, 8] * 3), 8, 7, 10, 12, 12)
    for row, height in ((1, 36), (2, 22), (3, 22)):
        pen.height(row, height)
    pen.sheet.freeze_panes = "E4"


def _draw_row(pen, row, card, typed_total):
    shown, cells = Shown(card.plants), {}
    for column, (key, value) in enumerate(
        (("id", card.id), ("name", card.name), ("level", card.level), ("period", card.period)), 1
    ):
        cells[key] = pen.put(row, column, value)
    for number, key in enumerate(LINES):
        _draw_line(pen, row, 5 + 4 * number, key, card, shown, cells)
    natural = card.weighed({key: shown.figures[f"{key}.score"] for key in LINES})
    weights = [f"{letter}{row}*{weight / 100:g}" for letter, weight in zip("HLPT", WEIGHTS[card.level])]
    formula = None if typed_total else f"=ROUND({'+'.join(weights)},1)"
    cells["total"] = pen.put(row, 21, shown.computed("total", natural, card.total, "A202", formula), fmt=look.SCORE)
    draw_result(pen, row, 22, shown, cells, card.total, card.base, "U", formulas=True)
    pen.height(row, 22)
    pen.sheet.row_dimensions[row].hidden = any(plant.code == "R104" for plant in card.plants)
    return cells, shown


def _draw_line(pen, row, first, key, card, shown, cells):
    target, actual = card.values[key]
    natural = {"target": target, "actual": actual, "rate": half_up(actual / target, 3), "score": card.lines[key]}
    fmts = {"target": look.MONEY if key == "sales" else look.PERCENT1, "rate": look.PERCENT1, "score": look.SCORE}
    for step, (part, _) in enumerate(PARTS):
        field_key = f"{key}.{part}"
        value = natural[part]
        if part == "rate" and any(
            shown.figures[f"{key}.{one}"] in (None, 0, "待定", "#REF!") for one in ("target", "actual")
        ):
            value = "-"
        content = shown.cell(field_key, value, value if part in ("rate", "score") else None)
        fmt = fmts.get(part, fmts["target"])
        if any(plant.key == field_key and plant.code == "X109" for plant in card.plants):
            fmt = "General"
        cells[field_key] = pen.put(row, first + step, content, fmt=fmt)


NOTES = (
    "注：1、单项得分=实际÷目标×100，最高120分；总分为加权合计，保留一位小数。",
    "2、权重（销售额/客户满意度/质量指标/运营效率）：总监50/15/15/20，经理40/20/20/20，主管30/25/20/25。",
    "3、A：90分及以上，系数1.2；B：80分及以上，系数1.0；C：70分及以上，系数0.8；D：70分以下，系数0。",
)


def _build(ledger, path, cards, theme, typed_total):
    workbook = Workbook()
    workbook.active.title = SHEET
    pen = look.Pen(workbook.active, theme)
    _draw_head(pen)
    for row, card in enumerate(cards, 4):
        cells, shown = _draw_row(pen, row, card, typed_total)
        ledger.record(path.name, SHEET, card.id, shown, cells)
    row = 4 + len(cards)
    for note in NOTES:
        pen.put(row, 1, note, "note", to=(row, 25))
        row += 1
    pen.put(row + 1, 1, "制表：                    审核：                    批准：", "sign", to=(row + 1, 25))
    pen.print_setup(landscape=True, paper=8, heading_rows="1:3")
    save(workbook, path)


def make(folder, ledger):
    """Write leadership-clean.xlsx and leadership-planted.xlsx."""
    theme = look.Theme(font="微软雅黑", head_fill="D9E1F2")
    _build(ledger, folder / "leadership-clean.xlsx", clean_cards(), theme, typed_total=False)
    theme = look.Theme(font="宋体", head_fill="FCE4D6", title_size=16)
    _build(ledger, folder / "leadership-planted.xlsx", planted_cards(), theme, typed_total=True)
