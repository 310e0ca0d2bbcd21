#!/usr/bin/env python3
"""Makes the files of this folder, each with one sharp edge, by other writers than fuhe: openpyxl, xlwt, LibreOffice, and
zipfile for what no writer writes. Run it here; the `.expected` files beside them say what reading gives.

    pip install openpyxl xlwt; apt-get install libreoffice-calc
    python3 make_fixtures.py && FUHE_BLESS=1 cargo test --test reading fixtures && git diff
"""
import datetime
import io
import os
import shutil
import struct
import subprocess
import tempfile
import zipfile

import openpyxl
import xlwt
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.colors import Color

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PKG = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
EPOCH = (2026, 1, 1, 0, 0, 0)


def put(archive, name, data):
    info = zipfile.ZipInfo(name, EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, data.encode() if isinstance(data, str) else data)


def archive(path, parts):
    with zipfile.ZipFile(path, "w") as out:
        for name, data in parts.items():
            put(out, name, data)


def sheet(data, before="", after="", ns=MAIN, prefix=""):
    p = prefix + ":" if prefix else ""
    xmlns = "xmlns:" + prefix if prefix else "xmlns"
    return (f'{HEAD}<{p}worksheet {xmlns}="{ns}" xmlns:r="{REL}">{before}<{p}sheetData>{data}</{p}sheetData>'
            f"{after}</{p}worksheet>")


def strings(items, counts='count="0" uniqueCount="0"'):
    return f'{HEAD}<sst xmlns="{MAIN}" {counts}>{"".join(items)}</sst>'


STYLES = (f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="3">'
          '<numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>'
          '<numFmt numFmtId="165" formatCode="[h]:mm"/>'
          '<numFmt numFmtId="166" formatCode="0.00&quot;days&quot;"/></numFmts>'
          '<fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts>'
          '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
          '<borders count="1"><border/></borders>'
          '<cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs>'
          '<cellXfs count="7"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/>'
          '<xf numFmtId="166"/><xf numFmtId="10"/><xf numFmtId="31"/></cellXfs></styleSheet>')


def workbook(path, sheets, sst=None, styles=STYLES, props="", states=None, extra=None, types=None):
    """An xlsx of raw parts: `sheets` are (name, xml)."""
    names = list(sheets)
    states = states or {}
    kinds = types or {}
    tabs = "".join(f'<sheet name="{n}" sheetId="{i}"{states.get(n, "")} r:id="rId{i}"/>' for i, n in enumerate(names, 1))
    rels = "".join(f'<Relationship Id="rId{i}" Type="{REL}/{kinds.get(n, "worksheet")}" Target="worksheets/sheet{i}.xml"/>'
                   for i, n in enumerate(names, 1))
    parts = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PKG}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PKG}/relationships"><Relationship Id="rId1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{REL}">{props}<sheets>{tabs}</sheets></workbook>',
    }
    if styles:
        rels += f'<Relationship Id="rIdS" Type="{REL}/styles" Target="styles.xml"/>'
        parts["xl/styles.xml"] = styles
    if sst:
        rels += f'<Relationship Id="rIdT" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/>'
        parts["xl/sharedStrings.xml"] = sst
    parts["xl/_rels/workbook.xml.rels"] = f'{HEAD}<Relationships xmlns="{PKG}/relationships">{rels}</Relationships>'
    for i, n in enumerate(names, 1):
        if sheets[n] is not None:
            parts[f"xl/worksheets/sheet{i}.xml"] = sheets[n]
    parts.update(extra or {})
    archive(path, parts)


def row(r, cells):
    return f'<row r="{r}">{cells}</row>'


# ---- xlsx, cell by cell -------------------------------------------------------------------------------------------

workbook("far-cells.xlsx", {"S": sheet(
    row(1, '<c r="A1"><v>1</v></c>') + row(2, '<c r="B2"><v>2</v></c>') + row(1048576, '<c r="XFD1048576"><v>3</v></c>'))})

workbook("outside.xlsx", {"S": sheet(
    row(1, '<c r="A1"><v>1</v></c><c r="XFE1"><v>2</v></c><c r="ZZZZZZZZ9"><v>3</v></c>') + row(1048577, '<c r="A1048577"><v>4</v></c>'))})

