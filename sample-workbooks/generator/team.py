"""`team`: 电商运营团队KPI, nine roles; a long sheet 明细 and a sheet 汇总."""

from dataclasses import dataclass, field
from fractions import Fraction
from random import Random

from openpyxl import Workbook

from . import look
from .draws import until
from .figures import exact, half_up, truncate
from .graded import EDGES, draw_result
from .ledger import Plant, Shown
from .package import save
from .people import names
from .rules import clear_of_edges, deduction, lower_is_better, ratio

PERIOD = "2026年10月"
MONEY, COUNT, PERCENT, ONE = look.MONEY, look.COUNT, look.PERCENT1, look.SCORE


@dataclass(frozen=True)
class Indicator:
    """One indicator of a role: r ratio, l lower-is-better, d deduction per occurrence, j judged."""

    name: str
    weight: int
    kind: str
    targets: tuple = ()
    fmt: str | None = None
    per: int = 0


def _r(name, weight, fmt, *targets):
    return Indicator(name, weight, "r", targets, fmt)


def _l(name, weight, fmt, *targets):
    return Indicator(name, weight, "l", targets, fmt)


def _d(name, weight, per):
    return Indicator(name, weight, "d", (0,), "0", per)


def _j(name, weight):
    return Indicator(name, weight, "j")


ROLES = {
    "电商运营经理": (
        _r("销售额完成率", 30, PERCENT, 1), _r("毛利率", 15, PERCENT, "0.32", "0.35"),
        _r("转化率", 15, look.PERCENT2, "0.03", "0.04"), _l("推广费用率", 10, PERCENT, "0.08"),
        _r("客户满意度", 10, PERCENT, "0.95"), _r("活动投入产出比", 10, look.SCORE2, 3, "3.5"), _j("团队管理", 10),
    ),
    "直播运营": (
        _r("直播成交额", 30, MONEY, 600000, 800000), _r("场均观看人数", 15, COUNT, 8000, 12000),
        _r("直播转化率", 15, look.PERCENT2, "0.025", "0.03"), _r("直播场次", 15, "0", 24, 26),
        _r("粉丝增长", 10, COUNT, 3000, 5000), _d("违规次数", 10, 5), _j("复盘报告", 5),
    ),
    "电商直播主播": (
        _r("直播销售额", 35, MONEY, 350000, 420000), _r("直播时长", 20, ONE, 120, 140),
        _r("平均停留时长", 15, look.SCORE2, "1.5", 2), _r("互动率", 10, PERCENT, "0.06", "0.08"),
        _l("退货率", 10, PERCENT, "0.12", "0.15"), _d("直播纪律", 10, 2),
    ),
    "电商运营专员": (
        _r("店铺销售额", 30, MONEY, 280000, 360000), _r("上新及时率", 15, PERCENT, "0.98"),
        _r("访客数", 15, COUNT, 40000, 55000), _r("转化率", 15, look.PERCENT2, "0.028", "0.032"),
        _r("库存准确率", 10, PERCENT, "0.99"), _d("工作日报", 15, 3),
    ),
    "电商推广专员": (
        _r("推广投入产出比", 30, look.SCORE2, "2.8", 3), _r("引流访客数", 20, COUNT, 26000, 32000),
        _r("点击率", 15, look.PERCENT2, "0.045", "0.05"), _l("获客成本", 15, look.SCORE2, 12, 15),
        _r("预算执行率", 10, PERCENT, "0.95"), _j("推广报告", 10),
    ),
    "售前客服": (
        _r("询单转化率", 30, PERCENT, "0.45", "0.5"), _l("平均响应时间", 20, "0", 30, 35),
        _r("客单价", 15, look.SCORE2, 128, 145), _r("好评率", 15, PERCENT, "0.97"),
        _d("接待差错", 10, 2), _d("服务纪律", 10, 5),
    ),
    "售后客服": (
        _l("退款处理时长", 25, ONE, 24), _l("纠纷率", 20, look.PERCENT2, "0.005", "0.006"),
        _r("客户满意度", 25, PERCENT, "0.94"), _r("回复率", 15, PERCENT, "0.99"), _d("有效投诉", 15, 5),
    ),
    "文案策划": (
        _r("按时完成率", 30, PERCENT, "0.95"), _r("采纳率", 20, PERCENT, "0.85"),
        _r("页面点击率", 20, look.PERCENT2, "0.05", "0.06"), _d("原创合规", 15, 5), _d("文字差错", 15, 3),
    ),
    "美工": (
        _r("按时完成率", 30, PERCENT, "0.96"), _r("图片点击率", 25, look.PERCENT2, "0.048", "0.055"),
        _d("返工次数", 20, 4), _d("设计差错", 15, 5), _j("规范执行", 10),
    ),
}  # fmt: skip
DIGITS = {MONEY: 0, COUNT: 0, PERCENT: 3, look.PERCENT2: 4, ONE: 1, look.SCORE2: 2, "0": 0}


