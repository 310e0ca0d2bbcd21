"""`deduction`: 电商运营绩效考核表, one form per person, 900 yuan."""

from dataclasses import dataclass, field
from fractions import Fraction
from random import Random

from openpyxl import Workbook

from . import look
from .figures import exact, half_up, swap_digits
from .ledger import Plant, Shown
from .package import save
from .people import DEPARTMENTS, names
from .rules import absence_step, deduction, full_units, ratio, started_units

PERIOD, TITLE = "2026年10月", "电商运营绩效考核表"
LINES = ("personal", "staff", "reach", "conversion", "plan", "records", "inquiry", "trade", "aftersales", "bonus")


@dataclass(frozen=True)
class Row:
    """One row of the item table. Rows with the same `line` share one full mark and one score."""

    key: str
    line: str
    category: str
    number: int | None
    text: str
    most: int | None
    department: str
    fmt: str = "0"


ROWS = (
    Row("desk", "personal", "个人管理", 1, "1、工位不整齐、物品乱放，扣2分/次", 15, "行政部"),
    Row("chat", "personal", "个人管理", 2, "2、上班聊天、玩游戏等分心行为，扣2分/次", 15, "行政部"),
    Row("gear", "personal", "个人管理", 3, "3、进入仓库未佩戴劳保用品，扣3分/次", 15, "行政部"),
    Row("leave", "personal", "个人管理", 4, "4、当班时间因私离岗，扣10分/次", 15, "行政部"),
    Row("absent", "staff", "员工管理", 1, "1、部门缺勤天数（应出勤26天）：1天扣1分，2天扣3分，3天扣5分，4天及以上扣10分", 10, "总经办"),
    Row("training", "staff", "员工管理", 2, "2、每月培训未完成，扣5分/次", 10, "总经办"),
    Row("impressions", "reach", "工作内容", 1, "1、店铺展现数达到20,000", 10, "市场部", "#,##0"),
    Row("views", "reach", "工作内容", 1, "店铺浏览次数达到10,000", 10, "市场部", "#,##0"),
    Row("visitors", "reach", "工作内容", 1, "店铺访客数达到4,000（三项达成率取平均，单项封顶）", 10, "市场部", "#,##0"),
    Row("conversion", "conversion", "工作内容", 2, "2、访客点击转化率达到2%，不足按比例计分", 5, "市场部", "0.00%"),
    Row("plan", "plan", "工作内容", 3, "3、竞品分析与推广规划，由主管评0–10分", 10, "总经办"),
    Row("records", "records", "工作内容", 4, "4、工作记录、总结、报告缺交，扣2分/次", 10, "总经办"),
    Row("inquiry", "inquiry", "工作内容", 5, "5、询盘信息记录迟交或漏交，扣10分/次", 5, "总经办"),
    Row("trade", "trade", "工作内容", 6, "6、月度交易量基数50,000元，每差5,000元扣3分", 30, "财务部", "#,##0"),
    Row("aftersales", "aftersales", "工作内容", 7, "7、售后跟踪反馈缺记录，扣5分/次", 5, "客服部"),
    Row("bonus", "bonus", "加分项", None, "交易量每超出5,000元加3分，不封顶", None, "财务部", "#,##0"),
)  # fmt: skip
NOTES = (
    "注：1、考核满分100分，加分项另计；当月考核奖金=合计得分÷100×月度绩效奖金900元。",
    "2、单项分值扣完为止；分项得分保留一位小数。",
    "3、各部门于次月3日前将数据交总经办汇总。",
)


@dataclass
class Card:
    """One person's month, what is planted in it, and how its form departs from the usual one."""

    name: str
    department: str
    position: str
    inputs: dict
    plants: list = field(default_factory=list)
    period: str = PERIOD
    without: str | None = None  # a line that the form lacks
    extra: str | None = None  # the text of a line that the scheme does not know


