"""Screen: stream a space through the predictor; keep the best, the Pareto front, a shortlist and what choices do."""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..data.errors import SpaceError
from ..data.notation import format_cell
from ..data.space import Space, load_space
from ..models.files import replace_file
from ..models.predictor import DEFAULT_LEVEL, CellPredictor
from .checkpoint import Checkpoint, fingerprint
from .engines import Engine, Threads
from .evaluation import Evaluation
from .findings import Findings
from .marginals import summary
from .places import output_folder
from .plan import CHUNK, Plan
from .predict import csv_bytes
from .ranking import Rows
from .shortlist import Shortlist, Standing, choose

__all__ = ["CHUNK", "Screened", "screen"]

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Screened:
    """What a screen found.

    Attributes
    ----------
    top : DataFrame
        The best candidates by predicted lifetime (ties: lower overpotential, then the candidate's number), with
        predictions, bounds, domain and notation.
    front : DataFrame
        The Pareto front of lifetime (up), overpotential (down), number of components (down), untested pairs of
        components (up) and the domain by names; where candidates tie in all, the first one. Ordered by lifetime.
    shortlist : DataFrame
        Different candidates worth making, each with the reason in a sentence.
    choices : DataFrame
        What each choice does over all candidates.
    size : int
        Number of candidates of the run; of these `skipped` broke a rule and `impossible` leave no room for solvent.
    files : list of Path
    """

    top: pd.DataFrame
    front: pd.DataFrame
    shortlist: pd.DataFrame
    choices: pd.DataFrame
    size: int
    skipped: int
    impossible: int
    files: list[Path]


def screen(
    space: Space | Path | str,
    predictor: CellPredictor,
    *,
    top: int = 20,
    level: float = DEFAULT_LEVEL,
    output: Path | str | None = None,
    chunk: int = CHUNK,
    progress: Progress | None = None,
    sample: int | None = None,
    seed: int = 0,
    shortlist: int = 10,
    allow_out: bool = False,
    explain: bool = False,
    resume: bool = False,
    engine: Engine | None = None,
) -> Screened:
    """Predict the candidates of a space and keep the best.

    Parameters
    ----------
    space : Space or path of a space file
    predictor : CellPredictor
    top : int
        How many of the best are kept.
    level : float
        Level of the bounds.
    output : path, optional
        Folder for the results, and for the file from which an interrupted run goes on.
    chunk : int
        Candidates at once; results do not depend on it.
    progress : callable, optional
        Called with the numbers of finished and of all candidates.
    sample : int, optional
        Screen as many random candidates instead of all; `seed` chooses them.
    shortlist : int
        How many different candidates to propose.
    allow_out : bool
        Whether candidates out of the domain may stand in the shortlist.
    explain : bool
        Whether to write a full explanation of each on the shortlist into `output`.
    resume : bool
        Go on where an interrupted run into `output` was.
    engine : Engine, optional
        `Threads()` where none is given.

    Raises
    ------
    SpaceError
        Where the space is too large to enumerate, or an unfinished run of other settings lies in `output`.
    """
    if top < 1 or shortlist < 1:
        raise SpaceError(f"The best {min(top, shortlist)} cannot be kept.", hint="Keep at least one.")
    space = space if isinstance(space, Space) else load_space(space)
    evaluation = Evaluation(space, predictor, Plan.of(space, sample=sample, seed=seed, chunk=chunk), top)
    folder = output_folder(output) if output else None
    choice = Shortlist(shortlist, allow_out=allow_out, explain=explain)
    checkpoint = None
    if folder is not None:
        settings = {"level": level, "shortlist": shortlist, "allow_out": allow_out}
        checkpoint = Checkpoint(folder, fingerprint(evaluation, settings))
    findings = run(evaluation, engine or Threads(), checkpoint, resume=resume, progress=progress)
    how = "" if sample is None else f"They are a random sample of the space (seed {seed})."
    found = finish(evaluation, findings, level, choice, folder, how)
    if checkpoint is not None:
        checkpoint.remove()
    return found


