"""The MLflow store: its client, its names, and its trouble in one sentence."""

from __future__ import annotations

import logging
import os
import re
import socket
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ...data.errors import NoChampionError, StoreError
from ...data.files import sha256
from ...data.measured.own import lab_name
from ...data.places import home, tracking_uri, without_password
from ...data.quantity import Quantity
from .locks import only_one
from .trouble import trouble

if TYPE_CHECKING:
    from mlflow import MlflowClient

EXPERIMENT = "nacre"
#: Registered model of the published quantities; that of a lab's own is named after it.
MODEL = "nacre"
CHAMPION = "champion"
CHALLENGER = "challenger"
#: Tag of a version: when it became champion, in milliseconds since 1970; what a rollback goes by.
PROMOTED = "nacre.promoted_ms"
#: MLflow's settings while nacre uses the store, where the user has set none: a chemist's terminal shows nacre's words
#: only, and a server that is away is given up after seconds instead of minutes.
_ENVIRONMENT = {
    "MLFLOW_LOGGING_LEVEL": "ERROR",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "20",
}
_LOGGERS = ("mlflow", "alembic")
#: How long a server may take to be reached, and how long it then counts as reached (s).
_PATIENCE_S, _TRUSTED_S = 4.0, 60.0
#: How long another process may take to make the tables of a new database (s).
_MAKING_S = 300.0
#: Usual ports of stores that are servers.
_PORTS = {"http": 80, "https": 443, "postgresql": 5432, "mysql": 3306, "mssql": 1433}
#: When a server was last reached, by its address.
_answered: dict[str, float] = {}
_lock = threading.Lock()
#: One entry for each user of the store at this moment; the first puts the process back as it was.
_restore: list[Callable[[], None]] = []


def model_name(target: str | None = None) -> str:
    """Name of the registered model: "nacre", or "nacre-<target>" for a quantity of a lab's own.

    In a nacre folder that holds a lab's own cells it is the lab's, so that labs that share a server keep apart.
    What is no letter, digit or underscore becomes a hyphen, so that the name stays inside its folder; where that
    changed something, a digest keeps like names apart.
    """
    if target is None:
        return lab_model(lab) if (lab := lab_name()) else MODEL
    plain = re.sub(r"[^A-Za-z0-9_]+", "-", target).strip("-")[:60]
    return f"{MODEL}-{plain}" if plain == target else f"{MODEL}-{plain}-{sha256(target.encode())[:8]}"


def lab_model(source: str) -> str:
    """Name of the registered model of a lab, which no target's name can be."""
    plain = re.sub(r"[^A-Za-z0-9_]+", "-", source).strip("-")[:60]
    return f"{MODEL}.lab-{plain}-{sha256(source.encode())[:8]}"


def model_names(quantities: Sequence[Quantity]) -> list[str]:
    """Under which names a predictor of some quantities is registered.

    With a built-in quantity it is the main model, whatever else it knows; of own quantities only it is the model of
    each of them, so that any of their names finds it.
    """
    if any(quantity.from_catalogue for quantity in quantities):
        return [model_name()]
    return [model_name(quantity.name) for quantity in quantities]


def no_champion(target: str | None) -> NoChampionError:
    """What is said where nothing was trained.

    Parameters
    ----------
    target : str or None
        A lab's own target; None for the published quantities.

    Returns
    -------
    NoChampionError
    """
    if target is None:
        return NoChampionError(
            "No model has been trained yet.", hint="Run `nacre train` first; it takes about a minute."
        )
    return NoChampionError(
        f"No model of {target!r} has been trained yet.",
        hint=f"Run `nacre train --data TABLE.csv --target {target}` first.",
    )


def mlflow_client() -> MlflowClient:
    """MLflow's client of the store; use it inside `store_errors`."""
    uri = tracking_uri()
    _check_answers(uri)
    from mlflow import MlflowClient

    # Not `mlflow.set_tracking_uri`, which writes to the environment and so outlives a change of NACRE_HOME.
    if not _is_new(uri):
        return MlflowClient(uri, registry_uri=uri)
    # MLflow makes the tables of a new database without asking whether somebody else is at it.
    with only_one("store", patience_s=_MAKING_S):
        client = MlflowClient(uri, registry_uri=uri)
        client.search_registered_models(max_results=1)
        experiment_id(client)
    return client


