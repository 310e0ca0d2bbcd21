"""电商运营团队KPI: nine roles, a long table and a summary."""

from fractions import Fraction

import rules
from card import Line, Scheme
from dice import Percent
from sheets import Sheet, write_xlsx

# Weight, then r ratio, l lower-is-better, d deduction per count, j judged; % where the figures are percentages.
ROLES = {
    "电商运营经理": "销售额完成率 30r% 毛利率 15r% 转化率 15r% 推广费用率 10l% 客户满意度 10r 活动投入产出比 10r 团队管理 10j",
    "直播运营": "直播成交额 30r 场均观看人数 15r 直播转化率 15r% 直播场次 15r 粉丝增长 10r 违规次数 10d5 复盘报告 5j",
    "电商直播主播": "直播销售额 35r 直播时长 20r 平均停留时长 15r 互动率 10r% 退货率 10l% 直播纪律 10d2",
    "电商运营专员": "店铺销售额 30r 上新及时率 15r% 访客数 15r 转化率 15r% 库存准确率 10r% 工作日报 15d3",
    "电商推广专员": "推广投入产出比 30r 引流访客数 20r 点击率 15r% 获客成本 15l 预算执行率 10r% 推广报告 10j",
    "售前客服": "询单转化率 30r% 平均响应时间 20l 客单价 15r 好评率 15r% 接待差错 10d2 服务纪律 10d5",
    "售后客服": "退款处理时长 25l 纠纷率 20l% 客户满意度 25r 回复率 15r% 有效投诉 15d5",
    "文案策划": "按时完成率 30r% 采纳率 20r% 页面点击率 20r% 原创合规 15d5 文字差错 15d3",
    "美工": "按时完成率 30r% 图片点击率 25r% 返工次数 20d4 设计差错 15d5 规范执行 10j",
}


class Team(Scheme):
    id = "team"
    grades = True
    edges = (90, 80, 70)
    per_book = 2500

    def draw(self, dice, card):
        card.id = f"T{card.number:05}"
        card.role = dice.choice(list(ROLES))
        words = ROLES[card.role].split()
        good = dice.often(0.6)
        for item, rule in zip(words[::2], words[1::2]):
            most, rule = int(rule[:2].rstrip("rldj")), rule.lstrip("0123456789")
            if rule[0] == "j":
                given = dice.judged(most)
                card.lines.append(Line(item, most, rules.judged(most, given, [(0, most)]), ["-", "-"], given=given))
                continue
            if rule[0] == "d":
                count = dice.choice((Fraction(0), Fraction(0), dice.whole(0, 6)))
                figures = [count, dice.choice((Fraction(0), "-", None))]
                if dice.often(0.003):
                    figures[0] = None
                points = None if figures[0] is None else rules.deduction(most, int(rule[1:]) * count)
                card.lines.append(Line(item, most, points, figures))
                continue
            lower = rule[0] == "l"
            if rule.endswith("%"):
                figures = [Percent(value) for value in dice.percents(most, lower)]
                zero = Percent(0)
            else:
                figures = list(dice.ratio(most, scale=Fraction(dice.choice((1, 10, 1000)))))
                if lower and dice.often(0.5):
                    figures.reverse()
                zero = Fraction(0)
            if good and not dice.often(0.4):
                figures.sort(reverse=not lower)
            if dice.often(0.003):
                figures[dice.randrange(2)] = dice.choice((None, zero))
            card.lines.append(Line(item, most, (rules.lower_is_better if lower else rules.ratio)(most, *figures), figures))
        card.base = None if dice.often(0.005) else dice.choice((dice.whole(8, 60) * 100, dice.money(500, 9000)))

    def aim(self, card, points):
        line = card.lines[0]
        figures = [points / 100, Fraction(line.most, 100)]
        if isinstance(line.inputs[0], Percent):
            figures = [Percent(value) for value in figures]
        # 退款处理时长 leads the lines of its role and is the better the lower.
        rule = rules.ratio
        if line.item == "退款处理时长":
            figures.reverse()
            rule = rules.lower_is_better
        line.inputs[:] = figures
        line.points = rule(line.most, *figures)

    def pay(self, card, total, coefficient):
        return None if card.base is None else card.base * coefficient

    def write(self, path, cards, dice):
        detail, summary = Sheet("明细"), Sheet("汇总")
        detail.put(1, 1, "2026年10月电商运营团队KPI考核明细")
        detail.put_all(2, ["工号", "姓名", "岗位", "指标", "权重", "目标值", "实际值", "得分"])
        summary.put(1, 1, "2026年10月电商运营团队KPI考核汇总")
        summary.put_all(2, ["工号", "姓名", "岗位", "总分", "等级", "绩效系数", "绩效基数", "绩效工资"])
        row = 3
        for number, card in enumerate(cards, 3):
            card.sheet = detail
            who = [card.id, card.name, card.role]
            # A name on every line, or merged over a person's lines.
            merged = number % 2
            if merged:
                for column in (1, 2, 3):
                    detail.merge(row, column, row + len(card.lines) - 1, column)
            for first, line in enumerate(card.lines):
                detail.put_all(row, [*([None] * 3 if merged and first else who), line.item, Fraction(line.most)])
                actual, target = line.inputs
                detail.put(row, 6, dice.written(target))
                detail.put(row, 7, dice.written(actual))
                line.cell = detail.put(row, 8, line.reported)
                row += 1
            summary.put_all(number, who)
            for column, name in ((4, "total"), (5, "grade"), (6, "coefficient"), (8, "payout")):
                card.cells[name] = summary.put(number, column, card.reported[name])
            summary.put(number, 7, dice.written(card.base))
        write_xlsx(path, [detail, summary])
        return path


SCHEME = Team()
