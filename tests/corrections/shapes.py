"""Writes the packages of tests/corrections.rs: one small roster in the shapes that other programs give a workbook.

`python3 tests/corrections/shapes.py` writes them beside itself. Expected values stand in tests/corrections.rs.

Row 3 reports 53 points where 54 are right. The formulas of column L pay 10 yuan too much; in row 3 the two faults
cancel out. Row 5 has no target: that person is held.
"""

import pathlib
import zipfile

HERE = pathlib.Path(__file__).parent
TITLES = "工号 姓名 部门 岗位 实际销售额 目标销售额 销售额得分 团队协作得分 总分 基本工资 绩效比例 绩效工资".split()
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_DOCUMENT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml."
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def text(words):
    return ("t", words)


def shared(row, group, formula, value):
    if row == 2:
        column = "I" if group == 0 else "L"
        return ("f", f'<f t="shared" ref="{column}2:{column}5" si="{group}">{formula}</f><v>{value}</v>')
    return ("f", f'<f t="shared" si="{group}"/><v>{value}</v>')


def rows():
    yield 1, [text(title) for title in TITLES]
    people = [("E001", "张三", 100000, 54), ("E002", "李四", 100000, 53), ("E003", "王五", 100000, 54), ("E004", "赵六", None, 54)]
    for row, (number, name, target, points) in enumerate(people, 2):
        total = points + 36
        pay = 5000 * 20 * total // 10000 + 10
        yield row, [
            text(number), text(name), text("电商部"), text("专员"), ("n", 90000), ("n", target), ("n", points), ("n", 36),
            shared(row, 0, "G2+H2", total), ("n", 5000), ("n", "0.2"), shared(row, 1, "J2*K2*I2/100+10", pay),
        ]
    yield 6, [text("合计")] + [("n", None)] * 10 + [("f", "<f>SUM(L2:L5)</f><v>3630</v>")]


def cell(content, place):
    kind, value = content
    if kind == "t":
        return f'<c{place} t="inlineStr"><is><t>{value}</t></is></c>'
    if kind == "f":
        return f"<c{place}>{value}</c>"
    return f"<c{place}/>" if value is None else f"<c{place}><v>{value}</v></c>"


def sheet(places=True):
    data = ""
    for row, cells in rows():
        inner = "".join(cell(content, f' r="{chr(65 + at)}{row}"' if places else "") for at, content in enumerate(cells))
        number = f' r="{row}"' if places else ""
        data += f"<row{number}>{inner}</row>"
    return f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData></worksheet>'


def chain():
    cells = [f"L{row}" for row in range(6, 1, -1)] + [f"I{row}" for row in range(5, 1, -1)]
    entries = "".join(f'<c r="{name}"{" i=" + chr(34) + "7" + chr(34) if at == 0 else ""}/>' for at, name in enumerate(cells))
    return f'{HEAD}<calcChain xmlns="{MAIN}">{entries}</calcChain>'


def relationships(items):
    list_ = "".join(f'<Relationship Id="r{n}" Type="{kind}" Target="{target}"/>' for n, (kind, target) in enumerate(items, 1))
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{list_}</Relationships>'


def package(folder="xl", book="workbook.xml", absolute=False, **options):
    root = "/" if absolute else ""
    inside = f"/{folder}/" if absolute else ""
    book_xml = (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets><sheet name="10月" sheetId="7" r:id="r1"/></sheets></workbook>'
    )
    types = (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/{folder}/{book}" ContentType="{KIND}sheet.main+xml"/>'
        f'<Override PartName="/{folder}/sheets/s.xml" ContentType="{KIND}worksheet+xml"/>'
        f'<Override PartName="/{folder}/calcChain.xml" ContentType="{KIND}calcChain+xml"/></Types>'
    )
    return {
        "[Content_Types].xml": types,
        "_rels/.rels": relationships([(f"{DOCUMENT}/officeDocument", f"{root}{folder}/{book}")]),
        f"{folder}/{book}": book_xml,
        f"{folder}/_rels/{book}.rels": relationships(
            [(f"{DOCUMENT}/worksheet", f"{inside}sheets/s.xml"), (f"{DOCUMENT}/calcChain", f"{inside}calcChain.xml")]
        ),
        f"{folder}/sheets/s.xml": sheet(**options),
        f"{folder}/calcChain.xml": chain(),
    }


def prefixed(parts):
    """Every element of the workbook's own parts with a prefix."""
    def turn(xml):
        out = xml.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
        body = out.removeprefix(HEAD).replace("</", "\1").replace("<", "<x:").replace("\1", "</x:")
        return HEAD + body

    return {name: turn(xml) if MAIN in xml else xml for name, xml in parts.items()}


def strict(parts):
    return {name: xml.replace(MAIN, STRICT_MAIN).replace(DOCUMENT, STRICT_DOCUMENT) for name, xml in parts.items()}


def save(name, parts, slash="/"):
    with zipfile.ZipFile(HERE / f"{name}.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        for part, xml in parts.items():
            entry = zipfile.ZipInfo(part, (2026, 11, 1, 8, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            if slash != "/":
                entry.filename = part.replace("/", slash)
            archive.writestr(entry, xml)


save("plain", package())
save("prefixed", prefixed(package()))
save("unnumbered", package(places=False))
save("moved", package(folder="office/parts", book="main.xml", absolute=True))
save("backslashes", package(), "\\")
save("strict", strict(package()))
