"""电子商务部经理绩效考核表: self and appraiser scores, two lines whose figures stand in words."""

from fractions import Fraction

import rules
from card import Line
from dice import text_of
from forms import FormScheme, heading

BANDS = {"A": (5, 5), "B": (3, 4), "C": (1, 2), "D": (0, 0)}
LEARNING = {**BANDS, "A": (5, 6)}
JUDGED = [("工作计划、总结及述职", 5), ("制度建设、完善", 25), ("团队管理", 15)]


def in_yuan(dice, actual, target):
    def words(value):
        if dice.often(0.2) and value >= 10000:
            return text_of(value / 10000) + "万元"
        whole, dot, rest = text_of(value).partition(".")
        return f"{int(whole):,}{dot}{rest}元"

    return f"月度销售目标{words(target)}，实际完成{words(actual)}，按完成比例计分"


class DepartmentManager(FormScheme):
    id = "department-manager"
    height = 16
    total_digits, pays = 1, False

    def draw(self, dice, card):
        sales = dice.ratio(30)
        turn = dice.percents(15)
        for item, most in JUDGED:
            given = dice.judged(most)
            card.lines.append(Line(item, most, rules.judged(most, given, [(0, most)]), given=given))
        actual, target = (text_of(value * 100) for value in turn)
        card.lines += [
            Line("销售目标达成", 30, rules.ratio(30, *sales), [in_yuan(dice, *sales)]),
            Line("推广转化", 15, rules.ratio(15, *turn), [f"推广转化率目标{target}%，实际{actual}%，按比例计分"]),
        ]
        for item, bands in (("团结协作", BANDS), ("自我学习能力", LEARNING)):
            letter = dice.choice("ABCD")
            low, high = bands[letter]
            given = Fraction(dice.choice((low, high, Fraction(low + high, 2))))
            if dice.often(0.03):
                given = dice.choice((Fraction(5, 2), Fraction(9, 2), Fraction(1, 2), given + 1))
            said = dice.often(0.5)
            points = rules.judged(5, given, list(bands.values()))
            # The word goes with what counts.
            if said and points is not None and not low <= points <= high:
                points = None
            line = Line(item, 5, points, given=given)
            line.letter = letter if said else None
            card.lines.append(line)

    def form(self, sheet, top, card, dice):
        heading(sheet, top, "电子商务部经理绩效考核表", card, 5)
        sheet.put_all(top + 4, ["关键指标及分值", "考评标准及细则", "自评分", "考评分", "考核人评语及扣分项"])
        own = Fraction(0)
        for row, line in enumerate(card.lines, top + 5):
            sheet.put(row, 1, f"{line.item}（{line.most}分）")
            sheet.put(row, 2, line.inputs[0] if line.inputs else "按细则评分")
            given = dice.whole(0, 5) if line.most > 5 else Fraction(5)
            own += given
            sheet.put(row, 3, given)
            line.cell = sheet.put(row, 4, line.reported)
            if getattr(line, "letter", None):
                sheet.put(row, 5, f"({line.letter})评语")
        sheet.put(top + 12, 1, "合计")
        sheet.merge(top + 12, 1, top + 12, 2)
        sheet.put(top + 12, 3, own)
        card.cells["total"] = sheet.put(top + 12, 4, card.reported["total"])
        sheet.put(top + 13, 1, "说明：得分保留一位小数，以考评分为准。")


SCHEME = DepartmentManager()
