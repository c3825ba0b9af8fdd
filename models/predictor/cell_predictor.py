"""The predictor: boosters, their bounds, the domain and the evidence, in one object that is saved as data only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd

from ...data.arrays import Floats, Matrix
from ...data.batch.cells import CellBatch
from ...data.chemistry.own_names import all_rows, bring
from ...data.errors import ModelFileError, NacreError
from ...data.files import replace_file, sha256, verified
from ...data.measured.tables import Cells, as_batch
from ...data.quantity import Quantity
from ...data.version import __version__
from ...features.columns import CATALOGUE, Columns
from ...features.guards.guard import guard
from . import soundness
from .domain import Domain
from .evidence import Evidence
from .survival import HORIZONS, lognormal_chance
from .target import DEFAULT_LEVEL, UNTREATED, Target, chance_columns

#: Raised when the layout of the saved files or what a prediction means changes. Version 5 has other features than 3
#: and 4 and predicts the hours that tests show, so that models of these are trained again.
FORMAT_VERSION = 5
EVIDENCE_PER_CELL = 5

_MANIFEST = "manifest.json"
_EVIDENCE = "evidence.parquet"


@dataclass(frozen=True)
class CellPredictor:
    """Predicts quantities of cells: lifetime (h), overpotential (mV) and any of a lab's own.

    Attributes
    ----------
    targets : dict of str to Target
        By name of the quantity, in the order of reports.
    domain : Domain
    evidence : Evidence
    info : dict
        Where the model comes from: data digest, numbers of cells and papers, settings; plain JSON values.
    columns : Columns
        Which features `featurize` gives; a target may see the first of them only.
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
            The further columns of a lab's table, one row a cell; a DataFrame of cells brings them along.

        Returns
        -------
        DataFrame
            For each quantity its median and bounds (`Quantity.column`, `Quantity.bound_column`): `lifetime_h`,
            `lifetime_lower_h`, `overpotential_mV`, `overpotential_upper_mV`, …;
            the chance to be still running at `HORIZONS` (`lifetime_chance_100_h`, …), from 0 to 1;
            `domain` ("in", "edge", "out"), `domain_reasons` (list of str), `evidence` (list of record ids);
            `made` (list of str): how often each part was made, and whether together;
            `guard` (list of str): why the cell cannot work at all, empty where nothing is known against it.

        Raises
        ------
        NotationError, TableError
            Where a cell cannot be read.
        NacreError
            If the level is not between 0 and 1.
        """
        batch = as_batch(cells)
        beside = cells if further is None and isinstance(cells, pd.DataFrame) else further
        features = self.featurize(batch, beside)
        order, distance = self.evidence.nearest(features, EVIDENCE_PER_CELL)
        frame = pd.DataFrame(self.predict_matrix(features, level=level, distance=distance[:, 0]))
        for target in self.targets.values():
            chances = self.chances(target.quantity.name, features, HORIZONS)
            frame = frame.assign(**dict(zip(chance_columns(target), chances.T, strict=False)))
        lacks = [
            [*lack, *([] if self.evidence.made.is_known_electrolyte(batch, row) else [self._never_together])]
            for row, lack in enumerate(self.columns.reasons(beside, len(batch)))
        ]
        judged = self.domain.judge(batch, distance[:, 0], lacks)
        ids = self.evidence.frame["record_id"].to_numpy()
        frame["domain"] = [where for where, _ in judged]
        frame["domain_reasons"] = [reasons for _, reasons in judged]
        frame["evidence"] = [list(ids[row]) for row in order]
        frame["made"] = [self.evidence.made.words(batch, row) for row in range(len(batch))]
        guarded = guard(batch)
        frame["guard"] = [guarded.reasons(row) for row in range(len(batch))]
        # What is known comes first, then what is predicted.
        first = ["guard", "evidence", "made"]
        return frame[[*first, *(name for name in frame if name not in first)]]

    @property
    def _never_together(self) -> str:
        return f"no {self.domain.origin} cell has this salt in these solvents"

    def featurize(self, batch: CellBatch, further: pd.DataFrame | None = None) -> Matrix:
        """The feature matrix that `predict_matrix` takes.

        Parameters
        ----------
        batch : CellBatch
        further : DataFrame, optional
            The further columns of a lab's table, one row a cell.

        Returns
        -------
        float32 array of shape (n, n_features)
        """
        return self.columns.matrix(batch, further)

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Names of the columns of the matrix."""
        return self.columns.names

    def predict_matrix(
        self, features: Matrix, *, level: float = DEFAULT_LEVEL, distance: Floats | None = None
    ) -> dict[str, Floats]:
        """Medians and bounds for a ready feature matrix.

        Parameters
        ----------
        features : float32 array of shape (n, n_features)
            From `featurize`.
        level : float
            Share of new papers' cells that the bounds should hold for.
        distance : float64 array of shape (n,), optional
            Distance to the nearest known cell; measured here where it is left out.

        Returns
        -------
        dict of str to float64 array of shape (n,)
            By `Quantity.column` and `Quantity.bound_column`, in the unit of the quantity.

        Raises
        ------
        NacreError
            If the level is not between 0 and 1.
        """
        columns: dict[str, Floats] = {}
        if distance is None and any(bound.strata for t in self.targets.values() for bound in t.bounds.values()):
            distance = self.evidence.nearest(features, 1)[1][:, 0]
        for target in self.targets.values():
            quantity, (positive, spread) = target.quantity, target.outcome(features)
            columns[quantity.column] = quantity.scale.value(positive)
            for side in target.bounds:
                bounds = target.bounded(positive, side, level, distance=distance, spread=spread)
                columns[quantity.bound_column(side)] = quantity.scale.value(bounds)
        return columns

    def chances(
        self, name: str, features: Matrix, times: Sequence[float] = HORIZONS, *, survived: float = 0.0
    ) -> Floats:
        """The chance that cells are still running at some times.

        Parameters
        ----------
        name : str
            Name of the quantity.
        features : float32 array of shape (n, n_features)
            From `featurize`.
        times : sequence of float
            In the unit of the quantity.
        survived : float
            How long the cells ran already.

        Returns
        -------
        float64 array of shape (n, n_times)
            From 0 to 1; no columns for a quantity that is not judged by survival.

        Raises
        ------
        NacreError
            Where the predictor does not know the quantity, or `survived` is negative.
        """
        target = self.target(name)
        if target.survival is None:
            return np.empty((len(features), 0))
        positive, spread = target.outcome(features)
        if spread is not None:
            return lognormal_chance(positive, spread, times, survived)
        untreated = features[:, self.feature_names.index(UNTREATED)] > 0
        return target.survival.chance(positive, untreated, times, survived)

    def medians(self, features: Matrix) -> dict[str, Floats]:
        """The median of each quantity for a ready feature matrix, without bounds; a screen calls it for all candidates.

        Parameters
        ----------
        features : float32 array of shape (n, n_features)
            From `featurize`.

        Returns
        -------
        dict of str to float64 array of shape (n,)
            By `Quantity.column` (`lifetime_h`, …), in the unit of the quantity.
        """
        return {
            target.quantity.column: target.quantity.scale.value(target.positive(features))
            for target in self.targets.values()
        }

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """What is predicted, in the order of reports."""
        return tuple(target.quantity for target in self.targets.values())

    @property
    def is_own(self) -> bool:
        """Whether all quantities are a lab's own."""
        return not any(quantity.from_catalogue for quantity in self.quantities)

    @property
    def further(self) -> tuple[str, ...]:
        """Further columns of a table that it looks at."""
        return tuple(one.column for one in self.columns.further)

    def target(self, name: str) -> Target:
        """The target of a quantity.

        Parameters
        ----------
        name : str
            Name of the quantity.

        Returns
        -------
        Target

        Raises
        ------
        NacreError
            Where the predictor does not know it.
        """
        if name not in self.targets:
            raise NacreError(f"The predictor knows no {name}.", hint=f"It knows {', '.join(self.targets)}.")
        return self.targets[name]

    @property
    def plain_info(self) -> dict[str, Any]:
        """`info` without what is nested: what a report prints."""
        return {key: value for key, value in self.info.items() if not isinstance(value, (list, dict))}

    # -- files ----------------------------------------------------------------------------------------------

    def save(self, folder: Path | str) -> Path:
        """Write the predictor as data files: boosters as XGBoost JSON, evidence as Parquet, a manifest with digests.

        The manifest is written last, so a folder without one was not finished.

        Parameters
        ----------
        folder : path
            Made where it is missing.

        Returns
        -------
        Path
            The folder.
        """
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        files = {_EVIDENCE: self._evidence_bytes()}
        for place, target in enumerate(self.targets.values()):
            files[_booster_file(place)] = target.booster.to_json()
        for name, content in files.items():
            replace_file(folder / name, content)
        manifest = {
            "format_version": FORMAT_VERSION,
            "nacre_version": __version__,
            "columns": self.columns.to_dict(),
            "features": list(self.columns.names),
            "features_sha256": features_digest(self.columns),
            "targets": [target.to_dict() for target in self.targets.values()],
            "domain": self.domain.to_dict(),
            "evidence_weights": [float(weight) for weight in self.evidence.weights],
            "info": self.info,
            "own_names": all_rows(),
            "files": {name: {"bytes": len(content), "sha256": sha256(content)} for name, content in files.items()},
        }
        replace_file(folder / _MANIFEST, sealed_manifest(manifest))
        return folder

    def _evidence_bytes(self) -> bytes:
        features = pd.DataFrame(self.evidence.features, columns=list(self.columns.names))
        return bytes(pd.concat([self.evidence.frame, features], axis=1).to_parquet(index=False))

    @classmethod
    def load(cls, folder: Path | str) -> Self:
        """Read a saved predictor; sizes, digests and structure are checked before any content is used.

        Parameters
        ----------
        folder : path
            As `save` wrote it.

        Returns
        -------
        CellPredictor

        Raises
        ------
        ModelFileError
            Where a file is missing, damaged, swapped, of another version, or not what nacre writes.
        """
        folder = Path(folder)
        try:
            return cls._load(folder)
        except ModelFileError:
            raise
        except NacreError as error:
            raise ModelFileError(f"{_MANIFEST} of {folder.name}: {error.message}", hint=error.hint) from None
        except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError) as error:
            raise ModelFileError(
                f"{_MANIFEST} of {folder.name} does not hold what a predictor needs ({type(error).__name__}).",
                hint="Restore it, or train again.",
            ) from None

    @classmethod
    def _load(cls, folder: Path) -> Self:
        manifest = _read_manifest(folder)
        content = {name: verified(folder / name, entry) for name, entry in manifest["files"].items()}
        columns = Columns.from_dict(manifest["columns"])
        names = list(columns.names)
        soundness.check_manifest(manifest, len(names))
        for place, entry in enumerate(manifest["targets"]):
            file = _booster_file(place)
            soundness.check_trees(content[file], entry["booster"]["n_features"], file)
        soundness.check_parquet(content[_EVIDENCE], names, _EVIDENCE)
        soundness.check_own_names(manifest.get("own_names", {}))
        bring(manifest.get("own_names", {}))
        targets = [
            Target.from_dict(entry, content[_booster_file(place)]) for place, entry in enumerate(manifest["targets"])
        ]
        table = _read_parquet(content[_EVIDENCE])
        evidence = Evidence(
            table.drop(columns=names),
            np.ascontiguousarray(table[names].to_numpy(dtype=np.float32)),
            np.array(manifest["evidence_weights"], dtype=np.float64),
        )
        return cls(
            targets={target.quantity.name: target for target in targets},
            domain=Domain.from_dict(manifest["domain"]),
            evidence=evidence,
            info=manifest["info"],
            columns=columns,
        )


