"""Tables without lines, as a page has them: columns told by gaps alone."""

from __future__ import annotations

from nacre.data.reading.paper import read_pages
from nacre.data.reading.passages import Page
from nacre.data.reading.printed_tables import printed_tables

PAGE = """
The cells were compared with others.

Table 2. Symmetric cells with layers that nobody made.

 Anode                        Electrolyte               Current density    Capacity (mAh    Cycle life   Overpotential
                                                        (mA cm−2)          cm−2)            (h)          (mV)

 Na@NaBr                      1 M NaPF6 in diglyme      0.5                1                700          18

 NaF layer with a name        1 M NaClO4 in EC/PC       1                  1                350          <60
 that takes two lines         with 5 wt% FEC
 bare Na                      1 M NaClO4 in EC/PC       1                  1                120          90

After the table the text goes on, and it goes on for much longer than any field of a table would do.
"""


def test_long_fields_and_headers_on_two_lines_are_put_together() -> None:
    (table,) = printed_tables(PAGE)
    assert table[0] == (
        "Anode", "Electrolyte", "Current density (mA cm−2)", "Capacity (mAh cm−2)", "Cycle life (h)",
        "Overpotential (mV)",
    )  # fmt: skip
    assert table[2][:2] == ("NaF layer with a name that takes two lines", "1 M NaClO4 in EC/PC with 5 wt% FEC")
    assert [row[4] for row in table[1:]] == ["700", "350", "120"]


def test_its_rows_are_cells() -> None:
    found = [one.fact for one in read_pages([Page(1, "", tuple(printed_tables(PAGE)))])]
    assert [(one.current, one.capacity, one.hours, one.overpotential, one.qualifier) for one in found] == [
        (0.5, 1, 700, 18, "eq"), (1, 1, 350, 60, "lt"), (1, 1, 120, 90, "eq"),
    ]  # fmt: skip
    assert [one.is_control for one in found] == [False, False, True]
    assert [one.event for one in found] == ["survived", "survived", "failed"]


def test_text_beside_a_table_is_left_out() -> None:
    beside = "words of the other column of this page, which go on without an end in sight"
    lines = PAGE.split("\n")
    lines = [f"{line:<125}{beside}" if line.strip() and "Table" not in line else line for line in lines]
    (table,) = printed_tables("\n".join(lines))
    assert table == printed_tables(PAGE)[0]


def test_a_title_without_columns_of_values_is_no_table() -> None:
    assert printed_tables("Table 1. Names.\n\n Na    sodium\n Sn    tin\n") == []
    assert printed_tables("Table 1 shows what was found.\nThe cells ran for long.\n") == []
    assert printed_tables("") == []
