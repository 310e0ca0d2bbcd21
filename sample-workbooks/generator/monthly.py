"""`monthly`: 2026年10月绩效考核表, one form per person with targets, weights and a pass mark."""

from dataclasses import dataclass, field
from fractions import Fraction
from random import Random

from openpyxl import Workbook

from . import look
from .draws import until
from .figures import exact, half_up, swap_digits, truncate
from .ledger import Plant, Shown
from .package import save
from .people import names
from .rules import clear_of_edges, lower_is_better, ratio

PERIOD, PASS = "2026年10月", 80


@dataclass(frozen=True)
class Item:
    """One line of the form."""

    key: str
    name: str
    weight: int
    formula: str
    fmt: str


ITEMS = (
    Item("sales", "销售额", 40, "实际销售额÷目标销售额×40，最高40分", look.MONEY),
    Item("margin", "毛利率", 15, "实际毛利率÷目标毛利率×15，最高15分", look.PERCENT1),
    Item("conversion", "转化率", 15, "实际转化率÷目标转化率×15，最高15分", look.PERCENT2),
    Item("cost", "推广费用率", 10, "费用率不高于目标得10分，高于目标：目标÷实际×10", look.PERCENT1),
    Item("satisfaction", "客户满意度", 10, "实际满意度÷目标满意度×10，最高10分", look.PERCENT1),
    Item("team", "团队管理", 10, "由直接上司按0–10分评定", look.SCORE),
)  # fmt: skip


@dataclass
class Card:
    """One person's month: targets and actuals by line, base and rate, and what is planted."""

    name: str
    department: str
    position: str
    base: Fraction
    rate: Fraction
    inputs: dict
    plants: list = field(default_factory=list)
    period: str = PERIOD
    renamed: dict = field(default_factory=dict)
    carried: dict = field(default_factory=dict)  # scores made from a planted attainment
    sheet: str | None = None
    hidden: bool = False

    @property
    def lines(self):
        """Every line's points, rounded."""
        return {key: half_up(points, 1) for key, points in unrounded(self.inputs).items()}

    @property
    def total(self):
        """总评分."""
        return sum(self.lines.values())

    def pay(self, total=None, rate=None):
        """绩效工资 for a total (the true one if none is given)."""
        total = self.total if total is None else total
        return half_up(self.base * (rate or self.rate) * total / 100, 2) if total >= PASS else Fraction(0)


def unrounded(i):
    """Every line's points before rounding."""
    points = {
        item.key: ratio(item.weight, i[item.key][1] / i[item.key][0])
        for item in ITEMS
        if item.key not in ("cost", "team")
    }
    target, actual = i["cost"]
    points["cost"] = lower_is_better(10, actual, target)
    points["team"] = i["team"]
    return {item.key: points[item.key] for item in ITEMS}


def attainment(i, key):
    """The 完成率 cell: actual over target at one digit of a percent; none where it has no meaning."""
    return "-" if key in ("cost", "team") else half_up(i[key][1] / i[key][0], 3)


