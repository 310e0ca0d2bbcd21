"""月度绩效考核表: targets, a line that is the better the lower, and a pass mark."""

from fractions import Fraction

import rules
from card import Line
from dice import Percent
from forms import FormScheme
from sheets import at

PERCENTS = [("毛利率", 15, False), ("转化率", 15, False), ("推广费用率", 10, True), ("客户满意度", 10, False)]


class Monthly(FormScheme):
    id = "monthly"
    height = 17
    edges = (80,)

    def draw(self, dice, card):
        good = dice.often(0.6)
        sales = list(dice.ratio(40))
        if good:
            sales[1] = min(sales[1], sales[0] or sales[1])
        if dice.often(0.01):
            sales[0] = -sales[0]
        if dice.often(0.005):
            sales[dice.randrange(2)] = dice.choice((None, Fraction(0)))
        card.lines.append(Line("销售额", 40, rules.ratio(40, *sales), sales))
        for item, most, lower in PERCENTS:
            figures = [Percent(value) for value in dice.percents(most, lower)]
            if good and not dice.often(0.4):
                figures.sort(reverse=not lower)
            if dice.often(0.004):
                figures[dice.randrange(2)] = dice.choice((None, Percent(0)))
            rule = rules.lower_is_better if lower else rules.ratio
            card.lines.append(Line(item, most, rule(most, *figures), figures))
        given = dice.judged(10)
        card.lines.append(Line("团队管理", 10, rules.judged(10, given, [(0, 10)]), ["-", "-"], given=given))
        card.base = dice.choice((dice.whole(30, 120) * 100, dice.money(1000, 30000)))
        card.rate = Percent(dice.choice((20, 20, 25, 30, 15)), 100)
        if dice.often(0.005):
            card.base = None
        if dice.often(0.005):
            card.rate = None

    def pay(self, card, total, _):
        # Below the pass mark nothing is paid, whatever the base.
        if total < 80:
            return Fraction(0)
        return None if card.base is None or card.rate is None else card.base * card.rate * total / 100

    def form(self, sheet, top, card, dice):
        sheet.put(top + 1, 1, "2026年10月绩效考核表")
        sheet.merge(top + 1, 1, top + 1, 7)
        sheet.put_all(top + 2, ["姓名：", card.name, "部门：", "电商部", "岗位：", "电商运营经理"])
        sheet.put_all(top + 3, ["考核月份：", "2026年10月"])
        sheet.put_all(top + 4, ["序号", "考核指标", "权重", "目标值", "实际值", "评估公式", "得分"])
        for number, line in enumerate(card.lines, 1):
            row = top + 4 + number
            actual, target = line.inputs
            sheet.put_all(row, [Fraction(number), line.item, Percent(line.most, 100)])
            sheet.put_all(row, [dice.written(target), dice.written(actual), "按目标计分"], 4)
            line.cell = sheet.put(row, 7, line.reported)
        sheet.put(top + 11, 1, "总评分")
        sheet.merge(top + 11, 1, top + 11, 6)
        card.cells["total"] = sheet.put(top + 11, 7, card.reported["total"])
        sheet.put(top + 12, 1, "本人绩效工资 = 基本工资 × 绩效比例 ×（总评分÷100）")
        sheet.put_all(top + 13, ["基本工资", dice.written(card.base), "绩效比例", dice.written(card.rate), "本人绩效工资"])
        card.missing = [at(top + 13, column) for column, figure in ((2, card.base), (4, card.rate)) if figure is None]
        card.cells["payout"] = sheet.put(top + 13, 6, card.reported["payout"])
        sheet.put(top + 15, 1, "本人签字确认：")


SCHEME = Monthly()
