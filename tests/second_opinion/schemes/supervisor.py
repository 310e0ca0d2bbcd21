"""电商运营经理主管绩效考核表: seventeen weighted duties."""

from fractions import Fraction

import rules
from card import Line
from dice import Percent
from forms import FormScheme, heading

WEIGHTS = [10, 8, 5, 6, 6, 5, 5, 5, 5, 5, 4, 8, 5, 2, 5, 8, 8]


class Supervisor(FormScheme):
    id = "supervisor"
    height = 26
    line_digits, total_digits, pays = 2, 1, False

    def draw(self, dice, card):
        mean = dice.choice((95, 90, 85, 80, 75, 50))
        for number, weight in enumerate(WEIGHTS, 1):
            kind = dice.randrange(20)
            score = min(Fraction(mean * 2 + dice.randint(-20, 10), 2), Fraction(100))
            if kind == 0:
                score = dice.choice((Fraction(0), Fraction(100)))
            elif kind < 5:
                score = dice.tie(weight, 2) * 100 / weight
                score = rules.half_up(score, 4)
            elif kind == 5:
                score = Fraction(dice.randint(0, 10000), 100)
            if dice.often(0.002):
                score = None
            points = None if score is None else score * weight / 100
            card.lines.append(Line(f"职责{number}", weight, points, [score]))

    def form(self, sheet, top, card, dice):
        heading(sheet, top, "电商运营经理主管绩效考核表", card, 5)
        sheet.put_all(top + 4, ["序号", "岗位职责", "权重", "评分(百分制)", "加权得分"])
        for number, (row, line) in enumerate(zip(range(top + 5, top + 22), card.lines), 1):
            sheet.put_all(row, [Fraction(number), f"第{number}项运营职责", Percent(line.most, 100)])
            sheet.put(row, 4, dice.written(line.inputs[0]))
            line.cell = sheet.put(row, 5, line.reported)
        sheet.put(top + 22, 1, "合计")
        sheet.merge(top + 22, 1, top + 22, 2)
        sheet.put(top + 22, 3, Percent(1))
        card.cells["total"] = sheet.put(top + 22, 5, card.reported["total"])
        sheet.put(top + 23, 1, "注：评分为百分制。")


SCHEME = Supervisor()
