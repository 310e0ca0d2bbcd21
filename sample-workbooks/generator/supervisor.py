"""`supervisor`: 电商运营经理主管绩效考核表, seventeen weighted duties per form."""

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
from .rules import clear_of_edges

PERIOD, TITLE = "2026年10月", "电商运营经理主管绩效考核表"
WEIGHTS = (10, 8, 5, 6, 6, 5, 5, 5, 5, 5, 4, 8, 5, 2, 5, 8, 8)
DUTIES = (
    "拟定年度、季度运营目标并分解到岗", "统筹店铺日常运营，完成当月销售任务", "跟进订单处理，异常订单当日解决",
    "规划产品结构，安排上新与下架", "每周分析竞品价格与活动，提出应对", "安排站内推广，控制推广费用",
    "策划大促与店铺活动，活动后复盘", "优化标题、主图与详情页", "核对库存，防止超卖与断货",
    "分配团队任务并督促完成", "组织每月业务培训", "分析流量与转化数据，按周提交报告",
    "配合外部服务商开展营销活动", "处理客户投诉与交易纠纷", "审核页面文案与图片，无错字错价",
    "维护店铺评分与商品排名", "完成上级交办的其他运营事项",
)  # fmt: skip
LAST = 4 + len(DUTIES)


@dataclass
class Card:
    """One supervisor's month: seventeen scores on a scale of 100."""

    name: str
    department: str
    position: str
    scores: list
    plants: list = field(default_factory=list)
    period: str = PERIOD
    without: int | None = None
    extra: bool = False

    def weighted(self, number):
        """加权得分 of a duty, before rounding."""
        return self.scores[number - 1] * WEIGHTS[number - 1] / 100

    @property
    def lines(self):
        """All weighted scores, rounded."""
        return {number: half_up(self.weighted(number), 2) for number in range(1, 18)}

    @property
    def total(self):
        """The total, rounded."""
        return half_up(sum(self.lines.values()), 1)


def drawn(who, seed, suits=lambda card: True):
    """A card with no edge near its total, drawn again until it suits."""
    draw = Random(f"supervisor {seed} {who[0]}")

    def make():
        middle = draw.randint(76, 94)
        halves = (0, 0, 0, Fraction(1, 2))
        return Card(*who, [exact(draw.choice(halves)) + draw.randint(middle - 8, middle + 5) for _ in WEIGHTS])

    return until(make, lambda card: clear_of_edges(card.total, (70, 80, 90)) and suits(card), who)


def _people():
    positions = ("电商运营经理", "电商运营主管")
    return [(name, "电子商务部", positions[number % 2]) for number, name in enumerate(names(98, 18))]


def clean_cards():
    """Five people."""
    return [drawn(who, "clean") for who in _people()[:5]]


def planted_cards():
    """One mistake (or one pair that belongs together) per form."""
    people, cards = iter(_people()), []

    def add(*plants, suits=lambda c: True, **more):
        card = drawn(next(people), "planted", suits)
        card.plants = [plant(card) if callable(plant) else plant for plant in plants]
        for key, value in more.items():
            setattr(card, key, value)
        cards.append(card)
        return card

    def wrong(key, code, note, value):
        return lambda c: Plant(key, code, note, value(c))

    def cut(c):
        return truncate(c.weighted(3), 2)

    def swapped(c):
        return swap_digits(c.lines[2], 1)

    add(wrong("3.weighted", "A106", "cut off, not rounded (truncated)", cut), suits=lambda c: cut(c) != c.lines[3])
    add(
        wrong("2.weighted", "A106", "two digits exchanged (digits-swapped)", swapped),
        suits=lambda c: swapped(c) != c.lines[2],
    )
    add(
        wrong("14.weighted", "A106", "weighted with 5% in place of 2% (wrong-weight)", lambda c: c.scores[13] * 5 / 100)
    )
    add(wrong("1.weighted", "A106", "the score itself in place of score x weight", lambda c: c.scores[0]))
    add(
        wrong("total", "A202", "two digits exchanged (digits-swapped)", lambda c: swap_digits(c.total, 1)),
        suits=lambda c: 80 < c.total < 90 and swap_digits(c.total, 1) > c.total,
    )
    add(
        Plant(
            "12.weight",
            "A205",
            "13% on the form, 8% in the scheme; the weighted score is right",
            exact("0.13"),
            recomputed="0.08",
        ),
        Plant("weight.sum", "A203", "with that the weights make 105%", reported="1.05", recomputed="1"),
    )
    add(
        Plant("4.weight", "A205", "5% on the form, 6% in the scheme", exact("0.05"), recomputed="0.06"),
        Plant(
            "6.weight",
            "A205",
            "6% on the form, 5% in the scheme: the sum stands at 100%",
            exact("0.06"),
            recomputed="0.05",
        ),
    )
    add(
        Plant(None, "X104", "the form has no duty 14", reported=None),
        Plant("weight.sum", "A203", "without that duty the weights make 98%", reported="0.98", recomputed="1"),
        without=14,
    )
    add(Plant("18.text", "X103", "a duty that the scheme does not have"), extra=True)
    add(Plant("5.score", "X101", "score not entered", None))
    add(Plant("9.score", "X102", "a word where a score is needed", "良好"))
    add(
        lambda c: Plant("7.score", "R101", "score stored as text", f"{c.scores[6]}分", reads=c.scores[6]),
        suits=lambda c: c.scores[6].denominator == 1,
    )
    add(Plant("16.score", "A103", "105 on a scale of 100", exact(105), recomputed="100"))
    add(Plant("11.score", "R102", "error value in a score", "#N/A"))
    add(Plant("period", "X106", "a form of another month than its siblings"), period="2026年9月")
    right = add()
    twice = Plant("name", "X105", "the same person already has a form; both are held")
    cards.append(Card(right.name, right.department, right.position, right.scores, [twice]))
    return cards