def month(draw, low=0):
    """Plausible targets and actuals; `low` weakens the month, in per mille."""

    def part(target, best, worst, digits):
        return target, half_up(target * Fraction(draw.randint(best - low, worst - low), 1000), digits)

    sales = Fraction(draw.randrange(300, 900, 20) * 1000)
    return {
        "sales": part(sales, 860, 1050, -1), "margin": part(exact(draw.choice(["0.32", "0.35", "0.38"])), 900, 1060, 3),
        "conversion": part(exact(draw.choice(["0.03", "0.035", "0.04"])), 860, 1060, 4),
        "cost": (exact("0.08"), exact(draw.randint(70 + low // 8, 95 + low // 8)) / 1000),
        "satisfaction": part(exact("0.95"), 950, 1030, 3), "team": exact(draw.choice(["8", "8.5", "9", "9.5", "10"])),
    }  # fmt: skip


def usual(card):
    """Passed, with no edge near."""
    return clear_of_edges(card.total, [PASS]) and card.total > 81


def _people():
    draw = Random("monthly people")
    positions = ("电商运营经理", "店铺运营主管", "直播运营主管")
    return [
        (name, "电商部", positions[number % 3], Fraction(draw.randrange(70, 130) * 100), exact("0.2"))
        for number, name in enumerate(names(52, 24))
    ]


def drawn(who, seed, suits=usual, low=0):
    """A person's card, drawn again until it suits."""
    draw = Random(f"monthly {seed} {who[0]}")
    return until(lambda: Card(*who, month(draw, low)), suits, who)


def clean_cards():
    """Seven people, one of them below the pass mark."""
    people = _people()[:7]
    cards = [drawn(who, "clean") for who in people]
    cards[4] = drawn(people[4], "clean", lambda c: 70 < c.total < 79, 130)
    return cards


def planted_cards():
    """One mistake (or one pair that belongs together) per form."""
    people = iter(_people())
    cards = []

    def add(*plants, suits=lambda c: True, low=0, free=False, **more):
        card = drawn(next(people), "planted", lambda c: (free or usual(c)) and suits(c), low)
        card.plants = [plant(card) if callable(plant) else plant for plant in plants]
        for key, value in more.items():
            setattr(card, key, value)
        cards.append(card)

    def wrong(key, code, note, value):
        return lambda c: Plant(key, code, note, value(c))

    def cut(c):
        return truncate(unrounded(c.inputs)["margin"], 1)

    def carried(c):
        return half_up(15 * _slipped(c), 1)

    def _slipped(c):
        return attainment(c.inputs, "conversion") - exact("0.05")

    add(
        wrong("margin.score", "A102", "cut off, not rounded (truncated)", cut),
        suits=lambda c: cut(c) != c.lines["margin"],
    )
    add(
        wrong(
            "cost.score", "A102", "actual over target, as if higher were better (inverted-ratio)", lambda c: exact(10)
        ),
        suits=lambda c: c.lines["cost"] < 10,
    )
    add(
        wrong(
            "sales.score",
            "A103",
            "not capped at 40 (not-capped)",
            lambda c: half_up(40 * c.inputs["sales"][1] / c.inputs["sales"][0], 1),
        ),
        suits=lambda c: c.inputs["sales"][1] > c.inputs["sales"][0] * exact("1.02"),
    )
    add(
        Plant(
            "satisfaction.weight",
            "A205",
            "15% on the form, 10% in the scheme; the score is right",
            exact("0.15"),
            recomputed="0.1",
        ),
        Plant("weight.header", "A203", "with that the weights make 105%", reported="1.05", recomputed="1"),
    )
    add(
        Plant(
            "sales.weight",
            "A205",
            "35% on the form, 40% in the scheme; the score is right",
            exact("0.35"),
            recomputed="0.4",
        ),
        Plant(
            "margin.weight",
            "A205",
            "20% on the form, 15% in the scheme: the sum stands at 100%",
            exact("0.2"),
            recomputed="0.15",
        ),
    )
    add(
        wrong("total", "A202", "推广费用率 left out (omitted:推广费用率)", lambda c: c.total - c.lines["cost"]),
        suits=lambda c: c.total > 92,
    )
    add(
        wrong(
            "pay",
            "A304",
            "paid although the total is below 80 (pass-mark-ignored)",
            lambda c: half_up(c.base * c.rate * c.total / 100, 2),
        ),
        suits=lambda c: 74 < c.total < 79,
        low=110,
        free=True,
    )
    add(
        wrong("pay", "A303", "two digits exchanged (digits-swapped)", lambda c: swap_digits(c.pay(), 1)),
        suits=lambda c: swap_digits(c.pay(), 1) != c.pay(),
    )
    add(
        wrong("conversion.rate", "A101", "the attainment is 5 points too low; the score is made from it", _slipped),
        suits=lambda c: c.inputs["conversion"][1] < c.inputs["conversion"][0],
    )
    cards[-1].carried["conversion.score"] = carried(cards[-1])
    add(Plant("satisfaction.target", "X101", "target not entered", None))
    add(Plant("conversion.actual", "X102", "a word where a figure is needed", "待定"))
    add(
        Plant("satisfaction.name", "X103", "a line that the scheme does not have"),
        Plant(None, "X104", "客户满意度 is missing: the line stands as 客诉处理率", reported=None),
        renamed={"satisfaction": "客诉处理率"},
    )
    add(Plant("period", "X106", "a form of another month than its siblings"), period="2026年9月")
    add(Plant("rate", "X109", "20 in place of 20%", Fraction(20)))
    add(Plant("name", "R104", "the person stands on a hidden sheet"), hidden=True)
    add(
        lambda c: Plant(
            "sales.actual",
            "R101",
            "actual sales stored as text",
            f"{int(c.inputs['sales'][1]):,}元",
            reads=c.inputs["sales"][1],
        )
    )
    add(Plant("sales.target", "S101", "target 0: the attainment cannot be computed", Fraction(0)))
    add(
        Plant("total", "A305", "exactly on the pass mark of 80: paid, but worth a look"),
        suits=lambda c: c.total == 80,
        low=140,
        free=True,
    )
    add(Plant("margin.actual", "R102", "error value in an input", "#DIV/0!"))
    add()
    again = cards[-1]
    cards.append(
        Card(
            again.name,
            again.department,
            again.position,
            again.base,
            again.rate,
            again.inputs,
            [Plant("name", "X105", "the same person already has a form; both are held")],
            sheet=f"{again.name} (2)",
        )
    )
    return cards  # fmt: skip


# --- from cards to cells -----------------------------------------------------------------------------------


def draw_form(pen, card):
    """Draw one form; returns its cells by field and what it shows."""
    shown, cells = Shown(card.plants), {}
    pen.put(1, 1, f"{card.period}绩效考核表", "title", to=(1, 8))
    pairs = (("姓名", card.name, "name"), ("部门", card.department, "department"),
             ("岗位", card.position, "position"), ("考核月份", card.period, "period"))  # fmt: skip
    for number, (label, value, key) in enumerate(pairs):
        pen.put(2, 2 * number + 1, f"{label}：", "label")
        cells[key] = pen.put(2, 2 * number + 2, value)
    heads = ("序号", "考核指标", "权重", "目标值", "实际值", "完成率", "评估公式", "得分")
    for column, text in enumerate(heads, 1):
        cells[f"head.{column}"] = pen.put(4, column, text, "head")
    cells["weight.header"] = cells["head.3"]
    for row, item in enumerate(ITEMS, 5):
        _draw_line(pen, row, item, card, shown, cells)
    _draw_results(pen, card, shown, cells)
    pen.widths(8, 15, 10, 14, 14, 17, 34, 14)
    for row, height in ((1, 36), (2, 26), (3, 8), (4, 26), (11, 28), (13, 28), (15, 26)):
        pen.height(row, height)
    return cells, shown


def _draw_line(pen, row, item, card, shown, cells):
    key, judged = item.key, item.key == "team"
    target, actual = ("-", "-") if judged else card.inputs[key]
    parts = (
        ("name", 2, card.renamed.get(key, item.name), None), ("weight", 3, Fraction(item.weight, 100), look.PERCENT),
        ("target", 4, target, item.fmt), ("actual", 5, actual, item.fmt),
    )  # fmt: skip
    pen.put(row, 1, row - 4)
    for part, column, natural, fmt in parts:
        cells[f"{key}.{part}"] = pen.put(row, column, shown.cell(f"{key}.{part}", natural), fmt=fmt)
    rate = attainment(card.inputs, key)
    if any(shown.figures[f"{key}.{part}"] in (None, 0, "待定", "#DIV/0!") for part in ("target", "actual")):
        rate_shown = "-"
    else:
        rate_shown = shown.cell(f"{key}.rate", rate, rate)
    cells[f"{key}.rate"] = pen.put(row, 6, rate_shown, fmt=look.PERCENT1)
    pen.put(row, 7, item.formula, "text")
    natural = card.carried.get(f"{key}.score", card.lines[key])
    score = shown.computed(f"{key}.score", natural, card.lines[key], "A102")
    cells[f"{key}.score"] = pen.put(row, 8, score, fmt=look.SCORE)
    pen.height(row, 30)


def _draw_results(pen, card, shown, cells):
    natural = sum(shown.figures[f"{item.key}.score"] for item in ITEMS)
    pen.put(11, 1, "总评分", "label", to=(11, 7))
    total = shown.computed("total", natural, card.total, "A202", "=SUM(H5:H10)")
    cells["total"] = pen.put(11, 8, total, "total", fmt=look.SCORE)
    pen.put(12, 1, "说明：得分按四舍五入保留一位小数；总评分低于80分，当月绩效工资为零。", "note", to=(12, 8))
    sentence = f"本人{card.period}绩效工资 = 基本工资 × 20% ×（总评分÷100）"
    pen.put(13, 1, sentence, "text", to=(13, 8))
    pen.height(14, 8)
    pen.put(15, 1, "基本工资", "label", to=(15, 2))
    cells["base"] = pen.put(15, 3, card.base, to=(15, 4), fmt=look.MONEY)
    pen.put(15, 5, "绩效比例", "label")
    rate = shown.cell("rate", card.rate)
    cells["rate"] = pen.put(15, 6, rate, fmt=look.PERCENT if rate < 1 else "General")
    pen.put(15, 7, "本人绩效工资", "label")
    code = "A304" if card.total < PASS else "A303"
    pay = shown.computed(
        "pay", card.pay(shown.figures["total"], shown.figures["rate"]), card.pay(), code,
        "=IF(H11<80,0,ROUND(C15*F15*H11/100,2))",
    )  # fmt: skip
    cells["pay"] = pen.put(15, 8, pay, "total", fmt=look.MONEY)
    for row, left, right in ((17, "本人签字确认：", "直接上司签字确认："), (18, "本人确认日期：", "总经理签字确认：")):
        pen.put(row, 1, left, "sign", to=(row, 4))
        pen.put(row, 5, right, "sign", to=(row, 8))
        pen.height(row, 30)


def _build(ledger, path, cards, theme):
    workbook = Workbook()
    workbook.remove(workbook.active)
    for card in cards:
        title = card.sheet or card.name
        pen = look.Pen(workbook.create_sheet(title), theme)
        cells, shown = draw_form(pen, card)
        ledger.record(path.name, title, card.name, shown, cells)
        pen.sheet.sheet_state = "hidden" if card.hidden else "visible"
        pen.print_setup(landscape=True)
    save(workbook, path)


def make(folder, ledger):
    """Write monthly-clean.xlsx and monthly-planted.xlsx."""
    _build(ledger, folder / "monthly-clean.xlsx", clean_cards(), look.Theme(font="宋体", head_fill="FFF2CC"))
    theme = look.Theme(font="等线", head_fill="DDEBF7", title_size=20)
    _build(ledger, folder / "monthly-planted.xlsx", planted_cards(), theme)