def unrounded(i):
    """Every line's points before rounding; `i` are the inputs."""
    attainments = (i["impressions"] / 20000, i["views"] / 10000, i["visitors"] / 4000)
    short = 50000 - i["trade"]
    return {
        "personal": deduction(15, 2 * i["desk"], 2 * i["chat"], 3 * i["gear"], 10 * i["leave"]),
        "staff": deduction(10, absence_step(i["absent"]), 5 * i["training"]),
        "reach": 10 * sum(min(Fraction(1), one) for one in attainments) / 3,
        "conversion": ratio(5, i["conversion"], "0.02"),
        "plan": i["plan"],
        "records": deduction(10, 2 * i["records"]),
        "inquiry": deduction(5, 10 * i["inquiry"]),
        "trade": deduction(30, 3 * full_units(short, 5000)),
        "aftersales": deduction(5, 5 * i["aftersales"]),
        "bonus": 3 * full_units(-short, 5000),
    }


def scored(inputs):
    """Every line's points as they should stand on the form."""
    return {line: half_up(points, 1) for line, points in unrounded(inputs).items()}


def deducted(inputs):
    """The 扣分 cell of every row; for information only."""
    i = inputs
    short = [(i[key] / base) for key, base in (("impressions", 20000), ("views", 10000), ("visitors", 4000))]
    reach = [half_up(Fraction(10, 3) * (1 - min(Fraction(1), one)), 1) for one in short]
    return {
        "desk": 2 * i["desk"], "chat": 2 * i["chat"], "gear": 3 * i["gear"], "leave": 10 * i["leave"],
        "absent": absence_step(i["absent"]), "training": 5 * i["training"],
        "impressions": reach[0], "views": reach[1], "visitors": reach[2],
        "conversion": half_up(5 - ratio(5, i["conversion"], "0.02"), 1), "plan": 10 - i["plan"],
        "records": 2 * i["records"], "inquiry": min(Fraction(5), 10 * i["inquiry"]),
        "trade": 3 * full_units(50000 - i["trade"], 5000), "aftersales": 5 * i["aftersales"], "bonus": None,
    }  # fmt: skip


def month(seed, **settled):
    """Plausible inputs; `settled` fixes some of them."""
    draw = Random(f"deduction {seed}")
    few = (0, 0, 0, 1, 1, 2)
    drawn = {
        "desk": draw.choice(few), "chat": draw.choice(few), "gear": draw.choice((0, 0, 0, 1)),
        "leave": draw.choice((0, 0, 0, 0, 1)), "absent": draw.choice((0, 0, 1, 2, 3)),
        "training": draw.choice((0, 0, 0, 1)), "impressions": draw.randint(16500, 23000),
        "views": draw.randint(8200, 11500), "visitors": draw.randint(3300, 4400),
        "conversion": exact(draw.randint(155, 225)) / 10000, "plan": exact(draw.choice(["7", "8", "8.5", "9", "10"])),
        "records": draw.choice(few), "inquiry": draw.choice((0, 0, 0, 1)), "trade": draw.randrange(36000, 64000, 100),
        "aftersales": draw.choice((0, 0, 0, 1)),
    }  # fmt: skip
    return {key: exact(value) for key, value in {**drawn, **settled}.items()}


def _people():
    people = names(31, 20)
    draw = Random("deduction people")
    positions = ("电商运营专员", "店铺运营", "推广运营", "运营助理")
    return [(name, draw.choice(DEPARTMENTS), draw.choice(positions)) for name in people]


def clean_cards():
    """Eight people; the first two carry the scheme's worked figures 42,300 and 63,000."""
    settled = [{"trade": 42300}, {"trade": 63000}, {"trade": 50000}, {"absent": 4, "training": 0}]
    settled += [{"leave": 1, "gear": 2}, {"inquiry": 1}, {"trade": 44999}, {"trade": 55000}]
    return [Card(*who, month(f"clean {who[0]}", **fixed)) for who, fixed in zip(_people(), settled)]


