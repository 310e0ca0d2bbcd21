"""Random figures with a taste for the hard ones: ties of rounding, edges, zeros, tiny and huge ones."""

import math
import random
from fractions import Fraction

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "安柏辰楚岱尔芳歌涵佳可岚敏宁鸥佩琪然珊桐婉溪雅泽云亭昕恺峻棠屿"


def text_of(value):
    """A fraction with a finite decimal, as its shortest decimal."""
    sign, value = ("-", -value) if value < 0 else ("", value)
    digits = 0
    denominator = value.denominator
    while denominator % 10 == 0:
        denominator //= 10
        digits += 1
    while denominator % 5 == 0:
        denominator //= 5
        digits += 1
    twos = 0
    while denominator % 2 == 0:
        denominator //= 2
        twos += 1
    assert denominator == 1, f"{value} has no finite decimal"
    # A rest of fives or twos alone needs as many digits as there are of them; too many are cut off again.
    digits += twos
    scaled = str(value.numerator * 10**digits // value.denominator).rjust(digits + 1, "0")
    whole, rest = scaled[: len(scaled) - digits], scaled[len(scaled) - digits :].rstrip("0")
    return sign + whole + ("." + rest if rest else "")


def is_finite(value):
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


class Percent(Fraction):
    """A figure in a cell whose number format is a percentage."""


class Double(str):
    """A number as the binary double that a spreadsheet would have stored, one unit in the last place off."""


class Dice(random.Random):
    def often(self, share):
        return self.random() < share

    def tenths(self, least, most):
        return Fraction(self.randint(least * 10, most * 10), 10)

    def whole(self, least, most):
        return Fraction(self.randint(least, most))

    def money(self, least, most):
        return Fraction(self.randint(least * 100, most * 100), 100)

    def tie(self, most, digits=1):
        """Points that lie just between two of so many digits."""
        return Fraction(10 * self.randrange(most * 10**digits) + 5, 10 ** (digits + 1))

    def name(self, number):
        number, last = divmod(number, len(GIVEN))
        first, middle = divmod(number, len(GIVEN))
        return SURNAMES[first % len(SURNAMES)] + GIVEN[middle] + GIVEN[last]

    def ratio(self, most, full_at=1, scale=1000, counts=False):
        """Actual and target of a ratio line."""
        full_at = Fraction(full_at)
        unit = Fraction(scale) * self.randint(1, 9)
        target = most * unit
        kind = self.randrange(12)
        if kind < 4:
            return self.tie(most) * unit * full_at, target
        if kind == 4:  # a hair below the tie
            return self.tie(most) * unit * full_at - Fraction(1, 1 if counts else 100), target
        if kind == 5:  # full marks, just so
            return target * full_at, target
        if kind == 6:
            return target * full_at - Fraction(1, 1 if counts else 100), target
        if kind == 7:
            return Fraction(0), target
        if kind == 8:  # a huge one
            target *= 10**6
            return half(self, target * full_at, counts), target
        if kind == 9:  # a tiny one
            target = Fraction(self.randint(1, 9), 1 if counts else 100)
            return Fraction(self.randint(1, 12), 1 if counts else 100), target
        return half(self, target * full_at, counts), target

    def percents(self, most, lower=False):
        """Actual and target, both percentages of at most 100 %."""
        unit = Fraction(self.choice((1, 2, 4, 5, 10)), 1000)
        while most * unit > Fraction(99, 100):
            unit /= 10
        target = most * unit
        kind = self.randrange(8)
        if kind < 3:
            tied = max(self.tie(most), Fraction(5, 100)) * unit
            return (target, tied) if lower else (plausible(tied, target), target)
        if kind == 3:
            return target, target
        if kind == 4:
            return target - Fraction(1, 10000), target
        if kind == 5:
            return Fraction(0), target
        actual, target = Fraction(self.randint(1, 9999), 10000), Fraction(self.randint(1, 9999), 10000)
        return actual if lower else plausible(actual, target), target

    def judged(self, most):
        """A judged score: tenths and halves, ends, hundredths, and past the ends now and then."""
        kind = self.randrange(40)
        if kind == 0:
            return most + self.tenths(0, 3)
        if kind == 1:
            return -self.tenths(0, 2)
        if kind < 5:
            return Fraction(self.randint(0, most * 100), 100)
        if kind < 20:
            return Fraction(most)
        return Fraction(self.randint(most, most * 2), 2)

    def written(self, value):
        """A figure as somebody may have typed it or a program stored it."""
        if value is None or isinstance(value, str):
            return value
        chance = self.randrange(400)
        if isinstance(value, Percent):
            return text_of(value * 100) + "%" if chance == 0 else value
        if chance > 12 or value.numerator == 0:
            return value
        plain = text_of(value)
        if chance > 6:
            nudged = repr(math.nextafter(float(plain), math.inf if chance % 2 else -math.inf))
            # Only what fifteen digits take back to the very figure.
            return Double(nudged) if len(plain.strip("-").replace(".", "")) <= 13 and "e" not in nudged else value
        if chance == 0 and value > 0:
            return f"¥{plain}"
        if chance == 1:
            whole, dot, rest = plain.partition(".")
            return f"{int(whole):,}{dot}{rest}" if not plain.startswith("-") else value
        if chance == 2:
            return "".join(chr(ord(c) + 0xFEE0) for c in plain)
        if chance == 3 and value >= 10000:
            return text_of(value / 10000) + "万"
        return f" {plain} "


def plausible(actual, target):
    """The actual percentage, or twice it: 0.9 % of a target of 95 % would be taken for 90 % (X109)."""
    is_suspect = target >= Fraction(1, 2) and actual > 0 and 80 <= target / actual <= 125
    return actual * 2 if is_suspect else actual


def half(dice, value, counts):
    """Somewhere between half of it and half as much again."""
    share = Fraction(dice.randint(500, 1500), 1000)
    exact = value * share
    return Fraction(int(exact)) if counts else Fraction(int(exact * 100), 100)
