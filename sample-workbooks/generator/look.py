"""How the forms look: fonts, fills, borders, merged cells, print set-up."""

from dataclasses import dataclass

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from .figures import cell_number

SIDE = Side(style="thin", color="7F7F7F")
BOX = Border(left=SIDE, right=SIDE, top=SIDE, bottom=SIDE)
UNBOXED = ("title", "note", "sign")
SCORE, SCORE2, MONEY, COUNT, PERCENT, PERCENT1, PERCENT2 = (
    "0.0",
    "0.00",
    "#,##0.00",
    "#,##0",
    "0%",
    "0.0%",
    "0.00%",
)


@dataclass(frozen=True)
class Theme:
    """One company style: its font, its colours."""

    font: str = "宋体"
    head_font: str = "微软雅黑"
    head_fill: str = "D9E1F2"
    label_fill: str = "F2F2F2"
    title_size: int = 18

    def style(self, cell, role):
        """Dress one cell for its role: title, head, label, body, text, total, note or sign."""
        bold = role in ("title", "head", "label", "total")
        size = {"title": self.title_size, "head": 10, "note": 9}.get(role, 10.5)
        cell.font = Font(name=self.head_font if role in ("title", "head") else self.font, size=size, bold=bold)
        left = role in ("text", "note", "sign")
        cell.alignment = Alignment(
            horizontal="left" if left else "center", vertical="center", wrap_text=role not in ("title", "sign")
        )
        if role not in UNBOXED:
            cell.border = BOX
        fill = {"head": self.head_fill, "label": self.label_fill, "total": self.label_fill}.get(role)
        if fill:
            cell.fill = PatternFill("solid", start_color=fill)


class Pen:
    """Writes styled cells of one sheet and tells their addresses."""

    def __init__(self, sheet, theme):
        self.sheet, self.theme = sheet, theme

    def put(self, row, column, value=None, role="body", to=None, fmt=None):
        """Write a value at (row, column), merged down to `to` = (row, column); returns its address."""
        last_row, last_column = to or (row, column)
        for r in range(row, last_row + 1):
            for c in range(column, last_column + 1):
                self.theme.style(self.sheet.cell(r, c), role)
        cell = self.sheet.cell(row, column)
        cell.value = cell_number(value)
        if fmt and not (isinstance(value, str) and not value.startswith("=")):
            cell.number_format = fmt
        if (last_row, last_column) != (row, column):
            self.sheet.merge_cells(start_row=row, start_column=column, end_row=last_row, end_column=last_column)
        return cell.coordinate

    def widths(self, *widths):
        """Set the widths of the columns from A on."""
        for number, width in enumerate(widths, 1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width

    def height(self, row, height):
        """Set one row's height."""
        self.sheet.row_dimensions[row].height = height

    def print_setup(self, landscape=False, paper=9, heading_rows=None):
        """Fit to one page wide, centred, with a footer; paper 9 is A4, 8 is A3."""
        sheet = self.sheet
        sheet.page_setup.orientation = "landscape" if landscape else "portrait"
        sheet.page_setup.paperSize = paper
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_options.horizontalCentered = True
        sheet.page_margins.left = sheet.page_margins.right = 0.5
        sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.6, 0.8, 0.4
        sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
        if heading_rows:
            sheet.print_title_rows = heading_rows
