"""Ingest: raw cycler files → one judged cell each → rows of a table of measured cells, a figure and its cycles."""

from __future__ import annotations

import difflib
import os
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ..data.cycling.files import NOT_READ, SUFFIXES, read_cycler
from ..data.cycling.judgement import Criteria, SymmetricCell, judge
from ..data.cycling.trace import Trace
from ..data.errors import NacreError
from ..data.files import csv_bytes, replace_file
from ..data.measured.csv_text import text_table
from ..data.measured.schema import schema
from ..data.measured.tables import check_cells
from ..data.places import output_file, output_folder
from ..data.progress import Progress
from .reports.figures.cycling import cycling_figure

#: What the records themselves say; a table that describes files may not state it.
JUDGED = (
    "lifetime_h",
    "lifetime_event",
    "lifetime_basis",
    "cycles",
    "overpotential_mV",
    "overpotential_qualifier",
    "overpotential_time",
)
#: Columns of every row, in the order of the published table; what a table of descriptions adds comes between them.
ROW = (
    "record_id", "paper", "source", "electrolyte", "coating", "host", "current_density_mA_cm2",
    "areal_capacity_mAh_cm2", "temperature_C", "is_control", "lifetime_h", "lifetime_event", "cycles",
    "overpotential_mV", "overpotential_qualifier", "overpotential_time", "notes",
)  # fmt: skip


@dataclass(frozen=True)
class Refused:
    """A file that gave no row: its name, and what is wrong with it and what to do."""

    file: str
    reason: str


@dataclass(frozen=True)
class Ingested:
    """What became of some files; each is a row or refused.

    Attributes
    ----------
    table : DataFrame
        One row a judged file, columns of a table of measured cells (`nacre data show cells`).
    refused : tuple of Refused
    files : tuple of Path
        What was written.
    skipped : tuple of Refused
        Files in the folders that were not tried, each with the reason.
    unmatched : tuple of str
        Files that the descriptions name and that are not there.
    """

    table: pd.DataFrame
    refused: tuple[Refused, ...]
    files: tuple[Path, ...]
    skipped: tuple[Refused, ...] = ()
    unmatched: tuple[str, ...] = ()


def ingest(
    files: Iterable[Path | str],
    *,
    cells: Path | str | None = None,
    description: Mapping[str, str] | None = None,
    criteria: Criteria | None = None,
    output: Path | str | None = None,
    plots: Path | str | None = None,
    progress: Progress | None = None,
) -> Ingested:
    """Judge the files of symmetric cells.

    Parameters
    ----------
    files : iterable of paths
        Files of cyclers, or folders of them.
    cells : path, optional
        CSV with a column `file` (name or stem) and what is to be said of each: `area_cm2` and columns of a table of
        measured cells, e.g. `electrolyte`, `coating`, `host`, `temperature_C`, `is_control`. Empty fields take what
        `description` says.
    description : mapping, optional
        The same columns for all files.
    criteria : Criteria, optional
        When a cell has failed.
    output : path, optional
        CSV for the rows.
    plots : path, optional
        Folder for one PNG and one CSV of cycles a file.
    progress : callable, optional

    Raises
    ------
    NacreError
        Where no file is there, the descriptions are faulty, or no file gives a row.
    """
    target = output_file(output, ".csv") if output is not None else None
    paths, skipped = _found(files, leave_out=[path for path in (cells, output) if path is not None])
    described, unmatched = _descriptions(cells, dict(description or {}), paths)
    folder = output_folder(plots) if plots is not None else None
    rows, refused, written = [], [], []
    for number, (path, about) in enumerate(zip(paths, described, strict=True), 1):
        try:
            trace, cell = _judged(path, about, criteria)
            row = _row(path, about, cell)
            drawn = _draw(folder, about["record_id"], trace, cell) if folder is not None else []
        except NacreError as error:
            refused.append(Refused(_shown(path), str(error)))
        except OSError as error:
            refused.append(Refused(_shown(path), f"The file cannot be opened: {error.strerror}."))
        except Exception as error:  # noqa: BLE001 - one file never costs the others their rows
            told = textwrap.shorten(f"{type(error).__name__}: {error}", 200, placeholder=" …")
            refused.append(Refused(_shown(path), f"nacre failed on this file ({told}). Please report it."))
        else:
            rows.append(row)
            written += drawn
        if progress is not None:
            progress(number, len(paths))
    if not rows:
        told = "\n".join(f"  - {each.file}: {each.reason}" for each in (*refused, *skipped))
        raise NacreError(f"None of {len(paths)} files gave a row.\n{told}")
    table = pd.concat(rows, ignore_index=True)
    if target is not None:
        replace_file(target, csv_bytes(table))
        written.insert(0, target)
    return Ingested(table, tuple(refused), tuple(written), tuple(skipped), tuple(unmatched))


