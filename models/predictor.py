"""The predictor: boosters, their bounds, the domain and the evidence, in one object that is saved as data only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..data.batch import CellBatch
from ..data.cell import Cell
from ..data.errors import ModelFileError
from ..data.notation import as_cells
from ..data.version import __version__
from ..features.columns import CATALOGUE, Columns
from .blend import Blend, read_estimator
from .bounds import ConformalBound, Side
from .domain import Domain
from .evidence import Evidence
from .files import replace_file, sha256, verified
from .interval import IntervalBooster
from .quantity import Quantity

Floats = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float32]
Cells = str | Cell | Sequence[str | Cell] | pd.DataFrame | CellBatch

#: Raised when the layout of the saved files changes; readers for older versions stay.
FORMAT_VERSION = 3
#: Level of the bounds unless a user names another.
DEFAULT_LEVEL = 0.9
EVIDENCE_PER_CELL = 5

_MANIFEST = "manifest.json"
_EVIDENCE = "evidence.parquet"


@dataclass(frozen=True)
class Target:
    """One predicted quantity: its booster and its bounds by side."""

    quantity: Quantity
    booster: IntervalBooster | Blend
    bounds: dict[Side, ConformalBound]

    @property
    def bound(self) -> ConformalBound:
        """The bound on the side that hurts: below for a lifetime, above for an overpotential."""
        return self.bounds[self.quantity.sides[0]]


@dataclass(frozen=True)
class CellPredictor:
    """Predicts lifetime (h) and overpotential (mV) of cells, or a quantity of a lab's own.

    Attributes
    ----------
    targets : dict of str to Target
        By name of the quantity.
    domain : Domain
    evidence : Evidence
    info : dict
        Where the model comes from: data digest, numbers of cells and papers, settings; plain JSON values.
    columns : Columns
        Which features the boosters see.
    """

    targets: dict[str, Target]
    domain: Domain
    evidence: Evidence
    info: dict[str, Any] = field(default_factory=dict)
    columns: Columns = CATALOGUE

    def predict(
        self, cells: Cells, *, level: float = DEFAULT_LEVEL, further: pd.DataFrame | None = None
    ) -> pd.DataFrame:
        """Predict cells, one row each, in their order.

        Parameters
        ----------
        cells : Cell or its notation, a sequence of them, DataFrame or CellBatch
        level : float
            Share of new papers' cells that the bounds should hold for.
        further : DataFrame, optional
            The further columns of a lab's model, one row a cell; a DataFrame of cells brings them along.

        Returns
        -------
        DataFrame
            `lifetime_h` (median), `lifetime_lower_h`, `overpotential_mV` (median), `overpotential_upper_mV`, or the
            columns of the lab's own quantity (`Quantity.column`, `Quantity.bound_column`);
            `domain` ("in", "edge", "out"), `domain_reasons` (list of str), `evidence` (list of record ids).
        """
        batch = as_batch(cells)
        told = cells if further is None and isinstance(cells, pd.DataFrame) else further
        features = self.featurize(batch, told)
        frame = pd.DataFrame(self.predict_matrix(features, level=level))
        order, distance = self.evidence.nearest(features, EVIDENCE_PER_CELL)
        judged = self.domain.judge(batch, distance[:, 0], self.columns.reasons(told, len(batch)))
        ids = self.evidence.frame["record_id"].to_numpy()
        frame["domain"] = [where for where, _ in judged]
        frame["domain_reasons"] = [reasons for _, reasons in judged]
        frame["evidence"] = [list(ids[row]) for row in order]
        return frame

    def featurize(self, batch: CellBatch, further: pd.DataFrame | None = None) -> Matrix:
        """The feature matrix that `predict_matrix` takes, shape (n, n_features)."""
        return self.columns.matrix(batch, further)

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Names of the columns of the matrix."""
        return self.columns.names

    def predict_matrix(self, features: Matrix, *, level: float = DEFAULT_LEVEL) -> dict[str, Floats]:
        """Medians and bounds for a ready feature matrix."""
        found: dict[str, Floats] = {}
        for target in self.targets.values():
            quantity, positive = target.quantity, target.booster.predict(features)
            found[quantity.column] = quantity.scale.value(positive)
            for side, bound in target.bounds.items():
                found[quantity.bound_column(side)] = quantity.scale.value(bound.apply(positive, level))
        return found

    def medians(self, features: Matrix) -> dict[str, Floats]:
        """`lifetime_h` and `overpotential_mV` of a ready feature matrix; the hot path of a screen."""
        return {
            target.quantity.column: target.quantity.scale.value(target.booster.predict(features))
            for target in self.targets.values()
        }

    @property
    def plain_info(self) -> dict[str, Any]:
        """`info` without what is nested: what a report prints."""
        return {key: value for key, value in self.info.items() if not isinstance(value, (list, dict))}

    @property
    def lifetime(self) -> Target:
        """The target that predictors of published cells have."""
        return self.targets["lifetime"]

    @property
    def overpotential(self) -> Target:
        """The other target that predictors of published cells have."""
        return self.targets["overpotential"]

    # -- files ----------------------------------------------------------------------------------------------

    def save(self, folder: Path | str) -> Path:
        """Write the predictor as data files: boosters as XGBoost JSON, evidence as Parquet, a manifest with digests.

        The manifest is written last, so a folder without one was not finished.
        """
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        files = {_EVIDENCE: self._evidence_bytes()}
        for place, (_, target) in enumerate(sorted(self.targets.items())):
            files[_booster_file(place)] = target.booster.to_json()
        for name, content in files.items():
            replace_file(folder / name, content)
        manifest = {
            "format_version": FORMAT_VERSION,
            "nacre_version": __version__,
            "columns": self.columns.to_dict(),
            "features": list(self.columns.names),
            "features_sha256": features_digest(self.columns),
            "targets": {
                name: {
                    "quantity": target.quantity.to_dict(),
                    "booster": target.booster.get_state(),
                    "bounds": {side: bound.to_dict() for side, bound in target.bounds.items()},
                }
                for name, target in self.targets.items()
            },
            "domain": self.domain.to_dict(),
            "evidence_weights": [float(weight) for weight in self.evidence.weights],
            "info": self.info,
            "files": {name: {"bytes": len(content), "sha256": sha256(content)} for name, content in files.items()},
        }
        replace_file(folder / _MANIFEST, sealed_manifest(manifest))
        return folder

    def _evidence_bytes(self) -> bytes:
        features = pd.DataFrame(self.evidence.features, columns=list(self.columns.names))
        return bytes(pd.concat([self.evidence.frame, features], axis=1).to_parquet(index=False))

    @classmethod
    def load(cls, folder: Path | str) -> Self:
        """Read a saved predictor; sizes and digests are checked before any content is used.

        Raises
        ------
        ModelFileError
            Where a file is missing, damaged, swapped, or of another version.
        """
        folder = Path(folder)
        manifest = _read_manifest(folder)
        content = {name: verified(folder / name, entry) for name, entry in manifest["files"].items()}
        targets = {
            name: Target(
                Quantity.from_dict(entry["quantity"]),
                read_estimator(content[_booster_file(place)], entry["booster"]),
                {side: ConformalBound.from_dict(stored) for side, stored in entry["bounds"].items()},
            )
            for place, (name, entry) in enumerate(sorted(manifest["targets"].items()))
        }
        table = _read_parquet(content[_EVIDENCE])
        columns = Columns.from_dict(manifest["columns"])
        names = list(columns.names)
        evidence = Evidence(
            table.drop(columns=names),
            np.ascontiguousarray(table[names].to_numpy(dtype=np.float32)),
            np.array(manifest["evidence_weights"], dtype=np.float64),
        )
        return cls(
            targets=targets,
            domain=Domain.from_dict(manifest["domain"]),
            evidence=evidence,
            info=manifest["info"],
            columns=columns,
        )


