"""Retrain: new rows → known cells → challenger → comparison with the champion → promotion by rule."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from ..data.errors import Issue, NacreError, NoChampionError
from ..data.merging import Merged, merge
from ..features.cell import feature_names
from ..models.comparison import BOOSTER, Progress, Settings
from ..models.contest import Compared, compare, left_out
from ..models.dataset import Dataset, make_dataset
from ..models.drift import GroupDrift, drift
from ..models.predictor import CellPredictor
from ..models.promotion import RULE, Decision, Verdict, decide
from . import registry
from .intake import set_aside, take_in
from .known import Known, keep, known_cells
from .locks import only_one
from .places import home, output_folder
from .registering import register
from .retrain_report import write_reports
from .store import CHAMPION
from .tracking import Run, end_abandoned, track
from .train import Fitted, fit, log_fitted


@dataclass(frozen=True)
class Retrained:
    """A finished retraining.

    Attributes
    ----------
    version : str
        Of the challenger in the registry; empty where nothing was registered.
    champion : str
        Version that it was compared with; empty where there was none.
    decision : Decision
    compared : Compared or None
        None where there was no champion to compare with, or nothing to learn.
    merged : Merged
    issues : list of Issue
        Rows that were set aside.
    drift : list of GroupDrift
        Rows new to the champion against the rows that it knows.
    data : dict
        `version` and `digest` of the known cells, numbers of `cells` and `papers`.
    files : list of Path
    """

    version: str
    champion: str
    decision: Decision
    compared: Compared | None
    merged: Merged
    issues: list[Issue]
    drift: list[GroupDrift]
    data: dict[str, Any]
    files: list[Path] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as the JSON report and `--json` give them."""
        return {
            "version": self.version,
            "champion": self.champion,
            "promoted": self.decision.promote,
            "reason": self.decision.reason,
            "rule": RULE,
            **(self.compared or Compared({}, {}, [])).to_dict(),
            "rows": {
                "added": self.merged.added,
                "replaced": self.merged.replaced,
                "known": self.merged.known,
                "set_aside": len({(issue.file, issue.row) for issue in self.issues}),
            },
            "conflicts": [_plain(one) for one in self.merged.conflicts],
            "issues": [_plain(one) for one in self.issues],
            "drift": [_plain(one) for one in self.drift],
            "data": self.data,
        }


def _plain(record: Any) -> dict[str, Any]:  # noqa: ANN401 - a dataclass with slots
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def retrain(
    source: Path | str,
    *,
    settings: Settings | None = None,
    dry_run: bool = False,
    output: Path | str | None = None,
    progress: Progress | None = None,
) -> Retrained:
    """Let new rows in, train a challenger on everything known, and promote it where it passes `RULE`.

    Retrainings on one machine wait for each other. Whatever ends one early, the champion stays as it was: the known
    cells, the registered version and the alias are each written whole, in this order, the alias last.

    Parameters
    ----------
    source : path
        A CSV file with the columns of `cells.csv`, or a folder of them.
    settings : Settings, optional
        `Settings(compared=False)` spares the usual models.
    dry_run : bool
        Do everything but write: no known cells, no version, no alias; a report where `output` asks for one.
    output : path, optional
        Folder for the reports and `quarantine.csv`; a new one in the user's nacre folder where it is left out.
    progress : callable, optional

    Raises
    ------
    TableError
        Where no row can be used, with every fault.
    NacreError
        Where the known cells and the new ones hold too few outcomes.
    StoreError
        Where another retraining does not end, or the store cannot be used.
    """
    settings = settings or Settings()
    intake = take_in(source)
    folder = output_folder(output) if output else None
    with nullcontext() if dry_run else only_one("retrain"):
        if not dry_run:
            end_abandoned("retrain")
        known = known_cells()
        merged = merge(known.table, intake.tables)
        job = _Job(settings, dry_run, merged, [*intake.issues, *merged.refused], known)
        found = job.run(progress)
        if dry_run and folder is None:
            return found
        folder = folder or output_folder(_fresh_folder())
        if found.issues:
            set_aside(found.issues, folder / "quarantine.csv")
            found.files.append(folder / "quarantine.csv")
        found.files.extend(write_reports(found.to_dict(), folder))
        return found


def compare_versions(
    version: str, against: str, settings: Settings, *, progress: Progress | None = None
) -> dict[str, Verdict]:
    """Judge a registered version against another on the newest known cells, each paper left out.

    Papers that only one of them has learned from are new to the other, which then predicts them as it is.

    Parameters
    ----------
    version, against : str
        Numbers or aliases.
    settings : Settings
        `repeats`, `folds` and `seed` of the folds.
    progress : callable, optional

    Returns
    -------
    dict of target to Verdict
        `challenger` is the first, `champion` the second.
    """
    data = make_dataset(known_cells().table)
    loaded = [registry.load(one) for one in (against, version)]
    said = left_out(loaded[1], data, settings)
    if progress is not None:
        progress(1, 2)
    found = compare(loaded[0], data, said, settings).verdicts
    if progress is not None:
        progress(2, 2)
    return found


