"""Opens what `cargo test --test patch` left in target/tmp/patch in other programs, and compares with the sources.

    python3 .ci/patch_corpus.py [--no-office]

Per file: openxml-audit's errors that the source did not have, openpyxl, LibreOffice, and counts of what must survive.
The last line sums it up; the exit code is 1 if anything is worse than before.
"""

import collections
import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import warnings
import zipfile

import openpyxl

warnings.filterwarnings("ignore")
HERE = pathlib.Path(__file__).resolve().parent.parent
MADE = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else HERE / "target/tmp/patch"
COUNTED = {
    "charts": r"<(?:\w+:)?chartSpace[ >]", "pictures": r"<(?:\w+:)?pic[ >]", "comments": r"<(?:\w+:)?comment ",
    "threads": r"<(?:\w+:)?threadedComment ", "validations": r"<(?:\w+:)?dataValidation ",
    "conditions": r"<(?:\w+:)?cfRule ", "pivots": r"<(?:\w+:)?pivotTableDefinition ",
    "names": r"<(?:\w+:)?definedName ", "tables": r"<(?:\w+:)?table ", "merges": r"<(?:\w+:)?mergeCell ",
    "formulas": r"<(?:\w+:)?f[ >]", "shapes": r"<v:shape ",
}
# How many of each the report sheets bring.
BROUGHT = {"charts": 1, "tables": 1}


def audit_one(path):
    run = subprocess.run(["openxml-audit", "-o", "json", "-m", "0", str(path)], capture_output=True, text=True)
    try:
        found = json.loads(run.stdout)[0]
    except (ValueError, IndexError):
        return collections.Counter({"openxml-audit failed": 1})
    return collections.Counter(
        re.sub(r"[\"'(]?rId\w+[\"')]?|\d+", "#", e["description"]) for e in found["errors"]
    )


def audit(paths):
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return dict(zip([path.name for path in paths], pool.map(audit_one, paths)))


def counts(path):
    total = collections.Counter()
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.lower().endswith((".xml", ".vml")):
                text = package.read(name).decode("utf-8", "replace")
                for kind, pattern in COUNTED.items():
                    total[kind] += len(re.findall(pattern, text))
    return total


def opens(path):
    try:
        book = openpyxl.load_workbook(path)
        for sheet in book.worksheets:
            for _ in sheet.iter_rows(max_row=50):
                pass
        return None
    except Exception as fault:  # any fault at all is a result here
        return f"{type(fault).__name__}: {fault}"


def office(paths):
    """Names of the files that LibreOffice converts."""
    out = pathlib.Path(tempfile.mkdtemp())
    for path in paths:
        profile = f"-env:UserInstallation=file://{out}/profile"
        run = ["timeout", "60", "soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(out), str(path)]
        subprocess.run(run, capture_output=True)
    return {path.name for path in paths if (out / (path.stem + ".pdf")).exists()}


def main():
    pairs = []
    for source in sorted(MADE.glob("source__*")):
        pairs.append((source, MADE / source.name.removeprefix("source__")))
    everything = [path for pair in pairs for path in pair]
    audited = audit(everything)
    converted = office(everything) if "--no-office" not in sys.argv else None
    bad = 0
    for source, copy in pairs:
        faults = []
        new = audited[copy.name] - audited[source.name]
        faults += [f"audit {count} x {what[:300]}" for what, count in new.items()]
        before, after = counts(source), counts(copy)
        for kind in COUNTED:
            if after[kind] < before[kind] + BROUGHT.get(kind, 0):
                faults.append(f"{kind} {before[kind]} -> {after[kind]}")
        if opens(source) is None and (fault := opens(copy)):
            faults.append(f"openpyxl {fault}")
        if converted is not None and source.name in converted and copy.name not in converted:
            faults.append("LibreOffice does not open it")
        bad += bool(faults)
        print(f"{copy.name}: {'; '.join(faults) or 'fine'}")
    programs = "openpyxl, openxml-audit" + (", LibreOffice" if converted is not None else "")
    print(f"{len(pairs)} copies opened in {programs}: {len(pairs) - bad} fine, {bad} worse")
    sys.exit(bool(bad))


main()
