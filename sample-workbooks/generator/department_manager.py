"""`department-manager`: 电子商务部经理绩效考核表, a form with self and appraiser scores."""

from dataclasses import dataclass, field
from random import Random

from openpyxl import Workbook

from . import look
from .draws import until
from .figures import exact, fixed, half_up, swap_digits, truncate
from .ledger import Plant, Shown
from .package import save
from .people import names
from .rules import clear_of_edges, ratio

PERIOD, TITLE = "2026年10月", "电子商务部经理绩效考核表"
MOST = {"plan": 5, "system": 25, "team": 15, "sales": 30, "promotion": 15, "unity": 5, "learning": 5}
LABELS = {
    "plan": "工作计划、总结及述职",
    "system": "制度建设、完善",
    "team": "团队管理",
    "sales": "销售目标达成",
    "promotion": "推广转化",
    "unity": "团结协作",
    "learning": "自我学习能力",
}
STANDARDS = {
    "plan": "1、每月28日前交次月工作计划，列明要事与完成时间，未提交扣2分\n2、每月28日前交本月总结（述职），未提交扣3分",
    "system": "1、按公司战略制定电商运营规划与各项规范\n2、制度有遗漏、执行不到位的，视情况扣分",
    "team": "1、部门分工清楚，人员稳定\n2、下属出现重大差错、培训缺失的，视情况扣分",
    "sales": "月度销售目标{target}元，实际完成{actual}元，按完成比例计分",
    "promotion": "推广转化率目标{target}%，实际{actual}%，按比例计分",
    "unity": "(A)5分：乐于协作，主动补位\n(B)3-4分：能按要求配合\n(C)1-2分：偶有推诿\n(D)0分：影响其他部门工作",
    "learning": "(A)5-6分：进步快，能带动他人\n(B)3-4分：有明显进步\n(C)1-2分：需上级督促\n(D)0分：停滞不前",
}
BANDS = {"A": "5", "B": "4", "C": "2", "D": "0"}
BAND_WORDS = {
    "unity": {"A": "主动补位", "B": "配合及时", "C": "偶有推诿"},
    "learning": {"A": "进步明显", "B": "稳步提升"},
}


@dataclass
class Card:
    """One manager's month."""

    name: str
    department: str
    inputs: dict  # targets, actuals, the appraiser's judged scores
    own: dict  # self scores
    remarks: dict
    plants: list = field(default_factory=list)
    period: str = PERIOD
    without: str | None = None

    @property
    def exact(self):
        """Points of the two ratio lines before rounding."""
        i = self.inputs
        return {key: ratio(MOST[key], i[f"{key}.actual"] / i[f"{key}.target"]) for key in ("sales", "promotion")}

    @property
    def lines(self):
        """The appraiser's points as they should stand."""
        ratios = {key: half_up(points, 1) for key, points in self.exact.items()}
        return {key: ratios.get(key, self.inputs.get(key)) for key in MOST}

    def standard(self, key):
        """The text of 考评标准及细则; the ratio lines carry target and actual in words."""
        scale, digits, thousands = {"sales": (1, 0, True), "promotion": (100, 2, False)}.get(key, (0, 0, False))
        if not scale:
            return STANDARDS[key]
        target = exact(self.inputs[f"{key}.target"]) * scale
        actual = exact(self.inputs[f"{key}.actual"]) * scale
        words = {
            "target": fixed(target, 0, thousands) if target.denominator == 1 else fixed(target, 1),
            "actual": fixed(actual, digits, thousands).removesuffix("0") if not thousands else fixed(actual, 0, True),
        }
        return STANDARDS[key].format(**words)


def _judged(draw):
    """Judged scores and the remarks that explain them."""
    plan, plan_remark = draw.choice(
        (("5", "均按时提交"), ("5", "均按时提交"), ("3", "未提交次月计划，扣2分"), ("2", "未提交本月总结，扣3分"))
    )
    less_system, less_team = draw.randint(0, 4), draw.randint(0, 3)
    unity, learning = draw.choice("AABBC"), draw.choice("AABB")
    scores = {"plan": plan, "system": 25 - less_system, "team": 15 - less_team}
    scores |= {"unity": BANDS[unity], "learning": BANDS[learning]}
    remarks = {
        "plan": plan_remark,
        "system": f"售后流程未更新，扣{less_system}分" if less_system else "制度齐全",
        "team": f"新人培训滞后，扣{less_team}分" if less_team else "团队稳定",
        "sales": None,
        "promotion": None,
        "unity": f"({unity}){BAND_WORDS['unity'][unity]}",
        "learning": f"({learning}){BAND_WORDS['learning'][learning]}",
    }
    return {key: exact(value) for key, value in scores.items()}, remarks