def _fresh_folder() -> Path:
    return home() / "retrain" / datetime.now(UTC).strftime("%Y-%m-%dT%H%M%S.%fZ")


@dataclass(frozen=True)
class _Job:
    """What a retraining works with after the rows came in."""

    settings: Settings
    dry_run: bool
    merged: Merged
    issues: list[Issue]
    known: Known

    def run(self, progress: Progress | None) -> Retrained:
        data = make_dataset(self.merged.table)
        number, champion = _champion()
        if champion is not None and champion.info["data_sha256"] == data.digest:
            decision = Decision(False, f"nothing to learn: version {number}, the champion, knows all of this")
            return self._told("", number, decision, None, [], data, self.known.version)
        with _maybe_tracked("retrain", tracked=not self.dry_run) as run:
            fitted = fit(data, self.settings, progress=progress)
            compared = _compared(champion, data, fitted, self.settings)
            decision = _decision(champion, compared)
            moved = _moved(champion, data)
            if run is None:
                return self._told("", number, decision, compared, moved, data, self.known.version)
            stored = keep(self.merged.table)
            version = self._register(run, data, fitted, decision, stored)
            decision = _crown(version, number, decision)
            found = self._told(version, number, decision, compared, moved, data, stored.version)
            _log(run, found)
        return found

    def _register(self, run: Run, data: Dataset, fitted: Fitted, decision: Decision, stored: Known) -> str:
        log_fitted(run, data, fitted, self.settings, source=stored.path.name if stored.path else "")
        run.params({"data_version": stored.version, "promoted": decision.promote, "reason": decision.reason})
        return register(run, fitted.predictor, champion=False)

    def _told(
        self,
        version: str,
        champion: str,
        decision: Decision,
        compared: Compared | None,
        moved: list[GroupDrift],
        data: Dataset,
        data_version: int,
    ) -> Retrained:
        about = {
            "version": data_version,
            "digest": data.digest,
            "cells": len(data.frame),
            "papers": len(np.unique(data.papers.astype(str))),
        }
        return Retrained(version, champion, decision, compared, self.merged, self.issues, moved, about)


def _champion() -> tuple[str, CellPredictor | None]:
    """The champion and its version; ("", None) where there is none."""
    try:
        number = registry.find(CHAMPION).version
    except NoChampionError:
        return "", None
    return number, registry.load(number)


@contextmanager
def _maybe_tracked(job: str, *, tracked: bool) -> Iterator[Run | None]:
    if not tracked:
        yield None
        return
    with track(job) as run:
        yield run


def _compared(champion: CellPredictor | None, data: Dataset, fitted: Fitted, settings: Settings) -> Compared | None:
    if champion is None:
        return None
    said = {target: found for (target, model), found in fitted.predictions.items() if model == BOOSTER}
    return compare(champion, data, said, settings)


def _decision(champion: CellPredictor | None, compared: Compared | None) -> Decision:
    if champion is None or compared is None:
        return Decision(True, "promoted: there was no champion")
    return decide(compared.verdicts)


def _moved(champion: CellPredictor | None, data: Dataset) -> list[GroupDrift]:
    """Drift of the rows that the champion does not know against those that it knows."""
    if champion is None:
        return []
    is_new = ~data.frame["record_id"].isin(champion.evidence.frame["record_id"]).to_numpy()
    if not is_new.any():
        return []
    return drift(champion.evidence.features, data.features[is_new], feature_names())


def _crown(version: str, champion: str, decision: Decision) -> Decision:
    """Move the alias that the decision asks for."""
    if decision.promote:
        try:
            registry.promote(version, expected=champion)
        except NacreError as error:
            registry.challenge(version)
            return Decision(False, f"kept as challenger: {error}")
        return decision
    registry.challenge(version)
    return decision


def _log(run: Run, found: Retrained) -> None:
    compared = found.compared
    if compared is not None:
        for target, verdict in compared.verdicts.items():
            run.metrics({f"{target}.champion": verdict.champion, f"{target}.challenger": verdict.challenger})
            run.metrics({f"{target}.gain": verdict.gain, f"{target}.gain_low": verdict.low})
    with tempfile.TemporaryDirectory(prefix="nacre-") as temporary:
        write_reports(found.to_dict(), Path(temporary))
        run.files(Path(temporary), "report")
