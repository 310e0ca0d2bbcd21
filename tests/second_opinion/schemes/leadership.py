"""总监、经理、主管方案: weights by level, month, quarter or year."""

from fractions import Fraction

import rules
from card import Line, Scheme
from dice import Percent, plausible
from sheets import Sheet, write_csv, write_xlsx

ITEMS = ["销售额", "客户满意度", "质量指标", "运营效率"]
WEIGHTS = {"总监": (50, 15, 15, 20), "经理": (40, 20, 20, 20), "主管": (30, 25, 20, 25)}
CAP = Fraction(12, 10)


class Leadership(Scheme):
    id = "leadership"
    grades = True
    total_digits = 1
    edges = (90, 80, 70)

    def draw(self, dice, card):
        card.id = f"M{card.number:05}"
        card.level = dice.choice(list(WEIGHTS))
        card.period = dice.choice(("2026年10月", "2026年第三季度", "2026年度"))
        good = dice.often(0.6)
        for item, weight in zip(ITEMS, WEIGHTS[card.level]):
            if item == "销售额":
                figures = list(dice.ratio(100))
                if dice.often(0.01):
                    figures[0] = -figures[0]
            else:
                target = dice.choice((Fraction(5, 10), Fraction(8, 10), Fraction(95, 100), Fraction(9, 10)))
                # Ties lie at half a thousandth of the target.
                actual = dice.choice((dice.tie(100) / 100 * target, dice.whole(0, 10000) / 10000, target, target * CAP))
                figures = [Percent(plausible(min(actual, Fraction(1)), target)), Percent(target)]
            if good:
                figures[0] = type(figures[0])(max(figures[0], figures[1] * dice.tie(100) / 400 + figures[1] * 3 / 4))
                if isinstance(figures[0], Percent):
                    figures[0] = Percent(min(figures[0], Fraction(1)))
            if dice.often(0.003):
                figures[1] = type(figures[1])(0)
            if dice.often(0.003):
                figures[dice.randrange(2)] = None
            card.lines.append(Line(item, 100, rules.ratio(100, *figures, cap=CAP), figures, weight=Fraction(weight, 100)))
        card.base = None if dice.often(0.005) else dice.choice((dice.whole(20, 120) * 100, dice.money(500, 15000)))

    def aim(self, card, points):
        line = card.lines[0]
        line.inputs[:] = [rules.half_up(points / line.weight, 2) * 1000, Fraction(100 * 1000)]
        line.points = rules.ratio(100, *line.inputs, cap=CAP)

    def pay(self, card, total, coefficient):
        return None if card.base is None else card.base * coefficient

    def write(self, path, cards, dice):
        sheet = Sheet("管理层考核")
        sheet.put(1, 1, "电商总监、经理、主管绩效考核表")
        heads = {1: "工号", 2: "姓名", 3: "层级", 4: "考核周期", 17: "总分", 18: "等级", 19: "绩效系数", 20: "绩效基数", 21: "绩效工资"}
        for column, head in heads.items():
            sheet.put(2, column, head)
            sheet.merge(2, column, 3, column)
        for column, item in zip(range(5, 17, 3), ITEMS):
            sheet.put(2, column, item)
            sheet.merge(2, column, 2, column + 2)
            sheet.put_all(3, ["目标", "实际", "得分"], column)
        for row, card in enumerate(cards, 4):
            card.sheet = sheet
            sheet.put_all(row, [card.id, card.name, card.level, card.period])
            for column, line in zip(range(5, 17, 3), card.lines):
                actual, target = line.inputs
                sheet.put(row, column, dice.written(target))
                sheet.put(row, column + 1, dice.written(actual))
                line.cell = sheet.put(row, column + 2, line.reported)
            for column, name in ((17, "total"), (18, "grade"), (19, "coefficient"), (21, "payout")):
                card.cells[name] = sheet.put(row, column, card.reported[name])
            sheet.put(row, 20, dice.written(card.base))
        # One workbook in two is a text file.
        if cards[0].number % (2 * self.per_book) >= self.per_book:
            path, sheet.name = path.with_suffix(".csv"), path.stem
            write_csv(path, sheet)
        else:
            write_xlsx(path, [sheet])
        return path


SCHEME = Leadership()
