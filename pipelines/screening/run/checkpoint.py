"""An interrupted screen goes on where it was: one file in the output folder, whole or not there, for one task only."""

from __future__ import annotations

import hashlib
import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from ....data.errors import SpaceError
from ....data.space.axes import Axis, ListAxis
from ....models.predictor.cell_predictor import CellPredictor
from .evaluation import Evaluation
from .findings import Findings

NAME = "unfinished.screen"
#: The number rises with what is counted: a file of an older nacre is not gone on with.
_MAGIC = b"nacre screen 2\n"
_SYNC_SECONDS = 5.0


def fingerprint(evaluation: Evaluation) -> dict[str, str]:
    """What a run depends on, by name, as digests: a run only goes on where all of them are the same.

    Parameters
    ----------
    evaluation : Evaluation
        Whose settings are in it as a whole, so that none can be forgotten.

    Returns
    -------
    dict of str to str
        For "space", "model" and "settings".
    """
    space = evaluation.space
    # Records and arrays of plain values have one representation each; numpy would shorten long arrays.
    choices = [space.pool, space.coatings, space.hosts, space.protocols, space.basis, _sorted_rules(evaluation)]
    grids = [_axis_state(axis) for axis in (space.salts, space.mixtures, space.additives)]
    return {
        "space": _digest(repr((choices, grids))),
        "model": model_digest(evaluation.predictor),
        "settings": evaluation.settings.digest(),
    }


def _sorted_rules(evaluation: Evaluation) -> object:
    rules = evaluation.space.rules
    return sorted(map(sorted, rules.exclusions)), sorted(rules.limits.items()), sorted(rules.prices.items())


def _axis_state(axis: Axis) -> object:
    if isinstance(axis, ListAxis):
        return axis.choices
    return axis.names, [(k, grid.amount.tobytes(), grid.unit.tobytes()) for k, grid in sorted(axis.grids.items())]


def model_digest(predictor: CellPredictor) -> str:
    """Digest of all that predictions, bounds and domain are computed from."""
    state = [
        [target.to_dict() for target in predictor.targets.values()],
        predictor.domain.to_dict(),
        predictor.evidence.frame["cell"].tolist(),
    ]
    trees = b"".join(target.booster.to_json() for target in predictor.targets.values())
    return _digest(json.dumps(state, sort_keys=True, default=str), trees, predictor.evidence.features.tobytes())


def _digest(text: str, *more: bytes) -> str:
    digest = hashlib.sha256(text.encode())
    for content in more:
        digest.update(content)
    return digest.hexdigest()


@dataclass
class Checkpoint:
    """The file that a run writes after each task.

    Attributes
    ----------
    folder : Path
    prints : dict
        Fingerprint of the run.
    """

    folder: Path
    prints: dict[str, str]
    _synced: float = field(default=0.0, repr=False)

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.folder / NAME

    @property
    def _temporary(self) -> Path:
        return self.folder / f".{NAME}"

    def write(self, chunks: int, findings: Findings) -> None:
        """Note that the first `chunks` chunks are done."""
        self.write_content(chunks, findings.to_bytes())

    def write_content(self, done: int, content: bytes) -> None:
        """Note how many steps are done and what came of them.

        The file is replaced at once, so a killed process leaves the last whole one; it is forced to the disk every
        few seconds only, against a loss of power.

        Raises
        ------
        SpaceError
            Where the disk takes no more; the last whole file stays.
        """
        head = {"chunks": done, "prints": self.prints, "sha256": hashlib.sha256(content).hexdigest()}
        try:
            with self._temporary.open("wb") as file:
                file.write(_MAGIC + json.dumps(head, sort_keys=True).encode() + b"\n" + content)
                if time.monotonic() - self._synced > _SYNC_SECONDS:
                    file.flush()
                    os.fsync(file.fileno())
                    self._synced = time.monotonic()
            self._temporary.replace(self.path)
        except OSError as error:
            self._temporary.unlink(missing_ok=True)
            raise SpaceError(
                f"{self.path.name} cannot be written: {error.strerror or error}.",
                hint="Make room on the disk, then repeat the command with `--resume`; what was noted before is whole.",
            ) from None

    def read(self) -> tuple[int, Findings] | None:
        """How many chunks are done and their findings; None where no run was interrupted here.

        Raises
        ------
        SpaceError
            Where the file is damaged or belongs to another run.
        """
        stored = self.content()
        return None if stored is None else (stored[0], Findings.from_bytes(stored[1]))

    def content(self) -> tuple[int, bytes] | None:
        """How many steps are done and what came of them; see `read`."""
        if not self.path.is_file():
            return None
        content = self.path.read_bytes()
        anew = f"Screen anew without `--resume` into another folder, or delete {NAME}."
        try:
            magic, line, rest = content.split(b"\n", 2)
            head = json.loads(line)
            whole = magic + b"\n" == _MAGIC and head["sha256"] == hashlib.sha256(rest).hexdigest()
            prints, done = dict(head["prints"]), int(head["chunks"])
        except (ValueError, KeyError, TypeError):
            whole = False
        if not whole:
            raise SpaceError(f"{self.path.name} is damaged, or of another nacre.", hint=anew)
        changed = [name for name, digest in self.prints.items() if prints.get(name) != digest]
        if changed:
            raise SpaceError(
                f"The unfinished screen was started with another {' and another '.join(changed)}.", hint=anew
            )
        return done, rest

    def refuse_unfinished(self) -> None:
        """Raise where an unfinished run would be overwritten."""
        if self.path.is_file():
            raise SpaceError(
                f"{self.folder.name} holds an unfinished screen.",
                hint=f"Add `--resume` to go on, name another folder, or delete {NAME}.",
            )

    def remove(self) -> None:
        """Forget the run, which is done."""
        self.path.unlink(missing_ok=True)
        self._temporary.unlink(missing_ok=True)
