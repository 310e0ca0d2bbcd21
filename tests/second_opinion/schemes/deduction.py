"""电商运营绩效考核表: a form with deductions, 900 yuan."""

from fractions import Fraction

import rules
from card import Line
from dice import Percent
from forms import FormScheme

# Content of a row, and how many rows its line has (0: goes on).
ROWS = [
    ("个人管理", "工位不整齐、物品乱放，扣2分/次", 4),
    (None, "上班聊天、玩游戏等，扣2分/次", 0),
    (None, "未佩戴劳保用品，扣3分/次", 0),
    (None, "因私离岗，扣10分/次", 0),
    ("员工管理", "缺勤天数（应出勤26天）：1天扣1分，2天扣3分，3天扣5分，4天及以上扣10分", 2),
    (None, "每月培训未完成，扣5分/次", 0),
    ("工作内容", "店铺展现数达到20,000", 3),
    (None, "店铺浏览次数达到10,000", 0),
    (None, "店铺访客数达到4,000", 0),
    (None, "访客点击转化率达到2%", 1),
    (None, "竞品分析与推广规划，由主管评0–10分", 1),
    (None, "工作记录、总结、报告缺交，扣2分/次", 1),
    (None, "询盘信息记录漏交，扣10分/次", 1),
    (None, "月度交易量基数50,000元，每差5,000元扣3分", 1),
    (None, "售后跟踪反馈缺记录，扣5分/次", 1),
]
STEPS = [(1, 1), (2, 3), (3, 5), (4, 10)]


class Deduction(FormScheme):
    id = "deduction"
    height = 26
    sections = ()

    def draw(self, dice, card):
        def times(most):
            return dice.choice((Fraction(0), Fraction(0), dice.whole(0, most), "-", "无")) if dice.often(0.7) else Fraction(0)

        def count(value):
            return Fraction(0) if isinstance(value, str) else value

        own = [times(6), times(4), times(3), times(1)]
        staff = [dice.choice((Fraction(0), dice.whole(0, 6), dice.whole(20, 26))), times(3)]
        traffic = [
            dice.choice((Fraction(base), Fraction(base - 1), dice.whole(0, base * 3 // 2), dice.whole(0, 100) * base // 100))
            for base in (20000, 10000, 4000)
        ]
        traffic = [Fraction(value) for value in traffic]
        click = Percent(dice.choice((dice.tie(5) * Fraction(2, 500), dice.whole(0, 300) / 10000, Fraction(2, 100))))
        plan = dice.judged(10)
        records, enquiries, after_sales = times(6), times(1), times(2)
        trade = dice.choice(
            (
                50000 + 5000 * dice.whole(-12, 12),
                50000 + 5000 * dice.whole(-12, 12) - Fraction(1, 100),
                50000 + 5000 * dice.whole(-10, 12) + Fraction(1, 100),
                dice.money(0, 120000),
                dice.money(0, 10**8),
                Fraction(50000),
                Fraction(0),
                dice.money(-3000, 0),
            )
        )
        counts = [own, staff, [records], [enquiries], [after_sales], traffic, [click]]
        if dice.often(0.02):
            inputs = dice.choice(counts)
            inputs[dice.randrange(len(inputs))] = None
        [records], [enquiries], [after_sales], [click] = counts[2], counts[3], counts[4], counts[6]

        def lessened(most, inputs, each):
            return None if None in inputs else rules.deduction(most, *(count(n) * less for n, less in zip(inputs, each)))

        short = rules.full_units(50000 - trade, 5000)
        over = rules.full_units(trade - 50000, 5000)
        shares = [None if v is None else rules.ratio(1, v, base) for v, base in zip(traffic, (20000, 10000, 4000))]
        card.lines = [
            Line("个人管理", 15, lessened(15, own, (2, 2, 3, 10)), own),
            Line(
                "员工管理",
                10,
                None
                if None in staff
                else rules.deduction(10, rules.steps(count(staff[0]), STEPS), 5 * count(staff[1])),
                staff,
            ),
            Line("展现数、浏览次数、访客数", 10, None if None in shares else 10 * sum(shares) / 3, traffic),
            Line("访客点击转化率", 5, rules.ratio(5, click, Fraction(2, 100)), [click]),
            Line("竞品分析与推广规划", 10, rules.judged(10, plan, [(0, 10)]), ["/"], given=plan),
            Line("工作记录、总结、报告", 10, lessened(10, [records], [2]), [records]),
            Line("询盘信息记录", 5, lessened(5, [enquiries], [10]), [enquiries]),
            Line("月度交易量", 30, rules.deduction(30, 3 * short), [trade]),
            Line("售后跟踪反馈", 5, lessened(5, [after_sales], [5]), [after_sales]),
            Line("加分项", None, Fraction(3 * over), [trade]),
        ]

    def pay(self, card, total, _):
        return 900 * total / 100

    def form(self, sheet, top, card, dice):
        sheet.put(top + 1, 1, "电商运营绩效考核表")
        sheet.merge(top + 1, 1, top + 1, 9)
        sheet.put_all(top + 2, ["姓名", card.name, None, "部门", "自营商城部", None, "岗位", "店铺运营"])
        sheet.put_all(top + 3, ["考核月份", "2026年10月"])
        sheet.put_all(top + 4, ["类别", "序号", "考核内容", "分值", "次数/实绩", "扣分", "得分", "考评部门", "备注"])
        lines = iter(card.lines)
        for row, (category, content, rows) in enumerate(ROWS, top + 5):
            sheet.put(row, 1, category)
            sheet.put(row, 2, Fraction(row - top - 4))
            sheet.put(row, 3, content)
            if rows:
                line = next(lines)
                inputs = iter(line.inputs)
                sheet.put(row, 4, Fraction(line.most))
                line.cell = sheet.put(row, 7, line.reported)
                if rows > 1:
                    sheet.merge(row, 4, row + rows - 1, 4)
                    sheet.merge(row, 7, row + rows - 1, 7)
            sheet.put(row, 5, dice.written(next(inputs)))
        for first, last in ((5, 8), (9, 10), (11, 19)):
            sheet.merge(top + first, 1, top + last, 1)
        bonus = next(lines)
        sheet.put_all(top + 20, ["加分项", None, "交易量每超出5,000元加3分，不封顶", "-", *bonus.inputs])
        bonus.cell = sheet.put(top + 20, 7, bonus.reported)
        sheet.put(top + 21, 1, "合计")
        card.cells["total"] = sheet.put(top + 21, 7, card.reported["total"])
        sheet.put(top + 22, 1, "考核奖金")
        card.cells["payout"] = sheet.put(top + 22, 7, card.reported["payout"])
        sheet.put(top + 23, 1, "注：单项分值扣完为止。")


SCHEME = Deduction()
