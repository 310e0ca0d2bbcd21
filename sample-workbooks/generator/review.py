"""`review`: 主管绩效审查表, five dimensions, three raters."""

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
from .rules import clear_of_edges, grade_of

PERIOD, TITLE = "2026年10月", "主管绩效审查表"
WEIGHTS = {"business": 25, "team": 20, "project": 20, "strategy": 20, "innovation": 15}
NAMES = {
    "business": "业务管理能力",
    "team": "团队管理",
    "project": "项目管理",
    "strategy": "运营策略",
    "innovation": "创新能力",
}
RATERS = {"own": 10, "superior": 60, "peer": 30}
RATER_NAMES = {"own": "自评", "superior": "上级", "peer": "同事"}
EDGES = (70, 80, 90)


@dataclass
class Card:
    """One supervisor's review: dimension -> rater -> score; an absent rater has no score anywhere."""

    name: str
    department: str
    position: str
    scores: dict
    absent: str | None = None
    plants: list = field(default_factory=list)
    period: str = PERIOD
    renamed: dict = field(default_factory=dict)
    blank: str | None = None  # what stands in an absent rater's cells

    def blend(self, key):
        """The raters' weighted mean; an absent rater's weight is spread over the others."""
        present = [rater for rater in RATERS if rater != self.absent]
        return sum(self.scores[key][rater] * RATERS[rater] for rater in present) / sum(RATERS[r] for r in present)

    def exact(self, key):
        """A line's points before rounding."""
        return self.blend(key) * WEIGHTS[key] / 100

    @property
    def lines(self):
        """Every line's points, rounded."""
        return {key: half_up(self.exact(key), 2) for key in WEIGHTS}

    @property
    def total(self):
        """总分."""
        return half_up(sum(self.lines.values()), 1)


def drawn(who, seed, suits=lambda card: True, absent=None, low=0, edges=EDGES):
    """A review with no edge near its total, drawn again until it suits."""
    draw = Random(f"review {seed} {who[0]}")

    def make():
        middle = draw.randint(80, 93) - low
        scores = {
            key: {
                "own": exact(min(100, middle + draw.randint(0, 7))),
                "superior": exact(middle + draw.randint(-6, 5)),
                "peer": exact(middle + draw.randint(-5, 6)),
            }
            for key in WEIGHTS
        }
        return Card(*who, scores, absent)

    return until(make, lambda card: clear_of_edges(card.total, edges) and suits(card), who)


def _people():
    positions = ("店铺运营主管", "直播运营主管", "推广主管", "客服主管")
    return [(name, "电商运营中心", positions[number % 4]) for number, name in enumerate(names(155, 16))]


def clean_cards():
    """Six people; for one 同事 is absent (blank), for another 自评 (a dash)."""
    people = _people()[:6]
    cards = [drawn(who, "clean", low=8 if number == 4 else 0) for number, who in enumerate(people)]
    cards[2] = drawn(people[2], "clean", absent="peer")
    cards[5] = drawn(people[5], "clean", absent="own")
    cards[5].blank = "-"
    return cards


def planted_cards():
    """One mistake (or one pair that belongs together) per form."""
    people, cards = iter(_people()), []

    def add(*plants, suits=lambda c: True, **more):
        fields = {key: more.pop(key) for key in ("period", "renamed") if key in more}
        card = drawn(next(people), "planted", suits, **more)
        card.plants = [plant(card) if callable(plant) else plant for plant in plants]
        for key, value in fields.items():
            setattr(card, key, value)
        cards.append(card)
        return card

    def wrong(key, code, note, value):
        return lambda c: Plant(key, code, note, value(c))

    def cut(c):
        return truncate(c.exact("business"), 2)

    def not_spread(c):
        return half_up(c.blend("team") * 70 / 100 * WEIGHTS["team"] / 100, 2)

    def early(c):
        return half_up(half_up(c.blend("project"), 0) * WEIGHTS["project"] / 100, 2)

    add(
        wrong("business.score", "A102", "cut off, not rounded (truncated)", cut),
        suits=lambda c: cut(c) != c.lines["business"],
    )
    add(
        wrong("team.score", "A102", "the absent 同事 counted as 0; the weight was not spread", not_spread),
        absent="peer",
    )
    add(
        wrong("project.score", "A102", "the raters' mean rounded to a whole point first (rounded-early)", early),
        suits=lambda c: early(c) != c.lines["project"],
    )
    add(
        wrong(
            "strategy.score",
            "A102",
            "two digits exchanged (digits-swapped)",
            lambda c: swap_digits(c.lines["strategy"], 1),
        ),
        suits=lambda c: swap_digits(c.lines["strategy"], 1) != c.lines["strategy"],
    )
    add(
        wrong("total", "A202", "two digits exchanged (digits-swapped)", lambda c: swap_digits(c.total, 1)),
        suits=lambda c: swap_digits(c.total, 1) != c.total and grade_of(swap_digits(c.total, 1)) == grade_of(c.total),
    )
    add(Plant("grade", "A301", "A in place of B", "A"), suits=lambda c: 80 < c.total < 90)
    add(
        Plant(
            "innovation.weight",
            "A205",
            "20% on the form, 15% in the scheme; the score is right",
            exact("0.2"),
            recomputed="0.15",
        ),
        Plant("weight.header", "A203", "with that the weights make 105%", reported="1.05", recomputed="1"),
    )
    add(
        Plant("business.weight", "A205", "20% on the form, 25% in the scheme", exact("0.2"), recomputed="0.25"),
        Plant(
            "strategy.weight",
            "A205",
            "25% on the form, 20% in the scheme: the sum stands at 100%",
            exact("0.25"),
            recomputed="0.2",
        ),
    )
    add(
        Plant("innovation.name", "X103", "a dimension that the scheme does not have"),
        Plant(None, "X104", "创新能力 is missing: the line stands as 学习能力", reported=None),
        renamed={"innovation": "学习能力"},
    )
    add(Plant("team.superior", "X102", "a word where a score is needed", "优秀"))
    add(
        lambda c: Plant(
            "project.peer",
            "R101",
            "score stored as text",
            f"{c.scores['project']['peer']}分",
            reads=c.scores["project"]["peer"],
        )
    )
    add(Plant("business.peer", "R102", "error value in a score", "#VALUE!"))
    add(
        Plant("total", "A305", "exactly on the edge of grade A, which it reaches"),
        suits=lambda c: c.total == 90,
        edges=(),
    )
    add(Plant("period", "X106", "a form of another month than its siblings"), period="2026年9月")
    right = add()
    twice = Plant("name", "X105", "the same person already has a form; both are held")
    cards.append(Card(right.name, right.department, right.position, right.scores, plants=[twice]))
    return cards


