"""Text exports: encodings, and where the table stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.cycling.text import decode, find_layout, read_fields
from nacre.data.errors import NacreError

CHINESE = "数据序号,总时间,电流(A),电压(V)\n1,0:00:01,0.001,0.05\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_encodings_are_found(encoding: str) -> None:
    text = CHINESE if encoding not in {"utf-16-be", "utf-16-le"} else "time/s,Current/mA,Voltage/V\n" * 5
    assert decode(text.encode(encoding)) == text


def test_western_bytes_are_not_taken_for_chinese() -> None:
    assert decode("Zeit/h;Fläche 1 cm²;T/°C".encode("cp1252")) == "Zeit/h;Fläche 1 cm²;T/°C"


@given(st.binary(max_size=300))
def test_any_bytes_become_text(content: bytes) -> None:
    assert isinstance(decode(content), str)


def test_the_header_is_looked_for_under_a_preamble() -> None:
    text = "Cell 7, area 1 cm2\n\nsome; words\nx;y\n1;2\n3;4\n"
    layout = find_layout(text, lambda headers: list(headers) == ["x", "y"])
    assert layout is not None
    assert (layout.separator, layout.line) == (";", 3)
    assert read_fields(text, layout, [1])[1].tolist() == [2, 4]


def test_no_header_no_layout() -> None:
    assert find_layout("a,b\n", lambda headers: False) is None


def test_rows_of_other_levels_are_left_out() -> None:
    text = "cycle\n,,x,y\n1\n,,1,2\n,7,9,9\n,,3,4\n"
    layout = find_layout(text, lambda headers: "x" in headers)
    assert layout is not None
    assert read_fields(text, layout, [2, 3]).to_numpy().tolist() == [["1", "2"], ["3", "4"]]


def test_a_header_alone_is_told() -> None:
    layout = find_layout("x,y\n", lambda headers: True)
    assert layout is not None
    with pytest.raises(NacreError, match="no record under it"):
        read_fields("x,y\n", layout, [0])
