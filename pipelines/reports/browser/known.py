"""The published cells as plain data for a browser: what came out, where it stands, and how near another cell is."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from itertools import product
from typing import Any

import numpy as np

from ....data.arrays import Bools
from ....models.predictor.cell_predictor import EVIDENCE_PER_CELL, CellPredictor
from ...explanation.chances import chances_of
from ...explanation.differences import part_texts
from ...explanation.evidence import CONTRADICTION
from ...explanation.known_cells import outcomes
from ...text import short_citation

#: Columns that tell what protects the sodium: cells that agree in them are compared in the chance to last.
KINDS = (
    "protection.nothing", "protection.coating", "protection.host", "protection.interlayer", "protection.electrolyte",
)  # fmt: skip


def known(predictor: CellPredictor) -> dict[str, Any]:
    """The known cells with outcomes and sources, what distances are made of, and what stands in which cells.

    Parameters
    ----------
    predictor : CellPredictor

    Returns
    -------
    dict
        `features` are float32, little-endian, row by row, in base64.
    """
    evidence = predictor.evidence
    used = np.flatnonzero(evidence.weights > 0)
    center, spread = evidence.scaling()
    return {
        "nearest": EVIDENCE_PER_CELL,
        "contradiction": CONTRADICTION,
        "used": used.tolist(),
        "weights": evidence.weights[used].tolist(),
        "center": center[used].tolist(),
        "spread": spread[used].tolist(),
        "features": base64.b64encode(evidence.features[:, used].astype("<f4").tobytes()).decode("ascii"),
        **_cells(predictor),
        "made": _made(predictor),
        "domain": predictor.domain.to_dict(),
        "rates": _rates(predictor),
    }


def _cells(predictor: CellPredictor) -> dict[str, Any]:
    """Each cell with its outcomes, its marks and its source."""
    frame = predictor.evidence.frame
    sources = list(dict.fromkeys(zip(frame["citation"], frame["doi"], frame["paper"], strict=True)))
    papers = list(dict.fromkeys(frame["paper"]))
    quantities = predictor.quantities
    told = [(outcomes(frame, quantity), quantity.unit) for quantity in quantities]
    rows = [
        [
            record["cell"],
            [[of.text(place, unit), float(of.value[place])] for of, unit in told],
            int(record["is_control"] == 1),
            int(record["confidence"] == "low"),
            sources.index((record["citation"], record["doi"], record["paper"])),
        ]
        for place, record in enumerate(frame.to_dict("records"))
    ]
    return {
        "cells": rows,
        "parts": _parts(predictor),
        "papers": [papers.index(paper) for paper in frame["paper"]],
        "sources": [[short_citation(_text(citation) or _text(paper)), _text(doi)] for citation, doi, paper in sources],
    }


def _parts(predictor: CellPredictor) -> dict[str, Any]:
    """The words for each part of each cell, by their places in one list: cells share most of them."""
    texts = [part_texts(cell) for cell in predictor.evidence.cells]
    pool = list(dict.fromkeys(text for one in texts for text in one.values()))
    place = {text: number for number, text in enumerate(pool)}
    return {"labels": list(texts[0]), "texts": pool, "cells": [[place[text] for text in one.values()] for one in texts]}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _made(predictor: CellPredictor) -> dict[str, dict[str, list[int]]]:
    """By kind of part and its text, the known cells that have it."""
    found: dict[str, dict[str, list[int]]] = {}
    for (kind, name), rows in predictor.evidence.made.rows.items():
        found.setdefault(kind, {})[name] = sorted(rows)
    return found


def _rates(predictor: CellPredictor) -> dict[str, list[dict[str, Any]]]:
    """What comparable known cells did at each horizon, by quantity: an entry for each kind of protection."""
    columns = [predictor.feature_names.index(name) for name in KINDS]
    found: dict[str, list[dict[str, Any]]] = {}
    for flags in _occurring(predictor.evidence.features[:, columns] > 0):
        features = predictor.evidence.features[:1].copy()
        features[0, columns] = flags
        for name, chances in chances_of(features, predictor).items():
            entry = {
                "kinds": [int(flag) for flag in flags],
                "shares": [one.base for one in chances],
                "cells": chances[0].cells,
                "among": chances[0].among,
            }
            found.setdefault(name, []).append(entry)
    return found


def _occurring(known: Bools) -> Iterable[tuple[bool, ...]]:
    """Kinds of protection that some known cell has."""
    present = {tuple(bool(flag) for flag in row) for row in known}
    return [flags for flags in product((False, True), repeat=len(KINDS)) if flags in present]
