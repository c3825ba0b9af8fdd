"""A predictor's files in the registry: written as a version, fetched and checked before they are read."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ...data.errors import ModelFileError
from ...data.places import home, tracking_uri
from ...models.predictor.cell_predictor import CellPredictor
from ..serving.packing import DATA, pack
from .client import CHAMPION, PROMOTED, model_names
from .tracking import Run

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities.model_registry import ModelVersion

_ARTIFACT = "predictor"


def register(run: Run, predictor: CellPredictor, *, champion: bool = True, names: Sequence[str] = ()) -> str:
    """Log a predictor's files, register them as a version of the model and, if asked, make it the champion.

    Parameters
    ----------
    run : Run
    predictor : CellPredictor
    champion : bool
    names : sequence of str
        Registered models that get the version; those of `model_names` where they are left out. The version is made
        when all files are in the store, the alias moves last.

    Returns
    -------
    str
        The version, in the first of the models.
    """
    with tempfile.TemporaryDirectory(prefix="nacre-") as folder:
        run.files(pack(predictor, Path(folder) / _ARTIFACT), _ARTIFACT)
    versions = [_register(run, name, predictor) for name in names or model_names(predictor.quantities)]
    if champion:
        for name, version in versions:
            crown(run.client, name, version)
    return versions[0][1]


def _register(run: Run, name: str, predictor: CellPredictor) -> tuple[str, str]:
    """The files of a run as a version of a model: its name and the version."""
    client = run.client
    if not client.search_registered_models(f"name='{name}'"):
        _create_model(client, name, _description(predictor))
    source = f"{client.get_run(run.run_id).info.artifact_uri}/{_ARTIFACT}"
    return name, str(client.create_model_version(name, source, run.run_id).version)


def _description(predictor: CellPredictor) -> str:
    names = " and ".join(predictor.targets)
    if not predictor.is_own:
        return f"{names[0].upper()}{names[1:]} of symmetric Na||Na cells"
    return f"{names}, a lab's own quantity"


def _create_model(client: MlflowClient, name: str, description: str) -> None:
    from mlflow.exceptions import MlflowException

    try:
        client.create_registered_model(name, description=description)
    except MlflowException as error:
        if error.error_code != "RESOURCE_ALREADY_EXISTS":  # another machine was first
            raise


def crown(client: MlflowClient, name: str, version: str) -> None:
    """Move the alias `champion`, one write of the store; the version notes when.

    Parameters
    ----------
    client : MlflowClient
    name : str
        Registered model.
    version : str
    """
    # The tag comes first: a version that was to be champion and is not does no harm to a rollback.
    client.set_model_version_tag(name, version, PROMOTED, str(time.time_ns() // 1_000_000))
    client.set_registered_model_alias(name, CHAMPION, version)


def fetch(client: MlflowClient, version: ModelVersion) -> Path:
    """The folder with the predictor's files of a version, downloaded and checked where it is not there yet.

    Raises
    ------
    ModelFileError
        Where the files cannot be fetched or are damaged.
    """
    folder = home() / "models" / f"{version.version}-{version.run_id}"
    if (folder / "manifest.json").is_file():
        return folder
    from mlflow.artifacts import download_artifacts
    from mlflow.exceptions import MlflowException

    if not _is_writable(folder.parent):
        folder = _for_this_process() / folder.name
        if folder.is_dir():
            return folder
    # In the same file system, so that the finished folder is renamed as a whole.
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".") as temporary:
        try:
            source = client.get_model_version_download_uri(version.name, version.version)
            fetched = Path(download_artifacts(artifact_uri=source, dst_path=temporary, tracking_uri=tracking_uri()))
        except (MlflowException, OSError) as error:
            raise ModelFileError(
                f"The files of version {version.version} cannot be fetched: {error}.",
                hint="See whether the store's artifacts can be reached and the disk has room, else train again.",
            ) from None
        # Versions registered before the MLflow flavour hold the files alone.
        data = fetched / DATA if (fetched / DATA).is_dir() else fetched
        CellPredictor.load(data)  # nothing damaged is kept
        with suppress(OSError):  # another process was first
            data.rename(folder)
    return folder


def _is_writable(folder: Path) -> bool:
    """Whether a folder can be written, made where it is missing."""
    with suppress(OSError):
        folder.mkdir(exist_ok=True)
    return os.access(folder, os.W_OK)


def _for_this_process() -> Path:
    """A folder that ends with the process: predicting needs no right to write into the nacre folder."""
    return Path(_temporary().name)


@cache
def _temporary() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="nacre-models-")
