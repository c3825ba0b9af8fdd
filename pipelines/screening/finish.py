"""The end of a screen: describe what was kept, choose the shortlist, write the files."""

from __future__ import annotations

import io
import json
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pandas as pd

from ...data.arrays import Ints
from ...data.batch.cells import PROTECTIONS
from ...data.cell import format_cell
from ...data.files import csv_bytes, replace_file
from ...data.places import output_folder
from ...data.protection import Protection
from ...features.guards.guard import GUARDS
from ...features.protection import protection_of
from ...models.predictor.domain import OUT
from .emptied import why_empty
from .exact.certificate import Certificate
from .folding import folded
from .run.evaluation import Evaluation
from .run.findings import POOL, Findings
from .run.marginals import summary
from .run.ranking import Rows, best_apart
from .screened import Screened
from .shortlist import Standing, choose


def finish(
    evaluation: Evaluation,
    findings: Findings,
    folder: Path | None,
    how: str = "",
    certificate: Certificate | None = None,
) -> Screened:
    """Describe what was kept, choose the shortlist and write the files.

    Parameters
    ----------
    evaluation : Evaluation
    findings : Findings
        Of all chunks.
    folder : Path or None
        Where files are written; none are where it is None.
    how : str
        A sentence that tells how the candidates were chosen, where not all of the space were computed.
    certificate : Certificate, optional
        Of a proof.

    Returns
    -------
    Screened
    """
    top = _best(evaluation, findings)
    front = described(evaluation, findings.front[np.argsort(findings.front["loss"][:, 0], kind="stable")])
    pool = np.concatenate([findings.pool, findings.front, findings.leaders, findings.top])
    pool = pool[np.unique(pool["candidate"], return_index=True)[1]]
    # Only these few are judged with the distance to the nearest published cell as well.
    short = choose(
        _folded(evaluation, described(evaluation, pool)),
        evaluation.settings,
        evaluation.objectives,
        standing(evaluation, findings, pool),
    )
    # Of a proof only the sample is counted; what was ruled out stands in the certificate.
    counted = certificate is None or certificate.sampled == certificate.total
    seen, skipped, impossible, *refused, worse = (int(n) if counted else 0 for n in findings.seen)
    screened = Screened(
        top=top,
        front=front,
        shortlist=short,
        choices=summary(evaluation.choices, evaluation.classes, findings.counts, _factors(evaluation)),
        size=certificate.total if certificate else seen + skipped + impossible + sum(refused) + worse,
        skipped=skipped,
        impossible=impossible,
        refused={one.name: n for one, n in zip(GUARDS, refused, strict=True) if n},
        worse={" or ".join(own.words for own in evaluation.requirements): worse} if worse else {},
        objectives=evaluation.objectives,
        files=[],
        certificate=certificate,
        ties=_ties(findings),
        why_empty="" if len(findings.front) else _why_empty(evaluation, certificate),
    )
    if folder is not None:
        screened.files.extend(_written(screened, evaluation, folder, how))
    return screened


def _why_empty(evaluation: Evaluation, certificate: Certificate | None) -> str:
    """What rules out candidates, in words; of a requirement the best that there is, where a proof knows it."""
    told = [why_empty(evaluation.space, guards=evaluation.settings.guards)]
    for own in evaluation.requirements:
        quantity = evaluation.objectives[own.place]
        best = None if certificate is None else certificate.possible.get(quantity.name)
        known = f" (no candidate is predicted better than {best:.3g} {quantity.unit})" if best is not None else ""
        told.append(f"left out is {own.words}{known}")
    return "; ".join(filter(None, told))


def _ties(findings: Findings) -> int:
    """How many of the best tie with another of them in all objectives."""
    if not len(findings.top):
        return 0
    _, count = np.unique(findings.top["loss"], axis=0, return_counts=True)
    return int(count[count > 1].sum())


def _factors(evaluation: Evaluation) -> list[float]:
    """What turns a median into its bound on the positive scale, for each objective."""
    level = evaluation.settings.level
    return [evaluation.predictor.target(own.name).usual_factor(level) for own in evaluation.objectives]


