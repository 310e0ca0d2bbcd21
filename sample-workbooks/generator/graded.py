"""Grade, coefficient and pay, as `team` and `leadership` have them."""

from openpyxl.utils import get_column_letter

from . import look
from .figures import half_up
from .rules import coefficient_of, grade_of

EDGES = (70, 80, 90)


def draw_result(pen, row, column, shown, cells, true_total, base, total_letter, formulas):
    """Draw 等级, 绩效系数, 绩效基数 and 绩效工资 from `column` on, made from the shown total."""
    grade_cell, factor_cell, base_cell = (get_column_letter(column + step) + str(row) for step in range(3))
    total_cell = f"{total_letter}{row}"
    true_grade = grade_of(true_total)
    true_factor = coefficient_of(true_grade)
    grade = shown.computed(
        "grade",
        grade_of(shown.figures["total"]),
        true_grade,
        "A301",
        f'=IF({total_cell}>=90,"A",IF({total_cell}>=80,"B",IF({total_cell}>=70,"C","D")))' if formulas else None,
    )
    cells["grade"] = pen.put(row, column, grade)
    factor = shown.computed(
        "coefficient",
        coefficient_of(shown.figures["grade"]),
        true_factor,
        "A302",
        f'=IF({grade_cell}="A",1.2,IF({grade_cell}="B",1,IF({grade_cell}="C",0.8,0)))' if formulas else None,
    )
    cells["coefficient"] = pen.put(row, column + 1, factor, fmt=look.SCORE)
    cells["base"] = pen.put(row, column + 2, base, fmt=look.MONEY)
    pay = shown.computed(
        "pay",
        half_up(shown.figures["coefficient"] * base, 2),
        half_up(true_factor * base, 2),
        "A303",
        f"=ROUND({factor_cell}*{base_cell},2)" if formulas else None,
    )
    cells["pay"] = pen.put(row, column + 3, pay, fmt=look.MONEY)
