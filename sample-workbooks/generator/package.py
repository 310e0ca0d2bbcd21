"""Saves a workbook so that the same input gives the same bytes, with cached formula values."""

import io
import re
import zipfile
from datetime import datetime
from xml.sax.saxutils import escape

from .formula import cached_values

MADE = datetime(2026, 11, 2, 9, 30)
ZIP_TIME = MADE.timetuple()[:6]
FORMULA_CELL = re.compile(r'<c r="([A-Z]+\d+)"([^>]*)><f>(.*?)</f><v ?/?>(?:</v>)?</c>')
FONT = re.compile(r"(<font>)(.*?)(</font>)", re.S)
FONT_CHILD = re.compile(r"<(\w+)[^>]*?/>")
# Excel's own order of a font's properties; openpyxl writes another, which validators complain of.
FONT_ORDER = ("b i strike condense extend outline shadow u vertAlign sz color name family charset scheme").split()


def save(workbook, path):
    """Write the workbook: fixed dates in it, fixed dates of its parts, values beside its formulas."""
    properties = workbook.properties
    properties.creator = properties.lastModifiedBy = "人力资源部"
    properties.created = MADE
    workbook.calculation.fullCalcOnLoad = False
    values = cached_values(workbook)
    raw = io.BytesIO()
    workbook.save(raw)
    parts = {
        f"xl/worksheets/sheet{number}.xml": values.get(sheet.title, {})
        for number, sheet in enumerate(workbook.worksheets, 1)
    }
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            _copy(target, name, _settled(name, source.read(name), parts))


def _settled(name, data, parts):
    if name == "docProps/core.xml":
        stamp = MADE.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
        return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, data)
    if name == "xl/styles.xml":
        return FONT.sub(_in_order, data.decode()).encode()
    if parts.get(name):
        return _with_values(data.decode(), parts[name]).encode()
    return data


def _in_order(match):
    children = sorted(FONT_CHILD.finditer(match[2]), key=lambda child: FONT_ORDER.index(child[1]))
    return match[1] + "".join(child[0] for child in children) + match[3]


def _copy(target, name, data):
    entry = zipfile.ZipInfo(name, ZIP_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    target.writestr(entry, data)


def _with_values(xml, values):
    """Put the cached value into every formula cell of a sheet part."""
    left = dict(values)

    def fill(match):
        address, attributes, formula = match.groups()
        attributes = re.sub(r' t="\w+"', "", attributes)
        value = left.pop(address)
        if isinstance(value, str):
            kind = "e" if value.startswith("#") else "str"
            return f'<c r="{address}"{attributes} t="{kind}"><f>{formula}</f><v>{escape(value)}</v></c>'
        shown = repr(int(value)) if value == int(value) else repr(value)
        return f'<c r="{address}"{attributes}><f>{formula}</f><v>{shown}</v></c>'

    xml = FORMULA_CELL.sub(fill, xml)
    assert not left, f"no formula cell for {sorted(left)}"
    return xml