workbook("odd-cells.xlsx", {"S": sheet(
    row(1, "".join(f'<c r="{c}1" t="e"><v>{e}</v></c>' for c, e in zip(
        "ABCDEFG", ["#SPILL!", "#CALC!", "#GETTING_DATA", "#FIELD!", "#BUSY!", "#DIV/0!", "#自定义"])))
    + row(2, '<c r="A2" t="n"><v>八十</v></c><c r="B2"><v>1E+300</v></c><c r="C2"><v>nan</v></c><c r="D2" t="s"><v>77</v></c>'
          '<c r="E2" t="s"><v>x</v></c><c r="F2" t="b"><v>2</v></c><c r="G2" t="b"><v>1</v></c><c r="H2" t="zz"><v>5</v></c>'
          '<c r="I2" s="999"><v>6</v></c><c r="J2" t="d"><v>昨天</v></c><c r="K2" t="b"><v>false</v></c>')
    + row(3, '<c r="A3"><v> 7 </v></c><c r="B3"><v>-0</v></c><c r="C3"><v>1E-400</v></c><c r="D3"><v>29.959999999999997</v></c>'
          '<c r="E3"><v>1.1000000000000001</v></c><c r="F3"><v>1E3</v></c><c r="G3"><v></v></c><c r="H3" s="5"/><c r="I3"/>')
    + row(4, '<c r="??"><v>8</v></c><c r="A0"><v>9</v></c><c r="C4"><v>10</v></c><c r="B4"><v>11</v></c><c r="C4"><v>12</v></c>'))})

workbook("no-references.xlsx", {"S": sheet(
    '<row><c><v>1</v></c><c t="inlineStr"><is><t>二</t></is></c></row><row><c><v>3</v></c></row>'
    '<row r="5"><c/><c><v>4</v></c><c r="E5"><v>5</v></c><c><v>6</v></c></row><row><c><v>7</v></c></row>')})

workbook("prefixed.xlsx", {"S": sheet(
    '<x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="B1"><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row>',
    prefix="x", after='<x:mergeCells count="1"><x:mergeCell ref="A1:A2"/></x:mergeCells>')},
    sst=f'{HEAD}<x:sst xmlns:x="{MAIN}"><x:si><x:t>姓名</x:t></x:si></x:sst>')

workbook("texts.xlsx", {"S": sheet(
    row(1, "".join(f'<c r="{c}1" t="s"><v>{i}</v></c>' for i, c in enumerate("ABCDEFG")))
    + row(2, '<c r="A2" t="inlineStr"><is><t>内联</t></is></c><c r="B2" t="inlineStr"><is><t><![CDATA[<甲&乙>]]></t></is></c>'
          '<c r="C2" t="inlineStr"><is><r><t>一</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 二</t></r></is></c>'
          '<c r="D2" t="str"><v>公式_x000D_\n文字</v></c><c r="E2" t="inlineStr"><is/></c><c r="F2" t="inlineStr"><v>直接</v></c>'
          '<c r="G2"><is><t>无类型</t></is></c>'))},
    sst=strings(["<si><t>考核&amp;得分</t></si>", "<si><r><t>重</t></r><r><rPr><b/></rPr><t>庆</t></r><rPh sb=\"0\" eb=\"1\"><t>チョンチン</t></rPh><phoneticPr/></si>",
                 "<si><t>第一行_x000D_\n第二行</t></si>", "<si><t>_x005F_x000D_</t></si>", "<si/>", "<si><t xml:space=\"preserve\">  前后空格  </t></si>",
                 "<si><t>&#x1F600;_xD83D__xDE00_&#21512;&unknown;</t></si>"]))

# A count that makes calamine ask for 103 GB.
workbook("absurd-count.xlsx", {"S": sheet(row(1, '<c r="A1" t="s"><v>0</v></c>'))},
         sst=strings(["<si><t>部门</t></si>"], 'count="4294967295" uniqueCount="4294967295"'))

workbook("formulas.xlsx", {
    "Q1": sheet(
        row(1, '<c r="A1"><v>1</v></c><c r="B1"><f t="shared" si="0"/><v>2</v></c><c r="C1"><f>SUM(A1:B1)</f></c><c r="D1"><f>A1*2</f><v></v></c>'
            '<c r="E1" t="str"><f>IF(A1&gt;5,"是","")</f><v></v></c>')
        + row(2, '<c r="A2"><v>2</v></c><c r="B2"><f t="shared" ref="B1:B4" si="0">A2*2+\'A1 表\'!$A$1+Q1!A2</f><v>4</v></c>'
              '<c r="C2"><f t="array" ref="C2:C3">A1:A2*2</f><v>2</v></c><c r="D2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="E2" t="b"><f>A1=1</f><v>1</v></c>')
        + row(3, '<c r="A3"><v>3</v></c><c r="B3"><f t="shared" si="0"/><v>6</v></c><c r="C3"><v>4</v></c><c r="D3"><f t="shared" si="9"/><v>1</v></c>'
              '<c r="E3"><f>=_xlfn.IFS(A3&lt;1,0,TRUE,1)</f><v>1</v></c>')
        + row(4, '<c r="B4"><f t="shared" si="0"/></c>'),
        after='<extLst><ext><x14:f xmlns:x14="u">Z1</x14:f><x14:c r="Z9"><x14:v>1</x14:v></x14:c></ext></extLst>'),
    "A1 表": sheet(row(1, '<c r="A1"><v>100</v></c>'))})