def run(
    evaluation: Evaluation, engine: Engine, checkpoint: Checkpoint | None, *, resume: bool, progress: Progress | None
) -> Findings:
    """Compute all chunks that are not done yet; after each task the checkpoint is written."""
    plan = evaluation.plan
    done, findings = 0, evaluation.none()
    if checkpoint is not None and resume:
        done, findings = checkpoint.read() or (done, findings)
    elif checkpoint is not None:
        checkpoint.refuse_unfinished()
    if progress is not None and done:
        progress(plan.end(done - 1), plan.count)
    if done == plan.n_chunks:
        return findings
    with engine.run(evaluation, done) as results:
        for chunks, found in results:
            findings = findings.joined(found, evaluation.top)
            if checkpoint is not None and chunks < plan.n_chunks:
                checkpoint.write(chunks, findings)
            if progress is not None:
                progress(plan.end(chunks - 1), plan.count)
    return findings


def finish(
    evaluation: Evaluation, findings: Findings, level: float, choice: Shortlist, folder: Path | None, how: str = ""
) -> Screened:
    """Describe what was kept, choose the shortlist and write the files; `how` tells a part of a space apart."""
    top = described(evaluation, findings.top, level)
    front = described(evaluation, findings.front[np.argsort(-findings.front["lifetime"], kind="stable")], level)
    pool = np.unique(np.concatenate([findings.pool, findings.front, findings.leaders, findings.top]))
    # Only these few are judged with the distance to the nearest published cell as well.
    short = choose(described(evaluation, pool, level), choice, standing(evaluation, findings, pool))
    targets = evaluation.predictor.targets.values()
    factors = tuple(float(target.bound.apply(np.ones(1), level)[0]) for target in targets)
    choices = summary(evaluation.choices, findings.counts, (factors[0], factors[1]))
    seen, skipped, impossible = (int(n) for n in findings.seen)
    found = Screened(top, front, short, choices, seen + skipped + impossible, skipped, impossible, [])
    if folder is not None:
        found.files.extend(_written(found, evaluation, choice, level, folder, how))
    return found


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
        total=int(findings.seen[0]),
    )


def described(evaluation: Evaluation, rows: Rows, level: float) -> pd.DataFrame:
    """Candidates with notation, predictions, bounds, domain, evidence and the objectives of the front."""
    frame = _predicted(evaluation, rows["candidate"], level)
    for name in ("domain_reasons", "evidence"):
        frame[name] = frame[name].map("; ".join)
    frame.insert(0, "cell", [format_cell(cell) for cell in evaluation.space.cells(rows["candidate"])])
    frame.insert(0, "candidate", rows["candidate"])
    frame["components"], frame["untested_pairs"] = rows["complexity"], rows["novelty"]
    return frame


def _predicted(evaluation: Evaluation, index: Any, level: float) -> pd.DataFrame:  # noqa: ANN401 - any numpy index
    """Predictions in parts, since distances to all published cells need much memory."""
    parts = [index[start : start + 2_000] for start in range(0, max(len(index), 1), 2_000)]
    frames = [evaluation.predictor.predict(evaluation.space.batch(part), level=level) for part in parts]
    return pd.concat(frames, ignore_index=True)


def _written(
    found: Screened, evaluation: Evaluation, choice: Shortlist, level: float, folder: Path, how: str
) -> list[Path]:
    """Write tables, explanations and page; each file is whole or not there."""
    from .screen_page import render_page

    explained = _explained(found, evaluation, level, folder) if choice.explain else {}
    files = {
        "top.csv": csv_bytes(found.top),
        "front.csv": csv_bytes(found.front),
        "shortlist.csv": csv_bytes(found.shortlist),
        "choices.csv": csv_bytes(found.choices),
        "top.parquet": _parquet(found.top),
        "front.parquet": _parquet(found.front),
        "screen.html": render_page(found, evaluation, level, how, explained).encode(),
    }
    for name, content in files.items():
        replace_file(folder / name, content)
    return [folder / name for name in (*files, *explained.values())]


def _explained(found: Screened, evaluation: Evaluation, level: float, folder: Path) -> dict[int, str]:
    """Write the full explanations of the shortlist; candidate to file, as the page links to it."""
    from .explain import explain
    from .report import write_report

    output_folder(folder / "explained")
    files = {int(number): f"explained/{number}.html" for number in found.shortlist["candidate"]}
    for number, name in files.items():
        cell = evaluation.space.cell(number)
        write_report(explain(cell, evaluation.predictor, level=level), evaluation.predictor, folder / name)
    return files


def _parquet(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False)
    return buffer.getvalue()
