#!/usr/bin/env python3
"""Writes all sample workbooks, planted.json and README.md next to itself. Same input, same bytes.

With --check, also reads the written workbooks back, scores them again from their cells, and compares
what is wrong on them with what was planted.
"""

import sys
from pathlib import Path

from generator import (
    deduction,
    department_manager,
    flat,
    leadership,
    monthly,
    readback,
    review,
    roster,
    standard,
    supervisor,
    tables,
    team,
)
from generator.ledger import Ledger

FOLDER = Path(__file__).resolve().parent


def main():
    """Make every file, then the tables of what was planted."""
    ledger = Ledger()
    standard.make(FOLDER, ledger)
    flat.make_xls(FOLDER, ledger)
    flat.make_csv(FOLDER, ledger)
    for scheme in (deduction, monthly, department_manager, supervisor, team, leadership, review):
        scheme.make(FOLDER, ledger)
    roster.make(FOLDER)
    tables.write(FOLDER, ledger)
    if "--check" in sys.argv[1:]:
        problems = readback.check(FOLDER, ledger)
        print("\n".join(problems) or "all files carry exactly what was planted")
        sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
