"""Readings to proposed rows of measured cells: the table's own columns, where each row comes from, what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from ...data.errors import NacreError
from ...data.notation.parse import parse_electrolyte
from ...data.reading.fact import Fact
from ...data.reading.paper import Reading
from .documents import Document

#: Columns of the published table that a proposal can fill.
ROW = (
    "record_id", "paper", "doi", "source", "electrolyte", "is_control", "coating", "host", "current_density_mA_cm2",
    "areal_capacity_mAh_cm2", "temperature_C", "lifetime_h", "lifetime_event", "lifetime_basis", "cycles",
    "overpotential_mV", "overpotential_qualifier", "overpotential_time", "confidence", "notes",
)  # fmt: skip
#: What a reviewer needs besides: the cell's name in the paper, where it stands, what is missing, the answer.
EVIDENCE = ("cell_name", "sentence", "page", "place", "inferred", "missing", "answer")
_WANTED = {
    "electrolyte": "electrolyte", "current_density_mA_cm2": "current density",
    "areal_capacity_mAh_cm2": "areal capacity",
    "lifetime_h": "lifetime", "overpotential_mV": "overpotential",
}  # fmt: skip


def proposed_rows(document: Document, readings: Sequence[Reading], taken: Iterable[str] = ()) -> pd.DataFrame:
    """The rows that a document's readings propose, every field as text.

    Parameters
    ----------
    document : Document
    readings : sequence of Reading
    taken : iterable of str
        Ids of rows that are there already.
    """
    ids = set(taken)
    rows = []
    for reading in readings:
        row = _row(document, reading)
        name = re.sub(r"[^\w.-]+", "-", row["paper"]).strip("-") or "paper"
        number = next(number for number in range(1, len(ids) + 2) if f"{name}-{number}" not in ids)
        ids.add(f"{name}-{number}")
        rows.append({"record_id": f"{name}-{number}", **row})
    return pd.DataFrame(rows, columns=[*ROW, *EVIDENCE], dtype=str).fillna("")


def _row(document: Document, reading: Reading) -> dict[str, str]:
    fact = reading.fact
    paper = _stem(document.path) + (f" ref {reading.reference}" if reading.reference else "")
    electrolyte, printed = _electrolyte(fact.electrolyte)
    hours, basis = _hours(fact)
    notes = [printed and f"electrolyte as printed: {printed}", *(f"also: {text}" for text in reading.also)]
    row = {
        "paper": paper,
        "doi": "" if reading.reference else document.doi,
        "source": f"{document.path.name}: page {reading.page}, {reading.place}",
        "electrolyte": electrolyte,
        "is_control": str(int(fact.is_control)),
        "coating": fact.coating,
        "host": fact.host,
        "current_density_mA_cm2": _number(fact.current),
        "areal_capacity_mAh_cm2": _number(fact.capacity),
        "temperature_C": _number(fact.temperature),
        "lifetime_h": _number(hours),
        "lifetime_event": fact.event,
        "lifetime_basis": basis,
        "cycles": _number(fact.cycles),
        "overpotential_mV": _number(fact.overpotential),
        "overpotential_qualifier": fact.qualifier if fact.overpotential is not None else "",
        "overpotential_time": fact.time if fact.overpotential is not None else "",
        "notes": "; ".join(filter(None, notes)),
        "cell_name": fact.subject,
        "sentence": reading.sentence,
        "page": str(reading.page),
        "place": reading.place,
        "inferred": "; ".join(reading.inferred),
        "answer": "",
    }
    missing = [label for column, label in _WANTED.items() if not row[column]]
    row["missing"] = ", ".join(missing)
    row["confidence"] = _confidence(reading, missing)
    return row


def _hours(fact: Fact) -> tuple[float | None, str]:
    """Hours and how they are known: a cycle lasts 2 × capacity / current."""
    if fact.hours is not None:
        return fact.hours, "stated"
    if fact.cycles is None or not fact.current or not fact.capacity:
        return None, ""
    return 2 * fact.cycles * fact.capacity / fact.current, "from_cycles"


def _confidence(reading: Reading, missing: Sequence[str]) -> str:
    """`high`: told of this very cell with its current; `low`: dealt out, or without a current."""
    if not reading.fact.is_certain or "current density" in missing:
        return "low"
    return "medium" if reading.inferred or len(missing) > 2 or reading.fact.hours is None else "high"


def _electrolyte(text: str) -> tuple[str, str]:
    """An electrolyte that the notation reads, else nothing and the text as printed."""
    try:
        return (str(parse_electrolyte(text)), "") if text else ("", "")
    except NacreError:
        return "", text


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"


def _stem(path: Path) -> str:
    return path.stem.strip() or "paper"
