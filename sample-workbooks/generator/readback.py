"""Reads the written files back, scores them from their cells alone, and compares with what was planted.

This is a small audit of its own, bound to these samples' layouts. It finds every wrong cell, roots and
consequences alike, and so shows that the ledger is complete and that the clean files are clean.
"""

import csv
import re
from dataclasses import dataclass, field
from fractions import Fraction

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from . import deduction, department_manager, leadership, monthly, review, standard, supervisor, team
from .figures import exact, half_up
from .rules import coefficient_of, grade_of, lower_is_better, ratio
from .rules import deduction as deducted

NUMBER = re.compile(r"¥?(-?[\d,]+(?:\.\d+)?)(分|元|万)?")


class Grid:
    """A sheet's values by row and column, whatever the format."""

    def __init__(self, title, rows, hidden=(), csv_text=False, state="visible"):
        self.title, self.rows, self.hidden, self.csv_text, self.state = title, rows, set(hidden), csv_text, state

    def at(self, row, column):
        """The raw value at a 1-based place."""
        line = self.rows[row - 1] if row <= len(self.rows) else ()
        return line[column - 1] if column <= len(line) else None

    def find(self, text, after=1):
        """(row, column) of the first cell from row `after` on whose label is `text`, or None."""
        for row in range(after, len(self.rows) + 1):
            for column, value in enumerate(self.rows[row - 1], 1):
                if isinstance(value, str) and value.rstrip("：").strip() == text:
                    return row, column
        return None


@dataclass
class Person:
    """What is found on one person's cells."""

    grid: Grid
    employee: str
    found: list = field(default_factory=list)
    held: bool = False

    def note(self, place, code, held=False):
        """Enter a finding at a (row, column), or at no cell."""
        cell = place and f"{get_column_letter(place[1])}{place[0]}"
        self.found.append((self.grid.title, cell, self.employee, code))
        self.held = self.held or held

    def figure(self, row, column, most=None):
        """A needed figure; what is wrong with it is entered and None returned."""
        value = self.grid.at(row, column)
        if value in (None, "", "-", "/"):
            return self.note((row, column), "X101", held=True)
        if isinstance(value, str) and value.startswith("#"):
            return self.note((row, column), "R102", held=True)
        if isinstance(value, str) and not self.grid.csv_text:
            match = NUMBER.fullmatch("".join(chr(ord(c) - 0xFEE0) if "０" <= c <= "９" else c for c in value))
            if not match:
                return self.note((row, column), "X102", held=True)
            self.note((row, column), "R101")
            return exact(match[1]) * (10000 if match[2] == "万" else 1)
        if isinstance(value, str):
            return exact(value[:-1]) / 100 if value.endswith("%") else exact(value)
        value = Fraction(f"{value:.15g}")
        if most is not None and value > most:
            return self.note((row, column), "X109", held=True)
        return value

    def compare(self, place, reported, true, code="A102", most=None):
        """Enter a difference between a reported and a true figure (or word)."""
        if true is None or reported is None or reported == true:
            return
        if not isinstance(true, str) and most is not None and reported > most:
            code = "A103"
        elif not isinstance(true, str) and code == "A102" and reported < 0:
            code = "A104"
        self.note(place, code)

    def near(self, place, total, edges):
        """A305: within 0.1 of an edge."""
        if any(abs(total - edge) <= exact("0.1") for edge in edges):
            self.note(place, "A305")


def _safe(points, *inputs):
    return None if any(one is None for one in inputs) else points()


def grids(path):
    """All sheets of an xlsx (cached values) or a csv."""
    if path.suffix == ".csv":
        with open(path, encoding="gbk", newline="") as file:
            rows = [[cell.replace(",", "") for cell in line] for line in csv.reader(file)]
        yield Grid(path.stem, rows, csv_text=True)
        return
    for sheet in load_workbook(path, data_only=True).worksheets:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        hidden = [row for row, dimension in sheet.row_dimensions.items() if dimension.hidden]
        yield Grid(sheet.title, rows, hidden, state=sheet.sheet_state)


# --- standard ----------------------------------------------------------------------------------------------


