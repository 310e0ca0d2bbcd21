#!/usr/bin/env python3
"""Holds the README to what the program does: its mappings and rules pass the check, its findings are all codes, its files exist.

    python3 .ci/readme.py target/release/fuhe
"""

import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def check(fuhe, name, mapping):
    """The faults of a mapping in the README."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / f"{name}.toml"
        path.write_text(mapping, encoding="utf-8")
        done = subprocess.run([fuhe, "mappings", "check", path], capture_output=True, text=True)
    return [] if done.returncode == 0 else [f"{name}: {done.stdout}{done.stderr}"]


def main():
    fuhe = sys.argv[1]
    faults = []
    mappings = re.findall(r"```toml\n(name = .*?)```", TEXT, re.S)
    for number, mapping in enumerate(mappings):
        faults += check(fuhe, f"mapping {number + 1}", mapping)
    rules = re.findall(r"`(rule\.[\w-]+ = \{.*?\})` \|", TEXT)
    for rule in rules:
        lines = ['name = "x"', 'layout = "form"', "[rounding]", "line = 1", "[[line]]", 'item = "x"', "max = 100", rule]
        if rule.startswith("rule.raters"):
            lines.append('columns.raters = { "自评" = ["自评"], "上级" = ["上级"], "同事" = ["同事"] }')
        faults += check(fuhe, rule, "\n".join(lines) + "\n")
    kinds = set(re.findall(r"^    \w+ (\w+)$", (ROOT / "src/rule/mod.rs").read_text(encoding="utf-8"), re.M))
    written = {rule.split()[0].removeprefix("rule.").replace("-", "_") for rule in rules}
    if kinds != written or not mappings:
        faults.append(f"rules of the README and of src/rule/mod.rs differ: {sorted(kinds ^ written)}")
    table = re.findall(r'^    (\w\d{3}) "([^"]+)" (\w+) "([^"]+)"', (ROOT / "src/finding/codes.rs").read_text(encoding="utf-8"), re.M)
    for code, name, severity, title in table:
        if f"| {code} | {name} | {title} | {severity.lower()} |" not in TEXT:
            faults.append(f"{code} {name} is missing in the table of findings")
    for mapping in sorted((ROOT / "mappings").glob("*.toml")):
        if f"| `{mapping.stem}` |" not in TEXT:
            faults.append(f"{mapping.name} is missing in the table of built-in mappings")
    for link in re.findall(r"\]\(([^)#:]+)\)", TEXT):
        if not (ROOT / link).exists():
            faults.append(f"no such file: {link}")
    print("\n".join(faults) or f"the README holds: {len(mappings)} mappings, {len(rules)} rules, {len(table)} codes")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
