#!/usr/bin/env python3
"""Makes files that were built to hurt, and audits each under 2 GiB of memory and 20 seconds of time.

    python3 .ci/hostile.py target/release/fuhe [-v] [name …]

Each must end in a workbook or in an error that says what is wrong, with and without writing; nothing may be left behind,
and no cell that a person could fill in may become a formula. The last line sums it up.
"""

import argparse
import concurrent.futures
import functools
import io
import os
import pathlib
import random
import re
import resource
import struct
import subprocess
import sys
import tempfile
import time
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BASE = ROOT / "sample-workbooks/standard-planted.xlsx"
MEMORY = 2 << 30
SECONDS = 20
MADE = {}


def makes(name):
    """Registers a maker of one file."""
    def register(maker):
        MADE[name] = maker
        return maker
    return register


def parts(path=BASE):
    with zipfile.ZipFile(path) as package:
        return {info.filename: package.read(info) for info in package.infolist()}


def pack(entries, compression=zipfile.ZIP_DEFLATED, path=None):
    """A package; a value that is no bytes is an iterable of chunks, so that bombs need no memory here."""
    target = path or io.BytesIO()
    with zipfile.ZipFile(target, "w", compression, compresslevel=9 if compression == zipfile.ZIP_DEFLATED else None) as package:
        for name, content in (entries.items() if isinstance(entries, dict) else entries):
            info = zipfile.ZipInfo(name)
            info.compress_type = compression
            with package.open(info, "w", force_zip64=not isinstance(content, bytes)) as out:
                for chunk in [content] if isinstance(content, bytes) else content:
                    out.write(chunk)
    return None if path else target.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def edited(pattern, replacement, part=SHEET, count=1):
    """The base with one place of a part replaced."""
    all_parts = parts()
    text = all_parts[part].decode("utf-8")
    changed = re.sub(pattern, lambda _: replacement, text, count=count)
    assert re.search(pattern, text), pattern
    all_parts[part] = changed.encode("utf-8")
    return all_parts


def rows(cells):
    """The base with cells in front of the end of its data."""
    return edited("</sheetData>", cells + "</sheetData>")