DATES = sheet(row(1, '<c r="A1" s="1"><v>46053</v></c><c r="B1" s="2"><v>46053.5</v></c><c r="C1" s="3"><v>1.5</v></c>'
                  '<c r="D1" s="4"><v>3</v></c><c r="E1" t="d"><v>2026-01-31T12:00:00</v></c><c r="F1" s="5"><v>0.875</v></c>'
                  '<c r="G1" s="6"><v>46053</v></c><c r="H1"><v>46053</v></c>'))
workbook("dates.xlsx", {"S": DATES})
workbook("dates-1904.xlsx", {"S": DATES}, props='<workbookPr date1904="1"/>')

workbook("decoys.xlsx", {"S": sheet(
    row(1, '<c r="A1"><v>1</v></c>') + '<row r="2" hidden="1"/><row r="3" ht="0" customHeight="1"/>'
    '<row r="4" ht="30.5" customHeight="1"><c r="A4"><v>4</v></c></row><row r="5" ht="15"><c r="A5"><v>5</v></c></row>',
    before='<sheetViews><sheetView workbookViewId="0"><pane xSplit="2" ySplit="3" topLeftCell="C9" state="frozen"/></sheetView></sheetViews>'
    '<cols><col min="1" max="2" width="8.43" customWidth="1"/><col min="4" max="16384" width="9" hidden="1"/><col min="3" max="3" width="0" customWidth="1"/></cols>',
    after='<autoFilter ref="A1:C5"/><customSheetViews><customSheetView><pane xSplit="9" state="frozen"/><autoFilter ref="Z1:Z2"/></customSheetView></customSheetViews>'
    '<mergeCells><mergeCell ref="A4:B5"/><mergeCell ref="D9:C8"/><mergeCell ref="A1"/><mergeCell ref="坏"/></mergeCells>')})

# ---- xlsx, the package --------------------------------------------------------------------------------------------

ONE = sheet(row(1, '<c r="A1" t="s"><v>0</v></c><c r="B1"><v>1.5</v></c>'))
archive("odd-paths.xlsx", {
    "_rels\\.rels": f'{HEAD}<Relationships xmlns="{PKG}/relationships"><Relationship Id="r" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/Office/Buch%20Eins.xml"/></Relationships>',
    "office\\buch eins.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:q="{REL}"><sheets><sheet name="数据&amp;表" sheetId="7" q:id="z"/></sheets></workbook>',
    "office\\_rels\\buch eins.xml.rels": f'{HEAD}<Relationships xmlns="{PKG}/relationships"><Relationship Id="z" Type="{REL}/worksheet" Target="..\\Blatt\\EINS.xml"/><Relationship Id="t" Type="{REL}/sharedStrings" Target="/blatt/texte.XML"/></Relationships>',
    "blatt\\eins.xml": ONE,
    "Blatt\\Texte.xml": strings(["<si><t>部门</t></si>"]),
})
workbook("utf16-part.xlsx", {"S": ONE.replace("UTF-8", "UTF-16").encode("utf-16")}, sst=strings(["<si><t>部门</t></si>"]).replace("UTF-8", "UTF-16").encode("utf-16-be"))
workbook("bad-utf8.xlsx", {"S": sheet(row(1, '<c r="A1" t="inlineStr"><is><t>@@</t></is></c><c r="B1"><v>2</v></c>')).encode().replace(b"@@", b"\xd6\xd0")})
workbook("broken-sheet.xlsx", {"好": sheet(row(1, '<c r="A1"><v>1</v></c>')), "坏": sheet(row(1, '<c r="A1"><v>1</v></c>'))[:-60], "缺": None, "尾": sheet(row(1, '<c r="A1"><v>2</v></c>'))})
workbook("all-broken.xlsx", {"坏": sheet(row(1, '<c r="A1"><v>1</v></c>'))[:-60]})
workbook("broken-styles.xlsx", {"S": DATES}, styles=STYLES[:-40])
workbook("other-sheets.xlsx", {"数据": ONE, "图": ONE, "对话": ONE, "宏": ONE}, sst=strings(["<si><t>部门</t></si>"]),
         types={"图": "chartsheet", "对话": "dialogsheet", "宏": "xlMacrosheet"}, states={"数据": ' state="veryHidden"'})
