"""What came of it: a table for people, JSON for programs, each figure beside its target."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from unicodedata import east_asian_width

from timing import Ratio


@dataclass(frozen=True)
class Row:
    """One figure.  `target` is a floor, or where `ceiling` is set a limit; None where none was set."""

    section: str
    name: str
    corpus: str
    value: float
    unit: str = "×"
    low: float | None = None
    high: float | None = None
    best: float | None = None
    target: float | None = None
    ceiling: bool = False
    note: str = ""

    @property
    def met(self) -> bool | None:
        if self.target is None:
            return None
        return self.value <= self.target if self.ceiling else self.value >= self.target


@dataclass
class Report:
    """All rows of a run, told as they come."""

    rows: list[Row] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def ratio(
        self, section: str, name: str, corpus: str, ratio: Ratio, *, target: float | None = None, ceiling: bool = False, note: str = ""
    ) -> None:
        self.add(
            Row(
                section,
                name,
                corpus,
                ratio.median,
                low=ratio.low,
                high=ratio.high,
                best=ratio.best,
                target=target,
                ceiling=ceiling,
                note=note,
            )
        )

    def add(self, row: Row) -> None:
        if not self.rows or self.rows[-1].section != row.section:
            print(f"\n{row.section}\n{_line('', 'corpus', 'figure', 'middle half', 'best', 'target', '')}")
        self.rows.append(row)
        limit = "" if row.target is None else f"{'≤' if row.ceiling else '≥'} {row.target:g}"
        verdict = {True: "met", False: "MISSED", None: ""}[row.met]
        spread = "" if row.low is None or row.high is None else f"{row.low:.2f} … {row.high:.2f}"
        best = "" if row.best is None else f"{row.best:.2f}"
        figure = f"{row.value:.2f}{row.unit}" if row.unit == "×" else f"{row.value:.3g} {row.unit}"
        print(_line(row.name, row.corpus, figure, spread, best, limit, f"{verdict:7} {row.note}"), flush=True)

    def tell(self, line: str) -> None:
        self.told.append(line)
        print(line, flush=True)

    def write(self, path: Path, about: dict[str, object]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = [asdict(row) | {"met": row.met} for row in self.rows]
        path.write_text(json.dumps({**about, "told": self.told, "rows": rows}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    def summarise(self) -> None:
        judged = [row for row in self.rows if row.met is not None]
        print(f"\n{sum(row.met is True for row in judged)} of {len(judged)} targets met")


_WIDTHS = (46, 10, 10, 15, 7, 8)


def _line(*cells: str) -> str:
    return "  " + " ".join(_padded(cell, width) for cell, width in zip(cells, (*_WIDTHS, 0), strict=True)).rstrip()


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - sum(2 if east_asian_width(character) in "WF" else 1 for character in cell))
