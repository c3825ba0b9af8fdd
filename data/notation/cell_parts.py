"""A cell's text, cut into its parts: electrolyte, coating, host, separator, protection, test."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..errors import NotationError

_CELL = r"Na(?:\s+metal)?\s*(?:\|\||‖|∥|//)\s*Na\b(?:\s+symmetric(?:al)?)?(?:\s+(?:coin\s+)?cells?)?"
_BEFORE = re.compile(rf"\s*{_CELL}\s*[:;,|]?\s*(?:with|in|using)?\s*", re.IGNORECASE)
_BEHIND = re.compile(rf"\s*[;,|]?\s*(?:in|of|for)?\s*{_CELL}\s*$", re.IGNORECASE)
#: `Na|Na3PS4|Na`, `Na/1 M NaClO4 in PC/Na`.
_BETWEEN = re.compile(r"\s*Na\s*(?P<sign>[|/])\s*(?P<inner>.+?)\s*(?P=sign)\s*Na\s*", re.DOTALL)
_LABELS = {
    "electrolyte": r"electrolytes?",
    "coating": r"(?:anode\s+)?coating|(?:artificial\s+)?(?:SEI|interphase)|(?:artificial|protect(?:ive|ion))\s+layer"
    r"|ASEI",
    "host": r"(?:3D\s+|anode\s+)?host|(?:3D\s+)?(?:current\s+collector|substrate|scaffold|skeleton)",
    "separator": r"separator|interlayer",
    "protection": r"protection",
    "protocol": r"protocol|tests?|(?:test\s+)?conditions?|cycling|current(?:\s+density)?|(?:areal\s+)?capacity"
    r"|temperature|[jJqQ]",
}
_LABEL = re.compile("|".join(rf"(?P<{name}>{pattern})" for name, pattern in _LABELS.items()), re.IGNORECASE)
_ANY_LABEL = "|".join(pattern for name, pattern in _LABELS.items() if name != "protocol")
_QUANTITY = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)\s*(?:[mµu]?A(?:\s*[·.]?\s*h)?\b|[°º℃]|o?\s*deg|oC\b|K\b)"
#: A quantity in brackets, or behind `at`, is the test as well.
_TEST = rf"\((?=\s*{_QUANTITY})|\s(?:at|@)\s(?=\s*{_QUANTITY})"
_CUT = re.compile(rf"\||{_TEST}|[;,](?=\s*(?:(?:at\s+)?{_QUANTITY}|(?:{_ANY_LABEL})\s*[:=]))", re.IGNORECASE)
_EXPECTED = {
    "coating": "a material such as `NaF + PVDF`",
    "host": "a material such as `carbon cloth`",
    "separator": "a material such as `carbon nanotube`",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a cell's text.

    Attributes
    ----------
    kind : str
        "electrolyte", "coating", "host", "separator", "protection" or "protocol".
    text : str
        Without its label.
    start, label : int
        Where the text and its label begin.
    """

    kind: str
    text: str
    start: int
    label: int


def pieces_of(text: str) -> list[Piece]:
    """Cut a cell into its parts; the electrolyte comes first.

    Parameters
    ----------
    text : str
        In plain signs.

    Returns
    -------
    list of Piece

    Raises
    ------
    NotationError
        Where a part is empty, or stands a second time.
    """
    start, end = _trimmed(text)
    cuts = [match.start() for match in _CUT.finditer(text, start, end)]
    pieces: list[Piece] = []
    for place, (left, right) in enumerate(zip([start - 1, *cuts], [*cuts, end], strict=True)):
        awaited = not any(one.kind == "electrolyte" for one in pieces)
        piece = _piece(text, left + 1, right, awaited=awaited, is_first=place == 0)
        if piece.kind != "protocol" and any(one.kind == piece.kind for one in pieces):
            raise NotationError(
                f"A second {piece.kind} part.", text=text, position=piece.label,
                hint=f"Join them: `{piece.kind}: A + B`.",
            )  # fmt: skip
        pieces.append(piece)
    return sorted(pieces, key=lambda one: one.kind != "electrolyte")


def _trimmed(text: str) -> tuple[int, int]:
    """Where the parts begin and end, without the words for a symmetric cell around them."""
    start, end = 0, len(text)
    if match := _BEFORE.match(text):
        start = match.end()
    if match := _BEHIND.search(text, start):
        end = match.start()
    if match := _BETWEEN.fullmatch(text, start, end):
        start, end = match.span("inner")
    return start, end


def _piece(text: str, start: int, end: int, *, awaited: bool, is_first: bool) -> Piece:
    while start < end and text[start].isspace():
        start += 1
    is_test = re.compile(rf"[(@\s]*(?:at\s+)?{_QUANTITY}", re.IGNORECASE).match(text, start, end)
    label, kind = start, "electrolyte" if is_first or (awaited and not is_test) else "protocol"
    named = _LABEL.match(text, start, end)
    sign = re.compile(r"\s*[:=]").match(text, named.end(), end) if named else None
    if named and sign:
        kind, start = str(named.lastgroup), sign.end()
        while start < end and text[start].isspace():
            start += 1
    if start >= end and text.strip():
        message = "The text ends too early." if end == len(text) else "A part is empty."
        raise NotationError(
            message, text=text, position=len(text[:end].rstrip()),
            hint=f"Expected {_EXPECTED.get(kind, '`coating: …` or `host: …` or a quantity such as `1 mA/cm2`')}.",
        )  # fmt: skip
    return Piece(kind, text[start:end], start, label)
