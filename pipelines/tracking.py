"""Runs and models in MLflow: one experiment, one registered model a target, the alias `champion`.

The predictor's data files are plain artifacts. They are downloaded, checked and read by `CellPredictor.load`; nothing
in them is executed.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..data.errors import ModelFileError, NacreError, NoChampionError
from ..models.files import replace_file, sha256
from ..models.predictor import CellPredictor
from .places import home, tracking_uri

if TYPE_CHECKING:
    from mlflow import MlflowClient

EXPERIMENT = "nacre"
MODEL = "nacre"
CHAMPION = "champion"
_ARTIFACT = "predictor"


def model_name(target: str | None = None) -> str:
    """Name of the registered model: "nacre", or "nacre-<target>" for a quantity of a lab's own.

    What is no letter, digit or underscore becomes a hyphen, so that the name stays inside its folder; where that
    changed something, a digest keeps like names apart.
    """
    if target is None:
        return MODEL
    plain = re.sub(r"[^A-Za-z0-9_]+", "-", target).strip("-")[:60]
    return f"{MODEL}-{plain}" if plain == target else f"{MODEL}-{plain}-{sha256(target.encode())[:8]}"


@dataclass(frozen=True)
class Run:
    """An open MLflow run."""

    client: MlflowClient
    run_id: str

    def params(self, values: Mapping[str, Any]) -> None:
        """Log parameters."""
        for name, value in values.items():
            self.client.log_param(self.run_id, name, value)

    def metrics(self, values: Mapping[str, float]) -> None:
        """Log metrics; NaN is left out, since MLflow's stores disagree on it."""
        for name, value in values.items():
            if value == value:  # noqa: PLR0124 - not NaN
                self.client.log_metric(self.run_id, name, float(value))

    def files(self, folder: Path, name: str | None = None) -> None:
        """Log a folder's files as artifacts."""
        self.client.log_artifacts(self.run_id, str(folder), name)

    def file(self, path: Path) -> None:
        """Log one file as an artifact."""
        self.client.log_artifact(self.run_id, str(path))


def _client() -> MlflowClient:
    # MLflow tells its own news on standard error; a chemist's terminal shows nacre's.
    os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "ERROR")
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    # MLflow's own patience with a server that is away is several minutes.
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_TIMEOUT", "20")
    import logging

    for name in ("mlflow", "alembic"):
        logging.getLogger(name).setLevel(logging.ERROR)
    from mlflow import MlflowClient

    # Not `mlflow.set_tracking_uri`, which writes to the environment and so outlives a change of NACRE_HOME.
    return MlflowClient(tracking_uri(), registry_uri=tracking_uri())


@contextmanager
def _store_errors() -> Iterator[None]:
    """Tell trouble of the store in one sentence, without MLflow's traceback."""
    from mlflow.exceptions import MlflowException

    try:
        yield
    except MlflowException as error:
        reason = _without_password(str(error).strip().splitlines()[0])[:160].rstrip()
        raise NacreError(
            f"The MLflow store {_without_password(tracking_uri())} cannot be used: {reason} …",
            hint="Check MLFLOW_TRACKING_URI and that the server runs, or unset it to use the local store.",
        ) from None


def _without_password(uri: str) -> str:
    return re.sub(r"(?<=://)[^/@]*@", "", uri)


def _experiment(client: MlflowClient) -> str:
    found = client.get_experiment_by_name(EXPERIMENT)
    if found is not None:
        return str(found.experiment_id)
    local = tracking_uri().startswith("sqlite:///")
    place = (home() / "artifacts").as_uri() if local else None
    return str(client.create_experiment(EXPERIMENT, artifact_location=place))


@contextmanager
def track(job: str) -> Iterator[Run]:
    """Open a run for a job; it ends as FINISHED, or FAILED where the job raises."""
    with _store_errors():
        client = _client()
        found = client.create_run(_experiment(client), run_name=job, tags={"nacre.job": job})
        run = Run(client, found.info.run_id)
        try:
            yield run
        except BaseException:
            client.set_terminated(run.run_id, "FAILED")
            raise
        client.set_terminated(run.run_id, "FINISHED")


def register(
    run: Run,
    predictor: CellPredictor,
    *,
    champion: bool = True,
    name: str = MODEL,
    description: str = "Lifetime and overpotential of symmetric Na||Na cells",
) -> str:
    """Log a predictor's files, register them as a version of the model and, if asked, make it the champion.

    `name` is one of `model_name`.

    Returns
    -------
    str
        The version.
    """
    with tempfile.TemporaryDirectory(prefix="nacre-") as folder:
        run.files(predictor.save(Path(folder) / _ARTIFACT), _ARTIFACT)
    client = run.client
    if not client.search_registered_models(f"name='{name}'"):
        client.create_registered_model(name, description=description)
    source = f"{client.get_run(run.run_id).info.artifact_uri}/{_ARTIFACT}"
    version = str(client.create_model_version(name, source, run.run_id).version)
    if champion:
        client.set_registered_model_alias(name, CHAMPION, version)
    return version


def load_champion(target: str | None = None) -> CellPredictor:
    """The champion of the registry, or that of a lab's own target.

    The local registry is asked through MLflow only when its database has changed since the last time; MLflow takes
    longer to import than a prediction takes.

    Raises
    ------
    NoChampionError
        Where no model is registered or none is the champion.
    ModelFileError
        Where the saved files are damaged.
    """
    name = model_name(target)
    stamp = _database_stamp()
    remembered = _remembered(stamp, name)
    if remembered is not None:
        return CellPredictor.load(remembered)
    with _store_errors():
        version, folder = _download_champion(name, target)
    stamp = _database_stamp()  # looking up the champion may have made or migrated the database
    if stamp is not None:
        pointer = {"stamp": stamp, "version": version, "folder": folder.name}
        replace_file(_pointer(name), json.dumps(pointer).encode())
    return CellPredictor.load(folder)


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


def _download_champion(name: str, target: str | None) -> tuple[str, Path]:
    client = _client()
    from mlflow.artifacts import download_artifacts
    from mlflow.exceptions import MlflowException

    try:
        found = client.get_model_version_by_alias(name, CHAMPION)
    except MlflowException as error:
        if error.error_code not in {"RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"}:
            raise
        if target is None:
            raise NoChampionError("The registry has no champion.", hint="Run `nacre train` first.") from None
        raise NoChampionError(
            f"No model of {target!r} has been trained yet.",
            hint=f"Run `nacre train --data TABLE.csv --target {target}` first.",
        ) from None
    folder = home() / "models" / f"{found.version}-{found.run_id}"
    if not (folder / "manifest.json").is_file():
        with tempfile.TemporaryDirectory(prefix="nacre-") as temporary:
            try:
                source = client.get_model_version_download_uri(name, found.version)
                fetched = Path(download_artifacts(artifact_uri=source, dst_path=temporary, tracking_uri=tracking_uri()))
            except (MlflowException, OSError) as error:
                raise ModelFileError(
                    f"The files of version {found.version} cannot be fetched: {error}.", hint="Train again."
                ) from None
            CellPredictor.load(fetched)  # nothing damaged is kept
            shutil.copytree(fetched, folder, dirs_exist_ok=True)
    return str(found.version), folder
