"""Read: papers and tables → proposed rows. Nothing enters the data here; `review` asks a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ...data.errors import NacreError
from ...data.files import csv_bytes, replace_file
from ...data.places import output_file
from ...data.progress import Progress
from ...data.reading.paper import read_pages
from .documents import SUFFIXES, read_document
from .proposals import EVIDENCE, ROW, proposed_rows


@dataclass(frozen=True)
class Refused:
    """A file that was not read: its name, and what is wrong with it and what to do."""

    file: str
    reason: str


@dataclass(frozen=True)
class Proposals:
    """What some papers propose.

    Attributes
    ----------
    table : DataFrame
        One row a cell and condition, every field as text: columns of a table of measured cells, then `sentence`,
        `page`, `place`, `inferred`, `missing` and an empty `answer`.
    refused : tuple of Refused
    silent : tuple of str
        Files that were read and tell of no symmetric cell.
    """

    table: pd.DataFrame
    refused: tuple[Refused, ...]
    silent: tuple[str, ...]


def read_papers(
    papers: Iterable[Path | str], *, output: Path | str | None = None, progress: Progress | None = None
) -> Proposals:
    """Propose rows from papers.

    Parameters
    ----------
    papers : iterable of paths
        Text, HTML, PDF, Word, CSV or Excel files, or folders of them.
    output : path, optional
        CSV for the proposals.
    progress : callable, optional

    Raises
    ------
    NacreError
        Where no file is there, or none can be read.
    """
    target = output_file(output, ".csv") if output is not None else None
    paths = _found(papers, target)
    tables: list[pd.DataFrame] = []
    refused, silent = [], []
    for number, path in enumerate(paths, 1):
        try:
            document = read_document(path)
            taken = [name for table in tables for name in table["record_id"]]
            rows = proposed_rows(document, read_pages(document.pages), taken)
            silent += [str(path)] if rows.empty else []
            tables.append(rows)
        except NacreError as error:
            refused.append(Refused(str(path), str(error)))
        except OSError as error:
            refused.append(Refused(str(path), f"The file cannot be opened: {error.strerror}."))
        if progress is not None:
            progress(number, len(paths))
    if not tables:
        told = "\n".join(f"  - {each.file}: {each.reason}" for each in refused)
        raise NacreError(f"None of {len(paths)} files could be read.\n{told}")
    filled = [table for table in tables if not table.empty]
    table = pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=[*ROW, *EVIDENCE], dtype=str)
    if target is not None:
        replace_file(target, csv_bytes(table))
    return Proposals(table, tuple(refused), tuple(silent))


def _found(papers: Iterable[Path | str], output: Path | None) -> list[Path]:
    """The files themselves, and those of folders that can be read; each once, in order."""
    found: dict[Path, Path] = {}
    for path in map(Path, papers):
        inside = sorted(one for one in path.iterdir() if one.suffix.lower() in SUFFIXES) if path.is_dir() else [path]
        found |= {one.resolve(): one for one in inside}
    if output is not None:
        found.pop(output.resolve(), None)
    if not found:
        raise NacreError("No paper was found.", hint=f"Name files, or a folder with {', '.join(SUFFIXES)}.")
    return list(found.values())
