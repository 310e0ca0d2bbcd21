"""The least xlsx that a spreadsheet opens: strings in place, numbers, one percentage format, merged cells."""

import csv
import zipfile
from xml.sax.saxutils import escape

from dice import Double, Percent, text_of

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def column(number):
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


COLUMNS = [""] + [column(number) for number in range(1, 60)]


def at(row, number):
    return f"{COLUMNS[number]}{row}"


class Sheet:
    def __init__(self, name):
        self.name = name
        self.rows = {}
        self.merges = []

    def put(self, row, number, value):
        if value is not None:
            self.rows.setdefault(row, {})[number] = value
        return at(row, number)

    def put_all(self, row, values, first=1):
        for number, value in enumerate(values, first):
            self.put(row, number, value)

    def merge(self, row, number, to_row, to_number):
        self.merges.append(f"{at(row, number)}:{at(to_row, to_number)}")

    def xml(self):
        parts = [HEAD, f'<worksheet xmlns="{MAIN}"><sheetData>']
        for row in sorted(self.rows):
            parts.append(f'<row r="{row}">')
            cells = self.rows[row]
            for number in sorted(cells):
                value = cells[number]
                place = f'<c r="{COLUMNS[number]}{row}"'
                if isinstance(value, Double):
                    parts.append(f"{place}><v>{value}</v></c>")
                elif isinstance(value, str):
                    parts.append(f'{place} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>')
                elif isinstance(value, Percent):
                    parts.append(f'{place} s="1"><v>{text_of(value)}</v></c>')
                else:
                    parts.append(f"{place}><v>{text_of(value)}</v></c>")
            parts.append("</row>")
        parts.append("</sheetData>")
        if self.merges:
            parts.append(f'<mergeCells count="{len(self.merges)}">')
            parts.extend(f'<mergeCell ref="{merge}"/>' for merge in self.merges)
            parts.append("</mergeCells>")
        parts.append("</worksheet>")
        return "".join(parts)

    def lines(self):
        """The rows as text, for a csv."""
        last = max(max(cells) for cells in self.rows.values())
        for row in range(1, max(self.rows) + 1):
            cells = self.rows.get(row, {})
            yield [plain(cells.get(number)) for number in range(1, last + 1)]


def plain(value):
    if value is None:
        return ""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Percent):
        return text_of(value * 100) + "%"
    return text_of(value)


def write_csv(path, sheet):
    with open(path, "w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows(sheet.lines())


def write_xlsx(path, sheets):
    numbers = range(1, len(sheets) + 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        parts = {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{TYPES}.sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{TYPES}.styles+xml"/>'
            + "".join(
                f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{TYPES}.worksheet+xml"/>' for n in numbers
            )
            + "</Types>",
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
            f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
            + "".join(
                f'<sheet name="{escape(sheet.name)}" sheetId="{n}" r:id="rId{n}"/>' for n, sheet in zip(numbers, sheets)
            )
            + "</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
            + "".join(
                f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
            )
            + f'<Relationship Id="rId0" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
            "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/></font></fonts>'
            '<fills count="2"><fill><patternFill patternType="none"/></fill>'
            '<fill><patternFill patternType="gray125"/></fill></fills>'
            "<borders count=\"1\"><border/></borders><cellStyleXfs count=\"1\"><xf/></cellStyleXfs>"
            '<cellXfs count="2"><xf xfId="0"/><xf numFmtId="10" applyNumberFormat="1" xfId="0"/></cellXfs></styleSheet>',
        }
        for name, text in parts.items():
            package.writestr(name, text if name.endswith("sheet.xml") else HEAD + text)
        for n, sheet in zip(numbers, sheets):
            package.writestr(f"xl/worksheets/sheet{n}.xml", sheet.xml())
