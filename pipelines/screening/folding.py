"""Candidates that differ only in parts without published evidence of a difference become one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from ...data.cell import Cell
from ...data.chemistry.material_names import format_materials
from ...models.predictor.made import Made
from ..explanation.limits import LEAST_PAPERS

#: Stands for any layer that too few papers made.
_RARE = "?"
_LAYERS = ("coating", "host", "separator")


def folded(frame: pd.DataFrame, cells: Sequence[Cell], made: Made) -> pd.DataFrame:
    """One line for candidates that differ only in parts of fewer than `LEAST_PAPERS` papers: the first of them.

    A rare additive counts as none, since nothing published tells them apart; a rare coating, host or separator counts
    as any other rare one, since having a layer is known to matter.

    Parameters
    ----------
    frame : DataFrame
        Candidates in the order of their rank.
    cells : sequence of Cell
        The same candidates.
    made : Made
        What the known cells are made of.

    Returns
    -------
    DataFrame
        With a column `alike`: "no published evidence of a difference between SnCl2, SbF3, none", empty for a candidate
        that stands for itself alone.
    """
    keys = [_without_rare(cell, made) for cell in cells]
    groups: dict[object, list[int]] = {}
    for row, key in enumerate(keys):
        groups.setdefault(key, []).append(row)
    kept = frame.iloc[[rows[0] for rows in groups.values()]].reset_index(drop=True)
    kept["alike"] = [_words([cells[row] for row in rows], made) for rows in groups.values()]
    return kept


def _without_rare(cell: Cell, made: Made) -> object:
    """What is left of a cell when rare additives go and rare layers lose their names."""
    common = tuple(dose for dose in cell.electrolyte.additives if not _is_rare("additive", dose.name, made))
    layers = tuple(_layer(getattr(cell, part), part, made) for part in _LAYERS)
    return replace(cell.electrolyte, additives=common), layers, cell.protocol, cell.protection


def _layer(names: tuple[str, ...], part: str, made: Made) -> str:
    text = format_materials(names) if names else ""
    return _RARE if text and _is_rare(part, text, made) else text


def _is_rare(kind: str, name: str, made: Made) -> bool:
    return made.papers_of(kind, name) < LEAST_PAPERS


def _words(cells: Sequence[Cell], made: Made) -> str:
    if len(cells) < 2:
        return ""
    told = list(dict.fromkeys(_rare_parts(cell, made) for cell in cells))
    if len(told) < 2:
        return "the same parts in other doses, of which too few papers tell"
    return f"no published evidence of a difference between {', '.join(told)}"


def _rare_parts(cell: Cell, made: Made) -> str:
    names = [dose.name for dose in cell.electrolyte.additives if _is_rare("additive", dose.name, made)]
    names += [text for part in _LAYERS if (own := getattr(cell, part))
              and _is_rare(part, text := format_materials(own), made)]  # fmt: skip
    return " with ".join(names) or "none"