def _paths(grid):
    """{(group, sub): column} of a two-row header in rows 2 and 3."""
    paths, group = {}, None
    for column in range(1, len(grid.rows[1]) + 1):
        group = grid.at(2, column) or group
        paths[group, grid.at(3, column) or None] = column
    return paths


def check_standard(all_grids):
    (grid,) = all_grids
    paths = _paths(grid)
    layout = standard.columns(with_rate=("销售额完成率", "完成率") in paths)
    at = {column.key: paths[column.group, column.sub] for column in layout}
    seen = set()
    for row in range(4, len(grid.rows) + 1):
        if not re.fullmatch(r"E\d+", str(grid.at(row, 1))):
            continue
        person = Person(grid, grid.at(row, 1))
        if person.employee in seen:
            person.note((row, 1), "X105", held=True)
        seen.add(person.employee)
        if row in grid.hidden:
            person.note((row, 1), "R104")
        _check_standard_row(person, row, at)
        yield person


def _check_standard_row(person, row, at):
    values = {
        key: person.figure(row, column, 1 if key == "rate" else None)
        for key, column in at.items()
        if key not in ("id", "name", "department", "position", "remark")
    }
    if values["orders_before"] == 0:
        person.note((row, at["orders_before"]), "S101", held=True)
    judged = {"report": lambda v: v == 5 or 0 <= v <= 4, "team": lambda v: v == 5 or 2 <= v <= 3}
    for key, allowed in judged.items():
        if not allowed(values[key]):
            person.note((row, at[key]), "A105", held=True)
    broken = [key for key, value in values.items() if value is None]
    card = {key: Fraction(1) if value in (None, 0) and key in DIVISORS else value for key, value in values.items()}
    card = {key: Fraction(0) if value is None else value for key, value in card.items()}
    points = {key: half_up(value, 1) for key, value in standard.unrounded(card).items()}
    most = dict(sales=20, orders=10, uv=8, pv=7, conversion=15, praise=5, timely=2, satisfied=3, campaign=10, roi=10)
    for key in most:
        needs = NEEDS[key]
        if not any(one in broken for one in needs) and not (key == "orders" and values["orders_before"] == 0):
            person.compare((row, at[key]), values[key], points[key], most=most[key])
        else:
            points[key] = None
    if "sales_rate" in at and not person.held:
        person.compare(
            (row, at["sales_rate"]),
            values["sales_rate"],
            half_up(values["sales_actual"] / values["sales_target"], 4),
            "A101",
        )
    for section, lines in standard.SECTIONS.items():
        if all(points[line] is not None for line in lines):
            person.compare((row, at[section]), values[section], sum(points[line] for line in lines), "A201")
    if person.held:
        return
    total = sum(points.values())
    person.compare((row, at["total"]), values["total"], total, "A202")
    pay = standard.pay_of(values, total)
    person.compare((row, at["pay"]), values["pay"], pay, "A304" if total < 80 else "A303")
    person.near((row, at["total"]), total, (80,))


DIVISORS = ("sales_target", "orders_before", "conv_visitors", "praise_all", "all_visits", "roi_cost")
NEEDS = {
    "sales": ("sales_actual", "sales_target"),
    "orders": ("orders_now", "orders_before"),
    "uv": ("uv_count",),
    "pv": ("pv_count",),
    "conversion": ("conv_orders", "conv_visitors"),
    "praise": ("praise_good", "praise_all"),
    "timely": ("hours", "complaints"),
    "satisfied": ("satisfied_count", "complaints"),
    "campaign": ("campaign_visits", "all_visits"),
    "roi": ("roi_revenue", "roi_cost"),
}


# --- forms -------------------------------------------------------------------------------------------------


def _value_beside(grid, label, after=1):
    """((row, column), value) of the first filled cell to the right of a label."""
    place = grid.find(label, after)
    row, column = place
    for right in range(column + 1, column + 6):
        if grid.at(row, right) is not None:
            return (row, right), grid.at(row, right)
    raise ValueError(f"{grid.title}: nothing beside {label}")


