"""The champion, found without MLflow where the local registry has not changed since the last time."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from ...data.errors import NoChampionError
from ...data.files import replace_file
from ...data.places import home, tracking_uri
from ...models.predictor.cell_predictor import CellPredictor
from .client import MODEL, model_name


def load_champion(target: str | None = None) -> CellPredictor:
    """The champion of the registry, or that of a lab's own target; see `champion_folder`.

    The local registry is asked through MLflow only when its database has changed since the last time; MLflow takes
    longer to import than a prediction takes.

    Raises
    ------
    NoChampionError
        Where no model is registered or none is the champion.
    ModelFileError
        Where the saved files are damaged.
    """
    return CellPredictor.load(champion_folder(target))


def champion_folder(target: str | None = None) -> Path:
    """The folder with the champion's files; another champion has another folder. Errors as `load_champion`.

    A target without a model of its own is looked for in the main model.
    """
    try:
        return _folder(target)
    except NoChampionError:
        if target is None:
            raise
        with suppress(NoChampionError):
            main = _folder(None)
            if target in CellPredictor.load(main).targets:
                return main
        raise


def _folder(target: str | None) -> Path:
    name = model_name(target)
    remembered = _remembered(_database_stamp(), name)
    if remembered is not None:
        return remembered
    from .versions import champion_files

    version, folder = champion_files(target)
    stamp = _database_stamp()  # looking up the champion may have made or migrated the database
    if stamp is not None:
        pointer = {"stamp": stamp, "version": version, "folder": folder.name}
        replace_file(_pointer(name), json.dumps(pointer).encode())
    return folder


def _pointer(name: str) -> Path:
    """The file that remembers a model's champion."""
    return home() / f"champion{name.removeprefix(MODEL)}.json"


def _database_stamp() -> list[int] | None:
    """Size and time of change of the local registry's database, or None for a server."""
    uri = tracking_uri()
    if not uri.startswith("sqlite:///"):
        return None
    path = Path(uri.removeprefix("sqlite:///"))
    if not path.is_file():
        raise NoChampionError(
            "No model has been trained yet.", hint="Run `nacre train` first; it takes about a minute."
        )
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def _remembered(stamp: list[int] | None, name: str) -> Path | None:
    path = _pointer(name)
    if stamp is None or not path.is_file():
        return None
    try:
        pointer = json.loads(path.read_text())
        folder = home() / "models" / Path(pointer["folder"]).name
        return folder if pointer["stamp"] == stamp and folder.is_dir() else None
    except (ValueError, KeyError, TypeError):
        return None