workbook("only-charts.xlsx", {"图": ONE}, types={"图": "chartsheet"})
workbook("macros.xlsm", {"S": ONE}, sst=strings(["<si><t>部门</t></si>"]), extra={
    "[Content_Types].xml": f'{HEAD}<Types xmlns="{PKG}/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'})
# 4 MB of spaces in 4 kB, once honest and once with a lie about its size; a text of 30 kB that 2,000 cells show; many cells.
workbook("bomb-part.xlsx", {"S": sheet(row(1, '<c r="A1"><v>1</v></c>') + " " * 4_000_000)})
data = open("bomb-part.xlsx", "rb").read()
size = struct.pack("<I", len(sheet(row(1, '<c r="A1"><v>1</v></c>') + " " * 4_000_000).encode()))
open("bomb-liar.xlsx", "wb").write(data.replace(size, struct.pack("<I", 500)))
workbook("bomb-texts.xlsx", {"S": sheet("".join(row(r, "".join(f'<c t="s"><v>0</v></c>' for _ in range(20))) for r in range(1, 101)))},
         sst=strings(["<si><t>" + "分" * 10_000 + "</t></si>"]))
workbook("bomb-cells.xlsx", {"S": sheet("".join(row(r, "<c><v>1</v></c>" * 20) for r in range(1, 101)))})

# ---- xlsx by openpyxl ---------------------------------------------------------------------------------------------


def fixed(book, path):
    """Saves a workbook without the clock in it."""
    book.properties.created = book.properties.modified = datetime.datetime(2026, 1, 1)
    buffer = io.BytesIO()
    book.save(buffer)
    source = zipfile.ZipFile(buffer)
    archive(path, {n: source.read(n) for n in source.namelist() if n != "docProps/core.xml"})


def roster(book):
    ws = book.active
    ws.title = "绩效考核表"
    ws.append(["部门", "姓名", "得分", "日期", "在职", "占比", "合计"])
    ws.append(["销售部", "张三", 95.5, datetime.date(2026, 1, 31), True, 0.875, "=C2*F2"])
    ws.append([None, "李四", 0.1 + 0.2, datetime.datetime(2026, 2, 28, 18, 30), False, 1, "=C3*F3"])
    ws.append(["人事部", "王五", -3, datetime.timedelta(hours=36), None, 0, '=IF(C4<0,"",C4)'])
    ws["F2"].number_format = "0.0%"
    ws.merge_cells("A2:A3")
    ws.row_dimensions[3].hidden = True
    ws.column_dimensions["E"].hidden = True
    ws.column_dimensions["B"].width = 20
    ws.row_dimensions[1].height = 30
    ws.freeze_panes = "C2"
    ws.auto_filter.ref = "A1:G4"
    ws["A1"].font = Font(name="微软雅黑", size=12, bold=True, italic=True, underline="single", strike=True, color="FFFF0000")
    ws["B1"].fill = PatternFill("solid", fgColor=Color(theme=4, tint=0.8))
    ws["C1"].fill = PatternFill("solid", fgColor=Color(indexed=13))
    ws["D1"].border = Border(left=Side("thin", "FF112233"), right=Side("double"), top=Side("mediumDashed"), bottom=Side("thick"))
    ws["E1"].alignment = Alignment("center", "top", wrap_text=True)
    book.create_sheet("隐藏").sheet_state = "hidden"
    book.create_sheet("深藏").sheet_state = "veryHidden"
    return ws


