"""The chemist's notation: text to cell and back.

`parse_cell("1 M NaPF6 in EC/PC (1:1 v/v) + 5 wt% FEC | coating: NaF | 1 mA/cm2")` gives a `Cell`;
`format_cell` writes the canonical text, and parsing that gives the same record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from lark import Lark, Token, Tree, UnexpectedInput
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedToken

from ..cell import Cell, Electrolyte, Protocol
from ..chemistry.material_names import left_out_words, resolve_materials
from ..chemistry.materials import BY_CLASS
from ..chemistry.names import near_names
from ..chemistry.species import LONGEST_NAME
from ..errors import NacreError, NotationError, shortened
from ..protection import Protection
from ..shipped import read_table
from .cell_parts import pieces_of
from .conditions import read_conditions
from .loose import loosened
from .loose_words import RATIO
from .tree import Reader, phrase_key

#: Longer texts are refused: no cell is that long.
MAX_TEXT = 5000

#: Longest parts of a cell. Patterns try many ways to read a text, so its parts are no longer than those of any recipe.
MOST_ELECTROLYTE, MOST_CONDITIONS = 600, 250
#: Unknown words that an error tells.
_TOLD = 5
#: What parts words: brackets hold drawn molecules, which have a limit of their own.
_APART = re.compile(r"[\s/+|:;,()=\[\]]")

#: One character for one, so that a caret stays where the user typed. Superscript minus and digits are for units; the
#: last five look like a Latin letter, and a pattern without case would take them for it.
_SAME_LENGTH = str.maketrans(
    "₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺−–‐‑─—＋／：∶，；（）｜％＝\u00a0\u2009\u202f\tμ∙⋅\u039c\u212aſıİ",
    "01234567890123456789-+------+/::,;()|%=    µ··MKsiI",
)
_EXPECTED = {
    "IN": "`in` and the solvents",
    "PLUS": "`+` and another component",
    "_SEP": "`/` and another solvent",
    "WORD": "a name",
    "AMOUNT": "an amount such as `1 M` or `5 wt%`",
    "RATIO": "a ratio such as `(1:1 v/v)`",
    "STATE": "a state such as `(solid)`",
    "_LPAR": "an amount in parentheses",
    "_RPAR": "`)`",
    "COMMA": "`,`",
    "EO_NA": "`(EO:Na 20:1)`",
}


@cache
def _grammar() -> Lark:
    text = files("nacre.data.notation").joinpath("notation.lark").read_text(encoding="utf-8")
    return Lark(text, start="electrolyte", parser="lalr", maybe_placeholders=False)


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
    with _squeezed(text) as plain:
        return _cell(plain)


def _bounded(text: str, what: str, most: int, hint: str) -> str:
    """A part of a cell, where neither it nor a word of it is longer than any recipe's."""
    if len(text) > most:
        raise NotationError(
            f"The {what} has {len(text)} characters; at most {most} are read.", text=text, position=most, hint=hint
        )
    start = 0
    for word in _APART.split(text):
        if len(word) > LONGEST_NAME:
            raise NotationError(
                f"The word {shortened(word)!r} has {len(word)} characters; no name has more than {LONGEST_NAME}.",
                text=text, position=start, hint="Draw a molecule in brackets, e.g. `[COCCOC]`.",
            )  # fmt: skip
        start += len(word) + 1
    return text


def _cell(text: str) -> Cell:
    electrolyte: Electrolyte | None = None
    parts: dict[str, Any] = {}
    values: dict[str, float] = {}
    remarks: list[str] = []
    for piece in pieces_of(text):
        with _within(text, piece.start):
            if piece.kind == "electrolyte":
                electrolyte = _electrolyte(piece.text)
            elif piece.kind == "protocol":
                _bounded(piece.text, "test", MOST_CONDITIONS, "Write e.g. `1 mA/cm2, 1 mAh/cm2, 25 °C`.")
                remarks += _conditions(piece.text, values)
            else:
                parts[piece.kind] = _layer(piece.text, piece.kind)
                remarks += _left_out(piece.text, piece.kind)
    if electrolyte is None:
        raise NotationError(
            "No electrolyte is given.",
            text=text,
            position=0,
            hint="Write it first, or `unknown | …` where it is not known.",
        )
    if remarks:
        electrolyte = replace(electrolyte, remarks=(*electrolyte.remarks, *remarks))
    return Cell(electrolyte, **parts, protocol=Protocol(**values))


@contextmanager
def _squeezed(text: str) -> Iterator[str]:
    """A text in plain signs with one space where several stand, so that no pattern tries many ways to part them.

    Errors get their place in the text as it was written.
    """
    plain = _checked(text)
    kept = [place for place, sign in enumerate(plain) if sign != " " or plain[place - 1 : place] != " "]
    try:
        yield "".join(plain[place] for place in kept)
    except NotationError as error:
        position = [*kept, len(plain)][error.position] if error.position <= len(kept) else len(plain)
        raise NotationError(error.message, text=plain, position=position, hint=error.hint) from None