@dataclass
class Card:
    """One person's month: the role's indicators with (target, actual)."""

    id: str
    name: str
    role: str
    base: Fraction
    values: dict
    judged: dict
    plants: list = field(default_factory=list)
    renamed: dict = field(default_factory=dict)

    @property
    def indicators(self):
        """The indicators of the role."""
        return ROLES[self.role]

    @property
    def exact(self):
        """Every line's points before rounding."""
        return {one.name: self._points(one) for one in self.indicators}

    def _points(self, one):
        if one.kind == "j":
            return self.judged[one.name]
        target, actual = self.values[one.name]
        if one.kind == "d":
            return deduction(one.weight, one.per * actual)
        return lower_is_better(one.weight, actual, target) if one.kind == "l" else ratio(one.weight, actual / target)

    @property
    def lines(self):
        """Every line's points, rounded."""
        return {name: half_up(points, 1) for name, points in self.exact.items()}

    @property
    def total(self):
        """总分."""
        return sum(self.lines.values())

    def first(self, kind, accept=lambda name: True):
        """The first indicator of a kind that is accepted, or None."""
        return next((one.name for one in self.indicators if one.kind == kind and accept(one.name)), None)


def staff():
    """Eighteen people, two in each role: (id, name, role, base for performance pay)."""
    draw = Random("team staff")
    found = []
    for number, name in enumerate(names(117, 18)):
        role = list(ROLES)[number // 2]
        low, high = (24, 30) if role == "电商运营经理" else (10, 20)
        found.append((f"E{101 + number}", name, role, Fraction(draw.randrange(low, high) * 100)))
    return found


def _drawn_value(draw, one, low):
    target = exact(draw.choice(one.targets))
    if one.kind == "d":
        return target, exact(draw.choice((0, 0, 0, 1, 1, 2)))
    best, worst = (900, 1120) if one.kind == "l" else (860 - low, 1050 - low)
    actual = half_up(
        target * Fraction(draw.randint(best, worst + (low if one.kind == "l" else 0)), 1000), DIGITS[one.fmt]
    )
    percent = one.fmt in (PERCENT, look.PERCENT2) and one.name != "销售额完成率"
    return target, min(actual, exact("0.998")) if percent else actual


def drawn(who, seed, suits=lambda card: True, low=0, edges=EDGES):
    """A person's card with no edge near its total, drawn again until it suits."""
    draw = Random(f"team {seed} {who[0]}")

    def make():
        values = {one.name: _drawn_value(draw, one, low) for one in ROLES[who[2]] if one.kind != "j"}
        less = (0, 0, Fraction(1, 2), 1, 2)
        judged = {one.name: exact(one.weight) - draw.choice(less) for one in ROLES[who[2]] if one.kind == "j"}
        return Card(*who, values, judged)

    return until(make, lambda card: clear_of_edges(card.total, edges) and suits(card), who)


def clean_cards():
    """Everybody; a few with a weak month."""
    weak = {3: 120, 8: 60, 13: 200}
    return [drawn(who, "clean", low=weak.get(number, 0)) for number, who in enumerate(staff())]


def _plans():
    """Employee -> (which cards suit, how weak the month was, plants made from the card, renamed lines)."""

    def cut(c):
        return c.first("r", lambda name: truncate(c.exact[name], 1) != c.lines[name])

    def over(c):
        return c.first("r", lambda name: c.values[name][1] > c.values[name][0] * exact("1.01"))

    def inverted(c):
        return c.first("l", lambda name: c.lines[name] < _weight(c, name))

    def counted(c):
        return c.first("d", lambda name: c.values[name][1] == 2)

    def percent(c):
        return c.first("r", lambda name: _fmt(c, name) == PERCENT and name != "销售额完成率")

    always = lambda c: True  # noqa: E731
    plans = [
        (cut, 0, lambda c: [_score(c, cut(c), "A102", "cut off, not rounded (truncated)", truncate(c.exact[cut(c)], 1))]),
        (inverted, 0, lambda c: [_score(c, inverted(c), "A102", "actual over target (inverted-ratio)",
                                        exact(_weight(c, inverted(c))))]),
        (over, 0, lambda c: [_score(c, over(c), "A103", "not capped at the weight (not-capped)", half_up(
            _weight(c, over(c)) * c.values[over(c)][1] / c.values[over(c)][0], 1))]),
        (always, 0, lambda c: [
            Plant("直播成交额.weight", "A205", "25 on the sheet, 30 in the scheme; the score is right", exact(25), recomputed="30"),
            Plant("直播场次.weight", "A205", "20 on the sheet, 15 in the scheme; the score is right", exact(20), recomputed="15"),
        ]),
        (lambda c: c.total > 82, 0, lambda c: [
            Plant("total", "A202", "平均停留时长 left out (omitted:平均停留时长)", c.total - c.lines["平均停留时长"])]),
        (lambda c: 80 < c.total < 90, 40, lambda c: [Plant("grade", "A301", "A in place of B", "A")]),
        (lambda c: 80 < c.total < 90, 40, lambda c: [Plant("coefficient", "A302", "1.2 in place of 1.0", exact("1.2"))]),
        (lambda c: c.total > 90, 0, lambda c: [
            Plant("pay", "A303", "the base itself, without the coefficient of 1.2", c.base)]),
        (always, 0, lambda c: [Plant("引流访客数.actual", "X101", "figure not entered", None)]),
        (always, 0, lambda c: [
            Plant("推广报告.name", "X103", "an indicator that the role does not have"),
            Plant(None, "X104", "推广报告 is missing: the line stands as 复盘报告", reported=None)]),
        (always, 0, lambda c: [
            Plant("客单价.actual", "R101", "figure stored as text", f"¥{float(c.values['客单价'][1]):.2f}",
                  reads=c.values["客单价"][1])]),
        (always, 0, lambda c: [Plant("客单价.target", "S101", "target 0: the attainment cannot be computed", exact(0))]),
        (lambda c: c.total == 90, 0, lambda c: [
            Plant("total", "A305", "exactly on the edge of grade A, which it reaches")]),
        (always, 0, lambda c: [Plant("回复率.actual", "R102", "error value in an input", "#DIV/0!")]),
        (counted, 0, lambda c: [_score(c, counted(c), "A102", "only one of two occurrences deducted", c.lines[counted(c)]
                                       + _per(c, counted(c)))]),
        (always, 0, lambda c: [Plant("采纳率.actual", "X102", "a word where a figure is needed", "暂无数据")]),
        (percent, 0, lambda c: [Plant(f"{percent(c)}.actual", "X109", "figure in percent without the percent sign",
                                      c.values[percent(c)][1] * 100)]),
        (always, 0, lambda c: [Plant("设计差错.id", "R104", "one line of the person is hidden")]),
    ]  # fmt: skip
    return plans


def _of(card, name):
    return next(one for one in card.indicators if one.name == name)


def _weight(card, name):
    return _of(card, name).weight


def _fmt(card, name):
    return _of(card, name).fmt


def _per(card, name):
    return _of(card, name).per


def _score(card, name, code, note, value):
    return Plant(f"{name}.score", code, note, value)


def planted_cards():
    """Everybody, each with one mistake or one pair that belongs together."""
    cards = []
    for who, (suits, low, plants) in zip(staff(), _plans()):
        on_edge = any(word in who[0] for word in ("E113",))
        card = drawn(who, "planted", suits, low, edges=() if on_edge else EDGES)
        card.plants = plants(card)
        if any(plant.code == "X103" for plant in card.plants):
            card.renamed = {"推广报告": "复盘报告"}
        cards.append(card)
    return cards


# --- from cards to cells -----------------------------------------------------------------------------------

DETAIL_HEADS = ("工号", "姓名", "岗位", "指标", "权重", "目标值", "实际值", "得分")
SUMMARY_HEADS = ("工号", "姓名", "岗位", "总分", "等级", "绩效系数", "绩效基数", "绩效工资")


def _head(pen, title, heads, widths):
    pen.put(1, 1, title, "title", to=(1, len(heads)))
    for column, text in enumerate(heads, 1):
        pen.put(2, column, text, "head")
    pen.widths(*widths)
    pen.height(1, 34)
    pen.height(2, 26)
    pen.sheet.freeze_panes = "C3"
    pen.print_setup(heading_rows="1:2")


def _draw_detail(pen, first, card, shown, merged):
    """Draw one person's lines; returns (cells by field, next row)."""
    cells, row = {}, first
    last = first + len(card.indicators) - 1
    for one in card.indicators:
        who = (("id", card.id), ("name", card.name), ("role", card.role))
        for column, (key, value) in enumerate(who, 1):
            if merged and row == first:
                pen.put(row, column, value, to=(last, column))
            elif not merged:
                cells[f"{one.name}.{key}"] = pen.put(row, column, value)
        _draw_indicator(pen, row, one, card, shown, cells)
        pen.sheet.row_dimensions[row].hidden = any(
            plant.code == "R104" and plant.key == f"{one.name}.id" for plant in card.plants
        )
        pen.height(row, 20)
        row += 1
    return cells, row


def _draw_indicator(pen, row, one, card, shown, cells):
    target, actual = card.values.get(one.name, ("-", "-"))
    natural = {"name": card.renamed.get(one.name, one.name), "weight": exact(one.weight), "target": target,
               "actual": actual, "score": card.lines[one.name]}  # fmt: skip
    for column, (part, value) in enumerate(natural.items(), 4):
        key = f"{one.name}.{part}"
        content = shown.cell(key, value, value if part == "score" else None)
        fmt = {"weight": "0", "score": look.SCORE}.get(part, one.fmt)
        if part == "actual" and any(plant.key == key and plant.code == "X109" for plant in card.plants):
            fmt = "General"
        cells[key] = pen.put(row, column, content, fmt=fmt)


def _draw_summary(pen, row, first, last, card, shown):
    cells = {}
    for column, value in enumerate((card.id, card.name, card.role), 1):
        pen.put(row, column, value)
    natural = sum(shown.figures[f"{one.name}.score"] for one in card.indicators)
    total = shown.computed("total", natural, card.total, "A202", f"=SUM(明细!H{first}:H{last})")
    cells["total"] = pen.put(row, 4, total, fmt=look.SCORE)
    draw_result(pen, row, 5, shown, cells, card.total, card.base, "D", formulas=True)
    pen.height(row, 22)
    return cells


def _record(ledger, file, card, shown, detail, summary):
    """The lines' findings belong to 明细, those of the total and after it to 汇总."""
    for sheet, cells in (("明细", detail), ("汇总", summary)):
        part = Shown()
        part.figures, part.truths = shown.figures, shown.truths
        part.plants = [p for p in shown.plants if p.key in cells or (p.key is None and sheet == "明细")]
        part.consequences = [one for one in shown.consequences if one[0] in cells]
        ledger.record(file, sheet, card.id, part, cells)


def _build(ledger, path, cards, theme, merged):
    workbook = Workbook()
    detail = look.Pen(workbook.active, theme)
    workbook.active.title = "明细"
    summary = look.Pen(workbook.create_sheet("汇总"), theme)
    _head(detail, f"{PERIOD}电商运营团队KPI考核明细", DETAIL_HEADS, (9, 10, 15, 18, 8, 14, 14, 9))
    _head(summary, f"{PERIOD}电商运营团队KPI考核汇总", SUMMARY_HEADS, (9, 10, 15, 9, 8, 10, 13, 13))
    row = 3
    for number, card in enumerate(cards, 3):
        shown, first = Shown(card.plants), row
        cells, row = _draw_detail(detail, first, card, shown, merged)
        results = _draw_summary(summary, number, first, row - 1, card, shown)
        _record(ledger, path.name, card, shown, cells, results)
    _foot(detail, row, "注：得分=权重×达成率，最高为权重；扣分项“实际值”填次数；评分项不填目标与实际。")
    _foot(
        summary,
        3 + len(cards),
        "注：90分及以上为A（1.2），80分及以上为B（1.0），70分及以上为C（0.8），70分以下为D（0）。",
    )
    save(workbook, path)


def _foot(pen, row, note):
    pen.put(row, 1, note, "note", to=(row, 8))
    pen.height(row, 30)
    for column, text in ((1, "制表："), (4, "审核："), (7, "批准：")):
        pen.put(row + 2, column, text, "sign")


def make(folder, ledger):
    """Write team-clean.xlsx and team-planted.xlsx."""
    _build(ledger, folder / "team-clean.xlsx", clean_cards(), look.Theme(font="宋体", head_fill="DDEBF7"), merged=True)
    theme = look.Theme(font="等线", head_fill="E2EFDA", title_size=16)
    _build(ledger, folder / "team-planted.xlsx", planted_cards(), theme, merged=False)
