"""What was planted where: the plants, what a sheet then shows, and the findings that follow."""

from dataclasses import dataclass, field

from .figures import exact, plain

KEEP = object()  # the cell keeps its natural content
AUTO = object()  # take the figure from the sheet
HOLDING = {"A105", "R102", "S101", "X101", "X102", "X103", "X104", "X105", "X109"}
READS_NOTHING = {"R102", "R104", "S101", "X101", "X102", "X103", "X104", "X105", "X106"}


@dataclass
class Plant:
    """One planted mistake: which field, which code, what stands there instead, and why it is wrong."""

    key: str | None
    code: str
    note: str
    value: object = KEEP
    reads: object = AUTO
    reported: object = AUTO
    recomputed: object = AUTO


class Shown:
    """The figures one scorecard shows: natural ones, except where something is planted.

    Later figures are made from the shown earlier ones, so a planted mistake flows on as it would on a
    real sheet; where it does, the later cell is noted as a consequence.
    """

    def __init__(self, plants=()):
        self.plants = list(plants)
        self.figures, self.truths, self.consequences = {}, {}, []
        self.held = any(p.code in HOLDING and not (p.key or "").startswith("self.") for p in self.plants)

    def _planted(self, key):
        return next((p for p in self.plants if p.key == key and p.value is not KEEP), None)

    def cell(self, key, natural, truth=None):
        """The content of an input or of a line's cell; `truth` is what an auditor would recompute."""
        plant = self._planted(key)
        content = plant.value if plant else natural
        self.figures[key] = plant.reads if plant and plant.reads is not AUTO else content
        self.truths[key] = truth
        return content

    def computed(self, key, natural, truth, code, formula=None):
        """The content of a cell made from the shown figures: a formula or the figure, unless planted."""
        if self._planted(key):
            return self.cell(key, natural, truth)
        self.figures[key], self.truths[key] = natural, truth
        if natural != truth and not self.held:
            self.consequences.append((key, code, natural, truth))
        return formula or natural


@dataclass
class Finding:
    """One row of the tables: a root if it was planted, else a consequence."""

    file: str
    sheet: str
    cell: str | None
    employee: str | None
    code: str
    reported: str | None
    recomputed: str | None
    root: bool
    note: str


@dataclass
class Ledger:
    """All findings of all files, in the order the files are made."""

    findings: list = field(default_factory=list)

    def record(self, file, sheet, employee, shown, cells):
        """Enter what one scorecard's plants and their consequences amount to."""
        for plant in shown.plants:
            self.findings.append(self._root(file, sheet, employee, plant, shown, cells))
        for key, code, reported, recomputed in shown.consequences:
            self.findings.append(
                Finding(
                    file,
                    sheet,
                    cells[key],
                    employee,
                    code,
                    plain(reported),
                    plain(recomputed),
                    False,
                    "follows from the mistake above",
                )
            )

    def _root(self, file, sheet, employee, plant, shown, cells):
        if plant.key is not None and plant.key not in cells:
            raise KeyError(f"{file} {sheet}: no cell for {plant.key}; there are {sorted(cells)}")
        cell = None if plant.key is None else cells[plant.key]
        reported, recomputed = plant.reported, plant.recomputed
        if reported is AUTO:
            reported = None if plant.code in READS_NOTHING else shown.figures[plant.key]
        if recomputed is AUTO:
            recomputed = shown.truths.get(plant.key) if plant.code.startswith("A") else None
            recomputed = None if plant.code == "A105" else recomputed
        if plant.code.startswith("A") and plant.code not in ("A105", "A305"):
            assert _figure(reported) != _figure(recomputed), (file, sheet, employee, plant)
        return Finding(file, sheet, cell, employee, plant.code, plain(reported), plain(recomputed), True, plant.note)

    def roots(self):
        """Root findings as plain dictionaries for planted.json."""
        return [dict(vars(finding)) for finding in self.findings if finding.root]


def _figure(value):
    try:
        return exact(value)
    except (TypeError, ValueError):
        return value
