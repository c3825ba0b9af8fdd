"""The MLflow store: its client, its names, and its trouble told in a sentence."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..data.errors import StoreError
from ..models.files import sha256
from .places import home, tracking_uri

if TYPE_CHECKING:
    from mlflow import MlflowClient

EXPERIMENT = "nacre"
#: Registered model of the published quantities; that of a lab's own is named after it.
MODEL = "nacre"
CHAMPION = "champion"
CHALLENGER = "challenger"
#: Tag of a version: when it became champion, in milliseconds since 1970; what a rollback goes by.
PROMOTED = "nacre.promoted_ms"


def model_name(target: str | None = None) -> str:
    """Name of the registered model: "nacre", or "nacre-<target>" for a quantity of a lab's own.

    What is no letter, digit or underscore becomes a hyphen, so that the name stays inside its folder; where that
    changed something, a digest keeps like names apart.
    """
    if target is None:
        return MODEL
    plain = re.sub(r"[^A-Za-z0-9_]+", "-", target).strip("-")[:60]
    return f"{MODEL}-{plain}" if plain == target else f"{MODEL}-{plain}-{sha256(target.encode())[:8]}"


def mlflow_client() -> MlflowClient:
    """MLflow's client of the store, with its news silenced."""
    # MLflow tells its own news on standard error; a chemist's terminal shows nacre's.
    os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "ERROR")
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")
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
def store_errors() -> Iterator[None]:
    """Tell trouble of the store in one sentence, without MLflow's traceback."""
    from mlflow.exceptions import MlflowException

    try:
        yield
    except MlflowException as error:
        reason = _without_password(str(error).strip().splitlines()[0])[:160].rstrip()
        raise StoreError(
            f"The MLflow store {_without_password(tracking_uri())} cannot be used: {reason} …",
            hint="Check MLFLOW_TRACKING_URI and that the server runs, or unset it to use the local store.",
        ) from None


@contextmanager
def artifact_errors() -> Iterator[None]:
    """Tell that artifacts cannot be written."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"MLflow's artifacts cannot be written: {error.strerror or error}.",
            hint="Make room or name another store; the champion is as it was.",
        ) from None


def _without_password(uri: str) -> str:
    return re.sub(r"(?<=://)[^/@]*@", "", uri)


def experiment_id(client: MlflowClient) -> str:
    """Id of nacre's experiment, made where it is missing; without a server its artifacts are kept in nacre's folder."""
    found = client.get_experiment_by_name(EXPERIMENT)
    if found is not None:
        return str(found.experiment_id)
    # A server knows where it keeps artifacts; a bare database does not.
    served = tracking_uri().startswith(("http://", "https://"))
    place = None if served else (home() / "artifacts").as_uri()
    return str(client.create_experiment(EXPERIMENT, artifact_location=place))
