"""The champion, found without MLflow where the local registry has not changed since the last time.

Where nothing was trained yet, the predictor that ships with nacre answers.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from ...data.errors import NoChampionError
from ...data.files import replace_file
from ...data.measured.own import lab_name
from ...data.places import home, tracking_uri
from ...models.predictor.cell_predictor import CellPredictor
from ...models.shipped import FOLDER as SHIPPED
from .client import MODEL, model_name, no_champion

#: How often the champion is looked up while others write; after that it is used, but not remembered.
_TRIES = 4
#: The header of an SQLite file (https://www.sqlite.org/fileformat.html, 1.3); bytes 24 to 27 count changes.
_HEADER_BYTES = 100


def load_champion(target: str | None = None) -> CellPredictor:
    """The champion of the registry, or that of a lab's own target; see `champion_folder`.

    The local registry is asked through MLflow only when its database has changed since the last time; MLflow takes
    longer to import than a prediction takes.

    Raises
    ------
    NoChampionError
        Where a lab's own target has no model, or the model of a lab is gone.
    ModelFileError
        Where the saved files are damaged.
    """
    return CellPredictor.load(champion_folder(target))


def champion_folder(target: str | None = None) -> Path:
    """The folder with the champion's files; another champion has another folder. Errors as `load_champion`.

    Without a champion it is the folder of the predictor that ships with nacre. A target without a model of its own is
    looked for in the main model.
    """
    try:
        return _folder(target)
    except NoChampionError:
        if target is None:
            if lab_name():
                raise
            return SHIPPED
        with suppress(NoChampionError):
            main = champion_folder(None)
            if target in CellPredictor.load(main).targets:
                return main
        raise


def model_words(folder: Path, predictor: CellPredictor) -> str:
    """Which model answers, in a line's words.

    Parameters
    ----------
    folder : path
        As `champion_folder` gives it.
    predictor : CellPredictor
        What was read from it.
    """
    cells, papers = predictor.info.get("cells", 0), predictor.info.get("papers", 0)
    learned = f"{cells} cells of {papers} papers"
    if folder == SHIPPED:
        return f"shipped with nacre, {learned}"
    version = folder.name.split("-")[0]
    if source := predictor.columns.source:
        return f"version {version}, {learned} and the cells of {source}"
    return f"version {version}, {learned}"


def _folder(target: str | None) -> Path:
    name = model_name(target)
    stamp = _database_stamp(target)
    remembered = _remembered(stamp, name)
    if remembered is not None:
        return remembered
    for _ in range(_TRIES):
        version, folder = _looked_up(target)
        after = _database_stamp(target)
        # What was read holds for this stamp only where nothing was written meanwhile: another champion may have been
        # promoted between the two, and looking up the champion may have made or migrated the database.
        if after == stamp:
            _remember(stamp, name, version, "" if folder == SHIPPED else folder.name)
            break
        stamp = after
    return folder


def _looked_up(target: str | None) -> tuple[str, Path]:
    """The champion of the registry; where there is none, the shipped predictor, which knows nothing of a lab."""
    from .versions import champion_files

    try:
        return champion_files(target)
    except NoChampionError:
        if target is not None or lab_name():
            raise
        return "", SHIPPED


def _remember(stamp: list[int] | None, name: str, version: str, folder: str) -> None:
    """Note the champion of a model; no folder stands for the shipped one."""
    if stamp is not None:
        pointer = {"stamp": stamp, "version": version, "folder": folder}
        with suppress(OSError):  # a folder that can only be read is looked up each time
            replace_file(_pointer(name), json.dumps(pointer).encode())


def _pointer(name: str) -> Path:
    """The file that remembers a model's champion."""
    return home() / f"champion{name.removeprefix(MODEL)}.json"


def _database_stamp(target: str | None) -> list[int] | None:
    """What changes with every write of the local registry's database, or None for a server.

    SQLite counts its writes in the header of the file, since two of them may fall into one tick of the clock; in its
    write-ahead mode they go to a file beside it.
    """
    uri = tracking_uri()
    if not uri.startswith("sqlite:///"):
        return None
    path = Path(uri.removeprefix("sqlite:///"))
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
        stamp = [int.from_bytes(header[24:28]), *_size_and_time(path)]
    except FileNotFoundError:
        raise no_champion(target) from None
    with suppress(FileNotFoundError):
        stamp += _size_and_time(path.with_name(f"{path.name}-wal"))
    return stamp


def _size_and_time(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def _remembered(stamp: list[int] | None, name: str) -> Path | None:
    path = _pointer(name)
    if stamp is None or not path.is_file():
        return None
    try:
        pointer = json.loads(path.read_text())
        if pointer["stamp"] != stamp:
            return None
        if not pointer["folder"]:
            return SHIPPED
        folder = home() / "models" / Path(pointer["folder"]).name
        return folder if folder.is_dir() else None
    except (ValueError, KeyError, TypeError):
        return None
