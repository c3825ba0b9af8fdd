"""The chemist's notation: text to cell and back.

`parse_cell("1 M NaPF6 in EC/PC (1:1 v/v) + 5 wt% FEC | coating: NaF | 1 mA/cm2")` gives a `Cell`;
`format_cell` writes the canonical text, and parsing that gives the same record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

from lark import Lark, Token, Tree, UnexpectedInput
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedToken

from ..cell import Cell, Electrolyte
from ..errors import NotationError
from ..shipped import read_table
from .tree import Reader, phrase_key

#: Longer texts are refused: no cell is that long.
MAX_TEXT = 5000

#: One character for one, so that a caret stays where the user typed. Superscript minus and digits are for units.
_SAME_LENGTH = str.maketrans(
    "₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺−–‐‑＋／：，（）｜％\u00a0\u2009\u202f\tμ∙⋅",
    "01234567890123456789-+----+/:,()|%    µ··",
)
_EXPECTED = {
    "IN": "`in` and the solvents",
    "PLUS": "`+` and another component",
    "_SEP": "`/` and another solvent",
    "WORD": "a name",
    "AMOUNT": "an amount such as `1 M` or `5 wt%`",
    "RATIO": "a ratio such as `(1:1 v/v)`",
    "STATE": "a state such as `(solid)`",
    "MATERIALS": "a material such as `NaF + PVDF`",
    "QUANTITY": "a quantity such as `1 mA/cm2`",
    "COATING": "`coating: …`",
    "HOST": "`host: …`",
    "SEPARATOR": "`separator: …`",
    "PROTECTION": "`protection: …`",
    "VBAR": "`|` and the next part of the cell",
    "_LPAR": "an amount in parentheses",
    "_RPAR": "`)`",
    "COMMA": "`,`",
    "EO_NA": "`(EO:Na 20:1)`",
}


@cache
def _grammar() -> Lark:
    text = files("nacre.data.notation").joinpath("notation.lark").read_text(encoding="utf-8")
    return Lark(text, start=["cell", "electrolyte"], parser="lalr", maybe_placeholders=False)


@cache
def _phrases() -> dict[str, str]:
    """Known free-text electrolytes and the notation that represents them."""
    return {phrase_key(row["phrase"]): row["notation"] for row in read_table("electrolyte_phrases")}


def parse_cell(text: str) -> Cell:
    """Read a whole cell from one line.

    Parameters
    ----------
    text : str
        `electrolyte | coating: … | host: … | separator: … | protection: … | 1 mA/cm2, 1 mAh/cm2, 25 °C`; all parts
        after the first are optional.

    Raises
    ------
    NotationError
        With the place, what was expected and near names.
    """
    text = _checked(text)
    head, bar, tail = text.partition("|")
    if canonical := _phrases().get(phrase_key(head)):
        # The phrase is swapped for its notation; errors in the rest keep the caret under the user's own text.
        electrolyte = parse_electrolyte(canonical)
        return Cell(electrolyte, **Reader(text).parts(_tree(f"{'x'.ljust(len(head))}{bar}{tail}", "cell", text)))
    tree = _tree(text, "cell", text)
    reader = Reader(text)
    parts = reader.parts(tree)
    return Cell(reader.electrolyte(next(tree.find_data("electrolyte"))), **parts)


@lru_cache(maxsize=4096)
def parse_electrolyte(text: str) -> Electrolyte:
    """Read an electrolyte, e.g. `1 M NaPF6 in EC/PC (1:1 v/v) + 5 wt% FEC`.

    Raises
    ------
    NotationError
        With the place, what was expected and near names.
    """
    text = _checked(text)
    if (canonical := _phrases().get(phrase_key(text))) and phrase_key(canonical) != phrase_key(text):
        return parse_electrolyte(canonical)
    return Reader(text).electrolyte(_tree(text, "electrolyte", text))


def _checked(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise NotationError(
            f"The text has {len(text)} characters; at most {MAX_TEXT} are read.",
            text=text[:80],
            position=80,
            hint="Write one cell a line.",
        )
    if not text.strip():
        raise NotationError("The text is empty.", text=text, position=0, hint="Write e.g. `1 M NaPF6 in diglyme`.")
    plain = text.translate(_SAME_LENGTH)
    for place, character in enumerate(plain):
        if not character.isprintable():
            raise NotationError(
                f"Character {character!r} does not belong in a cell.",
                text=plain.replace(character, " "),
                position=place,
                hint="Write one cell a line, in plain text.",
            )
    return plain


def _tree(text: str, start: str, shown: str) -> Tree[Token]:
    try:
        return _grammar().parse(text, start=start)
    except UnexpectedInput as error:
        raise _explained(error, shown) from None


def _explained(error: UnexpectedInput, text: str) -> NotationError:
    names: set[str] = set()
    if isinstance(error, UnexpectedToken):
        names = set(error.accepts or error.expected)
    elif isinstance(error, UnexpectedCharacters):
        names = set(error.allowed or ())
    ended = isinstance(error, UnexpectedEOF) or (isinstance(error, UnexpectedToken) and error.token.type == "$END")
    position = len(text.rstrip()) if ended else (error.pos_in_stream or 0)
    expected = sorted({_EXPECTED[name] for name in names if name in _EXPECTED})
    hint = f"Expected {' or '.join(expected)}." if expected else "Expected the end of the text."
    if ended:
        return NotationError("The text ends too early.", text=text, position=position, hint=hint)
    if text[position] in "([" and text[position:].count(text[position]) > text[position:].count(
        ")]"["([".index(text[position])]
    ):
        closing = ")" if text[position] == "(" else "]"
        hint = f"The bracket is never closed: add `{closing}`."
    word = re.match(r"\S+", text[position:])
    return NotationError(
        f"Cannot read {word.group() if word else text[position]!r} here.", text=text, position=position, hint=hint
    )


def as_cells(cells: str | Cell | Iterable[str | Cell]) -> list[Cell]:
    """One or many cells, as notation or records, as a list of records."""
    many = [cells] if isinstance(cells, str | Cell) else cells
    return [parse_cell(cell) if isinstance(cell, str) else cell for cell in many]