def standing(evaluation: Evaluation, findings: Findings, pool: Rows) -> Standing:
    """What the shortlist's reasons are made of."""
    choices, leads = evaluation.choices, defaultdict(list)
    several = {axis for axis, count in Counter(choices.axis).items() if count > 1}
    for number, choice in zip(findings.leaders["candidate"], findings.leads, strict=True):
        if choices.axis[choice] in several:
            leads[int(number)].append(f"{choices.axis[choice]} {choices.label[choice]}")
    return Standing(
        cells=dict(zip(pool["candidate"].tolist(), evaluation.space.cells(pool["candidate"]), strict=True)),
        on_front=set(findings.front["candidate"].tolist()),
        leads=leads,
        total=evaluation.plan.count if evaluation.settings.sample is not None else evaluation.space.size,
    )


def _best(evaluation: Evaluation, findings: Findings) -> pd.DataFrame:
    """The best protected candidates, then the best bare ones, each in their order.

    They are folded, and none is out of the domain unless such are wanted.
    Names and test conditions were judged for every candidate; the distance to the nearest known cell is measured here.
    """
    settings = evaluation.settings
    if settings.allow_out:
        return _folded(evaluation, described(evaluation, findings.top))
    known = np.concatenate([findings.top, findings.pool])
    known = known[np.unique(known["candidate"], return_index=True)[1]]
    frame = described(evaluation, best_apart(known, max(POOL, settings.top)))
    frame = _folded(evaluation, frame[frame["domain"] != OUT].reset_index(drop=True))
    return frame.groupby(frame["protection"] == Protection.NOTHING, sort=False).head(settings.top)


def _folded(evaluation: Evaluation, frame: pd.DataFrame) -> pd.DataFrame:
    """The candidates without those that differ only in what no paper tells apart."""
    cells = evaluation.space.cells(frame["candidate"].to_numpy())
    return folded(frame, cells, evaluation.predictor.evidence.made)


def described(evaluation: Evaluation, rows: Rows) -> pd.DataFrame:
    """Candidates with notation, predictions, bounds, domain, evidence and the objectives of the front."""
    frame = _predicted(evaluation, rows["candidate"])
    frame = frame.drop(columns="guard")
    for name in ("domain_reasons", "evidence", "made"):
        frame[name] = frame[name].map("; ".join)
    kinds = protection_of(evaluation.space.batch(rows["candidate"]))
    frame.insert(0, "protection", [str(PROTECTIONS[code]) for code in kinds])
    frame.insert(0, "cell", [format_cell(cell) for cell in evaluation.space.cells(rows["candidate"])])
    frame.insert(0, "candidate", rows["candidate"])
    frame["components"], frame["untested_pairs"] = rows["complexity"], rows["novelty"]
    return frame


def _predicted(evaluation: Evaluation, index: Ints) -> pd.DataFrame:
    """Predictions in parts, since distances to all published cells need much memory."""
    parts = [index[start : start + 2_000] for start in range(0, max(len(index), 1), 2_000)]
    level = evaluation.settings.level
    frames = [evaluation.predictor.predict(evaluation.space.batch(part), level=level) for part in parts]
    return pd.concat(frames, ignore_index=True)


def _written(screened: Screened, evaluation: Evaluation, folder: Path, how: str) -> list[Path]:
    """Write tables, explanations and page; each file is whole or not there."""
    from .page import render_page

    explained = _explained(screened, evaluation, folder) if evaluation.settings.explain else {}
    files = {
        "top.csv": csv_bytes(screened.top),
        "front.csv": csv_bytes(screened.front),
        "shortlist.csv": csv_bytes(screened.shortlist),
        "choices.csv": csv_bytes(screened.choices),
        "top.parquet": _parquet(screened.top),
        "front.parquet": _parquet(screened.front),
        "screen.html": render_page(screened, evaluation, how, explained).encode(),
    }
    if screened.certificate is not None:
        files["certificate.json"] = (json.dumps(screened.certificate.to_dict(), indent=1) + "\n").encode()
    for name, content in files.items():
        replace_file(folder / name, content)
    return [folder / name for name in (*files, *explained.values())]


def _explained(screened: Screened, evaluation: Evaluation, folder: Path) -> dict[int, str]:
    """Write the full explanations of the shortlist; candidate to file, as the page links to it."""
    from ..explanation.explain import explain
    from ..reports.explanation import write_report

    output_folder(folder / "explained")
    files = {int(number): f"explained/{number}.html" for number in screened.shortlist["candidate"]}
    for number, name in files.items():
        cell = evaluation.space.cell(number)
        explanation = explain(cell, evaluation.predictor, level=evaluation.settings.level)
        write_report(explanation, evaluation.predictor, folder / name)
    return files


def _parquet(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False)
    return buffer.getvalue()
