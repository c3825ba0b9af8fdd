"""A sentence into clauses that speak of one cell each, and which of its values belong to symmetric sodium cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: A cell of its own behind "but"; else the sentence goes on with the same one.
_NEW_CELL = r"(?:\bcells?\b|batter|electrode|anode|electrolyte|separator|\bfoil|\bwith\b|bare|blank|\bNa\b|[A-Z]{2}|@)"
#: Where a sentence turns to another cell.
_TURN = re.compile(
    rf";\s|[,\s]\s?\b(?:while|whereas|however|but(?=[^;]*{_NEW_CELL}))\b(?! also)(?!,? (?:it|they|the cell|the battery|"
    r"(?:the )?(?:voltage|overpotential|polari[sz]ation)(?: voltage)?|which|then)\s(?!voltage|with|using|of\b))"
    r"|,\s?(?:although|though|yet)\b"
    r"|,?\s\(?(?P<than>(?:in (?:\w+ )?contrast (?:to|with)|(?:as )?compared (?:to|with)|(?:in|"
    r"by) comparison (?:to|with)|"
    r"(?:\d+(?:\.\d+)? |several |many )?times (?:that|those) of|versus|superior to|rather than|"
    r"(?:against|vs\.?)(?=\s(?:only |just )?[~≈]?\d[\d.]* (?:h|cycles|mV)\b)|"
    r"than(?!\s*(?:about |around )?[<>~≈]?\s*\d)))"
    r"|,?\sand (?=(?:the|that|those)\s(?!cells?\b|batter|electrodes?\b|voltage|overpot|"
    r"polari)(?:\S+\s){0,6}?(?:cells?|batter(?:y|ies)|electrodes?|anodes?)\b)"
)
#: A sentence that starts with the other cell; the comma ends its clause.
_LEADING = re.compile(
    r"^(?P<word>While|Whereas|Although|Though|Unlike|Compared (?:to|with)|"
    r"In (?:\w+ )?contrast (?:to|with)|Different from)\b"
)
#: Words that name another kind of cell, and those that name a symmetric one.
_OTHER_CELL = (
    r"(?i:\b(?:full|half|asymmetric(?:al)?|pouch|coin full|hybrid)(?:[- ](?:cells?|batter(?:y|"
    r"ies)))|\basymmetric(?:al)?\b|\bfull[- ]?cells?\b)"
    r"|\bNa\s?\|+\s?(?!Na\b|\w+@Na|Na/)(?:Cu|Al|N[VFT]\w+|S\b|SPAN|PB|C\b)|\|+\s?(?:NVP\w*|"
    r"Na3V2\S*|FeS2|NaNi\S*|NFM|PB|SPAN|HC)\b|\bNVP\b"
    r"|\bLi\s?(?:/+|\|+)\s?Li\b(?:\s[Ss]ymm?\w*)?|\bK\s?(?:/+|\|+)\s?K\b(?:\s[Ss]ymm?\w*)?|"
    r"\b(?:[Pp]otassium|[Ll]ithium|Li|K) (?:plating|metal|symm|deposition|stripping)|\bK-ion\b|"
    r"\bLi-ion\b|\bNa-(?:S|O2|CO2|Se|air) (?:full )?(?:cells?|batter)"
)
_SYMMETRIC = (
    r"\b[Ss]ymmetr\w+|\bsym\.|\b(?P<left>Na|[\w@().+-]*Na[\w@().+-]*(?:/[\w@.+-]+)?)\s?(?:/{1,2}|"
    r"\|{1,2})\s?(?:[\w.-]+\s?(?:/{1,2}|\|{1,2})\s?)?(?:Na\b|(?P=left))"
    r"|\bNa-ion\b"
)
_CELL_WORD = re.compile(f"(?P<other>{_OTHER_CELL})|(?P<same>{_SYMMETRIC})")
#: Quantities that no symmetric cell has.
_OTHER_QUANTITY = re.compile(
    r"\b(?:coulombic efficienc\w+|CE|impedance|resistance|capacity retention|retention|mAh/?\s?g|"
    r"A/?\s?g|discharge capacit\w+)\b|g-1\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Clause:
    """A part of a sentence.

    Attributes
    ----------
    start, end : int
        Place in the sentence.
    is_compared : bool
        Whether it names what the sentence's cell is compared with ("than that with …").
    """

    start: int
    end: int
    is_compared: bool = False


def split_clauses(sentence: str) -> list[Clause]:
    """The clauses of a sentence in their order."""
    turns: list[tuple[int, bool]] = [(0, False)]
    leading = _LEADING.match(sentence)
    if leading is not None:
        compared = leading["word"][0] in "UCID"
        turns = [(0, compared)]
        comma = re.compile(r",\s(?!which|that|where|whose|who)").search(sentence, leading.end())
        if comma is not None:
            turns.append((comma.end() - 1, False))
    for turn in _TURN.finditer(sentence, 1):
        if not leading or turn.start() > turns[-1][0]:
            turns.append((turn.end() if turn["than"] else turn.start(), bool(turn["than"])))
    ends = [start for start, _ in turns[1:]] + [len(sentence)]
    return [Clause(start, end, compared) for (start, compared), end in zip(turns, ends, strict=True) if end > start]


def is_of_other_cell(sentence: str, start: int, end: int) -> bool:
    """Whether a value belongs to a full, half or lithium cell: by the word for a cell that stands nearest.

    Parameters
    ----------
    sentence : str
    start, end : int
        Place of the value.
    """
    words = [(match.start(), match.end(), match["other"] is not None) for match in _CELL_WORD.finditer(sentence)]
    if not words:
        return False
    before = [word for word in words if word[1] <= start]
    after = [word for word in words if word[0] >= end]
    if not before and not after:
        return words[0][2]
    if not before:
        return after[0][2] and " and " not in sentence[end : after[0][0]] if after else False
    follows = bool(after) and re.fullmatch(r"\s(?:in|for|of)\s(?:\w+\s){0,3}", sentence[end : after[0][0]]) is not None
    return after[0][2] if follows else before[-1][2]


def has_other_quantity(text: str) -> bool:
    """Whether a text speaks of efficiency or capacity of a material, which no symmetric cell has."""
    return _OTHER_QUANTITY.search(text) is not None


def is_symmetric(text: str) -> bool:
    """Whether a text names a symmetric cell and no other kind."""
    kinds = {match["other"] is not None for match in _CELL_WORD.finditer(text)}
    return kinds == {False}


def names_other_cell(text: str) -> bool:
    """Whether a text names a full, half or lithium cell and no symmetric one."""
    kinds = {match["other"] is not None for match in _CELL_WORD.finditer(text)}
    return kinds == {True}
