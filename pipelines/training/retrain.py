"""Retrain: new rows → known cells → challenger → comparison with the champion → promotion by rule."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from ...data.errors import Issue, NacreError, NoChampionError
from ...data.measured.intake import Intake, nothing_new, set_aside, take_in
from ...data.measured.merging import Merged, NewTable, merge
from ...data.measured.tables import CellTable
from ...data.measured.versions import Known, keep, known_cells, remembered
from ...data.places import home, output_folder
from ...data.progress import Progress
from ...data.quantity import QUANTITIES, Quantity
from ...models.labels.dataset import Dataset, make_dataset
from ...models.predictor.cell_predictor import CellPredictor
from ...models.promotion.contest import Compared, compare, left_out
from ...models.promotion.drift import GroupDrift, drift
from ...models.promotion.rule import Decision, Verdict, decide, rule_for
from ...models.validation.comparison import Settings, own_name
from ...models.validation.learner import features_of
from ..reports.retraining import write_reports
from ..store import versions as registry
from ..store.champion import load_champion
from ..store.client import CHAMPION, artifact_errors
from ..store.locks import only_one
from ..store.registering import register
from ..store.tracking import Run, end_abandoned, track
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
    intake : Intake
        What came in, with warnings and remarks.
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
    intake: Intake = field(default_factory=lambda: Intake([], []))

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as the JSON report and `--json` give them."""
        return {
            "version": self.version,
            "champion": self.champion,
            "promoted": self.decision.promote,
            "reason": self.decision.reason,
            "rule": rule_for(self.compared.verdicts if self.compared else {}),
            **(self.compared or Compared({}, {}, [])).to_dict(),
            "rows": {
                "added": self.merged.added,
                "replaced": self.merged.replaced,
                "known": self.merged.known,
                "set_aside": len({(issue.file, issue.row) for issue in self.issues}),
            },
            "conflicts": [_plain(one) for one in self.merged.conflicts],
            "issues": [_plain(one) for one in self.issues],
            "warnings": [_plain(one) for one in self.intake.warnings],
            "remarks": self.intake.remarks,
            "drift": [_plain(one) for one in self.drift],
            "data": self.data,
        }


def _plain(record: Any) -> dict[str, Any]:  # noqa: ANN401 - a dataclass with slots
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def retrain(
    source: Path | str | None = None,
    *,
    settings: Settings | None = None,
    dry_run: bool = False,
    output: Path | str | None = None,
    progress: Progress | None = None,
) -> Retrained:
    """Let new rows in, train a challenger on everything known, and promote it where it passes `RULE`.

    The quantities are the champion's (lifetime and overpotential where there is none); what it learned of own
    quantities counts as known. Retrainings on one machine wait for each other. Whatever ends one early, the champion
    stays as it was: the known cells, the registered version and the alias are each written whole, in this order, the
    alias last.

    Parameters
    ----------
    source : path, optional
        A CSV file with the columns of `cells.csv` and, as far as they were measured, those of own quantities; or a
        folder of them. Without it the challenger learns from the known cells as they are, e.g. after a paper was
        forgotten.
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
    quantities, further = wanted()
    intake = nothing_new() if source is None else take_in(source, quantities, further=further)
    folder = output_folder(output) if output else None
    with nullcontext() if dry_run else only_one("retrain"):
        if not dry_run:
            end_abandoned("retrain")
        number, champion = _champion()
        known = known_to([champion] if champion else [], quantities, further)
        merged = merge(known.table, intake.tables, quantities)
        job = _Job(
            settings, dry_run, merged, [*intake.issues, *merged.refused], known, quantities, number, champion, intake
        )
        retrained = job.run(progress)
        if dry_run and folder is None:
            return retrained
        folder = folder or output_folder(_fresh_folder())
        if retrained.issues:
            set_aside(retrained.issues, folder / "quarantine.csv")
            retrained.files.append(folder / "quarantine.csv")
        retrained.files.extend(write_reports(retrained.to_dict(), folder))
        return retrained


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
    champion, challenger = (registry.load(one) for one in (against, version))
    quantities = [one for one in champion.quantities if one.name in challenger.targets]
    further = tuple(dict.fromkeys((*champion.further, *challenger.further)))
    data = make_dataset(known_to([champion, challenger], quantities, further).table, quantities)
    predictions = left_out(challenger, data, settings)
    if progress is not None:
        progress(1, 2)
    verdicts = compare(champion, data, predictions, settings).verdicts
    if progress is not None:
        progress(2, 2)
    return verdicts


def wanted() -> tuple[tuple[Quantity, ...], tuple[str, ...]]:
    """Quantities and further columns that tables of new cells are read for: the champion's, else the built-in ones."""
    try:
        champion = load_champion()
    except NoChampionError:
        return QUANTITIES, ()
    return champion.quantities, champion.further


