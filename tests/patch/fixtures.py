"""Makes the fixtures of tests/patch.rs with openpyxl: `python3 tests/patch/fixtures.py` writes them beside itself.

`python3 tests/patch/fixtures.py resaved` makes those that hold fuhe's own output saved by other programs."""

import pathlib
import struct
import subprocess
import sys
import zipfile
import zlib

import openpyxl
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo

HERE = pathlib.Path(__file__).parent


def png():
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\0" + b"\xd0\x20\x20" * 24 for _ in range(24))
    head = struct.pack(">IIBBBBB", 24, 24, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def scorecard():
    book = Workbook()
    sheet = book.active
    sheet.title = "10月"
    sheet["A1"] = "2026年10月绩效考核表"
    sheet.merge_cells("A1:H1")
    sheet["A1"].font = Font(name="宋体", size=16, bold=True)
    sheet["A1"].alignment = Alignment(horizontal="center")
    thin = Side(style="thin", color="FF808080")
    head = ["工号", "姓名", "部门", "完成率", "得分", "加分", "总分", "评语"]
    for column, title in enumerate(head, 1):
        cell = sheet.cell(2, column, title)
        sheet.merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)
        cell.font = Font(name="微软雅黑", bold=True, color="FFFFFFFF")
        cell.fill = PatternFill("solid", fgColor="FF305496")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.border = Border(thin, thin, thin, thin)
    for row in range(4, 14):
        values = [f"E{row:03}", f"员工{row}", "销售部", 0.9 + row / 100, 18.5, row % 3, f"=E{row}+F{row}", "良好"]
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column, value)
            cell.border = Border(thin, thin, thin, thin)
            cell.font = Font(name="宋体", size=10)
        sheet.cell(row, 4).number_format = "0.0%"
    sheet["E5"].comment = Comment("主管:此项已核对", "张三")
    sheet["E5"].fill = PatternFill("solid", fgColor="FFFFFF00")
    rule = DataValidation(type="list", formula1='"优秀,良好,合格"', allow_blank=True)
    rule.add("H4:H13")
    sheet.add_data_validation(rule)
    sheet.conditional_formatting.add(
        "G4:G13", CellIsRule(operator="lessThan", formula=["19"], fill=PatternFill("solid", bgColor="FFFFC7CE"))
    )
    sheet.freeze_panes = "C4"
    sheet.auto_filter.ref = "A3:H13"
    sheet.column_dimensions["B"].width = 12
    sheet.column_dimensions["H"].width = 30
    sheet.column_dimensions.group("I", "P", outline_level=1, hidden=False)
    sheet.print_title_rows = "1:3"
    sheet.print_area = "A1:H13"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=5, min_row=3, max_row=13), titles_from_data=True)
    sheet.add_chart(chart, "A16")
    (HERE / "stamp.png").write_bytes(png())
    sheet.add_image(Image(str(HERE / "stamp.png")), "H16")

    other = book.create_sheet("名单")
    for row in [["工号", "姓名", "基数"], ["E004", "员工4", 8000], ["E005", "员工5", 9000]]:
        other.append(row)
    table = Table(displayName="名单表", ref="A1:C3")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleMedium2", showRowStripes=True)
    other.add_table(table)
    book.create_sheet("空表")
    book.save(HERE / "scorecard.xlsx")
    (HERE / "stamp.png").unlink()


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PKG = "http://schemas.openxmlformats.org/package/2006"


def package(name, parts):
    with zipfile.ZipFile(HERE / name, "w", zipfile.ZIP_DEFLATED) as out:
        for part, text in parts:
            info = zipfile.ZipInfo(part, (2026, 10, 31, 9, 30, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(info, text)


def odd():
    """Prefixes, absolute targets, another workbook name, no styles, no strings, cells and rows without r, no spaces kept."""
    package("odd.xlsx", [
        ("[Content_Types].xml", f'<ct:Types xmlns:ct="{PKG}/content-types"><ct:Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><ct:Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><ct:Override PartName="/book/main.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></ct:Types>'),
        ("_rels/.rels", f'<p:Relationships xmlns:p="{PKG}/relationships"><p:Relationship Id="a" Type="{DOC}/officeDocument" Target="/book/main.xml"/></p:Relationships>'),
        ("book/main.xml", f'<x:workbook xmlns:x="{MAIN}" xmlns:rel="{DOC}"><x:sheets><x:sheet name="表 一" sheetId="7" rel:id="s1"/><x:sheet name="空" sheetId="3" rel:id="s2"/></x:sheets></x:workbook>'),
        ("book/_rels/main.xml.rels", f'<p:Relationships xmlns:p="{PKG}/relationships"><p:Relationship Id="s1" Type="{DOC}/worksheet" Target="/book/data/one.xml"/><p:Relationship Id="s2" Type="{DOC}/worksheet" Target="data\\two.xml"/></p:Relationships>'),
        ("book/data/one.xml", f'<x:worksheet xmlns:x="{MAIN}"><x:cols><x:col min="3" max="16384" width="9.5" customWidth="1"/></x:cols><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t xml:space="preserve"> 姓名 </x:t></x:is></x:c><x:c><x:v>1</x:v></x:c></x:row><x:row/><x:row><x:c><x:f>B1*2</x:f><x:v>2</x:v></x:c></x:row></x:sheetData><x:pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></x:worksheet>'),
        ("book/data/two.xml", f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData/></x:worksheet>'),
    ])


def signed():
    """A package with a digital signature (its value is of no matter here)."""
    package("signed.xlsx", [
        ("[Content_Types].xml", f'<Types xmlns="{PKG}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="sigs" ContentType="application/vnd.openxmlformats-package.digital-signature-origin"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/_xmlsignatures/sig1.xml" ContentType="application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml"/></Types>'),
        ("_rels/.rels", f'<Relationships xmlns="{PKG}/relationships"><Relationship Id="rId1" Type="{DOC}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="{PKG}/relationships/digital-signature/origin" Target="_xmlsignatures/origin.sigs"/></Relationships>'),
        ("xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{DOC}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'),
        ("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{PKG}/relationships"><Relationship Id="rId1" Type="{DOC}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'),
        ("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{MAIN}"><sheetData><row r="1" spans="1:2"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row></sheetData></worksheet>'),
        ("_xmlsignatures/origin.sigs", ""),
        ("_xmlsignatures/sig1.xml", '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>'),
        ("_xmlsignatures/_rels/origin.sigs.rels", f'<Relationships xmlns="{PKG}/relationships"><Relationship Id="rId1" Type="{PKG}/relationships/digital-signature/signature" Target="sig1.xml"/></Relationships>'),
    ])


def resaved():
    """fuhe's own output (`cargo test --test patch scorecard` leaves it there), saved again by two other programs."""
    made = HERE.parent.parent / "target/tmp/patch/marked__scorecard.xlsx"
    openpyxl.load_workbook(made).save(HERE / "resaved_openpyxl.xlsx")
    out = HERE / "out"
    subprocess.run(["soffice", "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(made)], check=True)
    (out / made.name).rename(HERE / "resaved_libreoffice.xlsx")
    out.rmdir()


if __name__ == "__main__":
    if sys.argv[1:] == ["resaved"]:
        resaved()
        sys.exit()
    scorecard()
    odd()
    signed()