@contextmanager
def _within(text: str, start: int) -> Iterator[None]:
    """Errors of a part get their place in the whole text."""
    try:
        yield
    except NotationError as error:
        raise NotationError(error.message, text=text, position=start + error.position, hint=error.hint) from None
    except NacreError as error:
        raise NotationError(error.message, text=text, position=start, hint=error.hint) from None


def _conditions(text: str, values: dict[str, float]) -> list[str]:
    """Add the test conditions of a part; returns what was assumed."""
    remarks = []
    for condition in read_conditions(text):
        if condition.field in values:
            raise NotationError(
                f"{text[condition.position :].strip()!r} is stated twice.", text=text, position=condition.position,
                hint="State each quantity once.",
            )  # fmt: skip
        values[condition.field] = condition.value
        remarks += [condition.remark] if condition.remark else []
    return remarks


@lru_cache(maxsize=8192)
def _left_out(text: str, kind: str) -> list[str]:
    """What was left out of a description of materials."""
    if kind == "protection":
        return []
    words = left_out_words(text, kind)  # type: ignore[arg-type]
    told = [f"{', '.join(f'`{word}`' for word in words)} left out of the {kind}."] if words else []
    return told + [f"{name} is known by its class only." for name in _layer(text, kind) if BY_CLASS.fullmatch(name)]


@lru_cache(maxsize=8192)
def _layer(text: str, kind: str) -> tuple[str, ...] | Protection:
    """A part of a cell that is named by words: materials, or the kind of protection."""
    return Protection.read(text) if kind == "protection" else resolve_materials(text, field=kind)  # type: ignore[arg-type]


def parse_electrolyte(text: str) -> Electrolyte:
    """Read an electrolyte, e.g. `1 M NaPF6 in EC/PC (1:1 v/v) + 5 wt% FEC`.

    Raises
    ------
    NotationError
        With the place, what was expected and near names.
    """
    with _squeezed(text) as plain:
        return _electrolyte(plain)


@lru_cache(maxsize=16384)
def _electrolyte(text: str) -> Electrolyte:
    """A strict electrolyte as it stands; any other as its words are understood."""
    _bounded(text, "electrolyte", MOST_ELECTROLYTE, "Name salts, solvents and additives with their amounts.")
    if (canonical := _phrases().get(phrase_key(text))) and phrase_key(canonical) != phrase_key(text):
        return _electrolyte(canonical)
    try:
        return _strict(text)
    except NotationError as error:
        return _loose(text, error)


def _strict(text: str) -> Electrolyte:
    return Reader(text).electrolyte(_tree(text))


def _loose(text: str, error: NotationError) -> Electrolyte:
    """The electrolyte that people mean; where there is none, what the strict reading says is wrong."""
    with _within(text, error.position):
        loose = loosened(text)
    if len(loose.unknown) > 1:
        raise _unknown(text, loose.unknown) from None
    if not loose.strict or loose.strict == text:
        raise error
    try:
        read = _strict(loose.strict)
    except NotationError as other:
        raise NotationError(other.message, text=text, position=_place(other, text, error), hint=other.hint) from None
    return replace(read, remarks=tuple(dict.fromkeys((*loose.remarks, *read.remarks))))


def _unknown(text: str, names: Sequence[tuple[str, int]]) -> NotationError:
    """Every unknown word at once."""
    different = list(dict.fromkeys(name for name, _ in names))
    told = [(name, near_names(name, "component")[:2]) for name in different[:_TOLD]]
    near = "; ".join(f"for {name!r} perhaps {' or '.join(close)}" for name, close in told if close)
    listed = ", ".join(repr(shortened(name)) for name in different[:_TOLD])
    listed += f" and {len(different) - _TOLD} more" if len(different) > _TOLD else ""
    return NotationError(
        f"Unknown words {listed}.", text=text, position=names[0][1],
        hint=f"{near[:1].upper()}{near[1:]}." if near else "Draw a molecule in brackets, e.g. `[COCCOC]`.",
    )  # fmt: skip


def _place(error: NotationError, text: str, first: NotationError) -> int:
    """Where the word that an error quotes stands in the user's own text."""
    if "parts for" in error.message and (ratio := RATIO.search(text)):
        return ratio.start()
    quoted = re.search(r"'([^']+)'|(\S+) (?:stands|is)", error.message)
    word = next(filter(None, quoted.groups()), "") if quoted else ""
    place = text.find(word) if word else -1
    return place if place >= 0 else first.position


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


def _tree(text: str) -> Tree[Token]:
    try:
        return _grammar().parse(text)
    except UnexpectedInput as error:
        raise _explained(error, text) from None


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