def _form_person(grid, seen, period_label="考核月份", after=1):
    """The person of a form, with what is wrong about the form as a whole."""
    name_place, name = _value_beside(grid, "姓名", after)
    period_place, period = _value_beside(grid, period_label, after)
    person = Person(grid, name)
    if name in seen:
        person.note(name_place, "X105", held=True)
    seen.add(name)
    if period != "2026年10月":
        person.note(period_place, "X106")
    if grid.state != "visible":
        person.note(name_place, "R104")
    return person


def _weights(person, cells, expected):
    """A205 on each differing weight or full mark; the sum on the sheet is returned."""
    for key, place in cells.items():
        shown = Fraction(f"{person.grid.at(*place):.15g}")
        if shown != expected[key]:
            person.note(place, "A205")
    return sum(Fraction(f"{person.grid.at(*place):.15g}") for place in cells.values())


def check_deduction(all_grids):
    seen = set()
    for grid in all_grids:
        after = 1
        while place := grid.find("姓名", after):
            person = _form_person(grid, seen, after=place[0])
            after = _check_deduction_form(person, place[0] + 2)
            yield person


KEYWORDS = {
    "desk": "工位",
    "chat": "聊天",
    "gear": "劳保",
    "leave": "离岗",
    "absent": "缺勤",
    "training": "培训",
    "impressions": "展现数",
    "views": "浏览次数",
    "visitors": "访客数",
    "conversion": "点击转化率",
    "plan": "竞品分析",
    "records": "工作记录",
    "inquiry": "询盘信息",
    "trade": "月度交易量",
    "aftersales": "售后跟踪",
    "bonus": "每超出",
}


def _check_deduction_form(person, header):
    grid, rows, row = person.grid, {}, header + 1
    while grid.at(row, 1) != "合计":
        text = grid.at(row, 3) or ""
        key = next((key for key, word in KEYWORDS.items() if word in text), None)
        if key:
            rows[key] = row
        else:
            person.note((row, 3), "X103", held=True)
        row += 1
    items = {item.key: item for item in deduction.ROWS}
    values = {key: Fraction(0) for key in items}
    broken = set()
    for key, at in rows.items():
        if key == "plan":
            values[key] = person.figure(at, 7)
            continue
        value = person.figure(at, 5, 1 if key == "conversion" else None)
        values[key] = value if value is not None else Fraction(0)
        if value is None:
            broken.add(items[key].line)
    if "月度交易量基数50,000元，每差5,000元扣3分" not in grid.at(rows["trade"], 3):
        person.note((rows["trade"], 3), "A206")
    truth, first, marks = deduction.scored(values), {}, 0
    for key, at in rows.items():
        first.setdefault(items[key].line, at)
    for line, at in first.items():
        item = next(item for item in deduction.ROWS if item.line == line)
        if item.most is not None:
            marks += grid.at(at, 4)
            if grid.at(at, 4) != item.most:
                person.note((at, 4), "A205")
        if line not in broken:
            person.compare((at, 7), person.figure(at, 7), truth[line], most=item.most)
    if marks != 100:
        person.note((header, 4), "A204")
    if missing := set(deduction.LINES) - set(first):
        assert missing == {"aftersales"}
        person.note(None, "X104", held=True)
    note = next(at for at in range(row, row + 5) if str(grid.at(at, 1)).startswith("注"))
    if "900元" not in grid.at(note, 1):
        person.note((note, 1), "A206")
    if not person.held:
        total = sum(truth.values())
        person.compare((row, 7), person.figure(row, 7), total, "A202")
        person.compare((row + 1, 7), person.figure(row + 1, 7), half_up(900 * total / 100, 2), "A303")
    return row + 2


def check_monthly(all_grids):
    seen = set()
    for grid in all_grids:
        person = _form_person(grid, seen)
        _check_monthly_form(person)
        yield person


