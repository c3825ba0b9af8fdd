"""Files that only call themselves tables are refused at once, in words."""

from __future__ import annotations

import gzip
import io
import time
import tracemalloc
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from nacre.data.errors import TableError
from nacre.data.measured.csv_text import text_table
from nacre.data.measured.shape import check_cells, check_file, check_shape

TABLE = b"record_id,paper,electrolyte\n" + b'a,p,"1 M NaPF6 in EC/PC, dry"\n' * 100


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


BAD = {
    "gzip": (gzip.compress(TABLE), "gzip"),
    "xlsx": (zipped(), "Save the sheet as CSV"),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel"),
    "pdf": (b"%PDF-1.7\n", "nacre read"),
    "parquet": (b"PAR1" + bytes(100), "Parquet"),
    "bytes": (bytes(range(256)) * 20, "no text"),
    "a million columns": (b"a," * 10**6 + b"\n", "2,000 columns"),
    "a million fields in a line": (TABLE + b"x," * 500_000 + b"\n", "2,000 fields"),
    "a long field": (TABLE + b"x" * 10**6 + b"\n", "100,000 characters"),
    "a field of 100 MB": (TABLE + b"x" * 10**8 + b"\n", "2,000,000 characters"),
    "a quote that is never closed": (
        TABLE + b'a,p,"1 M NaPF6\n' + b"b,p,NaPF6 in EC\n" * 50,
        "line 102 that is never closed",
    ),
    "a quote that is closed far below": (TABLE + b'a,p,"1 M NaPF6\n' + b"b,p,x\n" * 30_000 + TABLE, "never be closed"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_table_is_refused_in_time(name: str) -> None:
    content, words = BAD[name]
    began = time.process_time()
    tracemalloc.start()
    with pytest.raises(TableError, match=words):
        check_shape(content, "cells.csv")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.process_time() - began < 50
    assert most < 500 * 2**20


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "cells.csv"
    with path.open("wb") as file:
        file.truncate(10**12)  # holes only
    with pytest.raises(TableError, match="200 MB"):
        check_file(path)


GOOD = (
    TABLE,
    TABLE.replace(b",", b";"),
    TABLE.replace(b",", b"\t"),
    TABLE.decode().encode("utf-16"),
    b"",
    b"\xef\xbb\xbf" + TABLE,
    b'a,b\n"two\nlines",1\n',
    b'a,b\n5" glass,1\n2" glass,1\n',
)


@pytest.mark.parametrize("content", GOOD)
def test_tables_as_people_save_them_pass(content: bytes, tmp_path: Path) -> None:
    check_shape(content, "cells.csv")
    (tmp_path / "cells.csv").write_bytes(content)
    check_file(tmp_path / "cells.csv")


def test_a_text_of_a_workbook_has_the_limit_of_any_field() -> None:
    frame = pd.DataFrame({"cell": ["1 M NaPF6 in DME", None], "notes": ["dry", "x" * 100_000]})
    check_cells(frame, "cells.ods")
    with pytest.raises(TableError, match=r"100,000 characters in the column 'notes'"):
        check_cells(frame.assign(notes="x" * 100_001), "cells.ods")


def test_a_table_is_looked_through_once_before_it_is_read(tmp_path: Path) -> None:
    # The limits are those of `shape`; whatever reads the table has none of its own that could say otherwise.
    path = tmp_path / "cells.csv"
    path.write_bytes(TABLE + b'long,p,"' + b"x" * 100_000 + b'"\n')
    assert text_table(path)["electrolyte"].iloc[-1] == "x" * 100_000
    path.write_bytes(TABLE + b'long,p,"' + b"x" * 100_001 + b'"\n')
    with pytest.raises(TableError, match="100,000 characters"):
        text_table(path)