def _booster_file(place: int) -> str:
    """Files go by number: a lab's name of a quantity need not be a file name."""
    return f"booster-{place}.json"


def features_digest(columns: Columns = CATALOGUE) -> str:
    """Digest of the feature names in order: a model fits only the catalogue it was trained with.

    Parameters
    ----------
    columns : Columns
        What the model sees.

    Returns
    -------
    str
        SHA-256, hexadecimal.
    """
    return hashlib.sha256("\n".join(columns.names).encode()).hexdigest()


def sealed_manifest(manifest: dict[str, Any]) -> bytes:
    """The one way to write a manifest: canonical JSON whose key `digest` covers all other keys.

    A manifest whose bytes differ from this was changed, be it by one bit or one blank.

    Parameters
    ----------
    manifest : dict
        Plain JSON values, with or without a `digest`.

    Returns
    -------
    bytes
    """
    rest = {key: value for key, value in manifest.items() if key != "digest"}
    digest = sha256(json.dumps(rest, sort_keys=True).encode())
    return json.dumps({**rest, "digest": digest}, indent=1, sort_keys=True).encode()


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / _MANIFEST
    if not path.is_file():
        raise ModelFileError(f"{folder.name} holds no saved predictor: {_MANIFEST} is missing.", hint="Train again.")
    if path.stat().st_size > soundness.MOST_BYTES:
        raise ModelFileError(f"{_MANIFEST} of {folder.name} is no manifest: it is too large.", hint="Train again.")
    content = path.read_bytes()
    try:
        manifest = json.loads(content)
        version, digest, names = (
            manifest["format_version"],
            manifest["features_sha256"],
            set(manifest["files"]),
        )
        complete = {"targets", "columns", "domain", "evidence_weights", "info"} <= set(manifest)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ModelFileError(f"{_MANIFEST} of {folder.name} is damaged.", hint="Train again.") from None
    if version != FORMAT_VERSION:
        raise ModelFileError(
            f"{_MANIFEST} of {folder.name} has format {version}; this nacre reads {FORMAT_VERSION}.",
            hint="Train again (`nacre train`) or update.",
        )
    if sealed_manifest(manifest) != content:
        raise ModelFileError(
            f"{_MANIFEST} of {folder.name} was changed since it was saved.", hint="Restore it, or train again."
        )
    if not complete or names != {_EVIDENCE, *map(_booster_file, range(len(manifest["targets"])))}:
        raise ModelFileError(f"{_MANIFEST} of {folder.name} names the wrong files.", hint="Train again.")
    if digest != features_digest(Columns.from_dict(manifest["columns"])):
        raise ModelFileError("The predictor was trained with other features than this nacre has.", hint="Train again.")
    # What was never seen of the known cells is no number there.
    return soundness.read_json(content, _MANIFEST, open_ended=("domain", "info"))


def _read_parquet(content: bytes) -> pd.DataFrame:
    import io

    return pd.read_parquet(io.BytesIO(content))
