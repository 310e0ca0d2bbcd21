#!/usr/bin/env python3
"""Makes the fuzzers' seeds from the fixtures: fuzz/corpus/TARGET/ (not kept in the repository). Needs olefile."""

import hashlib
import io
import pathlib
import re
import struct
import zipfile

import olefile

FUZZ = pathlib.Path(__file__).resolve().parent
ROOT = FUZZ.parent
LARGEST = 40_000


def seed(target, content):
    folder = FUZZ / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / hashlib.sha256(content).hexdigest()[:16]).write_bytes(content)


for path in (ROOT / "tests/reading").iterdir():
    if path.suffix not in (".expected", ".py") and path.stat().st_size < LARGEST:
        seed("read", path.read_bytes())
        # Stored packages: the fuzzer can change what stands in them.
        if zipfile.is_zipfile(path):
            try:
                with zipfile.ZipFile(path) as package, zipfile.ZipFile(FUZZ / "stored.tmp", "w") as stored:
                    for name in package.namelist():
                        stored.writestr(name, package.read(name))
                if (FUZZ / "stored.tmp").stat().st_size < LARGEST:
                    seed("read", (FUZZ / "stored.tmp").read_bytes())
            except Exception:  # a broken fixture stays as it is
                pass
(FUZZ / "stored.tmp").unlink(missing_ok=True)

# As `fuzz_targets/parts.rs` numbers them.
target = (FUZZ / "fuzz_targets/parts.rs").read_text(encoding="utf-8")
for number, name in enumerate(re.findall(r'include_bytes!\("../../(.*?)"\)', target)):
    for options in (0, 1):
        seed("parts", bytes([number, options]))
    with zipfile.ZipFile(ROOT / name) as package:
        for index, part in enumerate(package.namelist()):
            content = package.read(part)
            if content and len(content) < 1 << 16:
                seed("parts", bytes([number, 0, index]) + struct.pack("<H", len(content)) + content)

locked = (ROOT / "tests/locked/agile-sha1-128.xlsx").read_bytes()
seed("unlock", b"\0" + locked)
with olefile.OleFileIO(io.BytesIO(locked)) as streams:
    for number, name in enumerate(("EncryptionInfo", "EncryptedPackage"), 1):
        seed("unlock", bytes([number]) + streams.openstream(name).read())

for path in (ROOT / "mappings").glob("*.toml"):
    seed("mapping", path.read_bytes())
for toml in re.findall(r"```toml\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S):
    seed("mapping", toml.encode())

WORDS = """18.5分 １２．５ 35% ¥1,234.50 (12) -3 +4 ３５％ 1.2万 5千 1/2 1e5 0x10 无 / — N/A 18..5 18。5 一百 95%-100% ≥60
销售额完成率/得分 re:投诉.*得分 re:( 得分(20分) 2026-10 2026年10月 2026-Q3 第三季度 A1 XFD1048576 A1:B2 $A$1 AAA0 1,234,567.8900 .5 5. 1'000"""
for word in WORDS.split():
    seed("words", word.encode())

FORMULAS = """SUM(B1:B20) ROUND(B1*0.35,1) IF(B1>=5,B2,"x") SUMPRODUCT(B1:B3,B4:B6) IFERROR(1/0,2) VLOOKUP(4,B1:C9,2,0) A2+1
-B1^2% MIN(B:B) MAX(表!B1,5) SUMIF(B1:B9,">=3",B1:B9) AVERAGE(B1:B5)&"分" LOOKUP(5,B1:B9,C1:C9) INDEX(B1:B9,MATCH(4,B1:B9,0))
TEXT(B1,"0.0") COUNTIF(C1:C9,"60%") {1,2;3,4} '表'!B1 RANK(B1,B1:B9) IFS(B1>1,1,TRUE,2)"""
for formula in FORMULAS.split():
    seed("formula", formula.encode())
seed("formula", "\n".join(FORMULAS.split()).encode())