def _shown(path: Path) -> str:
    """A path as text that can be printed and written, whatever bytes its name is made of."""
    return os.fsencode(path).decode("utf-8", errors="replace")


def _found(files: Iterable[Path | str], leave_out: Sequence[Path | str]) -> tuple[list[Path], list[Refused]]:
    """The files themselves, and those of folders that may be a cycler's, each once, in order; and what is passed by."""
    others = {Path(path).resolve() for path in leave_out}
    found: dict[Path, Path] = {}
    skipped = []
    for path in map(Path, files):
        if not path.is_dir():
            found[path.resolve()] = path
            continue
        for inside in sorted(path.iterdir()):
            suffix = inside.suffix.lower()
            if inside.resolve() in others or inside.name.startswith("."):
                continue
            if inside.is_dir():
                skipped.append(Refused(_shown(inside), "A folder in the folder; name it to read it, too."))
            elif suffix in SUFFIXES:
                found[inside.resolve()] = inside
            else:
                why = NOT_READ.get(suffix)
                reason = (
                    f"Files ending in {suffix} are not read: it is {why}."
                    if why
                    else f"Files ending in {suffix or 'nothing'} are passed by; name the file to try it."
                )
                skipped.append(Refused(_shown(inside), reason))
    if not found:
        seen = f" {len(skipped)} others are there: {skipped[0].file}: {skipped[0].reason}" if skipped else ""
        raise NacreError(
            f"No cycler file was found.{seen}", hint=f"Name files, or a folder with {', '.join(SUFFIXES)}."
        )
    return list(found.values()), skipped


def _descriptions(
    cells: Path | str | None, common: dict[str, str], paths: list[Path]
) -> tuple[list[dict[str, str]], list[str]]:
    """What is said of each file, as text, with a `record_id` of its own; and the names that fit no file."""
    rows = _sidecar(Path(cells)) if cells is not None else {}
    _check_names(common, "The description")
    described, ids, used = [], set[str](), set[str]()
    for path in paths:
        name = next((name for name in _names(path) if name in rows), "")
        used.add(name)
        about = {"paper": "lab", "is_control": "0", "electrolyte": ""} | common
        about |= {column: value for column, value in rows.get(name, {}).items() if value}
        stem = _shown(Path(path.stem))
        wanted = about.get("record_id") or stem
        tries = [
            wanted,
            f"{_shown(Path(path.parent.name))}-{wanted}",
            *(f"{wanted}-{i}" for i in range(2, len(paths) + 2)),
        ]
        about["record_id"] = next(name for name in tries if _file_name(name) not in ids)
        ids.add(_file_name(about["record_id"]))
        described.append(about)
    return described, [name for name in rows if name not in used]


def _names(path: Path) -> list[str]:
    """What a table of descriptions may call a file, lower case: its path from any folder on, its name, its stem."""
    whole = _shown(path.resolve()).replace("\\", "/").casefold()
    parts = whole.split("/")
    stem = _shown(Path(path.stem)).casefold()
    return [*("/".join(parts[i:]) for i in range(len(parts))), stem]


