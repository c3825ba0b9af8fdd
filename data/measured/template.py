"""A table to fill in: the columns that matter, and one row that shows how."""

from __future__ import annotations

import pandas as pd

from ..errors import Issue

#: The `record_id` of the row that shows how; it is never learned from.
EXAMPLE = "example"

_ROW = {
    "record_id": EXAMPLE,
    "paper": "our-lab-2026",
    "electrolyte": "1 M NaPF6 in diglyme",
    "coating": "NaF",
    "host": "",
    "separator": "",
    "is_control": "no",
    "current_density_mA_cm2": "1",
    "areal_capacity_mAh_cm2": "1",
    "temperature_C": "25",
    "lifetime_h": "500",
    "lifetime_event": "survived",
    "cycles": "250",
    "overpotential_mV": "20",
    "overpotential_qualifier": "eq",
    "overpotential_stage": "steady",
    "coating_method": "",
    "coating_thickness_nm": "",
    "doi": "",
    "citation": "",
    "year": "2026",
    "confidence": "high",
    "notes": "EXAMPLE: write your cells below and delete this row",
}


def template() -> pd.DataFrame:
    """The columns of a table of measured cells in the order in which one fills them in, with one example."""
    return pd.DataFrame([_ROW])


def without_example(frame: pd.DataFrame, file: str) -> tuple[pd.DataFrame, list[Issue]]:
    """A table without the row that a template came with, and a warning where it was left in.

    Parameters
    ----------
    frame : DataFrame
        Text, its index the row.
    file : str
        Name for messages.
    """
    if "record_id" not in frame:
        return frame, []
    is_example = frame["record_id"].str.strip().str.casefold() == EXAMPLE
    warnings = [
        Issue(file, int(row), "record_id", EXAMPLE, "is the row of the template and is left out", "Delete it")
        for row in frame.index[is_example]
    ]
    return frame[~is_example], warnings
