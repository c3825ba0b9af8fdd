"""Runs in MLflow: one experiment, one run a job, with what a reader needs to do it again."""

from __future__ import annotations

import json
import re
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...data.files import csv_bytes, sha256
from ...data.places import home
from .client import artifact_errors, experiment_id, mlflow_client, store_errors

if TYPE_CHECKING:
    import pandas as pd
    from mlflow import MlflowClient

    from ...models.labels.dataset import Dataset

#: What MLflow's database takes of a parameter and of a digest.
_LONGEST_PARAMETER, _LONGEST_DIGEST, _LONGEST_KEY = 6000, 36, 200
#: Versions of these go with every run.
_PACKAGES = ("nacre", "xgboost", "numpy", "scipy", "scikit-learn", "pandas", "rdkit", "mlflow", "shap")


@dataclass(frozen=True)
class Run:
    """An open MLflow run."""

    client: MlflowClient
    run_id: str

    def params(self, values: Mapping[str, Any]) -> None:
        """Log parameters, in one call."""
        from mlflow.entities import Param

        # A store's columns are limited; what is longer stands in the artifacts in full.
        told = [Param(_key(name), str(value)[:_LONGEST_PARAMETER]) for name, value in values.items()]
        self.client.log_batch(self.run_id, params=told)

    def metrics(self, values: Mapping[str, float]) -> None:
        """Log metrics, in calls of a thousand; NaN is left out, since MLflow's stores disagree on it."""
        from mlflow.entities import Metric

        now = int(time.time() * 1000)
        known = {_key(name): float(value) for name, value in values.items() if value == value}  # noqa: PLR0124
        told = [Metric(name, value, now, 0) for name, value in known.items()]
        for start in range(0, len(told), 1000):
            self.client.log_batch(self.run_id, metrics=told[start : start + 1000])

    def dataset(self, data: Dataset, *, name: str = "cells", source: str = "") -> None:
        """Log which cells were learned from: digest, source, schema and size, and the table itself as an artifact."""
        from mlflow.entities import Dataset as Entity
        from mlflow.entities import DatasetInput, InputTag

        told = Entity(
            name=name,
            digest=data.digest[:_LONGEST_DIGEST],
            source_type="nacre",
            source=json.dumps({"table": source or "published cells"}),
            schema=json.dumps({"mlflow_colspec": _schema(data.frame)}),
            profile=json.dumps({"num_rows": len(data.frame), "num_elements": int(data.frame.size)}),
        )
        tags = [InputTag("mlflow.data.context", "training")]
        self.client.log_inputs(self.run_id, datasets=[DatasetInput(told, tags)])
        with tempfile.TemporaryDirectory(prefix="nacre-") as folder:
            path = Path(folder) / "cells.csv"
            path.write_bytes(csv_bytes(data.frame))
            self.file(path)

    def files(self, folder: Path, name: str | None = None) -> None:
        """Log a folder's files as artifacts."""
        with artifact_errors():
            self.client.log_artifacts(self.run_id, str(folder), name)

    def file(self, path: Path) -> None:
        """Log one file as an artifact."""
        with artifact_errors():
            self.client.log_artifact(self.run_id, str(path))


def _key(name: str) -> str:
    """A name as MLflow takes it for a parameter or a metric; a lab's own quantity may be called `R_ct (Ω cm²)`.

    Where something had to be replaced, a digest keeps like names apart.
    """
    plain = re.sub(r"[^\w. -]", "_", name)[:_LONGEST_KEY]
    return plain if plain == name else f"{plain}-{sha256(name.encode())[:6]}"


def _schema(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Names and types of the columns as MLflow writes them."""
    from mlflow.models import infer_signature

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # whole numbers may be missing at inference: nobody infers
        return list(infer_signature(frame.drop(columns="cell", errors="ignore").head(100)).inputs.to_dict())


def environment() -> dict[str, str]:
    """What a run depends on besides its input: versions of Python, of the system and of packages, as tags."""
    import platform
    from importlib.metadata import version

    told = {"python": platform.python_version(), "system": platform.platform(), "place": _place()}
    return {f"nacre.{name}": value for name, value in (told | {name: version(name) for name in _PACKAGES}).items()}


def _place() -> str:
    """What tells this machine and nacre folder from others, without naming them."""
    import platform

    return sha256(f"{platform.node()}:{home()}".encode())[:16]


def end_abandoned(job: str) -> int:
    """End the runs of a job that a killed process left open here; the caller holds the lock of the job.

    Returns
    -------
    int
        How many there were.
    """
    with store_errors():
        client = mlflow_client()
        wanted = f"attributes.status = 'RUNNING' and tags.`nacre.job` = '{job}' and tags.`nacre.place` = '{_place()}'"
        runs = client.search_runs([experiment_id(client)], wanted)
        for run in runs:
            client.set_terminated(run.info.run_id, "KILLED")
        return len(runs)


@contextmanager
def track(job: str) -> Iterator[Run]:
    """Open a run for a job; it ends as FINISHED, or FAILED where the job raises."""
    from mlflow.exceptions import MlflowException

    with store_errors():
        client = mlflow_client()
        created = client.create_run(experiment_id(client), run_name=job, tags={"nacre.job": job} | environment())
        run = Run(client, created.info.run_id)
        try:
            yield run
        except BaseException:
            with suppress(MlflowException):  # a store that is gone must not hide what went wrong
                client.set_terminated(run.run_id, "FAILED")
            raise
        client.set_terminated(run.run_id, "FINISHED")
