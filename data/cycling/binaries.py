"""Binary files of cyclers, through the packages that read them."""

from __future__ import annotations

import itertools
import struct
import textwrap
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..errors import NacreError
from ..extras import package
from .vocabulary import BIOLOGIC_BINARY, NEWARE_BINARY, Cycler

#: Bytes that a value of an unknown column may take, the usual ones first; flags share one byte and take none.
_SIZES = (4, 8, 0, 2, 1)


def read_binary(path: Path) -> tuple[Cycler, pd.DataFrame]:
    """The cycler and its records, columns named as its package names them.

    Raises
    ------
    NacreError
        Where the file cannot be read.
    """
    cycler, read = (BIOLOGIC_BINARY, _biologic) if path.suffix.lower() == ".mpr" else (NEWARE_BINARY, _neware)
    try:
        with warnings.catch_warnings(action="ignore"):  # a user can do nothing about those of another package
            return cycler, read(path)
    except NacreError:
        raise
    except Exception as error:  # noqa: BLE001 - readers of undocumented formats fail in every way
        said = textwrap.shorten(str(error), 160, placeholder=" …") or type(error).__name__
        raise NacreError(
            f"The file cannot be read as {cycler.name}: {said}.",
            hint="It may be damaged or of another version; export it as CSV.",
        ) from None


def _neware(path: Path) -> pd.DataFrame:
    reader = package("NewareNDA.NewareNDA", f"Files ending in {path.suffix}", "cycler")
    read = reader.read_nda if path.suffix.lower() == ".nda" else reader.read_ndax
    reader.logger.setLevel("CRITICAL")  # it logs what it also raises
    frame: pd.DataFrame = read(str(path), software_cycle_number=False)
    return frame


def _biologic(path: Path) -> pd.DataFrame:
    """The records of an .mpr file.

    galvani knows what the numbers of columns mean; a number that it does not know (techniques and versions bring new
    ones) would make it refuse the file. Here the bytes of such a column are set apart, since their count follows from
    the size of a record.
    """
    galvani = package("galvani.BioLogic", f"Files ending in {path.suffix}", "cycler")
    with path.open("rb") as file:
        if file.read(len(galvani.MPR_MAGIC)) != galvani.MPR_MAGIC:
            raise ValueError("it does not begin as an .mpr file does")
        modules = list(galvani.read_VMP_modules(file))
    data = next(module for module in modules if module["shortname"].strip() == b"VMP data")
    records, columns, content = _records(data["version"], data["data"])
    if not records:
        raise NacreError("The file holds no records.")
    names = galvani.VMPdata_colID_dtype_map
    flags = galvani.VMPdata_colID_flag_map
    size, more = divmod(len(content), records)
    if more:
        raise ValueError("it ends within a record")
    layouts = list(_layouts(columns, names, flags, size))
    readable = [frame for layout in layouts if _is_plausible(frame := _frame(content, layout, size, records))]
    if not readable:
        unknown = sorted({number for number in columns if number not in names and number not in flags})
        told = f"columns {', '.join(map(str, unknown))} are unknown" if unknown else "its records have another size"
        raise ValueError(told)
    return readable[0]


def _records(version: int, data: bytes) -> tuple[int, list[int], bytes]:
    """Number of records, numbers of their columns, and the records' bytes."""
    records, count = struct.unpack_from("<IB", data)
    if version == 0:
        if data[5]:
            return records, list(data[5 : 5 + count]), data[100:]
        return records, list(data[5 : 5 + 2 * count])[1::2], data[1007:]
    if version not in (2, 3):
        raise ValueError(f"its data are of version {version}")
    return records, list(struct.unpack_from(f"<{count}H", data, 5)), data[406 if version == 3 else 405 :]


def _layouts(
    columns: list[int], names: dict[int, tuple[str, str]], flags: dict[int, Any], size: int
) -> Iterator[list[tuple[str, str, int]]]:
    """Name, kind and place of the known columns in a record, for every way in which unknown ones can fill it up."""
    unknown = [number for number in columns if number not in names and number not in flags]
    known = sum(np.dtype(names[number][1]).itemsize for number in columns if number in names)
    rest = size - known - any(number in flags for number in columns)
    ways = (
        itertools.product(_SIZES, repeat=len(unknown))
        if len(unknown) <= 4
        else ((each,) * len(unknown) for each in _SIZES)
    )
    for sizes in ways:
        if sum(sizes) != rest:
            continue
        left, place, layout, flagged = list(sizes), 0, [], False
        for number in columns:
            if number in flags:
                place += not flagged
                flagged = True
            elif number in names:
                name, kind = names[number]
                layout.append((name, kind, place))
                place += np.dtype(kind).itemsize
            else:
                place += left.pop(0)
        yield layout


def _frame(content: bytes, layout: list[tuple[str, str, int]], size: int, records: int) -> pd.DataFrame:
    kind = np.dtype(
        {
            "names": [f"{i}" for i in range(len(layout))],
            "formats": [kind for _, kind, _ in layout],
            "offsets": [place for _, _, place in layout],
            "itemsize": size,
        }
    )
    table = np.frombuffer(content, dtype=kind, count=records)
    return pd.DataFrame({name: table[f"{i}"] for i, (name, _, _) in reversed(list(enumerate(layout)))})


def _is_plausible(frame: pd.DataFrame) -> bool:
    """Whether times rise and voltages are those of a cell: bytes that are read at a wrong place give neither."""
    time = frame.get("time/s")
    volts = [frame[name] for name in frame.columns if name in {"Ewe/V", "Ecell/V", "Ewe-Ece/V"}]
    if time is None or not volts:
        return True  # what is missing is told where the columns are looked for
    steps = np.diff(time.to_numpy(dtype=np.float64))
    rises = np.isfinite(steps).all() and (steps >= 0).mean() > 0.99 if len(steps) else True
    return bool(rises and all(np.isfinite(each).all() and (np.abs(each) < 100).mean() > 0.99 for each in volts))
