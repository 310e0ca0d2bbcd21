#!/usr/bin/env python3
"""Checks finished workbooks with other people's programs.

Each file must open in openpyxl, pass openxml-audit, and survive a conversion with full recalculation in LibreOffice in
which every formula on fuhe's report sheets comes to the result that is stored with it.

With --sources, faults that openxml-audit already finds in a file's source (the xlsx or xlsm of the same stem there) do not
count: a copy keeps its source's own parts. They are counted in the output, never hidden.
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

REPORTS = ["复核概览", "差异清单", "绩效工资汇总", "计分底稿", "复核依据"]
REPORT = re.compile(r"^(?:%s)(?:[ _]?[(（]?\d+[)）]?)?$" % "|".join(REPORTS))
TOLERANCE = 1e-9

# Recalculate always when loading (0), whatever program wrote the file.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def check_openpyxl(path):
    """Faults that openpyxl finds, and the file's formulas and values."""
    import openpyxl

    keep_vba = path.suffix.lower() == ".xlsm"
    try:
        formulas = openpyxl.load_workbook(path, keep_vba=keep_vba)
        values = openpyxl.load_workbook(path, data_only=True, keep_vba=keep_vba)
    except Exception as cause:  # whatever it raises, the file did not open
        return [f"openpyxl: {type(cause).__name__}: {cause}"], None, None
    return [], formulas, values


def check_audit(path):
    """Faults that openxml-audit finds."""
    done = subprocess.run(
        [sys.executable, "-m", "openxml_audit", "--output", "json", "--max-errors", "0", str(path)],
        capture_output=True,
        text=True,
        timeout=600,
    )
    try:
        result = json.loads(done.stdout)
    except json.JSONDecodeError:
        words = (done.stderr or done.stdout).strip()[-500:]
        return [f"openxml-audit: no result (exit code {done.returncode}): {words}"]
    results = result if isinstance(result, list) else [result]
    faults = []
    for one in results:
        for error in one.get("errors", []):
            where = " ".join(str(error[key]) for key in ("part_uri", "part", "path") if error.get(key))
            faults.append(f"openxml-audit: {where} {error.get('description') or error.get('message') or error}")
        if one.get("is_valid", one.get("valid")) is False and not one.get("errors"):
            faults.append(f"openxml-audit: not valid: {one}")
    if done.returncode != 0 and not faults:
        faults.append(f"openxml-audit: exit code {done.returncode}")
    return faults


def inherited(path, folder):
    """Faults of the source from which the copy `<stem>.复核.xlsx` was made."""
    source = folder / (path.name.split(".复核.")[0] + path.suffix) if folder else None
    return collections.Counter(check_audit(source)) if source and source.exists() else collections.Counter()


def recalculate(soffice, path, folder):
    """The file as LibreOffice writes it after computing every formula anew."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
    out = folder / "out"
    out.mkdir(exist_ok=True)
    # A plain name: the result's name follows from it.
    copy = folder / f"input{path.suffix}"
    shutil.copy(path, copy)
    done = subprocess.run(
        [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(copy)],
        capture_output=True,
        text=True,
        timeout=600,
    )
    result = out / "input.xlsx"
    if not result.exists():
        raise RuntimeError((done.stderr or done.stdout).strip() or "no output")
    return result


def same(stored, computed):
    """True where the stored result is what LibreOffice computes."""
    if isinstance(stored, bool) or isinstance(computed, bool):
        return stored == computed
    if isinstance(stored, (int, float)) and isinstance(computed, (int, float)):
        return abs(stored - computed) <= TOLERANCE * max(1.0, abs(stored))
    # Empty text comes back as nothing.
    return (stored or "") == (computed or "") and isinstance(stored or "", str) == isinstance(computed or "", str)


def check_recalculated(soffice, path, formulas, values):
    """Faults of the stored results, and the number of formulas compared."""
    import openpyxl

    with tempfile.TemporaryDirectory(prefix="fuhe-interop-") as folder:
        try:
            result = recalculate(soffice, path, pathlib.Path(folder))
            computed = openpyxl.load_workbook(result, data_only=True)
        except Exception as cause:
            return [f"LibreOffice: {type(cause).__name__}: {cause}"], 0
    faults = []
    if computed.sheetnames != formulas.sheetnames:
        faults.append(f"LibreOffice: sheets {computed.sheetnames}, expected {formulas.sheetnames}")
        return faults, 0
    count = 0
    for name in formulas.sheetnames:
        if not REPORT.match(name) or not hasattr(formulas[name], "iter_rows"):
            continue
        for row in formulas[name].iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                count += 1
                stored = values[name][cell.coordinate].value
                now = computed[name][cell.coordinate].value
                if not same(stored, now):
                    formula = getattr(cell.value, "text", cell.value)
                    faults.append(f"{name}!{cell.coordinate} {formula}: stored {stored!r}, recalculated {now!r}")
    return faults, count


def check(path, args):
    """A file's faults, the number of formulas that were recalculated, and how many faults are its source's."""
    count = 0
    faults, formulas, values = check_openpyxl(path)
    audited = collections.Counter(check_audit(path))
    new = audited - inherited(path, args.sources)
    faults += new.elements()
    if formulas is not None:
        more, count = check_recalculated(args.soffice, path, formulas, values)
        faults += more
    return faults, count, audited.total() - new.total()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=pathlib.Path, help="xlsx or xlsm files")
    parser.add_argument("--sources", type=pathlib.Path, help="the folder of the files' sources")
    parser.add_argument("--soffice", default=shutil.which("soffice") or shutil.which("libreoffice"))
    args = parser.parse_args()

    missing = []
    for module, package in (("openpyxl", "openpyxl"), ("openxml_audit", "openxml-audit")):
        try:
            __import__(module)
        except ImportError:
            missing.append(f"python package {package}")
    if not args.soffice or not shutil.which(args.soffice):
        missing.append("LibreOffice (soffice)")
    if missing:
        print("missing: " + ", ".join(missing), file=sys.stderr)
        return 1

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        checked = pool.map(lambda path: check(path, args), args.files)
    for path, (faults, count, old) in zip(args.files, checked):
        if faults:
            failed += 1
            print(f"FAIL {path}")
            for fault in faults:
                print(f"  {fault}")
        else:
            kept = f", {old} faults of the source kept" if old else ""
            print(f"ok   {path} ({count} formulas recalculated{kept})")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