def stream(start, repeated, times, end):
    def chunks():
        yield start
        block = repeated * max(1, (1 << 20) // len(repeated))
        left = len(repeated) * times
        while left > 0:
            yield block[:left] if left < len(block) else block
            left -= len(block)
        yield end
    return chunks()


# ---- bombs ---------------------------------------------------------------------------------------------------------

def bombed(repeated, times, where="</sheetData>"):
    all_parts = parts()
    start, end = all_parts[SHEET].split(where.encode(), 1)
    return [(n, c) for n, c in all_parts.items() if n != SHEET] + [(SHEET, stream(start, repeated, times, where.encode() + end))]


@makes("bomb-spaces.xlsx")
def _(path):
    pack(bombed(b" ", 3 << 30), path=path)


@makes("bomb-rows.xlsx")
def _(path):
    pack(bombed(b'<row r="50"><c r="A50"><v>1</v></c></row>', 40_000_000), path=path)


@makes("bomb-cells.xlsx")
def _(path):
    def chunks():
        start, end = parts()[SHEET].split(b"</sheetData>", 1)
        yield start
        for row in range(60, 1_000_060):
            yield b'<row r="%d">' % row + b"".join(b'<c r="%s%d"><v>1</v></c>' % (c, row) for c in [b"A", b"B", b"C", b"D", b"E", b"F", b"G", b"H", b"I", b"J", b"K", b"L"]) + b"</row>"
        yield b"</sheetData>" + end
    pack([(n, c) for n, c in parts().items() if n != SHEET] + [(SHEET, chunks())], path=path)


@makes("header-words.xlsx")
def _(path):
    def letters(column):
        head, last = divmod(column, 26)
        return (letters(head - 1) if head else "") + chr(65 + last)
    def line(row):
        words = [(column, ["姓名", "总分", None][column % 3]) for column in range(1_990)]
        cells = "".join(f'<c r="{letters(column)}{row}" t="inlineStr"><is><t>{word}</t></is></c>' for column, word in words if word)
        return f'<row r="{row}">{cells}</row>'
    sheet = "<sheetData>" + "".join(map(line, range(1, 101))) + "</sheetData>"
    pack(edited("(?s)<sheetData>.*</sheetData>", sheet), path=path)


def with_strings(chunks, cells=""):
    """The base with a part of shared strings that it did not have."""
    all_parts = rows(cells)
    rel = b'<Relationship Id="rIdS" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    name = "xl/_rels/workbook.xml.rels"
    all_parts[name] = all_parts[name].replace(b"</Relationships>", rel)
    kind = b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
    all_parts["[Content_Types].xml"] = all_parts["[Content_Types].xml"].replace(b"</Types>", kind)
    all_parts.pop("xl/sharedStrings.xml", None)
    return list(all_parts.items()) + [("xl/sharedStrings.xml", chunks)]


@makes("bomb-strings.xlsx")
def _(path):
    pack(with_strings(stream(b"<sst>", b"<si><t>aaaaaaaaaaaaaaaaaaaaaaaa</t></si>", 60_000_000, b"</sst>")), path=path)


@makes("strings-40mb.xlsx")
def _(path):
    def chunks():
        yield b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        for number in range(600_000):
            yield b"<si><t>%060d</t></si>" % number
        yield b"</sst>"
    pack(with_strings(chunks()), path=path)


@makes("string-shared-by-many.xlsx")
def _(path):
    cells = "".join(f'<row r="{r}">' + "".join(f'<c r="{c}{r}" t="s"><v>0</v></c>' for c in "ABCDEFGHIJ") + "</row>" for r in range(60, 30_060))
    pack(with_strings(stream(b"<sst><si><t>", b"x", 32_000, b"</t></si></sst>"), cells), path=path)


@makes("quine-names.zip.xlsx")
def _(path):
    pack({**parts(), **{f"xl/media/{i}.bin": b"" for i in range(60_000)}}, path=path)


@makes("overlapping-entries.xlsx")
def _(path):
    # All entries of the directory point at one and the same compressed megabytes.
    blob = io.BytesIO()
    with zipfile.ZipFile(blob, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts().items():
            package.writestr(name, content)
        package.writestr("xl/media/big.bin", b"\0" * (64 << 20))
        shared = package.getinfo("xl/media/big.bin")
        for number in range(5_000):
            copy = zipfile.ZipInfo(f"xl/media/{number}.bin")
            for key in ("header_offset", "compress_size", "file_size", "CRC", "compress_type"):
                setattr(copy, key, getattr(shared, key))
            package.filelist.append(copy)
    path.write_bytes(blob.getvalue())


# ---- sizes and places that are declared -----------------------------------------------------------------------------

@makes("dimension-of-everything.xlsx")
def _(path):
    pack(edited(r'<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"'), path=path)


@makes("cell-at-the-end.xlsx")
def _(path):
    pack(rows('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), path=path)


@makes("cell-beyond-the-end.xlsx")
def _(path):
    pack(rows('<row r="4294967295"><c r="ZZZZZZZ99999999999"><v>1</v></c></row>'), path=path)


@makes("rows-backwards.xlsx")
def _(path):
    pack(rows("".join(f'<row r="{r}"><c r="A{r}"><v>1</v></c></row>' for r in range(200_000, 100, -1))), path=path)


@makes("columns-backwards.xlsx")
def _(path):
    def name(i):
        return (name(i // 26 - 1) if i >= 26 else "") + chr(65 + i % 26)
    row = "".join(f'<c r="{name(c)}60"><v>1</v></c>' for c in range(16383, -1, -1))
    pack(rows(f'<row r="60">{row}</row>'), path=path)


@makes("merge-of-everything.xlsx")
def _(path):
    pack(edited("<mergeCell ", '<mergeCell ref="A1:XFD1048576"/><mergeCell '), path=path)


@makes("merges-overlapping.xlsx")
def _(path):
    pack(edited("<mergeCell ", "".join(f'<mergeCell ref="A{i}:ZZ{i + 500_000}"/>' for i in range(1, 100_001)) + "<mergeCell "), path=path)


@makes("merges-in-header.xlsx")
def _(path):
    pack(edited("<mergeCell ", "".join(f'<mergeCell ref="A2:{c}{r}"/>' for r in range(2, 12_000) for c in ("AQ", "ZZ", "XFD")) + "<mergeCell "), path=path)


@makes("merges-many.xlsx")
def _(path):
    pack(edited("<mergeCell ", "".join(f'<mergeCell ref="A{i}:B{i}"/>' for i in range(100, 400_100)) + "<mergeCell "), path=path)


@makes("columns-many.xlsx")
def _(path):
    pack(edited("<cols>", "<cols>" + '<col min="1" max="16384" width="9" hidden="1"/>' * 100_000), path=path)


@makes("columns-hidden-everything.xlsx")
def _(path):
    pack(edited("<cols>.*</cols>", '<cols><col min="1" max="4294967295" hidden="1" width="1e308"/></cols>'), path=path)


# Writing is bounded by the people alone: a thousand sheets of them take more than these 2 GiB and 20 s.
@makes("sheets-many.xlsx")
def _(path):
    all_parts = parts()
    book = all_parts["xl/workbook.xml"].decode()
    sheet = re.search(r"<sheet [^>]*/>", book).group(0)
    rid = re.search(r'r:id="[^"]*"|id="rId[^"]*"', sheet).group(0)
    more = "".join(f'<sheet xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" name="s{i}" sheetId="{i + 9}" {rid}/>' for i in range(100))
    all_parts["xl/workbook.xml"] = book.replace(sheet, sheet + more).encode()
    pack(all_parts, path=path)


@makes("sheets-200000.xlsx")
def _(path):
    all_parts = parts()
    all_parts["xl/workbook.xml"] = re.sub(b"(<sheet [^>]*/>)", lambda m: m.group(1) * 200_000, all_parts["xl/workbook.xml"], count=1)
    pack(all_parts, path=path)


@makes("styles-many.xlsx")
def _(path):
    all_parts = parts()
    xf = b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    all_parts["xl/styles.xml"] = re.sub(b"<cellXfs[^>]*>", lambda m: m.group(0) + xf * 2_000_000, all_parts["xl/styles.xml"], count=1)
    pack(all_parts, path=path)


@makes("style-number-absurd.xlsx")
def _(path):
    pack(rows('<row r="60"><c r="A60" s="4294967295"><v>1</v></c><c r="B60" s="-1"><v>2</v></c></row>'), path=path)


# ---- XML -------------------------------------------------------------------------------------------------------------

@makes("billion-laughs.xlsx")
def _(path):
    entities = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
    all_parts = rows('<row r="60"><c r="A60" t="inlineStr"><is><t>&a11;</t></is></c></row>')
    all_parts[SHEET] = f"<!DOCTYPE x [{entities}]>".encode() + all_parts[SHEET]
    pack(all_parts, path=path)


@makes("external-entity.xlsx")
def _(path):
    all_parts = rows('<row r="60"><c r="A60" t="inlineStr"><is><t>&x;</t></is></c></row>')
    all_parts[SHEET] = b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + all_parts[SHEET]
    pack(all_parts, path=path)


@makes("deep-xml.xlsx")
def _(path):
    pack(rows('<row r="60"><c r="A60" t="inlineStr"><is>' + "<r>" * 1_000_000 + "</r>" * 1_000_000 + "</is></c></row>"), path=path)


@makes("deep-xml-open.xlsx")
def _(path):
    pack(rows("<x>" * 3_000_000), path=path)


@makes("deep-styles.xlsx")
def _(path):
    pack(edited("<cellXfs", "<a>" * 500_000 + "</a>" * 500_000 + "<cellXfs", "xl/styles.xml"), path=path)


@makes("attributes-many.xlsx")
def _(path):
    pack(rows('<row r="60" ' + " ".join(f'a{i}="1"' for i in range(500_000)) + "/>"), path=path)


@makes("attribute-long.xlsx")
def _(path):
    pack(rows('<row r="60" a="' + "x" * (200 << 20) + '"/>'), path=path)


@makes("text-32k.xlsx")
def _(path):
    pack(rows('<row r="60"><c r="A60" t="inlineStr"><is><t>' + "长" * 40_000 + "</t></is></c></row>"), path=path)


@makes("name-32k.xlsx")
def _(path):
    pack(edited(r'(?<=<c r="C5")[^>]*>.*?</c>', ' t="inlineStr"><is><t>' + "长" * 40_000 + "</t></is></c>"), path=path)


@makes("number-long.xlsx")
def _(path):
    pack(rows('<row r="60"><c r="A60"><v>' + "9" * 5_000_000 + "</v></c><c r=\"B60\"><v>1e999999999</v></c><c r=\"C60\"><v>-1e-999999999</v></c></row>"), path=path)


@makes("header-long.xlsx")
def _(path):
    cells = "".join(f'<row r="{r}">' + "".join(f'<c r="{c}{r}" t="inlineStr"><is><t>{"得分(" * 2000}</t></is></c>' for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ") + "</row>" for r in range(60, 90))
    pack(rows(cells), path=path)


# ---- formulas --------------------------------------------------------------------------------------------------------

def uncalculated(formula):
    return rows(f'<row r="60"><c r="A60"><f>{formula}</f></c></row>')


@makes("formula-deep.xlsx")
def _(path):
    pack(edited(r'(?<=<c r="AM5")[^>]*>.*?</c>', "><f>" + "(" * 200_000 + "1" + ")" * 200_000 + "</f></c>"), path=path)


@makes("formula-deep-calls.xlsx")
def _(path):
    pack(edited(r'(?<=<c r="AM5")[^>]*>.*?</c>', "><f>" + "IF(1," * 8_000 + "1" + ")" * 8_000 + "</f></c>"), path=path)


@makes("formula-signs.xlsx")
def _(path):
    pack(edited(r'(?<=<c r="AM5")[^>]*>.*?</c>', "><f>" + "-" * 500_000 + "1</f></c>"), path=path)


@makes("formula-circle.xlsx")
def _(path):
    pack(edited(r'(?<=<c r="AM5")[^>]*>.*?</c>', "><f>AM5+AM6</f></c>"), path=path)


@makes("formula-chain.xlsx")
def _(path):
    chain = "".join(f'<row r="{r}"><c r="A{r}"><f>A{r + 1}+A{r + 2}</f></c></row>' for r in range(60, 100_060))
    all_parts = rows(chain)
    text = all_parts[SHEET].decode()
    text = re.sub(r'(?<=<c r="AM5")[^>]*>.*?</c>', "><f>A60</f></c>", text, count=1)
    all_parts[SHEET] = text.encode()
    pack(all_parts, path=path)


@makes("formula-whole-columns.xlsx")
def _(path):
    all_parts = parts()
    text = all_parts[SHEET].decode()
    for row in range(4, 34):
        text = re.sub(rf'(?<=<c r="AM{row}")[^>]*>.*?</c>', "><f>SUM(A:XFD)+SUMPRODUCT(A1:XFD1048576,A1:XFD1048576)+COUNTIF(A:XFD,1)</f></c>", text, count=1)
    all_parts[SHEET] = text.encode()
    pack(all_parts, path=path)


@makes("formula-power.xlsx")
def _(path):
    pack(edited(r'(?<=<c r="AM5")[^>]*>.*?</c>', "><f>9^9^9^9^9*REPT(\"9\",1000000000)&amp;ROUND(1,999999999)</f></c>"), path=path)


@makes("formula-shared-many.xlsx")
def _(path):
    master = '<row r="60"><c r="A60"><f t="shared" si="0" ref="A60:A300000">' + "+".join(["A1"] * 1_500) + "</f></c></row>"
    pack(rows(master + "".join(f'<row r="{r}"><c r="A{r}"><f t="shared" si="0"/></c></row>' for r in range(61, 200_061))), path=path)


# ---- packages ----------------------------------------------------------------------------------------------------------

@makes("paths-outside.xlsx")
def _(path):
    pack({**parts(), "../../outside.txt": b"x", "/etc/outside": b"x", "C:\\outside.txt": b"x", "xl/../../../outside": b"x"}, path=path)


@makes("relations-circle.xlsx")
def _(path):
    circle = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/vmlDrawing" Target="sheet1.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="../workbook.xml"/></Relationships>'
    pack({**parts(), "xl/worksheets/_rels/sheet1.xml.rels": circle}, path=path)


@makes("relations-many.xlsx")
def _(path):
    one = '<Relationship Id="r{0}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="../comments{0}.xml"/>'
    many = "".join(one.format(i) for i in range(300_000))
    pack({**parts(), "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{many}</Relationships>'.encode()}, path=path)


@makes("sheet-is-the-book.xlsx")
def _(path):
    all_parts = parts()
    name = "xl/_rels/workbook.xml.rels"
    all_parts[name] = all_parts[name].replace(b"worksheets/sheet1.xml", b"workbook.xml").replace(b"/xl/xl/", b"/xl/")
    pack(all_parts, path=path)


@makes("comments-many.xlsx")
def _(path):
    all_parts = parts()
    all_parts["xl/worksheets/_rels/sheet1.xml.rels"] = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="../comments1.xml"/></Relationships>'
    comment = '<comment ref="A{}" authorId="0"><text><t>x</t></text></comment>'
    all_parts["xl/comments1.xml"] = ('<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors><author>x</author></authors><commentList>' + "".join(comment.format(i % 1_000_000 + 1) for i in range(600_000)) + "</commentList></comments>").encode()
    all_parts["[Content_Types].xml"] = all_parts["[Content_Types].xml"].replace(b"</Types>", b'<Override PartName="/xl/comments1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"/></Types>')
    pack(all_parts, path=path)


@makes("duplicate-entries.xlsx")
def _(path):
    import warnings
    warnings.simplefilter("ignore")
    pack([item for item in parts().items() for _ in range(200)], path=path)


# ---- names -------------------------------------------------------------------------------------------------------------

INJECTED = "=cmd|' /C calc'!A0"


@makes("injected-names.xlsx")
def _(path):
    all_parts = parts()
    text = all_parts[SHEET].decode()
    for row, word in zip(range(4, 9), [INJECTED, "+1+1", "-2+3", "@SUM(1)", "\t=1+1"]):
        for column in "CD":
            text = re.sub(rf'<c r="{column}{row}"[^>]*>.*?</c>', lambda _: f'<c r="{column}{row}" t="inlineStr"><is><t>{word}{row}</t></is></c>', text, count=1)
    all_parts[SHEET] = text.encode()
    pack(all_parts, path=path)


@makes("injected.csv")
def _(path):
    text = (ROOT / "sample-workbooks/standard-gbk.csv").read_bytes().decode("gb18030")
    lines = text.splitlines()
    for index in range(4, 8):
        fields = lines[index].split(",")
        fields[1] = INJECTED
        fields[2] = '"=HYPERLINK(""http://x.example"",""x"")"'
        lines[index] = ",".join(fields)
    path.write_text("\n".join(lines), encoding="utf-8")


@makes("=1+1 line\nbreak\x1b[31m..xlsx")
def _(path):
    path.write_bytes(BASE.read_bytes())


@makes("..….. x.复核.xlsx")
def _(path):
    path.write_bytes(BASE.read_bytes())


# ---- csv ----------------------------------------------------------------------------------------------------------------

@makes("line-of-200mb.csv")
def _(path):
    path.write_bytes(b"x" * (200 << 20))


@makes("commas-20m.csv")
def _(path):
    path.write_bytes(b"," * 20_000_000 + b"\n")


@makes("line-ends-40m.csv")
def _(path):
    path.write_bytes(b"1\n" * 40_000_000)


@makes("quote-open.csv")
def _(path):
    path.write_bytes(b'"' + b"a,b\n" * 20_000_000)


@makes("nul.csv")
def _(path):
    path.write_bytes((ROOT / "sample-workbooks/standard-gbk.csv").read_bytes().replace(b",", b"\0,", 50))


@makes("only-nul.csv")
def _(path):
    path.write_bytes(b"\0" * (100 << 20))


@makes("noise.csv")
def _(path):
    path.write_bytes(random.Random(1).randbytes(5 << 20))


# ---- other formats -----------------------------------------------------------------------------------------------------

def ods(table, path):
    content = ('<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>' + table + "</office:spreadsheet></office:body></office:document-content>")
    pack([("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.encode())], path=path)


@makes("repeats.ods")
def _(path):
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"><text:p>1</text:p></table:table-cell>'
    ods(f'<table:table table:name="x"><table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row></table:table>', path)


@makes("repeats-text.ods")
def _(path):
    cell = f'<table:table-cell office:value-type="string" table:number-columns-repeated="100"><text:p>{"长" * 5000}</text:p></table:table-cell>'
    ods(f'<table:table table:name="x"><table:table-row table:number-rows-repeated="100000">{cell}</table:table-row></table:table>', path)


@makes("repeats-absurd.ods")
def _(path):
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="18446744073709551615" table:number-columns-spanned="4294967295" table:number-rows-spanned="4294967295"><text:p>1<text:s text:c="4294967295"/></text:p></table:table-cell>'
    ods(f'<table:table table:name="x"><table:table-row table:number-rows-repeated="4294967295">{cell}</table:table-row></table:table>', path)


@makes("deep.ods")
def _(path):
    ods('<table:table table:name="x"><table:table-row>' + "<table:table-cell>" * 1_000_000, path)


XLS = (ROOT / "sample-workbooks/standard-legacy.xls")


@makes("fat-loop.xls")
def _(path):
    data = bytearray(XLS.read_bytes())
    first = struct.unpack_from("<I", data, 76)[0]
    at = 512 + first * 512
    for index in range(128):
        struct.pack_into("<I", data, at + index * 4, index)
    path.write_bytes(data)


@makes("fat-two-loop.xls")
def _(path):
    data = bytearray(XLS.read_bytes())
    first = struct.unpack_from("<I", data, 76)[0]
    at = 512 + first * 512
    for index in range(128):
        struct.pack_into("<I", data, at + index * 4, (index + 1) % 10)
    data += bytes(50 << 20)
    path.write_bytes(data)


@makes("difat-loop.xls")
def _(path):
    data = bytearray(XLS.read_bytes())
    struct.pack_into("<I", data, 68, 0)
    struct.pack_into("<I", data, 72, 0xFFFFFFFF)
    path.write_bytes(data)


@makes("records-many.xls")
def _(path):
    path.write_bytes(b"\x09\x08\x10\0\0\x06\x05\0" + bytes(12) + b"\xe5\0\x0a\0\x01\0\0\0\xff\xff\0\0\xff\0" * 4_000_000)


@makes("truncated.xlsb")
def _(path):
    data = (ROOT / "tests/reading/cells.xlsb").read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])


@makes("records-long.xlsb")
def _(path):
    all_parts = parts(ROOT / "tests/reading/cells.xlsb")
    for name in list(all_parts):
        if "sheet" in name and name.endswith(".bin"):
            all_parts[name] = all_parts[name][:200] + b"\x01\xff\xff\xff\x7f" + all_parts[name][200:]
    pack(all_parts, path=path)


# ---- running --------------------------------------------------------------------------------------------------------------

def limits():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Seconds of work; a machine that has other things to do takes longer by the clock.
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def run(fuhe, path, *more):
    start = time.monotonic()
    try:
        done = subprocess.run([fuhe, "audit", path, "-m", "standard", *more], capture_output=True, timeout=SECONDS * 6, preexec_fn=limits)
        code, told = done.returncode, (done.stderr + done.stdout).decode("utf-8", "replace")
        error = done.stderr.decode("utf-8", "replace")
    except subprocess.TimeoutExpired:
        code, told, error = "timeout", "", ""
    return code, told, error, time.monotonic() - start


def formulas_of_people(path):
    """Formulas in a workbook that hold what only a person could have typed, and live things outside of cells."""
    found = []
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.endswith(".xml"):
                for formula in re.findall(rb"<(?:\w+:)?f[ >].*?</(?:\w+:)?f>", package.read(name)):
                    if b"cmd" in formula or b"calc" in formula or b"x.example" in formula:
                        found.append(f"{name}: {formula[:80]}")
    return found


def fault(fuhe, name, folder, verbose):
    source = folder / "in" / name
    source.parent.mkdir(exist_ok=True)
    MADE[name](source)
    before = source.read_bytes() if source.stat().st_size < 50 << 20 else None
    out = folder / "out"
    faults, told_all = [], []
    for options in (["--dry-run"], ["-o", str(out)]):
        code, told, error, seconds = run(fuhe, source, *options)
        told_all.append(f"{code} {seconds:.1f}s")
        if code not in (0, 1, 2):
            faults.append(f"{options[0]}: ended with {code} after {seconds:.1f} s {told[-200:]}")
        elif "内部错误" in told or "internal error" in told or "panicked" in told:
            faults.append(f"{options[0]}: {told[-300:]}")
        elif code == 2 and not error.strip():
            faults.append(f"{options[0]}: no word about why")
        elif "\x1b" in told:
            faults.append(f"{options[0]}: the terminal is steered by a file's name")
        elif options[0] == "-o" and code != 2 and not list(out.glob("*")):
            faults.append("no output and no error")
        elif len(told) > 100_000:
            faults.append(f"{options[0]}: {len(told)} bytes of words")
        if verbose and code == 2:
            print("    ", error.strip()[:300])
    for made in out.glob("*") if out.exists() else []:
        if made.name.startswith(".fuhe"):
            faults.append(f"left behind: {made.name}")
        elif zipfile.is_zipfile(made):
            with zipfile.ZipFile(made) as package:
                if any(".." in entry.split("/") for entry in package.namelist()) and "outside" not in name:
                    faults.append("a path that leads outside")
            faults += formulas_of_people(made)
        else:
            faults.append(f"not whole: {made.name}")
    if before is not None and source.read_bytes() != before:
        faults.append("the input was changed")
    return faults, ", ".join(told_all)


def tried(fuhe, verbose, name):
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        return fault(fuhe, name, pathlib.Path(folder), verbose)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("fuhe", type=pathlib.Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("-v", action="store_true")
    args = parser.parse_args()
    fuhe = args.fuhe.resolve()
    bad = 0
    chosen = [name for name in MADE if not args.names or any(word in name for word in args.names)]
    with concurrent.futures.ProcessPoolExecutor() as pool:
        for name, (faults, told) in zip(chosen, pool.map(functools.partial(tried, fuhe, args.v), chosen)):
            bad += bool(faults)
            print(f"{'FAIL' if faults else 'ok  '} {name!r} ({told})", *faults, sep="\n     ", flush=True)
    print(f"{len(chosen)} hostile files: {len(chosen) - bad} end well within {MEMORY >> 30} GiB and {SECONDS} s, {bad} do not")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
