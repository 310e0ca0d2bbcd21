"""A scorecard: what was put in, what is right, and what is reported."""

from fractions import Fraction

import rules
from dice import is_finite


class Line:
    """One line: `points` is exact and capped, `score` rounded; `given` is what a judge wrote."""

    def __init__(self, item, most, points, inputs=(), section=None, given=None, weight=1):
        self.item, self.most, self.points, self.inputs = item, most, points, inputs
        self.section, self.given, self.weight = section, given, Fraction(weight)
        self.score = self.reported = self.cell = None


class Card:
    def __init__(self, number, name):
        self.number, self.name, self.id = number, name, None
        self.book = self.sheet = None
        self.lines, self.extra = [], {}
        self.base = self.rate = None
        self.cells = {}
        # Empty cells that are told although everything could be computed.
        self.missing = []

    def settle(self, scheme):
        """What is right."""
        for line in self.lines:
            line.score = None if line.points is None else rules.half_up(line.points, scheme.line_digits)
        self.right = results(scheme, self, lambda line: line.score)
        self.held = any(line.score is None for line in self.lines) or (scheme.pays and self.right["payout"] is None)

    def approach(self, scheme, dice):
        """Moves the total to an edge or a hair beside it, where the first line can."""
        if self.right["total"] is None or not scheme.edges:
            return
        hair = dice.choice((0, 0, 0, -1, 1, -5, -6, 5, -10, 10))
        goal = dice.choice(scheme.edges) + Fraction(hair, 100)
        first = self.lines[0]
        need = goal - sum(line.score * line.weight for line in self.lines[1:])
        if 0 < need < first.most * first.weight:
            scheme.aim(self, need)
            self.settle(scheme)

    def report(self, scheme, dice):
        """What the sheet says: mostly right, else with something wrong in it, carried on or not."""
        kind = dice.choice(["right"] * 6 + ["unrounded", "line", "line carried", "total", "total carried", "payout", "grade"])
        unit = Fraction(1, 10**scheme.line_digits)
        for line in self.lines:
            line.reported = line.score
            if line.given is not None:
                line.reported = line.given
            elif line.score is None:
                line.reported = dice.tenths(0, line.most or 6)
            elif kind == "unrounded":
                cut = line.points if is_finite(line.points) else Fraction(int(line.points * 10**9), 10**9)
                if rules.half_up(cut, scheme.line_digits) == line.score:
                    line.reported = cut
        computed = [line for line in self.lines if line.given is None]
        if kind.startswith("line") and computed:
            line = dice.choice(computed)
            line.reported += unit * dice.choice((-30, -7, -1, 1, 2, 10, 45))
        said = results(scheme, self, lambda line: line.reported)
        # A mistake that nobody carried on: what follows is right.
        self.reported = dict(self.right if kind == "line" and not self.held else said)
        if kind.startswith("total"):
            self.reported["total"] += unit * dice.choice((-50, -8, -1, 1, 3, 20, 100))
            if kind == "total carried":
                self.reported.update(after(scheme, self, self.reported["total"]))
        if kind == "payout" and self.reported["payout"] is not None:
            self.reported["payout"] += Fraction(dice.choice((-10000, -1, 1, 37, 5000)), 100)
        if kind == "grade" and scheme.grades:
            self.reported["grade"] = dice.choice("ABCD")
        if scheme.pays and self.reported["payout"] is None:
            self.reported["payout"] = dice.money(0, 3000)

    def figures(self, scheme):
        """Name, right and reported figure and the digits they are compared at."""
        for line in self.lines:
            yield line.item, line.score, line.reported, scheme.line_digits
        for section in scheme.sections:
            yield section, self.right[section], self.reported[section], scheme.line_digits
        yield "total", self.right["total"], self.reported["total"], scheme.total_digits or scheme.line_digits
        if scheme.grades:
            yield "grade", self.right["grade"], self.reported["grade"], None
        if scheme.grades and scheme.pays:
            yield "coefficient", self.right["coefficient"], self.reported["coefficient"], 2
        if scheme.pays:
            yield "payout", self.right["payout"], self.reported["payout"], 2

    def wrong(self, scheme):
        """Names of the figures that are reported wrong."""
        return [
            name
            for name, right, reported, digits in self.figures(scheme)
            if right is not None and (reported != right if digits is None else rules.half_up(reported, digits) != right)
        ]

    def status(self, scheme):
        return "held" if self.held else "corrected" if self.wrong(scheme) or self.missing else "ready"


def results(scheme, card, score):
    """All that follows from the lines' scores."""
    found = {}
    for section in scheme.sections:
        scores = [score(line) for line in card.lines if line.section == section]
        found[section] = None if None in scores else sum(scores)
    scores = [score(line) for line in card.lines]
    total = None if None in scores else sum(score(line) * line.weight for line in card.lines)
    if total is not None and scheme.total_digits is not None:
        total = rules.half_up(total, scheme.total_digits)
    found["total"] = total
    found.update(after(scheme, card, total))
    return found


def after(scheme, card, total):
    grade, coefficient = (None, None) if total is None or not scheme.grades else rules.grade(total)
    pay = None if total is None or not scheme.pays else scheme.pay(card, total, coefficient)
    return {
        "grade": grade,
        "coefficient": coefficient,
        "payout": None if pay is None else rules.half_up(pay, 2),
    }


class Scheme:
    """What the schemes share; each has its own file."""

    id = None
    line_digits, total_digits = 1, None
    sections, grades, pays = (), False, True
    # Totals at which the grade or the pay changes.
    edges = ()
    # How many cards go into one workbook.
    per_book = 5000

    def draw(self, dice, card):
        raise NotImplementedError

    def aim(self, card, points):
        """Changes the first line's figures so that it contributes `points` to the total, or nearly so."""
        line = card.lines[0]
        line.inputs[:] = [points * 100, Fraction(line.most * 100)]
        line.points = rules.ratio(line.most, *line.inputs)

    def write(self, path, cards, dice):
        raise NotImplementedError


def cut(cards, size):
    return [cards[first : first + size] for first in range(0, len(cards), size)]
