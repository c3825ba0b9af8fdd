"""How much of what readers took from papers `nacre read` takes as well.

    python benchmarks/reading.py [SENTENCES.csv] [--review TEXT CELLS.csv] [--folds 3] [--errors] [--json]

Hold-outs: the papers (by DOI) are dealt into folds, and each fold is counted by itself. Rules are not fitted, so the
spread between folds tells how much a figure owes to some papers.

Review: proposals for the text of a review against its rows in a table (`origin` = review), matched one to one. A row is
found where a proposal has its hours and its current, both or neither stated; rows and proposals without hours must
agree in overpotential or cycles as well. Other proposals are wrong.

Sentences: each quotation is read by itself. A value of a row counts for recall where its figure stands in the
quotation, in any unit; others were taken from elsewhere in the paper. A value that is read counts as right where a row
of the same paper has it for the same quantity, since one quotation often tells of cells that another row quotes anew.
An event counts for every row that has one; its fact is the one with the row's hours, else its cycles, else its
overpotential, else one of the same kind of cell.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd
from shared_data import find

from nacre.data.reading.fact import Fact
from nacre.data.reading.paper import read_pages
from nacre.data.reading.passages import Page
from nacre.data.reading.plain import plain_text
from nacre.pipelines.reading.read import read_papers

#: Column of the table → attribute of a fact.
VALUES = {
    "lifetime_h": "hours",
    "current_density_mA_cm2": "current",
    "areal_capacity_mAh_cm2": "capacity",
    "overpotential_mV": "overpotential",
}
_UNIT = re.compile(
    r"(?P<hours>h|hrs?|hours?)\b|(?P<cycles>cycles|times)\b|(?P<current>[mµ]?A/c?m2)|"
    r"(?P<capacity>[mµ]?Ah/c?m2)|(?P<overpotential>m?V)\b"
)
_NUMBER = re.compile(r"(?<![A-Za-z0-9.])\d+(?:\.\d+)?")
_SCALES = {
    "current": (1, 1e-3, 0.1),
    "capacity": (1, 1e-3, 0.1),
    "overpotential": (1, 1e3),
    "hours": (1, 24),
    "cycles": (1,),
}


def close(first: float, second: float) -> bool:
    """Whether two figures are the same but for rounding."""
    return abs(first - second) <= 0.005 * max(abs(first), abs(second))


def stated(quote: str) -> list[tuple[str, float]]:
    """Each number of a quotation with the quantity of the next unit behind it; "" where no unit follows."""
    found = []
    for number in _NUMBER.finditer(quote):
        unit = _UNIT.search(quote, number.end())
        found.append((unit.lastgroup or "" if unit else "", float(number.group())))
    return found


def stands(name: str, value: float, numbers: list[tuple[str, float]]) -> bool:
    """Whether a figure stands in a quotation as this quantity."""
    return any(
        kind in {name, ""} and any(close(value, number * scale) for scale in _SCALES[name]) for kind, number in numbers
    )


def read_quote(quote: str) -> list[Fact]:
    """What is read from a quotation, as if it were a paper."""
    return [reading.fact for reading in read_pages([Page(1, quote)])]


def best_fact(row: pd.Series, facts: list[Fact]) -> Fact | None:
    """The fact that tells of a row: the same hours, else cycles, else overpotential, else the same kind of cell."""
    for column, name in (("lifetime_h", "hours"), ("cycles", "cycles"), ("overpotential_mV", "overpotential")):
        value = row[column]
        same = [
            fact
            for fact in facts
            if pd.notna(value) and getattr(fact, name) is not None and close(getattr(fact, name), value)
        ]
        if same:
            return next((fact for fact in same if fact.event == "failed"), same[0])
    alike = [fact for fact in facts if fact.event and fact.is_control == bool(row["is_control"])]
    return next(iter(alike or [fact for fact in facts if fact.event]), None)


class Tally:
    """Counts of values that were read and of those that should have been."""

    def __init__(self) -> None:
        self.found: dict[str, int] = defaultdict(int)
        self.wanted: dict[str, int] = defaultdict(int)
        self.right: dict[str, int] = defaultdict(int)
        self.read: dict[str, int] = defaultdict(int)
        self.errors: list[str] = []

    def quote(self, quote: str, rows: pd.DataFrame, paper: pd.DataFrame) -> None:
        """Count one quotation."""
        facts = read_quote(quote)
        numbers = stated(plain_text(quote))
        for column, name in VALUES.items():
            gold = [value for value in rows[column].dropna().unique() if stands(name, value, numbers)]
            read = {getattr(fact, name) for fact in facts if getattr(fact, name) is not None}
            missed = [value for value in gold if not any(close(value, one) for one in read)]
            wrong = [one for one in read if not any(close(value, one) for value in paper[column].dropna())]
            self.wanted[name] += len(gold)
            self.found[name] += len(gold) - len(missed)
            self.read[name] += len(read)
            self.right[name] += len(read) - len(wrong)
            if missed or wrong:
                self.errors.append(f"{name}: missed {missed}, wrong {wrong}: {quote}")
        for _, row in rows[rows["lifetime_event"] != ""].iterrows():
            fact = best_fact(row, facts)
            said = (fact.event if fact else "").replace("failed_before", "failed")
            self.wanted["event"] += 1
            self.found["event"] += said == row["lifetime_event"]
            if said != row["lifetime_event"]:
                self.errors.append(
                    f"event: {said or 'none'} for {row['lifetime_event']} {row['lifetime_h']} h: {quote}"
                )
            if fact is not None:
                for column, name in list(VALUES.items())[1:]:
                    if pd.notna(row[column]) and pd.notna(row["lifetime_h"]) and stands(name, row[column], numbers):
                        self.wanted[f"{name} of its row"] += 1
                        value = getattr(fact, name)
                        same = value is not None and close(value, row[column])
                        self.found[f"{name} of its row"] += same
                        if not same:
                            self.errors.append(f"{name} of its row: {value} for {row[column]}: {quote}")

    def figures(self) -> dict[str, float]:
        """Precision and recall of each quantity, and the share of rows with the right event."""
        figures = {}
        for name in VALUES.values():
            figures[f"{name}_precision"] = self.right[name] / max(self.read[name], 1)
            figures[f"{name}_recall"] = self.found[name] / max(self.wanted[name], 1)
        figures["event_accuracy"] = self.found["event"] / max(self.wanted["event"], 1)
        return {name: round(value, 3) for name, value in figures.items()}

    def print(self, title: str) -> None:
        """Print the table."""
        print(f"{title}\n{'':<24}{'precision':>10}{'read':>6}{'recall':>8}{'stated':>8}")
        for name in [*VALUES.values(), "event", *(name for name in self.wanted if name.endswith("of its row"))]:
            precision = f"{self.right[name] / self.read[name]:.3f}" if self.read[name] else ""
            recall = f"{self.found[name] / max(self.wanted[name], 1):.3f}"
            print(f"{name:<24}{precision:>10}{self.read[name] or '':>6}{recall:>8}{self.wanted[name]:>8}")


def tally(table: pd.DataFrame, papers: set[str] | None = None) -> Tally:
    """Count the quotations of some papers, or of all."""
    counts = Tally()
    for (paper, quote), rows in table.groupby(["paper", "quote"], sort=False):
        if papers is None or paper in papers:
            counts.quote(quote, rows, table[table["paper"] == paper])
    return counts


def read_table(path: Path) -> pd.DataFrame:
    """The table of quotations; rows without a DOI are papers of their own."""
    table = pd.read_csv(path, keep_default_na=False)
    for column in (*VALUES, "cycles", "is_control"):
        table[column] = pd.to_numeric(table[column])
    table["paper"] = table["doi"].where(table["doi"] != "", table["quote"])
    return table


def folds(table: pd.DataFrame, count: int) -> list[dict[str, float]]:
    """The figures of each fold of papers."""
    names = np.random.default_rng(0).permutation(np.unique(table["paper"].to_numpy(dtype=str)))
    return [tally(table, set(part)).figures() for part in np.array_split(names, count)]


def agreement(proposal: pd.Series, row: pd.Series) -> float:
    """How well a proposal fits a row; 0 where hours or current differ."""

    def same(column: str, share: float = 0.02) -> bool:
        first, second = proposal[column], row[column]
        return pd.isna(first) == pd.isna(second) and (pd.isna(first) or abs(first - second) <= share * second)

    if not (same("lifetime_h") and same("current_density_mA_cm2")):
        return 0.0
    told = {name: pd.notna(row[name]) and same(name) for name in ("overpotential_mV", "cycles")}
    if pd.isna(row["lifetime_h"]) and not any(told.values()):
        return 0.0
    alike = proposal["is_control"] == row["is_control"], proposal["lifetime_event"] == row["lifetime_event"]
    return 1.0 + told["overpotential_mV"] + 0.5 * sum(alike)


def review_figures(text: Path, cells: Path, *, errors: bool) -> dict[str, float]:
    """Proposals for a review against its rows."""
    known = pd.read_csv(cells, keep_default_na=False)
    known = known[known["origin"] == "review"].reset_index(drop=True)
    proposals = read_papers([text]).table
    for frame in (known, proposals):
        for name in ("lifetime_h", "current_density_mA_cm2", "overpotential_mV", "cycles", "is_control"):
            frame[name] = pd.to_numeric(frame[name])
    fits = [
        (fit, number, place)
        for number, proposal in proposals.iterrows()
        for place, row in known.iterrows()
        if (fit := agreement(proposal, row))
    ]
    matched: dict[int, int] = {}
    for _, number, place in sorted(fits, reverse=True):
        if number not in matched and place not in matched.values():
            matched[number] = place
    ends = (proposals["lifetime_event"], known["lifetime_event"])
    right = sum(ends[0].loc[number] == ends[1].loc[place] for number, place in matched.items())
    if errors:
        wrong = proposals.drop(index=list(matched))
        print(wrong[["lifetime_h", "current_density_mA_cm2", "overpotential_mV", "sentence"]].to_csv(index=False))
        print("missed:", ", ".join(known.drop(index=list(matched.values()))["record_id"]))
    return {
        "review_rows": len(known),
        "review_proposals": len(proposals),
        "review_found": round(len(matched) / len(known), 3),
        "review_wrong": round(1 - len(matched) / max(len(proposals), 1), 3),
        "review_event": round(right / max(len(matched), 1), 3),
    }


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sentences", type=Path, nargs="?", help="table of quotations with their values")
    parser.add_argument("--review", type=Path, nargs=2, metavar=("TEXT", "CELLS"), help="a review and its rows")
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--errors", action="store_true", help="print what went wrong")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    table = read_table(arguments.sentences or find("external/sentences.csv"))
    counts = tally(table)
    counts.print(f"{table['quote'].nunique()} quotations of {table['paper'].nunique()} papers, {len(table)} rows")
    figures = counts.figures()
    parts = pd.DataFrame(folds(table, arguments.folds)).agg(["min", "max"])
    print(f"lowest and highest of {arguments.folds} folds of papers\n{parts.T.to_string()}")
    text, cells = arguments.review or (find("external/review.txt"), find("cells2.csv"))
    told = review_figures(text, cells, errors=arguments.errors)
    print("review: " + ", ".join(f"{name.removeprefix('review_')} {value:g}" for name, value in told.items()))
    if arguments.errors:
        print("\n".join(counts.errors))
    if arguments.json:
        print(json.dumps(figures | told | {f"{name}_lowest_fold": value for name, value in parts.loc["min"].items()}))


if __name__ == "__main__":
    main()