book = openpyxl.Workbook()
ws = roster(book)
chart = BarChart()
chart.add_data(Reference(ws, min_col=3, min_row=1, max_row=4))
book.create_chartsheet("图表").add_chart(chart)
fixed(book, "openpyxl.xlsx")
shutil.copy("openpyxl.xlsx", "xlsx-named.xls")
data = open("openpyxl.xlsx", "rb").read()
open("truncated.xlsx", "wb").write(data[: len(data) // 2])

# ---- LibreOffice --------------------------------------------------------------------------------------------------

with tempfile.TemporaryDirectory() as folder:
    book = openpyxl.Workbook()
    ws = roster(book)
    ws["A6"], ws["B6"], ws["C6"] = "=1/0", '="文字"&B2', "=SUM(C2:C4)"
    ws["D6"] = "=NA()"
    ws["A7"] = "两行\n文字  空格"
    ws["A8"] = "=A7"
    book.save(os.path.join(folder, "libreoffice.xlsx"))
    for kind in ["ods", "xls", "xlsx"]:
        out = os.path.join(folder, "out")
        subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", kind,
                        "--outdir", out, os.path.join(folder, "libreoffice.xlsx")], check=True, capture_output=True)
        if kind == "xls":
            shutil.copy(os.path.join(out, "libreoffice.xls"), "libreoffice.xls")
        else:
            source = zipfile.ZipFile(os.path.join(out, f"libreoffice.{kind}"))
            drop = ("docProps/", "meta.xml", "Thumbnails/", "settings.xml", "Configurations2/", "manifest.rdf")
            archive(f"libreoffice.{kind}", {n: source.read(n) for n in source.namelist() if not n.startswith(drop)})

# ---- xls ----------------------------------------------------------------------------------------------------------

book = xlwt.Workbook(encoding="utf-8")
ws = book.add_sheet("考核表")
date = xlwt.easyxf(num_format_str="YYYY-MM-DD")
hours = xlwt.easyxf(num_format_str="[h]:mm")
loud = xlwt.easyxf("font: name 宋体, bold on, height 280, colour red; pattern: pattern solid, fore_colour yellow;"
                   "borders: left thin, right double, top medium, bottom thick; align: horiz center, vert top, wrap on")
for column, value in enumerate(["姓名", 95, 95.5, 0.1 + 0.2, 12345678901, -1.25, True, 1e300, 123456.78, "Ab"]):
    ws.write(0, column, value)
ws.write(1, 0, datetime.date(2026, 1, 31), date)
ws.write(1, 1, 1.5, hours)
ws.write(1, 2, "标题", loud)
ws.write(1, 3, "", loud)
ws.row(1).set_cell_error(4, 0x07)
ws.write_merge(2, 4, 0, 1, "合并")
ws.write(5, 0, xlwt.Formula("SUM(B1:C1)"))
ws.row(6).hidden = True
ws.row(7).height, ws.row(7).height_mismatch = 600, True
ws.col(3).hidden = True
ws.col(0).width = 256 * 20
ws.set_panes_frozen(True)
ws.set_horz_split_pos(2)
ws.set_vert_split_pos(1)
# Texts past 8,224 bytes go on in another record, with narrow and wide characters on both sides of the seam.
for index in range(12):
    ws.write(10 + index, 0, ("长文字" if index % 2 else "long ") * 1000 + str(index))
book.add_sheet("隐藏").visibility = 1
book.add_sheet("深藏").visibility = 2
book.save("xlwt.xls")

book = xlwt.Workbook()
ws = book.add_sheet("S")
for at in [(0, 0), (1, 1), (65535, 255)]:
    ws.write(*at, 7)
book.save("far-cells.xls")
book = xlwt.Workbook()
book.dates_1904 = True
book.add_sheet("S").write(0, 0, 44591, date)
book.save("dates-1904.xls")


def compound(path, stream, name="Workbook"):
    """A compound file with one stream."""
    from xlwt.CompoundDoc import XlsDoc
    XlsDoc().save(path, stream.ljust(4096, b"\0"))
    data = open(path, "rb").read()
    old = "Workbook".encode("utf-16-le") + b"\0\0"
    new = name.encode("utf-16-le") + b"\0\0"
    at = data.index(old)
    entry = bytearray(data[at: at + 128])
    entry[:64] = new.ljust(64, b"\0")
    entry[64:66] = struct.pack("<H", len(new))
    open(path, "wb").write(data[:at] + bytes(entry) + data[at + 128:])


def record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


BOF8 = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
BOF5 = record(0x0809, struct.pack("<HHHH", 0x0500, 5, 0, 0))
compound("password-xor.xls", BOF8 + record(0x2F, b"\0" * 6) + record(0x0A))
compound("password-5.xls", BOF5 + record(0x2F, b"\0" * 4) + record(0x0A))
compound("password.xlsx", b"\0" * 5000, "EncryptedPackage")
compound("word.xls", b"\0" * 5000, "WordDocument")
compound("unknown-ole.xls", b"\0" * 5000, "Something")
compound("no-end.xls", BOF8)


