"""Exact figures: fractions in, half-up rounding, plain decimals out. No float takes part in scoring."""

from fractions import Fraction
from math import floor


def exact(value):
    """The exact figure a person meant by an int, a decimal string, or a Fraction."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, float):
        return Fraction(repr(value))
    return Fraction(str(value).replace(",", ""))


def half_up(value, digits):
    """Round half away from zero (四舍五入)."""
    scale = Fraction(10) ** digits
    size = floor(abs(value) * scale + Fraction(1, 2)) / scale
    return -size if value < 0 else size


def truncate(value, digits):
    """Cut off the digits that are too many: the mistake, not a rule."""
    scale = Fraction(10) ** digits
    size = floor(abs(value) * scale) / scale
    return -size if value < 0 else size


def swap_digits(value, first=0):
    """Exchange two neighbouring digits of the plain decimal: a slip of the typist. Unchanged if too short."""
    digits = list(plain(value))
    places = [i for i, char in enumerate(digits) if char.isdigit()][first : first + 2]
    if len(places) == 2:
        one, two = places
        digits[one], digits[two] = digits[two], digits[one]
    return exact("".join(digits))


def plain(value):
    """The shortest plain decimal of an exact figure; None and words pass through."""
    if value is None or isinstance(value, str):
        return value
    value = exact(value)
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
        assert digits < 20, f"{value} is no finite decimal"
    return fixed(value, digits)


def fixed(value, digits, thousands=False):
    """A decimal with a fixed number of digits, as a spreadsheet shows it."""
    rounded = half_up(exact(value), digits)
    whole, rest = divmod(abs(rounded) * 10**digits, 10**digits)
    sign = "-" if rounded < 0 else ""
    head = f"{int(whole):,}" if thousands else str(int(whole))
    return f"{sign}{head}" + (f".{int(rest):0{digits}d}" if digits else "")


def cell_number(value):
    """What goes into a cell: whole numbers as int, others as the nearest double, words as they are."""
    if not isinstance(value, Fraction):
        return value
    return int(value) if value.denominator == 1 else float(value)
