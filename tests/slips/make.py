"""Writes blank.xlsx, a workbook as a spreadsheet program gives it for "new, save"."""
import openpyxl
from pathlib import Path

openpyxl.Workbook().save(Path(__file__).with_name("blank.xlsx"))
