#!/usr/bin/env python3
"""Holds the program against a second scorer that shares nothing with it but the description of the schemes.

    python3 tests/second_opinion/compare.py target/release/fuhe [--cards N] [--schemes ID …] [--seed N]

Draws random scorecards, writes them as workbooks, lets `fuhe audit` recompute them, and compares every line, subtotal,
total, grade, coefficient, payout and status, and whether each wrong figure has its finding and no right one has any.
Prints each disagreement and exits with 1.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))

from card import Card, cut  # noqa: E402
from dice import Dice, is_finite, text_of  # noqa: E402
from schemes import SCHEMES  # noqa: E402

SHOWN = 12


def draw(scheme, count, seed):
    dice = Dice(f"{scheme.id} {seed}")
    cards = []
    for number in range(count):
        card = Card(number, dice.name(number))
        scheme.draw(dice, card)
        card.settle(scheme)
        if dice.often(0.3):
            card.approach(scheme, dice)
        card.report(scheme, dice)
        cards.append(card)
    return dice, cards


def audit(fuhe, scheme, paths):
    command = [fuhe, "audit", "--dry-run", "--format", "json", "--mapping", scheme.id, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"{scheme.id}: exit code {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout)


def value(words):
    if words is None or words in "ABCD":
        return words
    return Fraction(words)


def shown(figure):
    if figure is None or isinstance(figure, str):
        return str(figure)
    return text_of(figure) if is_finite(figure) else str(figure)


def differences(scheme, card, theirs, findings):
    """What the program says otherwise about a card, one line each."""
    found = []

    def same(name, ours, told):
        if ours != told:
            found.append(f"{name}: here {shown(ours)}, fuhe {shown(told)}")

    lines = {line["item"]: line for line in theirs["lines"]}
    same("lines", " ".join(sorted(line.item for line in card.lines)), " ".join(sorted(lines)))
    told = {section["name"]: section for section in theirs["subtotals"]}
    for name in ("total", "grade", "coefficient", "payout"):
        told[name] = theirs[name]
    for line in card.lines:
        told[line.item] = lines.get(line.item)
        card.cells[line.item] = line.cell
    for name, right, reported, _ in card.figures(scheme):
        figure = told.get(name)
        if figure is None:
            found.append(f"{name}: nothing from fuhe")
            continue
        same(f"{name} recomputed", right, value(figure["recomputed"]))
        same(f"{name} reported", reported, value(figure["reported"]))
        same(f"{name} cell", card.cells.get(name), figure["cell"])
    same("status", card.status(scheme), theirs["status"])
    if not card.held:
        wrong = {card.cells[name] for name in card.wrong(scheme)} | set(card.missing)
        errors = {finding["cell"] for finding in findings if finding["severity"] == "error"}
        same("cells of errors", " ".join(sorted(wrong)), " ".join(sorted(cell or "?" for cell in errors)))
    return found


def compare(fuhe, scheme, count, seed, folder):
    began = time.monotonic()
    dice, cards = draw(scheme, count, seed)
    books = {}
    for number, own in enumerate(cut(cards, scheme.per_book)):
        path = scheme.write(folder / f"{scheme.id}-{number}.xlsx", own, dice)
        books[str(path)] = own
    drawn = time.monotonic()
    report = audit(fuhe, scheme, books)
    audited = time.monotonic()
    wrong, figures, statuses = [], 0, Counter()
    for book in report["inputs"]:
        if book["status"] != "audited":
            wrong.append((book["path"], [str(book["error"])], None, []))
            continue
        theirs = {(card["sheet"], card["employee"]["name"]): card for card in book["scorecards"]}
        by_person = {}
        for finding in book["findings"]:
            by_person.setdefault((finding["sheet"], finding["employee"]), []).append(finding)
            by_person.setdefault(finding["employee"], []).append(finding)
        if len(book["scorecards"]) != len(books[book["path"]]):
            wrong.append((book["path"], [f"{len(book['scorecards'])} scorecards"], None, []))
        for card in books[book["path"]]:
            told = theirs.get((card.sheet.name, card.name))
            place = f"{Path(book['path']).name} {card.sheet.name} {card.id or card.name}"
            if told is None:
                wrong.append((place, ["no such scorecard from fuhe"], card, []))
                continue
            findings = by_person.get(card.id or card.name, [])
            figures += sum(1 for _ in card.figures(scheme))
            statuses[card.status(scheme)] += 1
            found = differences(scheme, card, told, findings)
            if found:
                wrong.append((place, found, card, findings))
    out = []
    for place, found, card, findings in wrong[:SHOWN]:
        out.append(f"-- {place}")
        out.extend(f"   {line}" for line in found)
        if card:
            for line in card.lines:
                inputs = " · ".join(shown(figure) for figure in line.inputs)
                out.append(f"      {line.item} {line.most}: {inputs} → {shown(line.points)} (reported {shown(line.reported)})")
            out.append(f"      base {shown(card.base)}, rate {shown(card.rate)}")
        out.extend(f"      {finding['code']} {finding['cell']} {finding['message']}" for finding in findings)
    out.append(
        f"{scheme.id}: {len(cards)} scorecards ({', '.join(f'{n} {name}' for name, n in sorted(statuses.items()))}), "
        f"{figures} figures, {len(wrong)} disagree; drawn in {drawn - began:.1f}s, audited in {audited - drawn:.1f}s, "
        f"compared in {time.monotonic() - audited:.1f}s"
    )
    return len(wrong), "\n".join(out)


def run(task):
    fuhe, number, count, seed = task
    with tempfile.TemporaryDirectory() as folder:
        return compare(fuhe, SCHEMES[number], count, seed, Path(folder))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fuhe", type=Path)
    parser.add_argument("--cards", type=int, default=10_000, help="scorecards per scheme")
    parser.add_argument("--seed", type=int, default=20261031)
    parser.add_argument("--schemes", nargs="*", default=[scheme.id for scheme in SCHEMES])
    options = parser.parse_args()
    fuhe = options.fuhe.resolve()
    wanted = [number for number, scheme in enumerate(SCHEMES) if scheme.id in options.schemes]
    wrong = 0
    with ProcessPoolExecutor() as pool:
        for count, told in pool.map(run, [(fuhe, number, options.cards, options.seed) for number in wanted]):
            print(told, flush=True)
            wrong += count
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
