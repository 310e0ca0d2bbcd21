"""电商运营绩效考核标准: one row per person."""

from fractions import Fraction

import rules
from card import Line, Scheme
from dice import Percent
from sheets import Sheet, at, write_csv, write_xlsx

# Columns of the lines: inputs, then the score; a group's head stands over its first column.
GROUPS = [
    ("销售额完成率", 5, ["实际销售额", "目标销售额", "得分"]),
    ("订单量增长", 8, ["本期订单量", "上期订单量", "得分"]),
    ("网站流量", 11, ["独立访客数", "UV得分", "页面浏览量", "PV得分"]),
    ("转化率", 15, ["订单量", "访客数", "得分"]),
    ("好评率", 18, ["好评数", "总评价数", "得分"]),
    ("投诉处理", 21, ["总处理时长", "投诉数量", "及时性得分", "满意投诉数量", "满意度得分"]),
    ("活动参与度", 26, ["活动页面访问量", "总访问量", "得分"]),
    ("投入产出比", 29, ["活动收益", "活动成本", "得分"]),
    ("数据分析与报告", 32, ["得分"]),
    ("团队协作", 33, ["得分"]),
    ("小计", 34, ["销售业绩", "流量与转化率", "客户满意度", "营销活动"]),
]
ALONE = {1: "工号", 2: "姓名", 3: "部门", 4: "岗位", 38: "总分", 39: "基本工资", 40: "绩效比例", 41: "绩效工资", 42: "备注"}
FULL_ORDERS = Fraction(35, 100)