def planted_cards():
    """One mistake (or one pair that belongs together) per form."""
    people = iter(_people())

    def card(*plants, settled=None, **more):
        who = next(people)
        inputs = month(f"planted {who[0]}", **(settled or {}))
        return Card(*who, inputs, [plant(inputs) if callable(plant) else plant for plant in plants], **more)

    def wrong(line, code, note, value):
        return lambda i: Plant(f"{line}.score", code, note, value(i))

    def units(i):
        return 30 - 3 * started_units(50000 - i["trade"], 5000)

    def uncapped(i):
        return half_up(10 * (i["impressions"] / 20000 + i["views"] / 10000 + i["visitors"] / 4000) / 3, 1)

    def bonusless(i):
        return sum(scored(i).values()) - scored(i)["bonus"]

    def pay(i):
        return half_up(900 * sum(scored(i).values()) / 100, 2)

    cards = [
        card(wrong("trade", "A102", "a started unit counted as short (units-started)", units), settled={"trade": 42300}),
        card(wrong("personal", "A102", "one of the deductions forgotten", lambda i: scored(i)["personal"] + 2),
             settled={"desk": 1, "chat": 2, "leave": 0}),
        card(wrong("inquiry", "A104", "not floored at 0 (not-capped)", lambda i: exact(-5)), settled={"inquiry": 1}),
        card(wrong("reach", "A103", "the ratios not capped one by one (not-capped)", uncapped),
             settled={"impressions": 24800, "views": 10400, "visitors": 3820}),
        card(lambda i: Plant("total", "A202", "the bonus is not in the sum (bonus-left-out)", bonusless(i)),
             settled={"trade": 61500}),
        card(Plant("trade.text", "A206", "base 60,000 on the form, 50,000 in the scheme; the score is right",
                   ROWS[13].text.replace("50,000", "60,000"), reported="60000", recomputed="50000")),
        card(Plant("note.pay", "A206", "800 yuan in the note, 900 in the scheme; the pay is right",
                   NOTES[0].replace("900元", "800元"), reported="800", recomputed="900")),
        card(lambda i: Plant("pay", "A303", "two digits exchanged (digits-swapped)", swap_digits(pay(i), 1)),
             settled={"trade": 47000, "leave": 0, "absent": 1, "training": 0, "inquiry": 0, "aftersales": 0}),
        card(Plant("trade.count", "R101", "trade figure stored as text", "42,300元", reads=exact(42300)),
             settled={"trade": 42300}),
        card(Plant("impressions.count", "X101", "figure not entered", None)),
        card(Plant("extra.text", "X103", "a line that the scheme does not have"), extra="8、协助直播间值班，视情况加分"),
        card(Plant(None, "X104", "the form has no line 售后跟踪反馈", reported=None),
             Plant("most.header", "A204", "without that line the full marks make 95", reported="95", recomputed="100"),
             settled={"aftersales": 0}, without="aftersales"),
        card(Plant("trade.most", "A205", "full mark 35 on the form, 30 in the scheme; the score is right", exact(35),
                   recomputed="30"),
             Plant("most.header", "A204", "with that the full marks make 105", reported="105", recomputed="100")),
        card(Plant("period", "X106", "a form of another month than its siblings"), period="2026年9月"),
        card(Plant("conversion.count", "X109", "1.9 in place of 1.9%", exact("1.9")), settled={"conversion": "0.019"}),
        card(Plant("gear.count", "R102", "error value in a count", "#VALUE!")),
        card(Plant("chat.count", "X102", "a word where a count is needed", "多次")),
        card(wrong("staff", "A102", "4 days of absence taken as 5 points, not 10", lambda i: scored(i)["staff"] + 5),
             settled={"absent": 4, "training": 0}),
    ]  # fmt: skip
    right = card()
    twice = Plant("name", "X105", "the same person already has a form; both are held")
    again = Card(right.name, right.department, right.position, right.inputs, [twice])
    return [right, *cards, again]