# --- from cards to cells -----------------------------------------------------------------------------------


def draw_form(pen, card):
    """Draw one form; returns its cells by field and what it shows."""
    shown, cells = Shown(card.plants), {}
    pen.put(1, 1, TITLE, "title", to=(1, 8))
    for row, left, right in (
        (2, ("姓名", card.name, "name"), ("部门", card.department, "department")),
        (3, ("岗位", card.position, "position"), ("考核周期", card.period, "period")),
    ):
        for column, (label, value, key) in ((1, left), (5, right)):
            pen.put(row, column, label, "label", to=(row, column + 1))
            cells[key] = pen.put(row, column + 2, value, to=(row, column + 3))
    heads = ("序号", "考核维度", "权重", *RATER_NAMES.values(), "得分", "备注")
    found = [pen.put(4, column, text, "head") for column, text in enumerate(heads, 1)]
    cells["weight.header"] = found[2]
    for row, key in enumerate(WEIGHTS, 5):
        _draw_line(pen, row, key, card, shown, cells)
    _draw_results(pen, card, shown, cells)
    pen.widths(8, 20, 10, 10, 10, 10, 11, 30)
    for row, height in ((1, 36), (2, 24), (3, 24), (4, 26)):
        pen.height(row, height)
    return cells, shown


def _draw_line(pen, row, key, card, shown, cells):
    pen.put(row, 1, row - 4)
    cells[f"{key}.name"] = pen.put(row, 2, card.renamed.get(key, NAMES[key]))
    weight = shown.cell(f"{key}.weight", Fraction(WEIGHTS[key], 100))
    cells[f"{key}.weight"] = pen.put(row, 3, weight, fmt=look.PERCENT)
    for column, rater in enumerate(RATERS, 4):
        natural = card.blank if rater == card.absent else card.scores[key][rater]
        content = shown.cell(f"{key}.{rater}", natural)
        cells[f"{key}.{rater}"] = pen.put(row, column, content, fmt="0")
    score = shown.cell(f"{key}.score", card.lines[key], card.lines[key])
    cells[f"{key}.score"] = pen.put(row, 7, score, fmt=look.SCORE2)
    remark = f"{RATER_NAMES[card.absent]}未评，权重按比例分摊" if card.absent else None
    pen.put(row, 8, remark, "text")
    pen.height(row, 28)


def _draw_results(pen, card, shown, cells):
    natural = half_up(sum(shown.figures[f"{key}.score"] for key in WEIGHTS), 1)
    pen.put(10, 1, "总分", "label", to=(10, 6))
    total = shown.computed("total", natural, card.total, "A202", "=ROUND(SUM(G5:G9),1)")
    cells["total"] = pen.put(10, 7, total, "total", fmt=look.SCORE)
    pen.put(10, 8, None)
    pen.put(11, 1, "等级", "label", to=(11, 6))
    grade = shown.computed(
        "grade",
        grade_of(shown.figures["total"]),
        grade_of(card.total),
        "A301",
        '=IF(G10>=90,"A",IF(G10>=80,"B",IF(G10>=70,"C","D")))',
    )
    cells["grade"] = pen.put(11, 7, grade, "total")
    pen.put(11, 8, None)
    pen.height(10, 26)
    pen.height(11, 26)
    notes = (
        "注：1、各维度按百分制评分：自评占10%，上级占60%，同事占30%；评价人缺席时，其权重按比例分摊。",
        "2、得分=加权评分×权重，保留两位小数；总分保留一位小数。A≥90，B≥80，C≥70，D＜70。",
    )
    for row, note in enumerate(notes, 12):
        pen.put(row, 1, note, "note", to=(row, 8))
    pen.put(15, 1, "被审查人签字：", "sign", to=(15, 4))
    pen.put(15, 5, "审查人签字：", "sign", to=(15, 8))


def _build(ledger, path, cards, theme):
    workbook = Workbook()
    workbook.remove(workbook.active)
    for card in cards:
        title = card.name if card.name not in workbook.sheetnames else f"{card.name} (2)"
        pen = look.Pen(workbook.create_sheet(title), theme)
        cells, shown = draw_form(pen, card)
        ledger.record(path.name, title, card.name, shown, cells)
        pen.print_setup(landscape=True)
    save(workbook, path)


def make(folder, ledger):
    """Write review-clean.xlsx and review-planted.xlsx."""
    _build(ledger, folder / "review-clean.xlsx", clean_cards(), look.Theme(font="宋体", head_fill="E4DFEC"))
    theme = look.Theme(font="微软雅黑", head_fill="DAEEF3", title_size=20)
    _build(ledger, folder / "review-planted.xlsx", planted_cards(), theme)
