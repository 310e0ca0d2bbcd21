#!/usr/bin/env python3
"""What fuhe locks is opened by msoffcrypto, and by nobody without the password; a person at a terminal is asked for it.

    python3 .ci/locked.py target/release/fuhe
"""

import io
import os
import pathlib
import pty
import subprocess
import sys
import tempfile
import time

import msoffcrypto
import openpyxl
from msoffcrypto.format.ooxml import OOXMLFile

ROOT = pathlib.Path(__file__).resolve().parent.parent
FUHE = pathlib.Path(sys.argv[1]).resolve()
PASSWORD = "工资2026 ß"


def sheets(path):
    """The names of a locked workbook's sheets, as openpyxl reads them."""
    with open(path, "rb") as file:
        office, plain = msoffcrypto.OfficeFile(file), io.BytesIO()
        assert office.is_encrypted(), path
        office.load_key(password=PASSWORD, verify_password=True)
        office.decrypt(plain, verify_integrity=True)
        try:
            office.load_key(password="x" + PASSWORD, verify_password=True)
            raise AssertionError("any password opens it")
        except msoffcrypto.exceptions.InvalidKeyError:
            pass
    return openpyxl.load_workbook(plain).sheetnames


def typed(call, words):
    """What a call says to somebody who sits at a terminal and types `words`."""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(call[0], call)
    told = b""
    time.sleep(1)
    os.write(terminal, words)
    while True:
        try:
            more = os.read(terminal, 65536)
        except OSError:
            break
        if not more:
            break
        told += more
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), told.decode("utf-8", "replace")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for sample in ("standard-planted.xlsx", "monthly-planted.xlsx"):
            with open(ROOT / "sample-workbooks" / sample, "rb") as plain, open(folder / sample, "wb") as locked:
                OOXMLFile(plain).encrypt(PASSWORD, locked)
        secret = folder / "password.txt"
        secret.write_text(PASSWORD + "\n", encoding="utf-8")
        done = subprocess.run([FUHE, "audit", folder, "--password-file", secret], capture_output=True, text=True)
        assert done.returncode == 1, done.stderr
        for made in ("standard-planted.复核.xlsx", "monthly-planted.复核.xlsx", "绩效工资汇总.xlsx"):
            print(made, ", ".join(sheets(folder / made)))
        code, told = typed([str(FUHE), "audit", str(folder / "standard-planted.xlsx"), "--dry-run"], PASSWORD.encode() + b"\n")
        assert code == 1 and "密码" in told and PASSWORD not in told, (code, told)
        code, told = typed([str(FUHE), "audit", str(folder / "standard-planted.xlsx"), "--dry-run"], b"wrong\n\n")
        assert code == 2 and "密码不对" in told, (code, told)
        print("asked for at a terminal, and not shown")
    return 0


if __name__ == "__main__":
    sys.exit(main())