class Standard(Scheme):
    id = "standard"
    edges = (80,)
    sections = ("销售业绩", "流量与转化率", "客户满意度", "营销活动")

    def draw(self, dice, card):
        card.id = f"E{card.number:05}"
        sales = list(dice.ratio(20))
        if dice.often(0.01):
            sales[0] = -sales[0]
        previous = dice.whole(1, 9) * 1000
        kind = dice.randrange(5)
        if kind < 2:
            current = previous * (1 + dice.tie(10) / 100)
        elif kind == 2:
            current = previous * Fraction(dice.choice((110, 100, 200)), 100)
        else:
            current = dice.whole(0, 1200) * previous // 1000
        growth = [Fraction(current), previous]
        uv = dice.choice((dice.tie(8) * 500, dice.whole(0, 6000), Fraction(4000), Fraction(3999)))
        pv = dice.choice((dice.whole(0, 9) * 1000 + 500, dice.whole(0, 15000), Fraction(10000), Fraction(9999)))
        orders = list(dice.ratio(15, FULL_ORDERS, 2000, counts=True))
        reviews = list(dice.ratio(5, Fraction(95, 100), 2000, counts=True))
        complaints = dice.choice((Fraction(0), dice.whole(1, 9), 3 * dice.whole(1, 9) * 200))
        hours = complaints * 24 + dice.choice((0, Fraction(1, 10), -Fraction(1, 10), 5, -5)) if complaints else Fraction(0)
        satisfied = (
            dice.choice((dice.whole(0, int(complaints)), dice.tie(3) * complaints * 3 / 10))
            if complaints >= 600
            else dice.whole(0, int(complaints))
        )
        visits = list(dice.ratio(10, Fraction(30, 100), 2000, counts=True))
        returns = list(dice.ratio(10, 3, 100))
        if dice.often(0.01):
            returns[0] = -returns[0]
        if dice.often(0.7):
            for figures, full_at in (
                (sales, 1), (orders, FULL_ORDERS), (reviews, Fraction(95, 100)), (visits, Fraction(30, 100)), (returns, 3)
            ):
                if dice.often(0.7):
                    figures[0] = max(figures[0], figures[1] * full_at)
            uv, pv = max(uv, dice.whole(2500, 5000)), max(pv, dice.whole(6500, 12000))
        report = dice.judged(5)
        team = dice.choice((Fraction(5), dice.tenths(2, 3), Fraction(2), Fraction(3), Fraction(5), dice.judged(5)))
        card.base = dice.choice((dice.whole(30, 120) * 100, dice.money(1000, 30000), dice.money(0, 3)))
        card.rate = Percent(dice.choice((20, 25, 30, 15, 12, 100)), 100)
        for figures in (sales, growth, orders, reviews, visits, returns):
            if dice.often(0.004):
                figures[1] = Fraction(0)
            if dice.often(0.002):
                figures[dice.randrange(2)] = None
        if dice.often(0.005):
            card.base = None
        none = complaints == 0
        first, second, third, fourth = self.sections
        card.lines = [
            Line("销售额完成率", 20, rules.ratio(20, *sales), sales, first),
            Line("订单量增长", 10, rules.growth(10, *growth, Fraction(10, 100)), growth, first),
            Line("独立访客数", 8, rules.ratio(8, uv, 4000), [uv], second),
            Line("页面浏览量", 7, rules.ratio(7, pv, 10000), [pv], second),
            Line("转化率", 15, rules.ratio(15, *orders, FULL_ORDERS), orders, second),
            Line("好评率", 5, rules.ratio(5, *reviews, Fraction(95, 100)), reviews, third),
            Line("投诉处理及时性", 2, Fraction(2 if none or hours / complaints <= 24 else 1), [hours, complaints], third),
            Line(
                "投诉满意度",
                3,
                Fraction(3) if none else rules.ratio(3, satisfied, complaints, Fraction(90, 100)),
                [satisfied],
                third,
            ),
            Line("活动参与度", 10, rules.ratio(10, *visits, Fraction(30, 100)), visits, fourth),
            Line("投入产出比", 10, rules.ratio(10, *returns, 3), returns, fourth),
            Line("数据分析与报告", 5, rules.judged(5, report, [(0, 2), (2, 4), (5, 5)]), given=report),
            Line("团队协作", 5, rules.judged(5, team, [(2, 3), (5, 5)]), given=team),
        ]

    def pay(self, card, total, _):
        # Below the pass mark nothing is paid, whatever the base.
        if total < 80:
            return Fraction(0)
        return None if card.base is None or card.rate is None else card.base * card.rate * total / 100

    def write(self, path, cards, dice):
        sheet = Sheet("10月")
        sheet.put(1, 1, "2026年10月电商运营绩效考核表")
        for column, head in ALONE.items():
            sheet.put(2, column, head)
            sheet.merge(2, column, 3, column)
        for head, column, below in GROUPS:
            sheet.put(2, column, head)
            sheet.put_all(3, below, column)
            if len(below) > 1:
                sheet.merge(2, column, 2, column + len(below) - 1)
        sheet.merge(1, 1, 1, 42)
        for row, card in enumerate(cards, 4):
            card.sheet = sheet
            sheet.put_all(row, [card.id, card.name, "天猫运营部", "店铺运营"])
            column = 5
            for line in card.lines:
                for value in line.inputs:
                    sheet.put(row, column, dice.written(value))
                    column += 1
                line.cell = sheet.put(row, column, line.reported)
                column += 1
            for section in self.sections:
                card.cells[section] = sheet.put(row, column, card.reported[section])
                column += 1
            card.cells["total"] = sheet.put(row, 38, card.reported["total"])
            sheet.put(row, 39, dice.written(card.base))
            card.missing = [] if card.base is not None else [at(row, 39)]
            sheet.put(row, 40, dice.written(card.rate))
            card.cells["payout"] = sheet.put(row, 41, card.reported["payout"])
        last = len(cards) + 5
        sheet.put(last, 1, "制表:")
        sheet.put(last + 1, 1, "注:得分四舍五入保留一位小数。")
        # One workbook in two is a text file.
        if cards[0].number % (2 * self.per_book) >= self.per_book:
            path, sheet.name = path.with_suffix(".csv"), path.stem
            write_csv(path, sheet)
        else:
            write_xlsx(path, [sheet])
        return path


SCHEME = Standard()
