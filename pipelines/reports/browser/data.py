"""Writes what the page "Try it" of the docs computes with: `make docs`, or `make try-page` for the file alone."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ....data.amounts import CONDITIONS, LEAST_CONDITION, MAX_CAPACITY_MAH_CM2, MAX_CURRENT_MA_CM2, TEMPERATURE_RANGE_C
from ....data.files import replace_file
from ....data.protection import Protection
from ....data.shipped import read_table
from ....data.version import __version__
from ....features.electrolyte import solvation
from ....features.electrolyte.catalogue import ADDITIVE, SALT, SOLVENT, STATISTICS
from ....features.electrolyte.recipe_tables import ELEMENTS
from ....features.electrolyte.statistics import KNOWN_SHARE
from ....features.guards import guard
from ....features.guards.solubility import SOLUBILITY_TOLERANCE
from ....features.molecules.properties import PROPERTIES
from ....features.protection import CONCENTRATED_MOL_L
from ....features.protocol import ROOM_TEMPERATURE_C, sand_time_s
from ....features.report import REFERENCE
from ....models.predictor.cell_predictor import CellPredictor
from ....models.shipped import FOLDER
from .components import LAYERS, layers, materials, menus, phase_columns, species
from .known import KINDS, known
from .model import model


def data(predictor: CellPredictor) -> dict[str, Any]:
    """All that the page computes with, as plain JSON values; None stands for unknown numbers.

    Parameters
    ----------
    predictor : CellPredictor
        Of published cells.

    Returns
    -------
    dict

    Raises
    ------
    NacreError
        For a predictor that the page cannot compute.
    """
    offered = menus(predictor.evidence, predictor.domain)
    molecules = _names(offered, ("salts", "solvents", "additives"))
    phases = _names(offered, LAYERS)
    found = {
        "version": __version__,
        "info": {key: predictor.info[key] for key in ("cells", "papers")},
        "features": list(predictor.feature_names),
        "menus": offered,
        "protections": [str(kind) for kind in Protection],
        "conditions": _conditions(),
        "properties": list(PROPERTIES),
        "elements": list(ELEMENTS.values()),
        "statistics": _statistics(),
        "counts": [entry.name for entry in (*SOLVENT, *SALT, *ADDITIVE) if entry.name.endswith(".count")],
        "rules": _rules(),
        "species": species(molecules),
        "phaseColumns": phase_columns(),
        "materials": materials(phases),
        "layers": layers(),
        "kinds": list(KINDS),
        "model": model(list(predictor.targets.values())),
        "known": known(predictor),
    }
    return _plain(found)  # type: ignore[no-any-return]


def _names(offered: Mapping[str, Mapping[str, Sequence[str]]], roles: Iterable[str]) -> list[str]:
    """All names that some menus offer, each once."""
    return list(dict.fromkeys(name for role in roles for half in offered[role].values() for name in half))


def _conditions() -> dict[str, Any]:
    """What a condition is called, its unit and its limits."""
    most = {"current_density_mA_cm2": MAX_CURRENT_MA_CM2, "areal_capacity_mAh_cm2": MAX_CAPACITY_MAH_CM2}
    return {
        name: {
            "what": what,
            "unit": unit,
            "limits": [LEAST_CONDITION, most[name]] if name in most else list(TEMPERATURE_RANGE_C),
        }
        for name, (what, unit) in CONDITIONS.items()
    }


def _statistics() -> list[tuple[str, str, int, str]]:
    """Of each statistic over components its feature, role, property, and how components combine."""
    how = {"min": "min", "max": "max"}
    return [
        (entry.name, entry.group, PROPERTIES.index(name), how.get(entry.name.rpartition(".")[2], "mean"))
        for entry, name in STATISTICS
    ]


def _rules() -> dict[str, Any]:
    """Constants of the formulas, each from where the formula stands."""
    one = np.ones(1)
    return {
        "knownShare": KNOWN_SHARE,
        "shellSites": solvation.SHELL_SITES,
        "anionSites": solvation.ANION_SITES,
        "typicalRatio": solvation.TYPICAL_RATIO,
        # Sand's time goes with the square of concentration over current; what is left is one number.
        "sandTime_s": float(sand_time_s(one, one)[0]),
        "roomTemperature_C": ROOM_TEMPERATURE_C,
        "concentrated_mol_L": CONCENTRATED_MOL_L,
        "report": list(REFERENCE),
        "mainFraction": guard.MAIN_FRACTION,
        "depression_K": guard.DEPRESSION_K,
        "solvatingPerNa": guard.SOLVATING_PER_NA,
        "saltPerSolvent": guard.SALT_PER_SOLVENT,
        "solubilityTolerance": SOLUBILITY_TOLERANCE,
        "solubilities": [
            [row["salt"], row["solvents"], float(row["most_mol_L"]), row["source"]]
            for row in read_table("solubilities")
        ],
    }


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Unknown numbers as None, which JSON has a word for."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    return value


def script(predictor: CellPredictor) -> str:
    """The data as a script: a page that is opened from the disk may load scripts, but fetch nothing.

    Parameters
    ----------
    predictor : CellPredictor
    """
    written = json.dumps(data(predictor), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return f"window.NACRE_DATA={written};\n"


def shipped_script() -> str:
    """The script of the predictor that ships with nacre."""
    return script(CellPredictor.load(FOLDER))


def main() -> None:
    """Write the file, and tell its size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    content = shipped_script().encode()
    options.output.parent.mkdir(parents=True, exist_ok=True)
    replace_file(options.output, content)
    print(f"{options.output}: {len(content):,} bytes")  # noqa: T201 - a command


if __name__ == "__main__":
    main()
