"""The rules by which a line earns its points, in fractions, written from the description of the schemes alone.

`None` is a figure that cannot be computed: it is neither zero nor full marks.
"""

from fractions import Fraction

GRADES = [("A", 90, Fraction(12, 10)), ("B", 80, Fraction(1)), ("C", 70, Fraction(8, 10)), ("D", None, Fraction(0))]


def half_up(value, digits):
    """四舍五入: away from zero on an exact tie."""
    scaled = abs(value) * 10**digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if value >= 0 else -whole, 10**digits)


def within(points, most):
    return min(max(points, Fraction(0)), Fraction(most))


def ratio(most, actual, target, full_at=1, cap=1):
    """比率法, capped at `cap` times the full marks."""
    if actual is None or not target:
        return None
    return within(most * actual / target / full_at, most * cap)


def lower_is_better(most, actual, target):
    if actual is None or target is None:
        return None
    return Fraction(most) if actual <= target else within(most * target / actual, most)


def growth(most, current, previous, full_at):
    if current is None or not previous:
        return None
    return ratio(most, current - previous, previous, full_at)


def deduction(most, *less):
    """减分法: what is taken away never exceeds what there is."""
    return None if None in less else within(most - sum(less), most)


def full_units(value, unit):
    """How many whole units fit in; none in what is not positive."""
    return max(value // unit, 0)


def steps(count, table):
    """A step table: the last step holds beyond it."""
    if count is None:
        return None
    return max((less for least, less in table if count >= least), default=0)


def judged(most, given, allowed):
    """评分法: capped to 0 and the full marks, held where the scheme does not allow it."""
    if given is None:
        return None
    if given > most or given < 0:
        return within(given, most)
    return given if any(low <= given <= high for low, high in allowed) else None


def raters(scores, weights):
    """The weight of who is absent is spread over those present."""
    present = [(score, weight) for score, weight in zip(scores, weights) if score is not None]
    if not present:
        return None
    return sum(score * weight for score, weight in present) / sum(weight for _, weight in present)


def grade(total):
    return next((name, factor) for name, least, factor in GRADES if least is None or total >= least)
