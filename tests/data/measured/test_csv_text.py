"""Files of tables as spreadsheets save them: their marks, encodings and empty rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from nacre.data.errors import TableError
from nacre.data.measured.csv_text import text_chunks, text_table

TEXT = "cell,note\nNaFSI in DME,Å\n,\nNaPF6 in DME,b\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_one_table_in_every_way_of_saving_it(tmp_path: Path, encoding: str, ending: str, separator: str) -> None:
    path = tmp_path / "cells.csv"
    text = TEXT.replace(",", separator).replace("\n", ending)
    path.write_bytes((b"\xff\xfe" if encoding == "utf-16-le" else b"") + text.encode(encoding))
    found = text_table(path)
    assert found.to_dict("list") == {"cell": ["NaFSI in DME", "NaPF6 in DME"], "note": ["Å", "b"]}
    assert found.index.tolist() == [2, 4]


def test_parts_are_the_whole(tmp_path: Path) -> None:
    path = tmp_path / "cells.csv"
    path.write_text("\n\na,b\n" + "".join(f"{i},x\n" if i % 3 else ",\n" for i in range(20)), encoding="utf-8")
    whole = text_table(path)
    parts = list(text_chunks(path, rows=4))
    assert [int(row) for part in parts for row in part.index] == whole.index.tolist()
    assert [value for part in parts for value in part["a"]] == whole["a"].tolist()
    assert whole.index[0] == 5


def test_a_long_run_of_empty_rows_is_no_part(tmp_path: Path) -> None:
    path = tmp_path / "cells.csv"
    path.write_text("a,b\n" + ",\n" * 50 + "1,2\n", encoding="utf-8")
    assert [part.index.tolist() for part in text_chunks(path, rows=5)] == [[52]]
    path.write_text("a,b\n" + ",\n" * 50, encoding="utf-8")
    with pytest.raises(TableError, match="no rows"):
        list(text_chunks(path, rows=5))