def excel5(texts):
    """A workbook of Excel 5.0 in GBK."""
    name = "考核".encode("gbk")
    cells = b"".join(record(0x0204, struct.pack("<HHHH", r, 0, 0, len(t.encode("gbk"))) + t.encode("gbk")) for r, t in enumerate(texts))
    cells += record(0x0203, struct.pack("<HHHd", 9, 1, 0, 0.1 + 0.2))
    cells += record(0x027E, struct.pack("<HHHI", 9, 2, 0, (9550 << 2) | 3))
    cells += record(0x0006, struct.pack("<HHH", 9, 3, 0) + b"\0\0\0\0\0\0\xff\xff" + b"\0" * 6) + record(0x0207, struct.pack("<H", 4) + "良好".encode("gbk"))
    cells += record(0x0006, struct.pack("<HHH", 9, 4, 0) + b"\2\0\x2a\0\0\0\xff\xff" + b"\0" * 6)
    cells += record(0x0006, struct.pack("<HHH", 9, 5, 0) + b"\1\0\1\0\0\0\xff\xff" + b"\0" * 6)
    head = BOF5 + record(0x42, struct.pack("<H", 936)) + record(0xE0, b"\0" * 16)
    bound = struct.pack("<IBBB", 0, 0, 0, len(name)) + name
    offset = len(head) + len(record(0x85, bound)) + 4
    return head + record(0x85, struct.pack("<I", offset) + bound[4:]) + record(0x0A) + BOF5 + cells + record(0x0A)


compound("excel5-gbk.xls", excel5(["姓名", "张三", "得分"]), "Book")
open("bare-records.xls", "wb").write(excel5(["姓名"]))
open("excel4.xls", "wb").write(b"\x09\x04\x06\x00\x00\x00\x10\x00\x00\x00" + record(0x0A))
# A container whose tables lead to themselves.
loop = bytearray(open("excel5-gbk.xls", "rb").read())
first = struct.unpack_from("<I", loop, 76)[0]
at = 512 * (first + 1)
for slot in range(128):
    struct.pack_into("<I", loop, at + slot * 4, slot)