def _sidecar(path: Path) -> dict[str, dict[str, str]]:
    """Rows of a table of descriptions by file name or stem, lower case."""
    frame = text_table(path)
    if "file" not in frame.columns:
        raise NacreError(f"{path.name} has no column 'file'.", hint="It holds the name of each cycler file.")
    _check_names(frame.columns.drop("file"), path.name)
    names = frame["file"].str.strip().str.replace("\\", "/", regex=False).str.removeprefix("./").str.casefold()
    if names.duplicated().any():
        raise NacreError(f"{path.name} names the file {frame['file'][names.duplicated()].iloc[0]!r} twice.")
    fields = frame.drop(columns="file").map(str.strip)
    return dict(zip(names, fields.to_dict("records"), strict=True))  # type: ignore[arg-type]


def _check_names(names: Iterable[str], where: str) -> None:
    known = [*schema("cells").columns, "area_cm2"]
    for name in names:
        if name in JUDGED:
            raise NacreError(f"{where} states {name!r}, which is judged from the files.", hint="Leave the column out.")
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
            hint = f"Did you mean {near[0]!r}?" if near else "Columns are those of `nacre data show cells`."
            raise NacreError(f"{where} has the unknown column {name!r}.", hint=hint)


def _judged(path: Path, about: dict[str, str], criteria: Criteria | None) -> tuple[Trace, SymmetricCell]:
    text = about.get("area_cm2", "")
    try:
        area = float(text) if text else float("nan")
    except ValueError:
        raise NacreError(f"The area {text!r} is not a number.", hint="Give cm², digits only.") from None
    trace = read_cycler(path)
    stated = bool(about.get("temperature_C"))
    return trace, judge(trace, area_cm2=area, criteria=criteria, constant_temperature=stated)


def _row(path: Path, about: dict[str, str], cell: SymmetricCell) -> pd.DataFrame:
    """The checked row of a file.

    Raises
    ------
    NacreError
        With every fault of what is said of the file.
    """
    measured = {
        "source": _shown(Path(path.name)),
        "current_density_mA_cm2": _written(cell.current_density_mA_cm2),
        "areal_capacity_mAh_cm2": _written(cell.areal_capacity_mAh_cm2),
        "temperature_C": _written(cell.temperature_C),
        "lifetime_h": _written(cell.lifetime_h),
        "lifetime_event": cell.lifetime_event,
        "cycles": str(cell.cycles) if cell.cycles else "",
        "overpotential_mV": _written(cell.overpotential_mV),
        "overpotential_qualifier": cell.overpotential_qualifier,
        "overpotential_time": cell.overpotential_time,
    }
    stated = {name: value for name, value in about.items() if name != "area_cm2"}
    row = stated | {name: value for name, value in measured.items() if value or name not in stated}
    own = f"{stated['notes']}; " if stated.get("notes") else ""
    row["notes"] = own + "; ".join([cell.reason, *cell.remarks])
    names = [*ROW[:-1], *(name for name in row if name not in ROW), ROW[-1]]
    text = pd.DataFrame([{name: row.get(name, "") for name in names}], dtype=str)
    table, issues = check_cells(text, _shown(Path(path.name)))
    if issues:
        told = [f"{issue.column} {issue.value!r} {issue.reason}. {issue.remedy}".strip() for issue in issues]
        raise NacreError("; ".join(told))
    return table.frame[names]


def _written(value: float) -> str:
    return "" if value != value else f"{value:.6g}"  # noqa: PLR0124 - NaN: not known


def _file_name(record_id: str) -> str:
    return re.sub(r"[^\w.-]+", "_", record_id).strip(".") or "cell"


def _draw(folder: Path, record_id: str, trace: Trace, cell: SymmetricCell) -> list[Path]:
    name = _file_name(record_id)
    picture, cycles = folder / f"{name}.png", folder / f"{name}-cycles.csv"
    replace_file(picture, cycling_figure(trace, cell, record_id))
    replace_file(cycles, csv_bytes(cell.per_cycle))
    return [picture, cycles]
