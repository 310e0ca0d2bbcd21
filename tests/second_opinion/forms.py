"""Forms, one per sheet or stacked many to a sheet."""

from sheets import Sheet, write_xlsx
from card import Scheme, cut


class FormScheme(Scheme):
    per_book = 1250
    # Rows that a form takes, with the empty ones after it.
    height = 30

    def form(self, sheet, top, card, dice):
        """Writes a card below the row `top` (its first row is `top + 1`)."""
        raise NotImplementedError

    def write(self, path, cards, dice):
        sheets = []
        # One workbook in two has a sheet for each person.
        many = (cards[0].number // self.per_book) % 2
        for own in cut(cards, 1 if many else 250):
            sheet = Sheet(own[0].name if many else f"第{len(sheets) + 1}组")
            sheets.append(sheet)
            for number, card in enumerate(own):
                card.sheet = sheet
                self.form(sheet, number * self.height, card, dice)
        write_xlsx(path, sheets)
        return path


def heading(sheet, top, title, card, columns, third="考核月份"):
    """Title and labelled fields: name, department, position, month in two rows."""
    sheet.put(top + 1, 1, title)
    sheet.merge(top + 1, 1, top + 1, columns)
    sheet.put_all(top + 2, ["姓名", card.name, "部门", "电商部"])
    sheet.put_all(top + 3, ["岗位", "店铺运营", third, "2026年10月"])
