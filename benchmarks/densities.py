"""Our densities against second sources: solvents (ComBat, MIT), measured electrolytes (arXiv 2603.20183, CC BY 4.0).

    python benchmarks/densities.py combat_solvents.csv na_electrolyte_density.csv [--json]

Neither file is part of nacre; both are read from where you keep them.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
from rdkit import Chem

from nacre.data.batch.cells import CellBatch
from nacre.data.chemistry.molecules import molecules
from nacre.data.notation.parse import parse_cell
from nacre.data.shipped import read_table

_SALTS = {"kpf6": "KPF6", "naotf": "NaOTf", "napf6": "NaPF6", "natfsi": "NaTFSI"}
_SOLVENTS = {"dme": "DME", "diglyme": "diglyme", "tgdme": "tetraglyme", "pc": "PC"}


def solvents(path: Path) -> pd.DataFrame:
    """Tabled densities and donor numbers beside those of the file, by structure."""
    ours = {Chem.CanonSmiles(one.smiles): name for name, one in molecules().items() if one.smiles and not one.charge}
    tabled = {row["name"]: row for row in read_table("molecule_properties")}
    rows = []
    for row in pd.read_csv(path).to_dict("records"):
        name = ours.get(Chem.CanonSmiles(row["CanonicalSMILES"]), "")
        if name in tabled:
            own = {
                column: float(tabled[name][column] or "nan") for column in ("density_g_cm3", "donor_number_kcal_mol")
            }
            rows.append({"name": name, "ours": own["density_g_cm3"], "theirs": row["Density"],
                         "donor_ours": own["donor_number_kcal_mol"], "donor_theirs": row["DN"]})  # fmt: skip
    return pd.DataFrame(rows)


def electrolytes(path: Path) -> pd.DataFrame:
    """Densities of whole electrolytes as nacre computes them, beside what was measured."""
    rows = []
    for row in pd.read_csv(path).to_dict("records"):
        found = re.fullmatch(r"([a-z0-9]+)_([a-z]+)_[\d.]+M", row["system"], re.IGNORECASE)
        if found is None:
            continue
        salt, solvent = _SALTS[found[1].lower()], _SOLVENTS[found[2].lower()]
        cell = parse_cell(f"{row['concentration_M']:.4f} m {salt} in {solvent}")
        density = float(CellBatch.from_cells([cell]).composition.density_g_cm3[0])
        rows.append({"name": f"{row['concentration_M']:.2f} mol/kg {salt} in {solvent}", "ours": density,
                     "theirs": row["density_g_cm3_298K"]})  # fmt: skip
    return pd.DataFrame(rows)


def main() -> None:
    """Print both tables and their errors."""
    parser = argparse.ArgumentParser()
    parser.add_argument("solvents", type=Path)
    parser.add_argument("electrolytes", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = {}
    tables = {"solvents": solvents(options.solvents), "electrolytes": electrolytes(options.electrolytes)}
    for title, compared in tables.items():
        table = compared.assign(error=compared["ours"] / compared["theirs"] - 1.0).dropna(subset=["error"])
        print(f"\n{title} (g/cm³)\n{table.round(3).to_string(index=False)}")
        figures[f"{title}_median_error"] = float(table["error"].abs().median())
        figures[f"{title}_largest_error"] = float(table["error"].abs().max())
        figures[f"{title}_mean_signed_error"] = float(table["error"].mean())
    donors = tables["solvents"].dropna()
    figures["donor_number_mean_difference"] = float(np.abs(donors["donor_ours"] - donors["donor_theirs"]).mean())
    print("; ".join(f"{name.replace('_', ' ')} {value:.3g}" for name, value in figures.items()))
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