# --- from cards to cells -----------------------------------------------------------------------------------


def _scores(card, shown):
    """The contents of the line scores, the total and the pay, and the true total."""
    truth = scored(card.inputs)
    lines = {line: shown.cell(f"{line}.score", truth[line], truth[line]) for line in LINES if line != card.without}
    if card.extra:
        shown.cell("extra.score", exact(2))
    natural = sum(value for key, value in shown.figures.items() if key.endswith(".score"))
    true_total = sum(truth.values())
    return lines, natural, true_total


def draw_form(pen, top, card):
    """Draw one form with its title in row `top`; returns (cells by field, what is shown, next free row)."""
    shown, cells = Shown(card.plants), {}
    lines, natural, true_total = _scores(card, shown)
    _draw_fields(pen, top, card, cells)
    row = first = top + 4
    runs = {"category": [], "line": [], "number": []}
    counted = deducted(card.inputs)
    for item in ROWS:
        if item.line == card.without:
            continue
        if item.key == "bonus" and card.extra:
            row = _draw_extra(pen, row, card, cells, runs)
        _draw_row(pen, row, item, card, shown, cells, counted)
        for kind in runs:
            value = (item.category, getattr(item, kind))
            runs[kind].append((row, value))
        row += 1
    _draw_merged(pen, runs, lines, shown, cells)
    row = _draw_results(pen, first, row, shown, cells, natural, true_total)
    return cells, shown, row


def _draw_fields(pen, top, card, cells):
    pen.put(top, 1, TITLE, "title", to=(top, 9))
    pen.height(top, 34)
    pairs = ((2, 3, "姓名", card.name, "name"), (5, 6, "部门", card.department, "department"),
             (8, 9, "岗位", card.position, "position"))  # fmt: skip
    for first, last, label, value, key in pairs:
        pen.put(top + 1, first - 1, label, "label")
        cells[key] = pen.put(top + 1, first, value, to=(top + 1, last))
    pen.put(top + 2, 1, "考核月份", "label")
    cells["period"] = pen.put(top + 2, 2, card.period, to=(top + 2, 3))
    pen.put(top + 2, 4, "次数栏填当月累计次数，没有填0。", "text", to=(top + 2, 9))
    heads = ("类别", "序号", "考核内容", "分值", "次数/实绩", "扣分", "得分", "考评部门", "备注")
    for column, text in enumerate(heads, 1):
        cells[f"head.{column}"] = pen.put(top + 3, column, text, "head")
    cells["most.header"] = cells["head.4"]
    for offset, height in ((1, 22), (2, 22), (3, 24)):
        pen.height(top + offset, height)


def _draw_row(pen, row, item, card, shown, cells, counted):
    text = shown.cell(f"{item.key}.text", item.text)
    cells[f"{item.key}.text"] = pen.put(row, 3, text, "text")
    natural = {"plan": "/", "bonus": card.inputs["trade"]}.get(item.key, card.inputs.get(item.key))
    count = shown.cell(f"{item.key}.count", natural)
    fmt = "General" if count == exact("1.9") else item.fmt
    cells[f"{item.key}.count"] = pen.put(row, 5, count, fmt=fmt)
    pen.put(row, 6, counted[item.key], fmt="0.0")
    pen.put(row, 8, item.department)
    remark = "附工作记录" if item.key == "records" else None
    pen.put(row, 9, remark, "text")
    pen.height(row, 34 if len(item.text) > 30 else 22)


def _draw_extra(pen, row, card, cells, runs):
    """The line that the scheme does not know, at the end of 工作内容."""
    cells["extra.text"] = pen.put(row, 3, card.extra, "text")
    for column, value in ((4, "-"), (5, exact(2)), (6, None), (8, "市场部"), (9, None)):
        pen.put(row, column, value)
    for kind, value in (("category", "工作内容"), ("line", "extra"), ("number", 8)):
        runs[kind].append((row, ("工作内容", value)))
    pen.height(row, 22)
    return row + 1


