"""A small evaluator for the few formulas the samples use, so that cells can carry cached values.

Formulas are computed twice: in binary doubles, as a spreadsheet does, and exactly. Both must show the
same figure; the double is what is cached.
"""

import re
from fractions import Fraction

from openpyxl.utils import range_boundaries

from .figures import exact, half_up

TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>\"[^\"]*\")"
    r"|(?P<ref>(?:(?:'[^']+'|[\w\u4e00-\u9fff]+)!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)"
    r"|(?P<name>[A-Z]+)(?=\()|(?P<op><=|>=|<>|[-+*/<>=(),]))"
)


class ErrorValue(Exception):
    """A spreadsheet error such as #VALUE! on its way through a formula."""


class Doubles:
    """Arithmetic as a spreadsheet does it."""

    @staticmethod
    def number(value):
        return float(value)

    @staticmethod
    def round(value, digits):
        return float(half_up(Fraction(f"{value:.15g}"), digits))


class Exactly:
    """Arithmetic as it was meant."""

    number = staticmethod(exact)
    round = staticmethod(half_up)


class Evaluator:
    """Computes the formulas of one workbook in one kind of arithmetic."""

    def __init__(self, workbook, arithmetic):
        self.workbook, self.arithmetic, self.known = workbook, arithmetic, {}

    def cell(self, sheet, address):
        """The value of a cell: None, a figure, or a word; raises ErrorValue."""
        key = (sheet, address)
        if key not in self.known:
            try:
                self.known[key] = self._value(sheet, self.workbook[sheet][address].value)
            except ErrorValue as error:
                self.known[key] = error
        if isinstance(self.known[key], ErrorValue):
            raise self.known[key]
        return self.known[key]

    def _value(self, sheet, value):
        if isinstance(value, str) and value.startswith("="):
            return Formula(self, sheet, value[1:]).result()
        if isinstance(value, str):
            if value.startswith("#"):
                raise ErrorValue(value)
            return value
        return None if value is None else self.arithmetic.number(value)


class Formula:
    """One formula, parsed and computed by recursive descent."""

    def __init__(self, evaluator, sheet, text):
        self.evaluator, self.sheet, self.tokens = evaluator, sheet, []
        while text.strip():
            match = TOKEN.match(text)
            assert match, f"cannot read formula at {text!r}"
            self.tokens.append((match.lastgroup, match.group(match.lastgroup)))
            text = text[match.end() :]

    def result(self):
        value = self._comparison()
        assert not self.tokens, f"left over: {self.tokens}"
        return value

    def _take(self, *ops):
        if self.tokens and self.tokens[0][0] == "op" and self.tokens[0][1] in ops:
            return self.tokens.pop(0)[1]
        return None

    def _comparison(self):
        left = self._terms()
        while op := self._take("<", "<=", ">", ">=", "=", "<>"):
            right = self._terms()
            left = {
                "<": lambda a, b: a < b,
                "<=": lambda a, b: a <= b,
                "=": lambda a, b: a == b,
                ">": lambda a, b: a > b,
                ">=": lambda a, b: a >= b,
                "<>": lambda a, b: a != b,
            }[op](left, right)
        return left

    def _terms(self):
        value = self._product()
        while op := self._take("+", "-"):
            right = self._figure(self._product())
            value = self._figure(value) + (right if op == "+" else -right)
        return value

    def _product(self):
        value = self._atom()
        while op := self._take("*", "/"):
            right = self._figure(self._atom())
            if op == "/" and right == 0:
                raise ErrorValue("#DIV/0!")
            value = self._figure(value) * right if op == "*" else self._figure(value) / right
        return value

    def _figure(self, value):
        if isinstance(value, str):
            raise ErrorValue("#VALUE!")
        return self.evaluator.arithmetic.number(0) if value is None else value

    def _atom(self):
        kind, token = self.tokens.pop(0)
        if kind == "number":
            return self.evaluator.arithmetic.number(token)
        if kind == "text":
            return token[1:-1]
        if kind == "ref":
            return self._reference(token)
        if kind == "name":
            return self._call(token)
        if token == "-":
            return -self._figure(self._atom())
        assert token == "(", token
        value = self._comparison()
        assert self._take(")")
        return value

    def _reference(self, token):
        sheet, _, area = token.rpartition("!")
        sheet = sheet.strip("'") or self.sheet
        area = area.replace("$", "")
        if ":" not in area:
            return self.evaluator.cell(sheet, area)
        left, top, right, bottom = range_boundaries(area)
        grid = self.evaluator.workbook[sheet]
        cells = [grid.cell(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)]
        return [self.evaluator.cell(sheet, cell.coordinate) for cell in cells]

    def _call(self, name):
        assert self._take("(")
        arguments = [self._comparison()]
        while self._take(","):
            arguments.append(self._comparison())
        assert self._take(")")
        return FUNCTIONS[name](self, *arguments)

    def _flat(self, arguments):
        """Figures of the arguments; words and blanks in ranges do not count, as in a spreadsheet."""
        for argument in arguments:
            for value in argument if isinstance(argument, list) else [argument]:
                if value is not None and not isinstance(value, str):
                    yield value

    def _total(self, *arguments):
        return sum(self._flat(arguments), self.evaluator.arithmetic.number(0))

    def _round(self, value, digits):
        return self.evaluator.arithmetic.round(self._figure(value), int(digits))

    def _if(self, condition, then, otherwise):
        return then if condition else otherwise

    def _min(self, *arguments):
        return min(self._flat(arguments))


FUNCTIONS = {"SUM": Formula._total, "ROUND": Formula._round, "IF": Formula._if, "MIN": Formula._min}


def cached_values(workbook):
    """{sheet: {address: value}} of all formulas; doubles, words, or `#…` errors."""
    doubles, precise = Evaluator(workbook, Doubles), Evaluator(workbook, Exactly)
    found = {}
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    found.setdefault(sheet.title, {})[cell.coordinate] = _agreed(
                        doubles, precise, sheet.title, cell.coordinate
                    )
    return found


def _agreed(doubles, precise, sheet, address):
    try:
        value = doubles.cell(sheet, address)
    except ErrorValue as error:
        return str(error)
    meant = precise.cell(sheet, address)
    if not isinstance(value, str):
        assert Fraction(f"{value:.15g}") == meant, f"{sheet}!{address}: {value!r} for {float(meant)!r}"
    return value