# --- from cards to cells -----------------------------------------------------------------------------------


def draw_form(pen, card, formulas):
    """Draw one form; returns its cells by field and what it shows."""
    shown, cells = Shown(card.plants), {}
    pen.put(1, 1, TITLE, "title", to=(1, 5))
    for row, left, right in ((2, ("姓名", card.name, "name"), ("部门", card.department, "department")),
                             (3, ("岗位", card.position, "position"), ("考核月份", card.period, "period"))):  # fmt: skip
        pen.put(row, 1, left[0], "label")
        cells[left[2]] = pen.put(row, 2, left[1])
        pen.put(row, 3, right[0], "label", to=(row, 3))
        cells[right[2]] = pen.put(row, 4, right[1], to=(row, 5))
    for column, text in enumerate(("序号", "岗位职责", "权重", "评分(百分制)", "加权得分"), 1):
        pen.put(4, column, text, "head")
    numbers = [number for number in range(1, 18) if number != card.without] + [18] * card.extra
    for row, number in enumerate(numbers, 5):
        _draw_duty(pen, row, number, card, shown, cells, formulas)
    _draw_totals(pen, 5 + len(numbers), card, numbers, shown, cells)
    pen.widths(8, 50, 12, 15, 14)
    for row, height in ((1, 36), (2, 24), (3, 24), (4, 26)):
        pen.height(row, height)
    return cells, shown


def _draw_duty(pen, row, number, card, shown, cells, formulas):
    extra = number == 18
    weight = "-" if extra else Fraction(WEIGHTS[number - 1], 100)
    score = exact(90) if extra else card.scores[number - 1]
    pen.put(row, 1, number)
    cells[f"{number}.text"] = pen.put(row, 2, "协助直播间值班" if extra else DUTIES[number - 1], "text")
    cells[f"{number}.weight"] = pen.put(row, 3, shown.cell(f"{number}.weight", weight), fmt=look.PERCENT)
    cells[f"{number}.score"] = pen.put(row, 4, shown.cell(f"{number}.score", score), fmt=look.SCORE)
    truth = exact("1.8") if extra else card.lines[number]
    natural = truth
    if any(plant.key == f"{number}.score" and plant.code == "A103" for plant in card.plants):
        natural = half_up(shown.figures[f"{number}.score"] * WEIGHTS[number - 1] / 100, 2)
        truth = half_up(exact(WEIGHTS[number - 1]), 2)
    formula = f"=ROUND(C{row}*D{row},2)" if formulas else None
    content = shown.computed(f"{number}.weighted", natural, truth, "A106", formula)
    cells[f"{number}.weighted"] = pen.put(row, 5, content, fmt=look.SCORE2)
    pen.height(row, 22)


def _draw_totals(pen, row, card, numbers, shown, cells):
    pen.put(row, 1, "合计", "label", to=(row, 2))
    cells["weight.sum"] = pen.put(row, 3, f"=SUM(C5:C{row - 1})", "total", fmt=look.PERCENT)
    pen.put(row, 4, None, "total")
    natural = half_up(sum(shown.figures[f"{number}.weighted"] for number in numbers), 1)
    truth = half_up(sum(shown.truths[f"{number}.weighted"] for number in numbers), 1)
    total = shown.computed("total", natural, truth, "A202", f"=ROUND(SUM(E5:E{row - 1}),1)")
    cells["total"] = pen.put(row, 5, total, "total", fmt=look.SCORE)
    pen.height(row, 26)
    pen.put(
        row + 1, 1, "注：评分为百分制，加权得分=评分×权重，保留两位小数；合计保留一位小数。", "note", to=(row + 1, 5)
    )
    pen.put(row + 3, 1, "被考核人：", "sign", to=(row + 3, 2))
    pen.put(row + 3, 3, "考核人：", "sign", to=(row + 3, 3))
    pen.put(row + 3, 4, "批准：", "sign", to=(row + 3, 5))


def _build(ledger, path, cards, theme, formulas):
    workbook = Workbook()
    workbook.remove(workbook.active)
    for card in cards:
        title = card.name if card.name not in workbook.sheetnames else f"{card.name} (2)"
        pen = look.Pen(workbook.create_sheet(title), theme)
        cells, shown = draw_form(pen, card, formulas)
        ledger.record(path.name, title, card.name, shown, cells)
        pen.print_setup()
    save(workbook, path)


def make(folder, ledger):
    """Write supervisor-clean.xlsx and supervisor-planted.xlsx."""
    theme = look.Theme(font="宋体", head_fill="E2EFDA")
    _build(ledger, folder / "supervisor-clean.xlsx", clean_cards(), theme, formulas=True)
    theme = look.Theme(font="等线", head_fill="FFE699", title_size=16)
    _build(ledger, folder / "supervisor-planted.xlsx", planted_cards(), theme, formulas=False)