def drawn(who, seed, suits=lambda card: True):
    """A manager's card, drawn again until it suits."""
    draw = Random(f"manager {seed} {who[0]}")

    def make():
        scores, remarks = _judged(draw)
        target = draw.randrange(400, 900, 20) * 1000
        inputs = {
            **scores,
            "sales.target": exact(target),
            "sales.actual": exact(target * draw.randint(860, 1030) // 1000 // 10 * 10),
            "promotion.target": exact("0.03"),
            "promotion.actual": exact(draw.randint(240, 310)) / 10000,
        }
        card = Card(*who, inputs, {}, remarks)
        card.own = {key: _self_score(draw, key, card.lines[key]) for key in MOST}
        return card

    def settled(card):
        return clear_of_edges(sum(card.lines.values()), (70, 80, 90)) and suits(card)

    return until(make, settled, who)


def _self_score(draw, key, points):
    """What the manager gives himself: a little more than the appraiser does."""
    if key in ("unity", "learning"):
        return exact(draw.choice([4, 5]))
    return min(exact(MOST[key]), points + draw.choice([0, 0, 1, 2]))


def _people():
    departments = ("天猫事业部", "京东事业部", "抖音事业部", "跨境事业部", "私域事业部")
    return [(name, departments[number % 5]) for number, name in enumerate(names(77, 20))]


def clean_cards():
    """Five managers; the first carries the scheme's 463,750 of 500,000 and 2.8% of 3%."""
    cards = [drawn(who, "clean") for who in _people()[:5]]
    cards[0].inputs |= {
        "sales.target": exact(500000),
        "sales.actual": exact(463750),
        "promotion.actual": exact("0.028"),
    }
    return cards


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

    def total(c):
        return sum(c.lines.values())

    add(
        wrong("sales.score", "A102", "cut off, not rounded (truncated)", lambda c: truncate(c.exact["sales"], 1)),
        suits=lambda c: truncate(c.exact["sales"], 1) != c.lines["sales"],
    )
    add(
        wrong(
            "promotion.score",
            "A102",
            "two digits exchanged (digits-swapped)",
            lambda c: swap_digits(c.lines["promotion"], 1),
        ),
        suits=lambda c: (
            12 < c.lines["promotion"] < 15
            and swap_digits(c.lines["promotion"], 1) < 15
            and swap_digits(c.lines["promotion"], 1) != c.lines["promotion"]
        ),
    )
    add(
        Plant("learning.score", "A103", "6 of 5: band A reaches over the line's full mark", exact(6)),
        suits=lambda c: c.remarks["learning"].startswith("(A)"),
    )
    add(
        Plant("unity.score", "A105", "4.5 lies between the bands", exact("4.5")), suits=lambda c: c.inputs["unity"] == 4
    )
    add(
        Plant("learning.score", "A105", "5 points, but the remark says grade (B)", exact(5)),
        suits=lambda c: c.remarks["learning"].startswith("(B)"),
    )
    add(
        Plant(
            "plan.remark",
            "A107",
            "the remark deducts 2, the score 3",
            "未提交次月计划，扣2分",
            reported="2",
            recomputed="3",
        ),
        suits=lambda c: c.inputs["plan"] == 2,
    )
    add(Plant("self.system.score", "A103", "self score 28 of 25", exact(28)))
    add(
        Plant(
            "self.unity.score", "A105", "self score 4.5 lies between the bands; no effect on the result", exact("4.5")
        )
    )
    add(wrong("self.total", "A202", "self total 2 too high", lambda c: sum(c.own.values()) + 2))
    add(
        wrong("total", "A202", "自我学习能力 left out (omitted:自我学习能力)", lambda c: total(c) - c.lines["learning"])
    )
    add(Plant("team.score", "X101", "appraiser's score not entered", None))
    add(Plant("system.score", "X102", "a word where points are needed", "良"))
    add(
        Plant(
            "sales.label",
            "A205",
            "35 points on the form, 30 in the scheme; the score is right",
            "销售目标达成（35分）",
            reported="35",
            recomputed="30",
        ),
        Plant("max.header", "A204", "with that the full marks make 105", reported="105", recomputed="100"),
    )
    add(
        Plant(None, "X104", "the form has no line 推广转化", reported=None),
        Plant("max.header", "A204", "without that line the full marks make 85", reported="85", recomputed="100"),
        without="promotion",
    )
    add(Plant("period", "X106", "a form of another month than its siblings"), period="2026年9月")
    add(lambda c: Plant("team.score", "R101", "points stored as text", f"{c.lines['team']}分", reads=c.lines["team"]))
    right = add()
    twice = Plant("name", "X105", "the same person already has a form; both are held")
    cards.append(Card(right.name, right.department, right.inputs, right.own, right.remarks, [twice]))
    return cards


# --- from cards to cells -----------------------------------------------------------------------------------


def draw_form(pen, card, formulas):
    """Draw one form; returns its cells by field and what it shows."""
    shown, cells = Shown(card.plants), {}
    pen.put(1, 1, TITLE, "title", to=(1, 5))
    for row, left, right in (
        (2, ("姓名", card.name, "name"), ("部门", card.department, "department")),
        (3, ("岗位", "电子商务部经理", "position"), ("考核月份", card.period, "period")),
    ):
        pen.put(row, 1, left[0], "label")
        cells[left[2]] = pen.put(row, 2, left[1])
        pen.put(row, 3, right[0], "label")
        cells[right[2]] = pen.put(row, 4, right[1], to=(row, 5))
    heads = ("关键指标及分值", "考评标准及细则", "自评分", "考评分", "考核人评语及扣分项")
    head_cells = [pen.put(4, column, text, "head") for column, text in enumerate(heads, 1)]
    cells["max.header"] = head_cells[0]
    keys = [key for key in MOST if key != card.without]
    for row, key in enumerate(keys, 5):
        _draw_line(pen, row, key, card, shown, cells)
    _draw_totals(pen, 5 + len(keys), card, keys, shown, cells, formulas)
    pen.widths(24, 56, 10, 10, 34)
    for row, height in ((1, 36), (2, 24), (3, 24), (4, 28)):
        pen.height(row, height)
    return cells, shown


def _draw_line(pen, row, key, card, shown, cells):
    label = shown.cell(f"{key}.label", f"{LABELS[key]}（{MOST[key]}分）")
    cells[f"{key}.label"] = pen.put(row, 1, label, "label")
    text = card.standard(key)
    cells[f"{key}.standard"] = pen.put(row, 2, text, "text")
    own = shown.cell(f"self.{key}.score", card.own[key], min(card.own[key], exact(MOST[key])))
    if any(plant.key == f"self.{key}.score" for plant in card.plants):
        shown.truths[f"self.{key}.score"] = exact(MOST[key])
    cells[f"self.{key}.score"] = pen.put(row, 3, own, fmt=look.SCORE)
    score = shown.cell(f"{key}.score", card.lines[key], card.lines[key])
    if any(plant.key == f"{key}.score" and plant.code == "A103" for plant in card.plants):
        shown.truths[f"{key}.score"] = exact(MOST[key])
    cells[f"{key}.score"] = pen.put(row, 4, score, fmt=look.SCORE)
    cells[f"{key}.remark"] = pen.put(row, 5, shown.cell(f"{key}.remark", card.remarks[key]), "text")
    pen.height(row, max(30, 16 * (text.count("\n") + 1)))


def _summed(shown, prefix, keys):
    figures = [shown.figures[f"{prefix}{key}.score"] for key in keys]
    return sum(figure for figure in figures if figure is not None and not isinstance(figure, str))


def _true_sum(shown, prefix, keys, natural):
    """The sum of the true lines; natural where a line is not allowed and nothing can be recomputed."""
    if any(plant.code == "A105" for plant in shown.plants):
        return natural
    return sum(shown.truths[f"{prefix}{key}.score"] for key in keys) if not shown.held else natural


def _draw_totals(pen, row, card, keys, shown, cells, formulas):
    pen.put(row, 1, "合计", "label", to=(row, 2))
    for column, prefix, letter in ((3, "self.", "C"), (4, "", "D")):
        natural = _summed(shown, prefix, keys)
        truth = _true_sum(shown, prefix, keys, natural)
        formula = f"=SUM({letter}5:{letter}{row - 1})" if formulas else None
        total = shown.computed(f"{prefix}total", natural, truth, "A202", formula)
        cells[f"{prefix}total"] = pen.put(row, column, total, "total", fmt=look.SCORE)
    pen.put(row, 5, None)
    pen.height(row, 26)
    pen.put(row + 1, 1, "说明：本表每月28日前由考核人填写；得分保留一位小数，以考评分为准。", "note", to=(row + 1, 5))
    pen.put(row + 3, 1, "被考核人签字：", "sign", to=(row + 3, 2))
    pen.put(row + 3, 3, "考核人签字：", "sign", to=(row + 3, 5))


def _build(ledger, path, cards, theme, formulas):
    workbook = Workbook()
    workbook.remove(workbook.active)
    for card in cards:
        title = card.name if card.name not in workbook.sheetnames else f"{card.name} (2)"
        pen = look.Pen(workbook.create_sheet(title), theme)
        cells, shown = draw_form(pen, card, formulas)
        ledger.record(path.name, title, card.name, shown, cells)
        pen.print_setup(landscape=True)
    save(workbook, path)


def make(folder, ledger):
    """Write department-manager-clean.xlsx and department-manager-planted.xlsx."""
    theme = look.Theme(font="宋体", head_fill="DDEBF7")
    _build(ledger, folder / "department-manager-clean.xlsx", clean_cards(), theme, formulas=True)
    theme = look.Theme(font="微软雅黑", head_fill="EDEDED", title_size=16)
    _build(ledger, folder / "department-manager-planted.xlsx", planted_cards(), theme, formulas=False)