def _booster_file(place: int) -> str:
    """Files go by number: a lab's name of a quantity need not be a file name."""
    return f"booster-{place}.json"


def as_batch(cells: Cells) -> CellBatch:
    """Cells in any form as a batch."""
    if isinstance(cells, CellBatch):
        return cells
    return CellBatch.from_frame(cells) if isinstance(cells, pd.DataFrame) else CellBatch.from_cells(as_cells(cells))


def features_digest(columns: Columns = CATALOGUE) -> str:
    """Digest of the feature names in order: a model fits only the catalogue it was trained with."""
    return hashlib.sha256("\n".join(columns.names).encode()).hexdigest()


def evidence_weights(boosters: Sequence[IntervalBooster | Blend], features: Matrix) -> Floats:
    """How much the boosters use each feature: mean absolute contribution over the known cells, summing to one."""
    used = sum(np.abs(np.asarray(b.contributions(features))[:, :-1]).mean(axis=0) for b in boosters)
    total = float(np.sum(used))
    return np.asarray(used / total if total > 0 else np.full(features.shape[1], 1.0 / features.shape[1]))


def sealed_manifest(manifest: dict[str, Any]) -> bytes:
    """The one way to write a manifest: canonical JSON whose key `digest` covers all other keys.

    A manifest whose bytes differ from this was changed, be it by one bit or one blank.
    """
    rest = {key: value for key, value in manifest.items() if key != "digest"}
    digest = sha256(json.dumps(rest, sort_keys=True).encode())
    return json.dumps({**rest, "digest": digest}, indent=1, sort_keys=True).encode()


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / _MANIFEST
    if not path.is_file():
        raise ModelFileError(f"{folder.name} holds no saved predictor: {_MANIFEST} is missing.", hint="Train again.")
    content = path.read_bytes()
    try:
        manifest = json.loads(content)
        version, digest, names = (
            manifest["format_version"],
            manifest["features_sha256"],
            set(manifest["files"]),
        )
        complete = {"targets", "columns", "domain", "evidence_weights", "info"} <= set(manifest)
    except (ValueError, KeyError, TypeError):
        raise ModelFileError(f"{_MANIFEST} of {folder.name} is damaged.", hint="Train again.") from None
    if version != FORMAT_VERSION:
        raise ModelFileError(
            f"{_MANIFEST} of {folder.name} has format {version}; this nacre reads {FORMAT_VERSION}.",
            hint="Train again or update.",
        )
    if sealed_manifest(manifest) != content:
        raise ModelFileError(
            f"{_MANIFEST} of {folder.name} was changed since it was saved.", hint="Restore it, or train again."
        )
    if not complete or names != {_EVIDENCE, *map(_booster_file, range(len(manifest["targets"])))}:
        raise ModelFileError(f"{_MANIFEST} of {folder.name} names the wrong files.", hint="Train again.")
    if digest != features_digest(Columns.from_dict(manifest["columns"])):
        raise ModelFileError("The predictor was trained with other features than this nacre has.", hint="Train again.")
    return dict(manifest)


def _read_parquet(content: bytes) -> pd.DataFrame:
    import io

    return pd.read_parquet(io.BytesIO(content))
