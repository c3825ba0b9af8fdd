"""The registered versions of the model: which there are, which is the champion, and how the alias moves.

Every function takes the `target` of a lab's own model; without it the model of the published quantities is meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...data.errors import NacreError, NoChampionError
from ...models.predictor.cell_predictor import CellPredictor
from .client import CHALLENGER, CHAMPION, PROMOTED, mlflow_client, model_name, no_champion, store_errors
from .locks import only_one
from .registering import crown, fetch

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities.model_registry import ModelVersion

#: Moving an alias takes no longer than a call to the store.
_PATIENCE_S = 120.0


@dataclass(frozen=True)
class Version:
    """A registered version.

    Attributes
    ----------
    version : str
    aliases : tuple of str
        "champion", "challenger" or none.
    created : str
        UTC, ISO 8601.
    promoted : str
        When it last became champion; empty where it never did or was withdrawn.
    run_id, job : str
        The run that made it, and whether that was a "train" or a "retrain".
    params : dict of str to str
    metrics : dict of str to float
        What the run recorded.
    """

    version: str
    aliases: tuple[str, ...]
    created: str
    promoted: str
    run_id: str
    job: str
    params: dict[str, str]
    metrics: dict[str, float]

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def versions(target: str | None = None) -> list[Version]:
    """Every version, newest first."""
    name = model_name(target)
    with _client() as client:
        registered = list(client.search_model_versions(f"name='{name}'"))
        aliases = _aliases(client, name)
        return [_told(client, one, aliases) for one in sorted(registered, key=lambda one: -int(one.version))]


def find(which: str, target: str | None = None) -> Version:
    """A version by its number or alias.

    Raises
    ------
    NoChampionError
        Where the alias "champion" is asked for and none stands.
    NacreError
        Where there is no such version.
    """
    name = model_name(target)
    with _client() as client:
        return _told(client, _get(client, name, which), _aliases(client, name))


def load(which: str, target: str | None = None) -> CellPredictor:
    """The predictor of a version, by its number or alias; its files are checked before they are read."""
    with _client() as client:
        return CellPredictor.load(fetch(client, _get(client, model_name(target), which)))


def champion_files(target: str | None = None) -> tuple[str, Path]:
    """The champion's version and the folder with its files.

    Raises
    ------
    NoChampionError
        Where there is none.
    ModelFileError
        Where its files are damaged.
    """
    with _client() as client:
        champion = _get(client, model_name(target), CHAMPION, target)
        return str(champion.version), fetch(client, champion)


def promote(which: str, target: str | None = None, *, expected: str | None = None) -> Version:
    """Make a version the champion; its files are fetched and checked first.

    Parameters
    ----------
    which : str
        Number or alias.
    target : str, optional
    expected : str, optional
        Number of the version that must be the champion still ("" for none); the alias stays where it is not.

    Raises
    ------
    NacreError
        Where the version does not exist, its files are damaged or the champion is another than expected.
    """
    name = model_name(target)
    with only_one("registry", patience_s=_PATIENCE_S), _client() as client:
        wanted = _get(client, name, which)
        CellPredictor.load(fetch(client, wanted))
        before = _aliases(client, name).get(CHAMPION, "")
        if expected is not None and before != expected:
            raise NacreError(
                f"Version {before} became champion meanwhile.", hint="Retrain, so that the comparison is with that one."
            )
        crown(client, name, str(wanted.version))
        if _aliases(client, name).get(CHALLENGER) == str(wanted.version):
            client.delete_registered_model_alias(name, CHALLENGER)
        return _told(client, _get(client, name, str(wanted.version)), _aliases(client, name))


def challenge(version: str) -> None:
    """Give a version the alias "challenger"."""
    with only_one("registry", patience_s=_PATIENCE_S), _client() as client:
        client.set_registered_model_alias(model_name(), CHALLENGER, version)


def rollback(target: str | None = None) -> Version:
    """Make the version champion that was it before the present one, which from now on counts as withdrawn.

    A second call goes one version further back.

    Raises
    ------
    NacreError
        Where there was none.
    """
    current = find(CHAMPION, target)
    earlier = [one for one in versions(target) if one.promoted and _key(one) < _key(current)]
    if not earlier:
        raise NacreError(
            f"No version was champion before version {current.version}.", hint="`nacre models list` shows them."
        )
    promoted = promote(max(earlier, key=_key).version, target, expected=current.version)
    with _client() as client:
        client.delete_model_version_tag(model_name(target), current.version, PROMOTED)
    return promoted


def _key(version: Version) -> tuple[str, int]:
    return version.promoted, int(version.version)


@contextmanager
def _client() -> Iterator[MlflowClient]:
    with store_errors():
        yield mlflow_client()


def _aliases(client: MlflowClient, name: str) -> dict[str, str]:
    """Version by alias; empty where nothing is registered."""
    if not client.search_registered_models(f"name='{name}'"):
        return {}
    return {alias: str(version) for alias, version in client.get_registered_model(name).aliases.items()}


def _get(client: MlflowClient, name: str, which: str, target: str | None = None) -> ModelVersion:
    aliases = _aliases(client, name)
    number = aliases.get(which, which)
    if number == CHAMPION:
        if target is None:
            raise NoChampionError("The registry has no champion.", hint="Run `nacre train` or `nacre retrain` first.")
        raise no_champion(target)
    # Only digits reach the store: nothing that a user writes becomes part of a path or a query.
    matches = client.search_model_versions(f"name='{name}' and version_number={number}") if _is_number(number) else []
    if not matches:
        raise NacreError(
            f"There is no version {which!r}.", hint="`nacre models list` shows which there are; champion is an alias."
        )
    return matches[0]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _told(client: MlflowClient, found: ModelVersion, aliases: dict[str, str]) -> Version:
    run = client.get_run(found.run_id or "")
    promoted = found.tags.get(PROMOTED, "")
    return Version(
        version=str(found.version),
        aliases=tuple(sorted(name for name, number in aliases.items() if number == str(found.version))),
        created=_date(found.creation_timestamp),
        promoted=_date(int(promoted)) if promoted else "",
        run_id=found.run_id or "",
        job=run.data.tags.get("nacre.job", ""),
        params=dict(run.data.params),
        metrics=dict(run.data.metrics),
    )


def _date(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")