def _spans(run):
    """Consecutive rows with one value: (first row, last row, value)."""
    spans = []
    for row, value in run:
        if spans and spans[-1][2] == value:
            spans[-1][1] = row
        else:
            spans.append([row, row, value])
    return spans


def _draw_merged(pen, runs, lines, shown, cells):
    """The cells that stand merged over several rows: category, number, full mark and score."""
    most = {item.line: item.most for item in ROWS}
    for first, last, (category, _) in _spans(runs["category"]):
        pen.put(first, 1, category, "label", to=(last, 1))
    for first, last, (_, number) in _spans(runs["number"]):
        pen.put(first, 2, number, to=(last, 2))
    for first, last, (_, line) in _spans(runs["line"]):
        if line == "extra":
            cells["extra.score"] = pen.put(first, 7, shown.figures["extra.score"], fmt="0.0")
            continue
        full = shown.cell(f"{line}.most", "-" if most[line] is None else exact(most[line]))
        cells[f"{line}.most"] = pen.put(first, 4, full, to=(last, 4))
        cells[f"{line}.score"] = pen.put(first, 7, lines[line], to=(last, 7), fmt="0.0")


def _draw_results(pen, first, row, shown, cells, natural, true_total):
    formula = f"=SUM(G{first}:G{row - 1})"
    total = shown.computed("total", natural, true_total, "A202", formula)
    pen.put(row, 1, "合计", "label", to=(row, 6))
    cells["total"] = pen.put(row, 7, total, "total", fmt="0.0")
    pen.put(row, 8, None, to=(row, 9))
    money = half_up(900 * shown.figures["total"] / 100, 2)
    pay = shown.computed("pay", money, half_up(900 * true_total / 100, 2), "A303", f"=ROUND(900*G{row}/100,2)")
    pen.put(row + 1, 1, "考核奖金", "label", to=(row + 1, 6))
    cells["pay"] = pen.put(row + 1, 7, pay, "total", fmt="#,##0.00")
    pen.put(row + 1, 8, "元", "text", to=(row + 1, 9))
    for offset in (0, 1):
        pen.height(row + offset, 24)
    row += 2
    cells["note.pay"] = pen.put(row, 1, shown.cell("note.pay", NOTES[0]), "note", to=(row, 9))
    for note in NOTES[1:]:
        row += 1
        pen.put(row, 1, note, "note", to=(row, 9))
    pen.put(row + 2, 1, "审核：", "sign", to=(row + 2, 3))
    pen.put(row + 2, 4, "批准：", "sign", to=(row + 2, 9))
    return row + 5


def _build(ledger, path, sheets, theme):
    """A workbook of sheets, each a (name, cards) with the cards stacked."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for title, cards in sheets:
        pen = look.Pen(workbook.create_sheet(title), theme)
        pen.widths(10, 6, 44, 8, 12, 8, 9, 11, 14)
        row = 1
        for card in cards:
            cells, shown, row = draw_form(pen, row, card)
            ledger.record(path.name, title, card.name, shown, cells)
        pen.print_setup()
    save(workbook, path)


def make(folder, ledger):
    """Write deduction-clean.xlsx and deduction-planted.xlsx; in both, the last sheet stacks two forms."""
    cards = clean_cards()
    sheets = [(card.name, [card]) for card in cards[:-2]] + [("两人合表", cards[-2:])]
    _build(ledger, folder / "deduction-clean.xlsx", sheets, look.Theme())
    cards = planted_cards()
    sheets = [(card.name, [card]) for card in cards[:-2]] + [("两人合表", cards[-2:])]
    _build(ledger, folder / "deduction-planted.xlsx", sheets, look.Theme(head_fill="FCE4D6", font="宋体"))
