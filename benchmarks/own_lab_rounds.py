"""Three rounds of real Li‖Li cells as a lab's own table (outside data): cycle lives of formulations chosen in rounds.

Columns: code, round, salt, solvent1, solvent2, additive, concentration_mol_per_kg_or_m, cycle_life. The source states
neither the ratio of the solvents nor the amount of additive: equal volumes, and 5 wt% FEC, 2 wt% VC, 1 wt% LiNO3, which
are usual. Concentrations are read as mol/kg, since 5 mol/L leaves some of the solvents no room.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from outside import Floats, Rows, dataset, fit_predict
from scipy.stats import spearmanr
from sklearn.linear_model import RidgeCV

from nacre.data.quantity import own_quantity
from nacre.models.labels.dataset import Dataset

TARGET = "cycle_life"
_DOSES = {"": "", "FEC": " + 5 wt% FEC", "VC": " + 2 wt% VC", "LiNO3": " + 1 wt% LiNO3"}
_AMOUNT = "concentration_mol_per_kg_or_m"
_NAMES = ("salt", "solvent1", "solvent2", "additive")


def read(path: Path) -> pd.DataFrame:
    """The source's rows."""
    return pd.read_csv(path, keep_default_na=False)


def notation(row: pd.Series) -> str:
    """A row as an electrolyte in nacre's notation."""
    return f"{row[_AMOUNT]:g} m {row['salt']} in {row['solvent1']}/{row['solvent2']}{_DOSES[row['additive']]}"


def load(path: Path) -> tuple[Dataset, Rows, Floats]:
    """The table read as a lab's own with its cycle life on a log scale, the round of each row and the cycle lives."""
    rows = read(path)
    electrolytes = [notation(row) for _, row in rows.iterrows()]
    frame = pd.DataFrame({"record_id": rows["code"], "electrolyte": electrolytes, TARGET: rows[TARGET]})
    data = dataset(frame, own_quantity(TARGET, log=True))
    return data, rows["round"].to_numpy(dtype=np.int64), rows[TARGET].to_numpy(dtype=np.float64)


def by_ridge(rows: pd.DataFrame, train: Rows, test: Rows) -> Floats:
    """Cycle lives by ridge on one-hot salt, solvents (either place) and additive, and ln c; natural log inside."""
    flags = [
        (rows[list(places)] == name).any(axis=1).to_numpy(dtype=np.float64)
        for places in (("salt",), ("solvent1", "solvent2"), ("additive",))
        for name in sorted({*rows[list(places)].to_numpy().ravel()} - {""})
    ]
    known = np.column_stack([*flags, np.log(rows[_AMOUNT].to_numpy(dtype=np.float64))])
    life = np.log(rows[TARGET].to_numpy(dtype=np.float64))
    model = RidgeCV(np.logspace(-2, 3, 21)).fit(known[train], life[train])
    return np.asarray(np.exp(model.predict(known[test])))


def told(predicted: Floats, truth: Floats) -> dict[str, float]:
    """Rank correlation and the mean distance in decades."""
    gaps = np.abs(np.log10(predicted) - np.log10(truth))
    return {"spearman": float(spearmanr(predicted, truth)[0]), "mae_decades": float(gaps.mean())}


def rank_noise(n: int, correlation: float) -> float:
    """Standard error of a Spearman correlation of n rows (Bonett and Wright 2000)."""
    return float(np.sqrt((1 + correlation**2 / 2) / (n - 3)) * (1 - correlation**2))


def report(path: Path, seeds: int = 5) -> dict[str, dict[str, float]]:
    """Learn the rounds up to n, predict n + 1, beside ridge; print and return the figures."""
    data, rounds, life = load(path)
    rows = read(path)
    figures: dict[str, dict[str, float]] = {}
    print("Cycle life of Li‖Li cells, rounds ≤ n learned, n + 1 predicted")
    print(f"  {'':<34}{'Spearman':>10}{'standard error':>16}{'MAE, decades':>14}")
    for number in (1, 2):
        train, test = np.flatnonzero(rounds < number), np.flatnonzero(rounds == number)
        for word, predicted in (
            ("nacre", fit_predict(data, train, test, seeds)),
            ("ridge", by_ridge(rows, train, test)),
        ):
            one = figures[f"round {number}, {word}"] = told(predicted, life[test])
            noise = rank_noise(len(test), one["spearman"])
            print(
                f"  {f'round {number} ({len(test)} cells), {word}':<34}"
                f"{one['spearman']:>10.2f}{noise:>16.2f}{one['mae_decades']:>14.2f}"
            )
    return figures
