"""Retrain: new rows → known cells → challenger → comparison with the champion → promotion by rule.

Published rows teach the published model and are judged with their papers left out. A lab's own cells add a term to it
and are judged with their formulations left out.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from ...data.batch.cells import CellBatch
from ...data.errors import Issue, NacreError, NoChampionError
from ...data.measured.intake import Intake, nothing_new, set_aside, take_in
from ...data.measured.merging import Merged, NewTable, merge
from ...data.measured.own import checked_source, lab_name, parted, remember_lab, stamped
from ...data.measured.tables import CellTable
from ...data.measured.versions import Known, keep, known_cells, remembered
from ...data.places import home, output_folder
from ...data.progress import Progress
from ...data.quantity import QUANTITIES, Quantity
from ...features.report import REPORT
from ...models.labels.dataset import Dataset, make_dataset
from ...models.predictor.cell_predictor import CellPredictor
from ...models.predictor.own_cells import OWN_INFO, literature, own_digest, own_rows, with_lab
from ...models.promotion.contest import Compared, compare, left_out
from ...models.promotion.drift import GroupDrift, drift
from ...models.promotion.own_cells import RULE as OWN_RULE
from ...models.promotion.own_cells import OwnContest, compare_own, decide_own
from ...models.promotion.own_learning import OwnCurve, own_curves
from ...models.promotion.rule import Decision, Verdict, decide, rule_for
from ...models.shipped import FOLDER as SHIPPED
from ...models.validation.comparison import Settings, own_name
from ...models.validation.learner import features_of
from ..reports.retraining import write_reports
from ..store import versions as registry
from ..store.adopting import champion_version
from ..store.champion import load_champion
from ..store.client import CHAMPION, artifact_errors, lab_model
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
    own : OwnContest or None
        The comparison on a lab's own cells, where there are any.
    curves : list of OwnCurve
        How the error on them falls with their number.
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
    own: OwnContest | None = None
    curves: list[OwnCurve] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    intake: Intake = field(default_factory=lambda: Intake([], []))

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as the JSON report and `--json` give them."""
        return {
            "version": self.version,
            "champion": self.champion,
            "promoted": self.decision.promote,
            "reason": self.decision.reason,
            "rule": OWN_RULE if self.compared is None and self.own else _rule_of(self.compared),
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
            "own": None if self.own is None else self.own.to_dict(),
            "curves": [one.to_dict() for one in self.curves],
        }


def _rule_of(compared: Compared | None) -> str:
    return rule_for(compared.verdicts if compared else {})


