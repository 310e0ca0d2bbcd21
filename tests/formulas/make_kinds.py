#!/usr/bin/env python3
"""Makes kinds.xlsx: python3 make_kinds.py [--check]. Every kind of formula that the evaluator knows, with values of LibreOffice.

openpyxl writes the formulas without results; LibreOffice (`soffice`) calculates and saves them. On the sheet 得分, B5:K16
are figures of twelve invented people; on the sheet 公式, column B holds the formulas, column C what they are about.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl

HERE = Path(__file__).parent
PEOPLE = ["林晓岚", "周子墨", "何思远", "许安然", "沈一诺", "陆明轩", "韩雪", "唐毅", "邹静", "贺飞", "梁宽", "罗兰"]
DEPARTMENTS = ["运营部", "推广部", "客服部"]
FORMULAS = [
    # Sums and chains.
    "SUM(得分!C5:F5)", "得分!C5+得分!D5+得分!E5+得分!F5", "SUM(得分!C5:D5,得分!E5,得分!F5)", "SUM(得分!C5:F5)-得分!G5",
    "SUM(得分!A5:F16)", "SUM(得分!C:C)", "SUM(得分!5:5)", "SUM(得分!$C$5:$C$9)*2", "SUM(得分!C5:F5)/4", "-得分!C5+10",
    "得分!H5*得分!I5*得分!C5/100", "ROUND(得分!H5*得分!I5*得分!C5/100,2)", "得分!C5*40%+得分!D5*60%", "2^10", "-2^2", "10-3-2",
    "SUMPRODUCT(得分!C5:F5,得分!C3:F3)", "SUMPRODUCT(得分!C5:C16*(得分!B5:B16=\"运营部\"))", "SUMPRODUCT((得分!C5:C16>8)*1)",
    "PRODUCT(得分!C5:D5)", "AVERAGE(得分!C5:C16)", "MIN(得分!C5:C16)", "MAX(得分!C5:C16)", "MAX(得分!C5,8.5)", "COUNT(得分!A5:F16)",
    "COUNTA(得分!A5:B16)", "SUM(得分!J5:J16)", "AVERAGE(得分!J5:J16)", "COUNT(得分!J5:J16)", "SUM(得分!K5:K16)",
    # Rounding.
    *(f"ROUND({value},{digits})" for value in ("2.345", "-2.345", "1250", "955.8675", "18.55") for digits in (0, 1, 2, -2)),
    *(f"{name}({value},1)" for name in ("ROUNDUP", "ROUNDDOWN") for value in ("2.01", "-2.01", "2.99", "2")),
    "INT(2.9)", "INT(-2.1)", "TRUNC(2.9)", "TRUNC(-2.9)", "ABS(-2.5)", "MOD(7,3)", "MOD(-7,3)", "MOD(7.5,2)",
    # Conditions.
    'IF(得分!C5>=9,"A",IF(得分!C5>=8,"B","C"))', "IF(得分!C5>8,得分!C5,0)", 'IF(AND(得分!C5>8,得分!D5>8),"优","良")',
    'IF(OR(得分!C5>9.9,NOT(得分!D5>9.9)),1,2)', 'IF(得分!L5="",0,1)', "IFERROR(1/0,9)", "IFERROR(5,9)", 'IF(得分!B5<>"运营部",1,2)',
    'IFS(得分!C5>=9.5,"A",得分!C5>=8,"B",TRUE,"C")', 'SWITCH(得分!B5,"推广部",1,"运营部",2,3)', 'CHOOSE(2,"甲","乙","丙")',
    "IF(ISNUMBER(得分!C5),1,2)", "IF(ISBLANK(得分!L5),1,2)", "IF(ISERROR(1/0),1,2)", "IF(ISTEXT(得分!A5),1,2)",
    # Lookups.
    'VLOOKUP("韩雪",得分!A5:F16,3,FALSE)', 'VLOOKUP("韩雪",得分!A:F,6,0)', "VLOOKUP(85,得分!N5:O8,2)", "VLOOKUP(90,得分!N5:O8,2,TRUE)",
    "VLOOKUP(59.9,得分!N5:O8,2)", 'IFERROR(VLOOKUP("查无此人",得分!A5:F16,3,0),0)', 'IFNA(VLOOKUP("查无此人",得分!A5:F16,3,0),7)',
    'HLOOKUP("质量",得分!C4:F16,3,0)', 'INDEX(得分!C5:C16,MATCH("唐毅",得分!A5:A16,0))', "INDEX(得分!C5:F16,2,3)", "MATCH(85,得分!N5:N8)",
    "LOOKUP(85,得分!N5:N8,得分!O5:O8)",
    # Counts.
    'COUNTIF(得分!B5:B16,"运营部")', 'COUNTIF(得分!C5:C16,">=9")', 'COUNTIF(得分!C5:C16,9)', 'SUMIF(得分!B5:B16,"运营部",得分!C5:C16)',
    'SUMIF(得分!C5:C16,">9")', 'SUMIF(得分!B5:B16,"<>运营部",得分!C5:C16)', 'COUNTIFS(得分!B5:B16,"推广部",得分!C5:C16,">8")',
    'SUMIFS(得分!C5:C16,得分!B5:B16,"推广部",得分!D5:D16,"<9")', 'AVERAGEIF(得分!B5:B16,"客服部",得分!C5:C16)',
    'AVERAGEIFS(得分!C5:C16,得分!B5:B16,"客服部",得分!D5:D16,">1")', "RANK(得分!C5,得分!C5:C16)", "RANK(得分!C6,得分!C$5:C$16,1)",
    "LARGE(得分!C5:C16,2)", "SMALL(得分!C5:C16,2)",
    # Words.
    '得分!A5&"："&得分!C5&"分"', "LEFT(得分!A5,1)", "RIGHT(得分!A5,2)", "MID(得分!A5,2,1)", "LEN(得分!A5)", 'VALUE("12.5")+1',
    'CONCATENATE(得分!A5,"-",得分!B5)', 'TEXT(0.9275,"0.0%")', 'TEXT(18.6,"0.00")', 'TEXT(90,"0")', 'TRIM("  甲  乙 ")',
    'VALUE(LEFT("85分",2))+1', 'IF(EXACT("a","A"),1,2)',
]  # fmt: skip
# What openpyxl must write with the mark of newer functions.
NEWER = ("IFS(", "SWITCH(", "IFNA(")


def written(formula):
    for name in NEWER:
        if formula.startswith(name):
            return f"=_xlfn.{formula}"
    return f"={formula}"


def book():
    made = openpyxl.Workbook()
    scores = made.active
    scores.title = "得分"
    scores.append(["绩效得分"])
    scores.append([])
    scores.append([None, "权重", 0.4, 0.3, 0.2, 0.1])
    scores.append(["姓名", "部门", "质量", "效率", "协作", "学习", "扣分", "基数", "比例", "缺勤", "总分"])
    for index, name in enumerate(PEOPLE):
        row = index + 5
        figures = [(index * 7 % 11 + 90 - index) / 10, (index * 5 % 13 + 80) / 10, index % 4 + 6.5, 9, index % 3, 5000 + 750 * index, 0.2]
        scores.append([name, DEPARTMENTS[index % 3], *figures, "请假" if index % 5 == 0 else index, f"=SUM(C{row}:F{row})"])
    for row, (edge, grade) in enumerate([(0, 0.6), (60, 0.8), (80, 1), (90, 1.2)], 5):
        scores.cell(row, 14, edge)
        scores.cell(row, 15, grade)
    kinds = made.create_sheet("公式")
    for row, formula in enumerate(FORMULAS, 1):
        kinds.cell(row, 2, written(formula))
        kinds.cell(row, 3, formula)
    return made


def calculated(folder):
    """The path of the book as LibreOffice saves it."""
    source = Path(folder) / "kinds.xlsx"
    book().save(source)
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
               "xlsx:Calc MS Excel 2007 XML", "--outdir", f"{folder}/out", str(source)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    return Path(folder) / "out/kinds.xlsx"


def values(path):
    sheet = openpyxl.load_workbook(path, data_only=True)["公式"]
    return {row[2].value: row[1].value for row in sheet.iter_rows()}


def main():
    """Makes the book anew, or with --check compares the values that LibreOffice gives here with those of the book."""
    kept = HERE / "kinds.xlsx"
    with tempfile.TemporaryDirectory() as folder:
        made = calculated(folder)
        fresh = values(made)
        wrong = [formula for formula, value in fresh.items() if value is None or str(value).startswith(("#", "Err:"))]
        assert not wrong, wrong
        if "--check" not in sys.argv:
            shutil.copyfile(made, kept)
    differ = {formula: (value, fresh.get(formula)) for formula, value in values(kept).items() if value != fresh.get(formula)}
    assert not differ, differ


main()
