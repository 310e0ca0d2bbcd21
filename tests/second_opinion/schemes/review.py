"""主管绩效审查表: five dimensions, three raters, any of whom may be absent."""

from fractions import Fraction

import rules
from card import Line
from dice import Percent
from forms import FormScheme, heading

DIMENSIONS = [("业务管理能力", 25), ("团队管理", 20), ("项目管理", 20), ("运营策略", 20), ("创新能力", 15)]
SHARES = (10, 60, 30)


class Review(FormScheme):
    id = "review"
    height = 15
    line_digits, total_digits = 2, 1
    grades, pays = True, False
    edges = (90, 80, 70)

    def draw(self, dice, card):
        absent = [rater for rater in range(3) if dice.often(0.1)]
        mean = dice.choice((92, 90, 85, 80, 75, 70, 50))
        for item, weight in DIMENSIONS:
            scores = [min(Fraction(mean * 2 + dice.randint(-16, 16), 2), Fraction(100)) for _ in SHARES]
            if dice.often(0.1):
                scores[dice.randrange(3)] = dice.choice((Fraction(0), Fraction(100), dice.whole(0, 1000) / 10))
            for rater in absent:
                scores[rater] = None
            if dice.often(0.02):
                scores[dice.randrange(3)] = None
            blend = rules.raters(scores, SHARES)
            points = None if blend is None else blend * weight / 100
            written = [dice.choice((None, "-", "/", "无")) if score is None else score for score in scores]
            card.lines.append(Line(item, weight, points, written))

    def aim(self, card, points):
        line = card.lines[0]
        score = rules.half_up(points * 100 / line.most, 2)
        line.inputs[:] = [score] * 3
        line.points = score * line.most / 100

    def form(self, sheet, top, card, dice):
        heading(sheet, top, "主管绩效审查表", card, 8, "考核周期")
        sheet.put_all(top + 4, ["序号", "考核维度", "权重", "自评", "上级", "同事", "得分", "备注"])
        for number, line in enumerate(card.lines, 1):
            row = top + 4 + number
            sheet.put_all(row, [Fraction(number), line.item, Percent(line.most, 100)])
            for column, score in enumerate(line.inputs, 4):
                sheet.put(row, column, dice.written(score))
            line.cell = sheet.put(row, 7, line.reported)
        for row, label, name in ((top + 10, "总分", "total"), (top + 11, "等级", "grade")):
            sheet.put(row, 1, label)
            sheet.merge(row, 1, row, 6)
            card.cells[name] = sheet.put(row, 7, card.reported[name])
        sheet.put(top + 12, 1, "注：得分保留两位小数；总分保留一位小数。")


SCHEME = Review()