def _plain(record: Any) -> dict[str, Any]:  # noqa: ANN401 - a dataclass with slots
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def retrain(
    source: Path | str | None = None,
    *,
    settings: Settings | None = None,
    lab: str | None = None,
    force: bool = False,
    dry_run: bool = False,
    output: Path | str | None = None,
    progress: Progress | None = None,
) -> Retrained:
    """Let new rows in, train a challenger on everything known, and promote it where it passes the rule.

    Published rows are judged by `promotion.rule.RULE`, a lab's own cells by `promotion.own_cells.RULE`.

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
    lab : str, optional
        The lab whose own cells the rows are; rows of papers where it is left out.
    force : bool
        Promote whatever the comparison says.
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
    lab = None if lab is None else checked_source(lab)
    quantities, further = wanted()
    intake = nothing_new() if source is None else take_in(source, quantities, further=further, lab=lab or "")
    tables = intake.tables if lab is None else stamped(intake.tables, lab)
    folder = output_folder(output) if output else None
    with nullcontext() if dry_run else only_one("retrain"):
        if not dry_run:
            end_abandoned("retrain")
        if lab and not dry_run:
            _settle(lab)
        number, champion = _champion(adopt=not dry_run)
        known = known_to([champion] if champion else [], quantities, further)
        merged = merge(known.table, tables, quantities)
        issues = [*intake.issues, *merged.refused]
        job = _Job(settings, dry_run, merged, issues, known, quantities, number, champion, intake, force)
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
    force: bool = False

    def run(self, progress: Progress | None) -> Retrained:
        table, own = parted(self.merged.table)
        data = make_dataset(table, self.quantities)
        champion = None if self.champion is None else literature(self.champion)
        is_new = champion is None or champion.info["data_sha256"] != data.digest
        if not is_new and not self._teaches(own):
            decision = Decision(False, f"nothing to learn: {self._champion_words} knows all of this")
            return self._result("", decision, data)
        with _maybe_tracked("retrain", tracked=not self.dry_run) as run:
            fitted = fit(data, self.settings, progress=progress) if champion is None or is_new else None
            published = fitted.predictor if fitted else champion
            assert published is not None
            compared = _compared(champion, data, fitted, self.settings) if fitted else None
            contest = self._contest(champion or published, published, own)
            decision = self._decision(compared, contest)
            challenger = with_lab(published, contest.source, own) if contest else published
            curves = own_curves(published, own, contest.source) if contest else []
            moved = _moved(champion, data, own)
            result = partial(self._result, compared=compared, moved=moved, contest=contest, curves=curves)
            if run is None:
                return result("", decision.foretold, data)
            with artifact_errors("The known cells"):
                stored = keep(self.merged.table)
            version = self._register(run, data, fitted, challenger, decision, stored)
            retrained = result(version, _crown(version, self.number, decision), data, data_version=stored.version)
            _log(run, retrained)
        return retrained

    @property
    def _champion_words(self) -> str:
        return f"version {self.number}, the champion," if self.number else "the model that ships with nacre"

    def _teaches(self, own: CellTable) -> bool:
        """Whether a lab's cells tell the champion anything."""
        known = "" if self.champion is None else self.champion.info.get("own_sha256", "")
        return known != (own_digest(own, tuple(self.quantities)) if len(own) else "")

    def _contest(self, old: CellPredictor, new: CellPredictor, own: CellTable) -> OwnContest | None:
        if not len(own):
            return None
        known: list[str] = []
        if self.champion is not None and self.champion.columns.source:
            known = self.champion.evidence.frame["record_id"][own_rows(self.champion)].tolist()
        return compare_own(old, new, own, str(own.frame["lab"].iloc[0]), known)

    def _decision(self, compared: Compared | None, contest: OwnContest | None) -> Decision:
        """What both comparisons come to; where only one of them has anything new, it decides."""
        if self.force:
            return Decision(True, "promoted, as --force asks, whatever the comparison says")
        if self.champion is None:
            return Decision(True, "promoted: there was no champion")
        if compared is None and contest is None:
            return Decision(True, "promoted: the lab's own cells are forgotten")
        if compared is None and contest is not None:
            return decide_own(contest)
        assert compared is not None
        decision = decide(compared.verdicts)
        losses = [] if contest is None else [one.target for one in contest.verdicts if one.words == "worse"]
        if decision.promote and losses:
            return Decision(False, f"kept as challenger: worse on the lab's own cells ({' and '.join(losses)})")
        return decision

    def _register(
        self, run: Run, data: Dataset, fitted: Fitted | None, challenger: CellPredictor, decision: Decision,
        stored: Known,
    ) -> str:  # fmt: skip
        if fitted is not None:
            log_fitted(run, data, fitted, self.settings, source=stored.path.name if stored.path else "")
        run.params({"data_version": stored.version, "promoted": decision.promote, "reason": decision.reason})
        run.params({name: challenger.info[name] for name in OWN_INFO if name in challenger.info})
        return register(run, challenger, champion=False)

    def _result(
        self,
        version: str,
        decision: Decision,
        data: Dataset,
        *,
        compared: Compared | None = None,
        moved: Sequence[GroupDrift] = (),
        contest: OwnContest | None = None,
        curves: Sequence[OwnCurve] = (),
        data_version: int | None = None,
    ) -> Retrained:
        about = {
            "version": self.known.version if data_version is None else data_version,
            "digest": data.digest,
            "cells": len(self.merged.table),
            "papers": len(np.unique(data.papers.astype(str))),
        }
        return Retrained(
            version,
            self.number,
            decision,
            compared,
            self.merged,
            self.issues,
            list(moved),
            about,
            contest,
            list(curves),
            intake=self.intake,
        )


def _settle(lab: str) -> None:
    """Make this nacre folder the lab's: the published champion becomes the first version of the lab's own model."""
    if lab_name():
        return
    _, champion = _champion(adopt=False)
    if champion is not None:
        with track("adopt") as run:
            run.params({"source": lab})
            register(run, champion, names=[lab_model(lab)])
    remember_lab(lab)


def _champion(*, adopt: bool) -> tuple[str, CellPredictor | None]:
    """The champion and its version: ("", the shipped one) where nothing is registered and nothing is to be.

    ("", None) where a lab's own model is gone.
    """
    try:
        number = registry.find(CHAMPION).version
    except NoChampionError:
        if lab_name():
            return "", None
        if not adopt:
            return "", CellPredictor.load(SHIPPED)
        number = champion_version()
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


def _moved(champion: CellPredictor | None, data: Dataset, own: CellTable) -> list[GroupDrift]:
    """Drift of the rows that the published champion does not know, a lab's own among them, against those it knows."""
    if champion is None:
        return []
    is_new = ~data.frame["record_id"].isin(champion.evidence.frame["record_id"]).to_numpy()
    parts = [features_of(data, champion.columns, np.flatnonzero(is_new))] if is_new.any() else []
    parts += [champion.featurize(CellBatch.from_cells(own.cells))] if len(own) else []
    found = drift(champion.evidence.features, np.concatenate(parts), champion.columns) if parts else []
    return [one for one in found if one.group != REPORT]  # own cells are not published


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


_SIDES = ("champion", "challenger")


def _log(run: Run, retrained: Retrained) -> None:
    for one in retrained.own.verdicts if retrained.own else ():
        run.metrics({f"own.{one.target}.{one.metric}.{side}": getattr(one, side) for side in _SIDES})
    compared = retrained.compared
    if compared is not None:
        for target, verdict in compared.verdicts.items():
            run.metrics({f"{target}.champion": verdict.champion, f"{target}.challenger": verdict.challenger})
            run.metrics({f"{target}.gain": verdict.gain, f"{target}.gain_low": verdict.low})
    with tempfile.TemporaryDirectory(prefix="nacre-") as temporary:
        write_reports(retrained.to_dict(), Path(temporary))
        run.files(Path(temporary), "report")
