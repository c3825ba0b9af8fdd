"""Train the model of `fast_lumo` on QM9: `make fast-lumo`. Needs the package `qm9pack`, which nacre does not depend on.

Molecules of the registry are left out of training, so that comparisons on them are fair.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import numpy as np
import pandas as pd

from ...data.chemistry.molecules import molecules
from ..xtb.calculation import EV_PER_HARTREE
from ..xtb.fast_lumo import describe

_SEED, _SIZE, _HELD_OUT = 7, 60_000, 5_000
_PARAMETERS = {"max_depth": 7, "eta": 0.15, "subsample": 0.8, "colsample_bytree": 0.5, "seed": _SEED, "nthread": 2}
_ROUNDS = 220


def _main() -> None:
    """Read QM9, train, print the error on molecules held out, write the model and its digest."""
    import xgboost as xgb

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder `data` of the installed package qm9pack")
    parser.add_argument("-o", "--output", type=Path, required=True, help="where the model goes")
    arguments = parser.parse_args()
    wanted = ["SMILES", "LUMO_au"]
    frame = pd.concat([pd.read_csv(path, usecols=wanted) for path in sorted(arguments.folder.glob("qm9_part*.csv"))])
    frame["lumo_eV"] = frame["LUMO_au"] * EV_PER_HARTREE
    known = {_canonical(one.smiles) for one in molecules().values()}
    frame["smiles"] = frame["SMILES"].map(_canonical)
    frame = frame.dropna(subset=["smiles"])
    frame = frame[~frame["smiles"].isin(known)]
    fluorine = frame[frame["smiles"].str.contains("F")]
    rest = frame.drop(fluorine.index).sample(_SIZE + _HELD_OUT, random_state=_SEED)
    train = pd.concat([fluorine, rest.iloc[_HELD_OUT:]])
    test = rest.iloc[:_HELD_OUT]
    data = xgb.DMatrix(describe(train["smiles"].tolist()), label=train["lumo_eV"])
    booster = xgb.train(_PARAMETERS, data, num_boost_round=_ROUNDS)
    error = np.abs(booster.inplace_predict(describe(test["smiles"].tolist())) - test["lumo_eV"].to_numpy())
    content = bytes(booster.save_raw("json"))
    arguments.output.write_bytes(content)
    print(f"trained on {len(train)}, mean error {error.mean():.3f} eV on {len(test)} held out")  # noqa: T201
    print(f"{len(content)} bytes, sha256 {hashlib.sha256(content).hexdigest()}")  # noqa: T201


def _canonical(smiles: str) -> str | None:
    from rdkit import Chem, rdBase

    with rdBase.BlockLogs():
        molecule = Chem.MolFromSmiles(smiles)
    return None if molecule is None else Chem.MolToSmiles(molecule)


if __name__ == "__main__":
    _main()