def _check_monthly_form(person):
    grid, places, truth = person.grid, {}, {}
    for row, item in enumerate(monthly.ITEMS, 5):
        places[item.key] = (row, 3)
        if grid.at(row, 2) != item.name:
            person.note((row, 2), "X103", held=True)
            person.note(None, "X104", held=True)
            truth[item.key] = None
            continue
        score = person.figure(row, 8)
        if item.key == "team":
            truth["team"] = score
            continue
        target, actual = person.figure(row, 4), person.figure(row, 5)
        if target == 0:
            person.note((row, 4), "S101", held=True)
        if not target or actual is None:
            truth[item.key] = None
            continue
        points = lower_is_better(10, actual, target) if item.key == "cost" else ratio(item.weight, actual / target)
        truth[item.key] = half_up(points, 1)
        person.compare((row, 8), score, truth[item.key], most=item.weight)
        if item.key != "cost":
            person.compare((row, 6), person.figure(row, 6), half_up(actual / target, 3), "A101")
    expected = {item.key: Fraction(item.weight, 100) for item in monthly.ITEMS}
    if _weights(person, places, expected) != 1:
        person.note((4, 3), "A203")
    rate = person.figure(15, 6, 1)
    if not person.held:
        total, base = sum(truth.values()), person.figure(15, 3)
        person.compare((11, 8), person.figure(11, 8), total, "A202")
        pay = half_up(base * rate * total / 100, 2) if total >= 80 else Fraction(0)
        person.compare((15, 8), person.figure(15, 8), pay, "A304" if total < 80 else "A303")
        person.near((11, 8), total, (80,))


BANDS = {"A": (5, 6), "B": (3, 4), "C": (1, 2), "D": (0, 0)}


def _allowed(key, value):
    if key not in ("unity", "learning"):
        return True
    return any(low <= value <= min(high, 5) for low, high in BANDS.values())


def check_department_manager(all_grids):
    seen = set()
    for grid in all_grids:
        person = _form_person(grid, seen)
        _check_manager_form(person)
        yield person


def _check_manager_form(person):
    grid, row, marks = person.grid, 5, 0
    keys = {label: key for key, label in department_manager.LABELS.items()}
    totals, met, self_broken = {3: [], 4: []}, set(), False
    while grid.at(row, 1) != "合计":
        label, mark = re.fullmatch(r"(.*)（(\d+)分）", grid.at(row, 1)).groups()
        key = keys[label]
        most = department_manager.MOST[key]
        met.add(key)
        marks += int(mark)
        if int(mark) != most:
            person.note((row, 1), "A205")
        own, score = Fraction(f"{grid.at(row, 3):.15g}"), person.figure(row, 4)
        if own > most:
            person.note((row, 3), "A103")
        elif not _allowed(key, own):
            person.note((row, 3), "A105")
            self_broken = True
        totals[3].append(min(own, Fraction(most)))
        totals[4].append(_check_manager_score(person, row, key, most, score))
        row += 1
    if marks != 100:
        person.note((4, 1), "A204")
    if len(met) < 7:
        person.note(None, "X104", held=True)
    total = sum(one for one in totals[4] if one is not None)
    if not self_broken and len(met) == 7:
        person.compare((row, 3), person.figure(row, 3), sum(totals[3]), "A202")
    if not person.held:
        person.compare((row, 4), person.figure(row, 4), total, "A202")
        person.near((row, 4), total, (70, 80, 90))


def _check_manager_score(person, row, key, most, score):
    """The true points of a line."""
    grid, remark = person.grid, person.grid.at(row, 5) or ""
    if score is None:
        return None
    if key in ("sales", "promotion"):
        target, actual = re.search(r"目标([\d,.]+)[元%]，实际(?:完成)?([\d,.]+)[元%]", grid.at(row, 2)).groups()
        true = half_up(ratio(most, exact(actual) / exact(target)), 1)
        person.compare((row, 4), score, true, most=most)
        return true
    word = re.match(r"\((\w)\)", remark)
    if score > most:
        person.note((row, 4), "A103")
        return Fraction(most)
    if not _allowed(key, score) or word and not BANDS[word[1]][0] <= score <= BANDS[word[1]][1]:
        person.note((row, 4), "A105", held=True)
    written = [exact(one) for one in re.findall(r"扣(\d+)分", remark)]
    if written and sum(written) != most - score or not written and score < most and not word:
        person.note((row, 5), "A107")
    return score


