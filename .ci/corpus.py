#!/usr/bin/env python3
"""Every file of a folder of found workbooks ends in a workbook or in a clear error.

    python3 .ci/corpus.py target/release/fuhe FOLDER [-q]

Each is audited, and audited by a mapping that fits almost anything, in a process of its own with 2 GiB and 20 seconds. Prints a table and a sum.
"""

import collections
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import zipfile

# Finds people in whatever has two headers, so that much of what was found is audited, marked and written.
ANYTHING = """
name = "anything"
layout = "roster"
[rounding]
line = 1
[fields]
id = ["re:zzz"]
name = ["re:."]
total = ["re:."]
[[line]]
item = "x"
max = 100
rule.judged = {}
columns.score = ["re:."]
"""
MEMORY = 2 << 30
SECONDS = 20


def limits():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Seconds of work; a machine that has other things to do takes longer by the clock.
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def outcome(fuhe, path, mapping):
    """What became of a file, and whether that is well."""
    with tempfile.TemporaryDirectory() as out:
        call = [fuhe, "audit", path, "-o", out] + (["-m", mapping] if mapping else [])
        try:
            done = subprocess.run(call, capture_output=True, timeout=SECONDS * 6, preexec_fn=limits)
        except subprocess.TimeoutExpired:
            return f"no end after {SECONDS * 6} s", False
        error = done.stderr.decode("utf-8", "replace").strip()
        made = [made for made in pathlib.Path(out).iterdir()]
        whole = made and all(zipfile.is_zipfile(one) for one in made)
        if done.returncode in (0, 1):
            return ("a workbook", True) if whole else ("no workbook and no error", False)
        if done.returncode != 2:
            return f"ended with {done.returncode}", False
        if "内部错误" in error or "internal error" in error or "panicked" in error or not error:
            return f"unclear: {error[:200]}", False
        words = error.split(f"{path}:", 1)[-1].split("\n")[0]
        return "error: " + re.split(r"[。（]", words, maxsplit=1)[0], not made


def main():
    fuhe = pathlib.Path(sys.argv[1]).resolve()
    folder = pathlib.Path(sys.argv[2])
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md")
    counts, bad = collections.Counter(), 0
    scheme = tempfile.NamedTemporaryFile("w", suffix=".toml", encoding="utf-8")
    scheme.write(ANYTHING)
    scheme.flush()
    mappings = [None, scheme.name]
    for path in files:
        told = collections.OrderedDict()
        for mapping in mappings:
            words, well = outcome(fuhe, path, mapping)
            told.setdefault(words, well)
            counts[words.split(":")[0] if well else "bad"] += 1
        bad += not all(told.values())
        if "-q" not in sys.argv or not all(told.values()):
            print(f"{path.relative_to(folder)}: {' | '.join(told)}", flush=True)
    sums = ", ".join(f"{count} x {words}" for words, count in counts.most_common())
    print(f"{len(files)} files x {len(mappings)} mappings: {sums}; {bad} files do not end well")
    return bool(bad or not files)


if __name__ == "__main__":
    sys.exit(main())
