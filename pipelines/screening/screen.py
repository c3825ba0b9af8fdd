"""Screen: stream a space through the predictor; keep the best, the Pareto front, a shortlist and what choices do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ...data.places import output_folder
from ...data.progress import Progress
from ...data.space.read import Space, load_space
from ...models.predictor.cell_predictor import CellPredictor
from .exact.prove import prove
from .finish import finish
from .run.checkpoint import Checkpoint, fingerprint
from .run.engines import Engine, Threads
from .run.evaluation import Evaluation
from .run.findings import Findings
from .run.settings import ScreenSettings
from .screened import Screened


def screen(
    space: Space | Path | str,
    predictor: CellPredictor,
    settings: ScreenSettings | None = None,
    *,
    output: Path | str | None = None,
    resume: bool = False,
    engine: Engine | None = None,
    progress: Progress | None = None,
    watch: Callable[[str], None] | None = None,
) -> Screened:
    """Predict the candidates of a space and keep the best.

    The best of a large space are proved by bounds, see `nacre.pipelines.screening.exact`; of any other all candidates
    are computed.

    Parameters
    ----------
    space : Space or path of a space file
    predictor : CellPredictor
    settings : ScreenSettings, optional
        What to keep and how to choose; the defaults where left out.
    output : path, optional
        Folder for the results, and for the file from which an interrupted run goes on.
    resume : bool
        Go on where an interrupted run into `output` was.
    engine : Engine, optional
        `Threads()` where none is given.
    progress : callable, optional
        Called with the numbers of finished and of all candidates.
    watch : callable, optional
        Called with the gap of a proof, in words.

    Returns
    -------
    Screened

    Raises
    ------
    SpaceError
        Where the space is too large to enumerate, or an unfinished run of other settings lies in `output`.
    NacreError
        Where a proof is asked for and the predictions are not those of trees alone.
    """
    space = space if isinstance(space, Space) else load_space(space)
    evaluation = Evaluation(space, predictor, settings or ScreenSettings())
    sample, seed = evaluation.settings.sample, evaluation.settings.seed
    _ = evaluation.plan, evaluation.objectives  # refuse what cannot be run before a folder is made
    folder = output_folder(output) if output else None
    checkpoint = Checkpoint(folder, fingerprint(evaluation)) if folder is not None else None
    certificate = None
    if evaluation.is_exact:
        findings, certificate = prove(
            evaluation, engine or Threads(), checkpoint, resume=resume, progress=progress, watch=watch
        )
        how = certificate.sentences(evaluation.objectives)
    else:
        findings = run(evaluation, engine or Threads(), checkpoint, resume=resume, progress=progress)
        how = "" if sample is None else f"They are a random sample of the space (seed {seed})."
    screened = finish(evaluation, findings, folder, how, certificate)
    if checkpoint is not None and (certificate is None or certificate.proved):
        checkpoint.remove()
    return screened


def run(
    evaluation: Evaluation, engine: Engine, checkpoint: Checkpoint | None, *, resume: bool, progress: Progress | None
) -> Findings:
    """Compute all chunks that are not done yet; after each task the checkpoint is written.

    Parameters
    ----------
    evaluation : Evaluation
    engine : Engine
    checkpoint : Checkpoint or None
    resume : bool
        Whether to go on where the checkpoint is.
    progress : callable or None

    Returns
    -------
    Findings
        Of all chunks.
    """
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
        for chunks, part in results:
            findings = findings.joined(part, evaluation.settings.top)
            if checkpoint is not None and chunks < plan.n_chunks:
                checkpoint.write(chunks, findings)
            if progress is not None:
                progress(plan.end(chunks - 1), plan.count)
    return findings