def known_to(predictors: Sequence[CellPredictor], quantities: Sequence[Quantity], further: Sequence[str]) -> Known:
    """The newest known cells, with what predictors of own quantities have learned from."""
    known = known_cells(quantities, further=further)
    tables = [_learned_table(one) for one in predictors if any(not own.from_catalogue for own in one.quantities)]
    if not tables:
        return known
    learned = [NewTable("the champion", table, tuple(range(1, len(table) + 1))) for table in tables]
    return replace(known, table=merge(known.table, learned, quantities).table)


def _learned_table(predictor: CellPredictor) -> CellTable:
    """The known cells of a predictor as they came in."""
    evidence = predictor.evidence
    return remembered(CellTable(evidence.frame.drop(columns="cell"), evidence.cells, predictor.further))


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
    quantities: Sequence[Quantity]
    number: str
    champion: CellPredictor | None
    intake: Intake

    def run(self, progress: Progress | None) -> Retrained:
        data = make_dataset(self.merged.table, self.quantities)
        number, champion = self.number, self.champion
        if champion is not None and champion.info["data_sha256"] == data.digest:
            decision = Decision(False, f"nothing to learn: version {number}, the champion, knows all of this")
            return self._result("", number, decision, None, [], data, self.known.version)
        with _maybe_tracked("retrain", tracked=not self.dry_run) as run:
            fitted = fit(data, self.settings, progress=progress)
            compared = _compared(champion, data, fitted, self.settings)
            decision = _decision(champion, compared)
            moved = _moved(champion, data)
            if run is None:
                return self._result("", number, decision, compared, moved, data, self.known.version)
            with artifact_errors("The known cells"):
                stored = keep(self.merged.table)
            version = self._register(run, data, fitted, decision, stored)
            decision = _crown(version, number, decision)
            retrained = self._result(version, number, decision, compared, moved, data, stored.version)
            _log(run, retrained)
        return retrained

    def _register(self, run: Run, data: Dataset, fitted: Fitted, decision: Decision, stored: Known) -> str:
        log_fitted(run, data, fitted, self.settings, source=stored.path.name if stored.path else "")
        run.params({"data_version": stored.version, "promoted": decision.promote, "reason": decision.reason})
        return register(run, fitted.predictor, champion=False)

    def _result(
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
        return Retrained(
            version, champion, decision, compared, self.merged, self.issues, moved, about, intake=self.intake
        )


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
    predictions = {one.name: fitted.predictions[one.name, own_name(one)] for one in data.quantities}
    return compare(champion, data, predictions, settings)


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
    new = features_of(data, champion.columns, np.flatnonzero(is_new))
    return drift(champion.evidence.features, new, champion.columns)


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


def _log(run: Run, retrained: Retrained) -> None:
    compared = retrained.compared
    if compared is not None:
        for target, verdict in compared.verdicts.items():
            run.metrics({f"{target}.champion": verdict.champion, f"{target}.challenger": verdict.challenger})
            run.metrics({f"{target}.gain": verdict.gain, f"{target}.gain_low": verdict.low})
    with tempfile.TemporaryDirectory(prefix="nacre-") as temporary:
        write_reports(retrained.to_dict(), Path(temporary))
        run.files(Path(temporary), "report")