def check_supervisor(all_grids):
    seen = set()
    for grid in all_grids:
        person = _form_person(grid, seen)
        _check_supervisor_form(person)
        yield person


def _check_supervisor_form(person):
    grid, row, truth, places = person.grid, 5, [], {}
    while grid.at(row, 1) != "合计":
        number = grid.at(row, 1)
        if number > 17:
            person.note((row, 2), "X103", held=True)
            row += 1
            continue
        places[number] = (row, 3)
        score, weight = person.figure(row, 4), Fraction(supervisor.WEIGHTS[number - 1])
        if score is not None:
            if score > 100:
                person.note((row, 4), "A103")
            true = half_up(min(score, Fraction(100)) * weight / 100, 2)
            person.compare((row, 5), person.figure(row, 5), true, "A106")
            truth.append(true)
        row += 1
    expected = {number: Fraction(weight, 100) for number, weight in enumerate(supervisor.WEIGHTS, 1)}
    total_weight = _weights(person, places, expected)
    assert person.figure(row, 3) == total_weight
    if total_weight != 1:
        person.note((row, 3), "A203")
    if len(places) < 17:
        person.note(None, "X104", held=True)
    if not person.held:
        total = half_up(sum(truth), 1)
        person.compare((row, 5), person.figure(row, 5), total, "A202")
        person.near((row, 5), total, (70, 80, 90))


def check_review(all_grids):
    seen = set()
    for grid in all_grids:
        person = _form_person(grid, seen, "考核周期")
        _check_review_form(person)
        yield person


def _check_review_form(person):
    grid, truth, places = person.grid, [], {}
    for row, (key, weight) in enumerate(review.WEIGHTS.items(), 5):
        places[key] = (row, 3)
        if grid.at(row, 2) != review.NAMES[key]:
            person.note((row, 2), "X103", held=True)
            person.note(None, "X104", held=True)
            continue
        scores = {}
        for column, rater in enumerate(review.RATERS, 4):
            if grid.at(row, column) in (None, "-"):
                assert "未评" in grid.at(row, 8)
            else:
                scores[rater] = person.figure(row, column)
        if None in scores.values():
            continue
        shares = sum(review.RATERS[rater] for rater in scores)
        blend = sum(score * review.RATERS[rater] for rater, score in scores.items()) / shares
        truth.append(half_up(blend * weight / 100, 2))
        person.compare((row, 7), person.figure(row, 7), truth[-1])
    expected = {key: Fraction(weight, 100) for key, weight in review.WEIGHTS.items()}
    if _weights(person, places, expected) != 1:
        person.note((4, 3), "A203")
    if not person.held:
        total = half_up(sum(truth), 1)
        person.compare((10, 7), person.figure(10, 7), total, "A202")
        person.compare((11, 7), grid.at(11, 7), grade_of(total), "A301")
        person.near((10, 7), total, (70, 80, 90))


# --- team and leadership -----------------------------------------------------------------------------------


def _check_result(person, grid, row, column, total):
    """等級, 绩效系数, 绩效基数 and 绩效工资 from `column` on, and the total before them."""
    person.grid = grid
    if person.held:
        return
    grade = grade_of(total)
    factor = coefficient_of(grade)
    person.compare((row, column - 1), person.figure(row, column - 1), total, "A202")
    person.compare((row, column), grid.at(row, column), grade, "A301")
    person.compare((row, column + 1), person.figure(row, column + 1), factor, "A302")
    pay = half_up(person.figure(row, column + 2) * factor, 2)
    person.compare((row, column + 3), person.figure(row, column + 3), pay, "A303")
    person.near((row, column - 1), total, (70, 80, 90))


def check_team(all_grids):
    detail, summary = all_grids
    people, who = {}, None
    for row in range(3, len(detail.rows) + 1):
        if not detail.at(row, 4):
            break
        who = detail.at(row, 1) or who
        people.setdefault(who, []).append(row)
    for row in range(3, 3 + len(people)):
        person = Person(detail, summary.at(row, 1))
        total = _check_team_lines(person, people[person.employee], summary.at(row, 3))
        _check_result(person, summary, row, 5, total)
        yield person


