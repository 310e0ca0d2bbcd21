"""How points are earned, written from the company's schemes with exact fractions."""

from fractions import Fraction

from .figures import exact

GRADES = (("A", 90, "1.2"), ("B", 80, "1.0"), ("C", 70, "0.8"), ("D", 0, "0"))


def ratio(most, attainment, full_at=1):
    """比率法: in proportion below `full_at`, never above `most`, never below 0."""
    points = exact(most) * attainment / exact(full_at)
    return max(Fraction(0), min(exact(most), points))


def lower_is_better(most, actual, target):
    """反向指标: full points up to the target, then target over actual."""
    return exact(most) if actual <= target else exact(most) * target / actual


def deduction(most, *deducted):
    """减分法: what is deducted leaves the line's points, not below 0."""
    return max(Fraction(0), exact(most) - sum(deducted, Fraction(0)))


def absence_step(days):
    """缺勤: 1 day 1, 2 days 3, 3 days 5, 4 days and more 10."""
    return Fraction((0, 1, 3, 5, 10)[min(int(days), 4)])


def full_units(amount, unit):
    """How many whole units are in an amount; none in a negative one."""
    return Fraction(max(0, amount // exact(unit)))


def started_units(amount, unit):
    """Units counted from their start: the mistake that `units-started` names."""
    return Fraction(max(0, -(-amount // exact(unit))))


def grade_of(total):
    """The grade word of a rounded total."""
    return next(word for word, floor, _ in GRADES if total >= floor)


def coefficient_of(grade):
    """The pay coefficient of a grade word."""
    return next(exact(factor) for word, _, factor in GRADES if word == grade)


def clear_of_edges(total, edges, distance="0.2"):
    """Whether a total is far enough from every edge to raise no near-pass-mark note."""
    return all(abs(total - edge) > exact(distance) for edge in edges)
