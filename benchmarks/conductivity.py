"""Ionic conductivity of 10,196 published electrolytes (EDB-1), learned through the door of a lab's own target.

    python benchmarks/conductivity.py [--jobs N] [--json]

Test RMSE of log10(mS/cm) on the authors' split and with whole sets of solvents left out, next to plain XGBoost on
mole-fraction-weighted RDKit descriptors. About fifteen minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import re

import numpy as np
import pandas as pd
from outside import Floats, Fold, Rows, dataset, fit_predict, print_table, rmse
from shared_data import find
from sklearn.model_selection import GroupKFold

from nacre.data.quantity import own_quantity
from nacre.models.labels.dataset import Dataset

FILE = "external/edb1_conductivity.csv"
TARGET = "conductivity_mS_cm"
PLACES = (1, 2, 3, 4)
#: Boosters whose logarithms are averaged on the authors' split.
SEEDS = 3


def solvents(row: pd.Series) -> dict[str, float]:
    """Solvents of a row with their parts; a solvent that stands twice is added up."""
    found: dict[str, float] = {}
    for place in PLACES:
        name, part = row[f"solv_{place}_sm"], row[f"solv_ratio_{place}"]
        if isinstance(name, str) and part > 0:
            found[name] = found.get(name, 0.0) + part
    return found


def neutral(salt: str) -> str:
    """A salt's SMILES; one row set of the source leaves out the lithium of a twofold anion."""
    charge = sum(int(f"{sign}{size or 1}") for sign, size in re.findall(r"\[[^\]]*?([+-])(\d?)\]", salt))
    return salt + ".[Li+]" * max(-charge, 0) if "." not in salt else salt


def notation(row: pd.Series) -> str:
    """A row as an electrolyte in nacre's notation."""
    parts = solvents(row)
    ratio = f" ({':'.join(f'{part:.6f}' for part in parts.values())} mol/mol)" if len(parts) > 1 else ""
    names = "/".join(f"[{name}]" for name in parts)
    return f"{row['conc_salt']:.6f} M [{neutral(row['salt_sm'])}] in {names}{ratio}"


def load(*, by_solvents: bool) -> tuple[Dataset, Floats, pd.DataFrame]:
    """The table read as a lab's own, log10 of the conductivities, and the source's rows.

    By solvents, rows of the same set of solvents are one group; else each row is its own, as in the authors' split.
    """
    rows = pd.read_csv(find(FILE))
    frame = pd.DataFrame(
        {
            "electrolyte": [notation(row) for _, row in rows.iterrows()],
            "temperature_C": rows["temperature"],
            TARGET: 10.0 ** rows["conductivity_log"],
        }
    )
    if by_solvents:
        frame["paper"] = solvent_sets(rows)
    return dataset(frame, own_quantity(TARGET, log=True)), rows["conductivity_log"].to_numpy(), rows


def solvent_sets(rows: pd.DataFrame) -> list[str]:
    """For each row its solvents, whatever their order and parts."""
    return [" ".join(sorted(solvents(row))) for _, row in rows.iterrows()]


def plain_features(rows: pd.DataFrame) -> Floats:
    """Mole-fraction-weighted RDKit descriptors of the solvents, those of the salt, concentration, temperature."""
    from rdkit import Chem, RDLogger
    from rdkit.Chem import Descriptors

    RDLogger.DisableLog("rdApp.*")

    def descriptors(smiles: str) -> Floats:
        found = np.array(list(Descriptors.CalcMolDescriptors(Chem.MolFromSmiles(smiles)).values()), dtype=np.float64)
        return np.clip(np.where(np.isfinite(found), found, np.nan), -1e6, 1e6)

    names = {name for place in PLACES for name in rows[f"solv_{place}_sm"].dropna()} | set(rows["salt_sm"])
    table = {name: descriptors(name) for name in names}
    mixed = [
        sum(part * np.nan_to_num(table[name]) for name, part in solvents(row).items()) for _, row in rows.iterrows()
    ]
    salts = [table[salt] for salt in rows["salt_sm"]]
    return np.column_stack([np.array(mixed), np.array(salts), rows["conc_salt"], rows["temperature"]])


def plain(features: Floats, truth: Floats, fold: Fold, jobs: int) -> Floats:
    """Plain XGBoost with usual settings."""
    import xgboost

    train, test = fold
    model = xgboost.XGBRegressor(
        n_estimators=1000, learning_rate=0.05, max_depth=8, subsample=0.8, colsample_bytree=0.5, n_jobs=jobs
    )
    return np.asarray(model.fit(features[train], truth[train]).predict(features[test]))


def author_split(rows: pd.DataFrame) -> Fold:
    """The authors' training rows, with their validation rows, and their test rows."""
    test: Rows = np.flatnonzero(rows["split"] == "test")
    return np.flatnonzero(rows["split"] != "test"), test


def main() -> None:
    """Print the errors of nacre and of the plain baseline."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    shown = [("authors' split", "LightGBM (EDB-1, published)", "0.217")]
    figures = {}
    rows = pd.read_csv(find(FILE))
    features = plain_features(rows)
    groups = pd.factorize(pd.Series(solvent_sets(rows)))[0]
    left_out = list(GroupKFold(5, shuffle=True, random_state=0).split(groups, groups=groups))
    for name, key, folds, by_solvents, seeds in (
        ("authors' split", "test_rmse", [author_split(rows)], False, SEEDS),
        ("sets of solvents left out, 5 folds", "by_solvents_rmse", left_out, True, 1),
    ):
        data, truth, _ = load(by_solvents=by_solvents)
        simple = np.mean([rmse(plain(features, truth, fold, options.jobs), truth[fold[1]]) for fold in folds])
        own = np.mean([rmse(np.log10(fit_predict(data, *fold, seeds)), truth[fold[1]]) for fold in folds])
        shown += [(name, "plain XGBoost on RDKit descriptors", f"{simple:.3f}"), (name, "nacre", f"{own:.3f}")]
        figures |= {key: float(own), f"plain_{key}": float(simple)}
    print_table(shown, ("protocol", "model", "RMSE of log10(mS/cm)"))
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