def _check_team_lines(person, rows, role):
    known, total = {one.name: one for one in team.ROLES[role]}, Fraction(0)
    for row in rows:
        if row in person.grid.hidden:
            person.note((row, 1), "R104")
        one = known.pop(person.grid.at(row, 4), None)
        if one is None:
            person.note((row, 4), "X103", held=True)
            continue
        if person.figure(row, 5) != one.weight:
            person.note((row, 5), "A205")
        total += _check_team_line(person, row, one) or 0
    for _ in known:
        person.note(None, "X104", held=True)
    assert sum(person.grid.at(row, 5) for row in rows) == 100
    return total


def _check_team_line(person, row, one):
    score = person.figure(row, 8)
    if one.kind == "j":
        assert 0 <= score <= one.weight
        return score
    target = person.figure(row, 6)
    actual = person.figure(row, 7, 1 if one.fmt in (team.PERCENT, "0.00%") and one.name != "销售额完成率" else None)
    if one.kind == "r" and target == 0:
        person.note((row, 6), "S101", held=True)
        return None
    if actual is None or target is None:
        return None
    if one.kind == "d":
        true = deducted(one.weight, one.per * actual)
    else:
        true = lower_is_better(one.weight, actual, target) if one.kind == "l" else ratio(one.weight, actual / target)
    person.compare((row, 8), score, half_up(true, 1), most=one.weight)
    return half_up(true, 1)


def check_leadership(all_grids):
    (grid,) = all_grids
    seen = set()
    for row in range(4, len(grid.rows) + 1):
        if not re.fullmatch(r"M\d+", str(grid.at(row, 1))):
            continue
        person = Person(grid, grid.at(row, 1))
        key = person.employee, grid.at(row, 4)
        if key in seen:
            person.note((row, 1), "X105", held=True)
        seen.add(key)
        if row in grid.hidden:
            person.note((row, 1), "R104")
        total = Fraction(0)
        for number, weight in enumerate(leadership.WEIGHTS[grid.at(row, 3)]):
            total += weight * (_check_leadership_line(person, row, 5 + 4 * number, number) or 0) / 100
        _check_result(person, grid, row, 22, half_up(total, 1))
        yield person


def _check_leadership_line(person, row, first, number):
    target = person.figure(row, first)
    actual = person.figure(row, first + 1, None if number == 0 else 1)
    score = person.figure(row, first + 3)
    if target == 0:
        person.note((row, first), "S101", held=True)
    if not target or actual is None:
        return None
    true = half_up(min(Fraction(120), 100 * actual / target), 1)
    person.compare((row, first + 3), score, true, most=120)
    person.compare((row, first + 2), person.figure(row, first + 2), half_up(actual / target, 3), "A101")
    return true


CHECKS = {
    "standard": check_standard,
    "deduction": check_deduction,
    "monthly": check_monthly,
    "department-manager": check_department_manager,
    "supervisor": check_supervisor,
    "team": check_team,
    "leadership": check_leadership,
    "review": check_review,
}


def check(folder, ledger, files=None):
    """Compare what every file shows with the ledger; returns the lines to print, empty if all agree."""
    problems = []
    for path in files or sorted([*folder.glob("*.xlsx"), *folder.glob("*.csv")]):
        if path.stem == "roster":
            continue
        scheme = next(scheme for scheme in CHECKS if path.stem.startswith(scheme))
        found = sorted(str(one) for person in CHECKS[scheme](list(grids(path))) for one in person.found)
        planted = sorted(
            str((one.sheet, one.cell, one.employee, one.code)) for one in ledger.findings if one.file == path.name
        )
        problems += [f"{path.name}: found but not planted: {one}" for one in found if one not in planted]
        problems += [f"{path.name}: planted but not found: {one}" for one in planted if one not in found]
        if len(found) != len(planted) and found != planted:
            problems.append(f"{path.name}: {len(found)} found, {len(planted)} planted")
    return problems
