"""Pages to passages."""

from __future__ import annotations

from nacre.data.reading.passages import Page, passages


def texts(*pages: str) -> list[str]:
    return [passage.text for passage in passages([Page(number, text) for number, text in enumerate(pages, 1)])]


def test_lines_and_parted_words_are_joined() -> None:
    assert texts("The cell ran stab-\nly with a long-\nterm test.") == ["The cell ran stably with a long-term test."]


def test_a_sentence_goes_on_over_a_figure_and_a_page() -> None:
    body = "The symmetric cell with the coated anode ran at one milliampere for a long time and with"
    found = texts(f"{body}\n\nFig. 2 A picture of it.\n", "an overpotential of 20 mV.")
    assert found == [f"{body} an overpotential of 20 mV.", "Fig. 2 A picture of it."]


def test_captions_are_told_apart_where_print_has_no_blank_lines() -> None:
    found = passages([Page(1, "The cell ran.\nFig. 1 Voltage of\nthe cell.\nIt ended after 9 h.\nFig. 1 shows this.")])
    assert [(one.text, one.is_caption) for one in found] == [
        ("The cell ran.", False),
        ("Fig. 1 Voltage of the cell.", True),
        ("It ended after 9 h. Fig. 1 shows this.", False),
    ]


def test_running_headers_and_references_are_left_out() -> None:
    pages = (f"J. Made Up {number}\n\nText of page {word}.\n" for number, word in enumerate(("one", "two"), 7))
    assert texts(*pages, "J. Made Up 9\n\nEnd.\n\nReferences\n1 A paper.") == [
        "Text of page one.",
        "Text of page two.",
        "End.",
    ]


def test_places_survive_mending() -> None:
    pages = [
        Page(1, "\n\nFirst it was drawn and then it was rea-\nsoned out with patience. Second it"),
        Page(2, "was done."),
    ]
    (passage,) = passages(pages)
    first, second = "First it was drawn", "Second it was done."
    assert passage.place(first)[:2] == (1, 3)
    assert passage.place(second, 1)[:2] == (1, 4)
    assert passage.place("was done.", 5)[:2] == (2, 1)
