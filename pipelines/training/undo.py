"""Going back: a version of the known cells restored, a withdrawn paper forgotten. Both write a new version."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...data.errors import NacreError
from ...data.files import sha256
from ...data.measured.forgotten import Forgotten, find_paper
from ...data.measured.history import text_of
from ...data.measured.versions import Stored, next_version, stored_version, stored_versions, write_version
from ..store.locks import only_one

#: How long a running retraining is waited for, s: the user sits at the terminal.
PATIENCE_S = 30.0


@dataclass(frozen=True)
class Forgot:
    """A paper that was forgotten.

    Attributes
    ----------
    paper : Forgotten
    removed : list of str
        Ids of its rows.
    stored : Stored
        The version without them.
    """

    paper: Forgotten
    removed: list[str]
    stored: Stored


def restore(version: int) -> Stored:
    """Write a version of the known cells once more as the newest one, with what was forgotten then.

    Parameters
    ----------
    version : int
        0 is the table that ships with nacre.

    Raises
    ------
    StoreError
        Where there is no such version, its file is missing or was changed, or a retraining does not end.
    NacreError
        Where it says what the newest one says.
    """
    with only_one("retrain", patience_s=PATIENCE_S):
        wanted, newest = stored_version(version), stored_versions()[-1]
        content = wanted.content()
        if (
            newest.forgotten == wanted.forgotten
            and (version == newest.version or newest.digest == sha256(content)[:16])
            and not newest.fault
        ):
            raise NacreError(f"Version {newest.version} is the newest and says what version {version} says.")
        return write_version(content, f"restored version {version}", wanted.forgotten)


def forget(paper: str) -> Forgot:
    """Write a version of the known cells without a paper; its rows come back by no later table.

    Parameters
    ----------
    paper : str
        DOI, key, part of the citation, or the `source` of a lab's rows.

    Raises
    ------
    NacreError
        Where no paper fits or several do, or it is forgotten already, or nothing would be left.
    StoreError
        Where the newest version is damaged, or a retraining does not end.
    """
    with only_one("retrain", patience_s=PATIENCE_S):
        newest = stored_versions()[-1]
        frame = text_of(newest)
        for one in newest.forgotten:
            if paper.strip().lower() in {one.paper.lower(), one.doi, one.source.lower()} - {""}:
                raise NacreError(one.words, hint="There is nothing left to forget of it.")
        found = replace(find_paper(paper, frame), since=next_version())
        gone = found.rows(frame)
        if gone.all():
            raise NacreError(f"All known cells are of {paper!r}.", hint="`nacre data restore 0` starts anew.")
        what = f"forgot {found.paper or found.source}"
        stored = write_version(frame[~gone].to_csv(index=False).encode(), what, (*newest.forgotten, found))
        return Forgot(found, frame["record_id"][gone].tolist(), stored)