open("loop.xls", "wb").write(loop)
open("short.xls", "wb").write(bytes(loop[:300]))
data = open("xlwt.xls", "rb").read()
open("truncated.xls", "wb").write(data[: len(data) // 3])

# ---- xlsb, by hand ------------------------------------------------------------------------------------------------


def brt(kind, data=b""):
    out = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(data)
    while True:
        out += bytes([size & 0x7F | (0x80 if size > 127 else 0)])
        size >>= 7
        if not size:
            return out + data


def wide(text):
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def xlsb(path, cells, error=0x07):
    u32 = lambda *n: struct.pack(f"<{len(n)}I", *n)
    header = lambda r, flags=0, height=300: brt(0, u32(r, 0) + struct.pack("<HBB", height, 0, flags) + b"\0" + u32(0))
    cell = lambda kind, c, data, style=0: brt(kind, u32(c, style) + data)
    body = brt(129) + brt(151, struct.pack("<ddIIIB", 1, 2, 2, 1, 3, 1)) + brt(390)
    body += brt(60, u32(1, 2, 256 * 12, 0) + struct.pack("<H", 2)) + brt(60, u32(4, 4, 256 * 8, 0) + struct.pack("<H", 1)) + brt(391)
    body += brt(145)
    if cells == "far":
        body += header(0) + cell(2, 0, u32(1 << 2 | 2)) + header(1) + cell(2, 1, u32(2 << 2 | 2)) + header(1048575) + cell(2, 16383, u32(3 << 2 | 2))
    else:
        body += header(0) + cell(7, 0, u32(0)) + cell(6, 1, wide("直接")) + cell(2, 2, u32(9550 << 2 | 3)) + cell(5, 3, struct.pack("<d", 0.1 + 0.2))
        body += cell(4, 4, b"\1") + cell(3, 5, bytes([error])) + cell(1, 6, b"", 1) + cell(7, 7, u32(99)) + cell(5, 8, struct.pack("<d", 1e300))
        body += header(1, 0x10) + cell(5, 0, struct.pack("<d", 46053), 1) + cell(5, 1, struct.pack("<d", 1.5), 2)
        body += header(2, 0x20, 600) + cell(8, 0, wide("良好") + b"\0\0" + u32(0, 0)) + cell(9, 1, struct.pack("<d", 2.5) + b"\0\0" + u32(0, 0))
        body += cell(10, 2, b"\0" + b"\0\0" + u32(0, 0)) + cell(11, 3, b"\x2a" + b"\0\0" + u32(0, 0))
    body += brt(146) + brt(161, u32(0, 2, 0, 5)) + brt(177, u32(1)) + brt(176, u32(3, 4, 0, 1)) + brt(178) + brt(130)
    styles = brt(278) + brt(615, u32(2)) + brt(44, struct.pack("<H", 164) + wide("yyyy-mm-dd")) + brt(44, struct.pack("<H", 165) + wide("[h]:mm")) + brt(616)
    styles += brt(626, u32(1)) + brt(47, struct.pack("<HH", 0xFFFF, 14) + b"\0" * 12) + brt(627)
    styles += brt(617, u32(3)) + b"".join(brt(47, struct.pack("<HH", 0, n) + b"\0" * 12) for n in (0, 164, 165)) + brt(618) + brt(279)
    tabs = brt(143) + brt(156, u32(0, 1) + wide("rId1") + wide("数据")) + brt(156, u32(1, 2) + wide("rId4") + wide("隐藏")) + brt(144)
    archive(path, {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PKG}/content-types"><Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PKG}/relationships"><Relationship Id="rId1" Type="{REL}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        "xl/workbook.bin": brt(131) + brt(153, u32(0, 0) + wide("")) + tabs + brt(157, b"\0" * 26) + brt(132),
        "xl/_rels/workbook.bin.rels": f'{HEAD}<Relationships xmlns="{PKG}/relationships"><Relationship Id="rId1" Type="{REL}/worksheet" Target="worksheets/sheet1.bin"/><Relationship Id="rId2" Type="{REL}/styles" Target="styles.bin"/><Relationship Id="rId3" Type="{REL}/sharedStrings" Target="sharedStrings.bin"/><Relationship Id="rId4" Type="{REL}/worksheet" Target="worksheets/sheet2.bin"/></Relationships>',
        "xl/worksheets/sheet1.bin": body,
        "xl/worksheets/sheet2.bin": brt(129) + brt(145) + brt(146) + brt(130),
        "xl/styles.bin": styles,
        "xl/sharedStrings.bin": brt(159, u32(1, 1)) + brt(19, b"\0" + wide("姓名")) + brt(160),
    })


xlsb("cells.xlsb", "all")
xlsb("odd-error.xlsb", "all", 0x99)
xlsb("far-cells.xlsb", "far")

# ---- ods ----------------------------------------------------------------------------------------------------------

NS = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{u}:1.0"' for p, u in
              [("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("draw", "drawing")])
NS += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def ods(path, tables, styles="", manifest="", mimetype="application/vnd.oasis.opendocument.spreadsheet"):
    archive(path, {
        "mimetype": mimetype,
        "content.xml": f"{HEAD}<office:document-content {NS}><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>",
        "META-INF/manifest.xml": f"{HEAD}<manifest>{manifest}</manifest>",
    })


def value(kind, stored, text="", more=""):
    name = {"date": "date-value", "time": "time-value", "boolean": "boolean-value", "string": "string-value"}.get(kind, "value")
    kept = f' office:{name}="{stored}"' if stored is not None else ""
    return f'<table:table-cell office:value-type="{kind}"{kept} {more}><text:p>{text}</text:p></table:table-cell>'


ods("cells.ods", '<table:table table:name="数据" table:style-name="ta1">'
    '<table:shapes><draw:frame><table:table table:name="图中表"><table:table-row><table:table-cell/></table:table-row></table:table></draw:frame></table:shapes>'
    '<table:table-column table:style-name="co1" table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
    "<table:table-row>" + value("float", "29.96", "30") + value("percentage", "0.875", "88%") + value("currency", "-3.5", "¥-3.5")
    + value("date", "2026-01-31", "x") + value("date", "2026-01-31T12:00:00", "x") + value("time", "PT36H00M00S", "36:00") + value("boolean", "true", "真")
    + value("float", "1", "1", 'table:number-columns-repeated="3"') + "</table:table-row>"
    '<table:table-row table:number-rows-repeated="2" table:visibility="filter"><table:table-cell table:number-columns-repeated="2"/>' + value("string", None, "重复") + "</table:table-row>"
    "<table:table-row>" + value("string", None, "一<text:s text:c=\"2\"/>二<text:tab/>三<text:line-break/>四</text:p><text:p>第<text:span>二</text:span>段")
    + '<table:table-cell office:value-type="string"><office:annotation><text:p>批注</text:p></office:annotation><text:p>正文</text:p></table:table-cell>'
    + value("float", "0", "#DIV/0!", 'table:formula="of:=1/0"') + value("string", "", "#N/A", 'table:formula="of:=NA()" calcext:value-type="error"')
    + value("float", "5", "5", 'table:formula="of:=[.A1]"') + '<table:table-cell table:formula="of:=1"/>' + value("float", "坏", "坏数") + "</table:table-row>"
    '<table:table-row><table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="2" office:value-type="string"><text:p>合并</text:p></table:table-cell><table:covered-table-cell office:value-type="string"><text:p>藏</text:p></table:covered-table-cell></table:table-row>'
    '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    '<table:table table:name="隐藏" table:style-name="ta2"><table:table-row><table:table-cell/></table:table-row></table:table>',
    styles='<style:style style:name="ta1" style:family="table"><style:table-properties table:display="true"/></style:style>'
    '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
    '<style:style style:name="co1" style:family="table-column"><style:table-column-properties style:column-width="2.258cm"/></style:style>')
ods("far-cells.ods", '<table:table table:name="S"><table:table-row>' + value("float", "1") + "</table:table-row><table:table-row><table:table-cell/>" + value("float", "2")
    + '</table:table-row><table:table-row table:number-rows-repeated="1048573"><table:table-cell/></table:table-row><table:table-row><table:table-cell table:number-columns-repeated="16383"/>'
    + value("float", "3") + "</table:table-row></table:table>")
ods("bomb-repeats.ods", '<table:table table:name="S"><table:table-row table:number-rows-repeated="1048576">' + value("float", "1", "1", 'table:number-columns-repeated="16384"') + "</table:table-row></table:table>")
ods("password.ods", "", manifest='<manifest:encryption-data/>')
ods("letter.ods", "", mimetype="application/vnd.oasis.opendocument.text")

# ---- text ---------------------------------------------------------------------------------------------------------

TABLE = "工号,姓名,得分\r\n001,张三,95.5\r\n002,李四,\"1,200\"\r\n"


def raw(path, data):
    open(path, "wb").write(data)


raw("utf8.csv", TABLE.encode())
raw("utf8-bom.csv", b"\xef\xbb\xbf" + TABLE.encode())
raw("gb18030.csv", (TABLE + "003,㐀𠀀,1\r\n").encode("gb18030"))
raw("utf16le-bom.csv", TABLE.encode("utf-16"))
raw("utf16be-bom.csv", b"\xfe\xff" + TABLE.encode("utf-16-be"))
raw("utf16le.csv", TABLE.encode("utf-16-le"))
raw("utf16be.csv", TABLE.encode("utf-16-be"))
raw("utf16-tsv.xls", ("工号\t姓名\r\n001\t张三\r\n").encode("utf-16"))
raw("csv-named.xlsx", TABLE.encode("gbk"))
raw("semicolons.csv", "工号;姓名;得分\n001;张三;95,5\n002;李四;88,0\n".encode())
raw("tabs.tsv", "工号\t姓名\t备注\n001\t张三\t好,很好,非常好\n".encode())
raw("sep.csv", "sep=|\r\n工号|姓名,字\r\n001|张三\r\n".encode())
raw("lines.csv", '标题\n\n\n姓名,"备注\n两行"\n\n张三,"他说""好"""\n\r\n李四,x'.encode())
raw("old-mac.csv", "姓名,得分\r张三,1\r李四,2\r".encode())
raw("one-column.csv", "姓名\n张三\n李四\n".encode())
raw("bad-bytes.csv", ("姓名,得分\n" + "张三,1\n" * 20).encode() + b"\xff\xfe\xfd,2\n")

# ---- what is no workbook ------------------------------------------------------------------------------------------

raw("empty.xlsx", b"")
raw("blank.csv", b"\xef\xbb\xbf")
raw("html.xls", "<html><meta charset=utf-8><table><tr><td>姓名</td></tr></table></html>".encode())
raw("html-gbk.xls", "\r\n<table border=1><tr><td>姓名</td></tr></table>".encode("gbk"))
raw("mht.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n")
raw("xml2003.xls", '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'.encode())
raw("flat.fods", f'<?xml version="1.0"?><office:document {NS} office:mimetype="application/vnd.oasis.opendocument.spreadsheet"/>'.encode())
raw("data.xml", b'<?xml version="1.0"?><data/>')
raw("paper.xlsx", b"%PDF-1.7\n...")
raw("photo.xlsx", b"\x89PNG\r\n\x1a\n....")
raw("noise.xlsx", bytes(range(1, 256)) * 8)
raw("archive.rar", b"Rar!\x1a\x07\x00")
archive("letter.docx", {"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"})
archive("slides.pptx", {"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"})
archive("bundle.zip", {"绩效.xlsx": b"PK", "说明.txt": b"x"})
archive("apple.numbers", {"Index/Document.iwa": b"x"})