def _is_new(uri: str) -> bool:
    """Whether the local database lacks nacre's experiment, which is made when all tables are there."""
    if not uri.startswith("sqlite:///"):
        return False
    path = Path(uri.removeprefix("sqlite:///"))
    if not path.is_file():
        return True
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        try:
            return not database.execute("SELECT 1 FROM experiments WHERE name = ?", (EXPERIMENT,)).fetchall()
        except sqlite3.OperationalError:
            return True  # no such table yet
    return False  # no database at all: MLflow says so


@contextmanager
def store_errors() -> Iterator[None]:
    """Use the store: MLflow is quiet and soon gives up, and its trouble becomes one sentence without a traceback.

    Raises
    ------
    StoreError
        Where MLflow reports an error.
    """
    with _quiet():
        from alembic.util.exc import CommandError
        from mlflow.exceptions import MlflowException
        from sqlalchemy.exc import SQLAlchemyError

        try:
            yield
        except (MlflowException, SQLAlchemyError, CommandError) as error:
            raise trouble(error) from None


@contextmanager
def artifact_errors(what: str = "MLflow's artifacts") -> Iterator[None]:
    """Say in a sentence that files cannot be written.

    Parameters
    ----------
    what : str
        What they are called.

    Raises
    ------
    StoreError
        Where the system refuses to write.
    """
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{what} cannot be written: {error.strerror or error}.",
            hint="Make room or name another store; the champion is as it was.",
        ) from None


@contextmanager
def _quiet() -> Iterator[None]:
    """Set the environment and the loggers for MLflow, and put them back when the last user of the store is done."""
    with _lock:
        _restore.append(_silence() if not _restore else lambda: None)
    try:
        yield
    finally:
        with _lock:  # threads may end in another order than they began: the last entry left is the first one's
            _restore.pop()()


def _silence() -> Callable[[], None]:
    """Set what is not set yet; returns what undoes it."""
    import mlflow  # noqa: F401 - sets the level of its logger when it is first imported

    missing = [name for name in _ENVIRONMENT if name not in os.environ]
    os.environ.update({name: _ENVIRONMENT[name] for name in missing})
    levels = {name: logging.getLogger(name).level for name in _LOGGERS}
    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.ERROR)

    def undo() -> None:
        for name in missing:
            os.environ.pop(name, None)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)

    return undo


def _check_answers(uri: str) -> None:
    """Refuse a server that nothing reaches within seconds, before the work begins; MLflow tries for minutes.

    Raises
    ------
    StoreError
    """
    parts = urlsplit(uri)
    usual = _PORTS.get(parts.scheme.partition("+")[0])
    if usual is None or time.monotonic() - _answered.get(uri, -_TRUSTED_S) < _TRUSTED_S:
        return
    try:
        host, port = parts.hostname or "", parts.port or usual
        socket.create_connection((host, port), _PATIENCE_S).close()
    except (OSError, ValueError) as error:
        # What Python says of an address that it cannot take apart quotes parts of it, a password perhaps.
        reason = "its address is none" if isinstance(error, ValueError) else getattr(error, "strerror", None)
        reason = "no answer" if isinstance(error, TimeoutError) else reason or "it is not there"
        raise StoreError(
            f"The MLflow store {without_password(uri)} cannot be reached: {reason}.",
            hint="Check MLFLOW_TRACKING_URI and that the server runs, or unset it to use the local store.",
        ) from None
    _answered[uri] = time.monotonic()


def experiment_id(client: MlflowClient) -> str:
    """Id of nacre's experiment, made where it is missing; without a server its artifacts are kept in nacre's folder."""
    experiment = client.get_experiment_by_name(EXPERIMENT)
    if experiment is not None:
        return str(experiment.experiment_id)
    # A server knows where it keeps artifacts; a bare database does not.
    served = tracking_uri().startswith(("http://", "https://"))
    place = None if served else (home() / "artifacts").as_uri()
    return str(client.create_experiment(EXPERIMENT, artifact_location=place))
