"""Electrolytes in running text, by the notation's own vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from ..chemistry.names import find, salt_names
from ..errors import NacreError
from ..notation.parse import parse_electrolyte
from ..shipped import read_table

_AMOUNT = r"\d+(?:\.\d+)?\s?(?:M|m|mM|mol/L|mol L-1|mol/kg|mol kg-1|mol dm-3)\s(?:of\s)?"
#: How far an electrolyte can reach, in words.
_LONGEST = 16
_END = re.compile(
    r"[;?!]|\.(?:\s|$)|\b(?:was|were|is|are|as|at|for|which|that|and the|and \d[\d.]* ?M|showed?|"
    r"shows|exhibit\w*|could|can|under|while|after|to|by|the|"
    r"electrolytes?|solution|Fig)\b"
)
_GOES_ON = re.compile(r"(?:\+|/|-|:|and\b|with\b|\(\d|\d)")
#: A component with or without an amount, before a plus.
_DOSE = re.compile(r"(?:^|[\s(])(?P<dose>(?:\d[\d.]*\s?(?:mM|M|mg/mL|(?:wt|vol|mol)?\s?%)\s)?[\w()-]+)\s\+\s*$")
#: Ways of writing → the notation's.
_WRITTEN = (
    (r"\bdissolved in(?: a)?(?: mixture of)?|\bin (?:a |an )?(?:mixture|solution) of|\bin(?: a| an| the)\b", "in"),
    (r"\s(?:with|containing|plus)\s(?:the addition of |addition of |additional )?(?=\d)", " + "),
    (r"\sand\s(?=\d+(?:\.\d+)?\s?(?:(?:wt|vol|mol)\.?\s?)?%)", " + "),
    (r"\s(?:with|containing)\s", " + "),
    (r"\s(?:additives?|solvents?|salts?)\b", ""),
    (r"\bv\s?[:/]\s?v\s?=\s?", ""),
    (r"\bin volume ratio\b|\bby volume\b|\bin volume\b|\bvol(?:ume)? ratio\b", "v/v"),
    (r",\s(?=v/v)", " "),
    (r"(?<=\d) : (?=\d)", ":"),
    (r"\s?=\s?(\d+(?:\.\d+)?:\d+(?:\.\d+)?(?::\d+)*)(?:\s?vol%| v/v)?", r" (\1 v/v)"),
    (r"\s?=\s?", " "),
)  # fmt: skip
_PHRASES = re.compile(
    r"\b(?:carbonate|ester|ether|phosphate|flame-retardant phosphate|ionic liquid)(?:[- ]based)? electrolytes?\b",
    re.IGNORECASE,
)


def find_electrolyte(text: str) -> str:
    """The first electrolyte that a text names, in the notation; empty where it names none.

    Examples
    --------
    >>> find_electrolyte("cells with 1 M NaPF6 in diglyme were cycled")
    '1 M NaPF6 in diglyme'
    """
    best = ""
    for match in _salts().finditer(text):
        found = _with_dose(text[: match.start()], _electrolyte_at(text[match.start() :][:240]))
        if found and (not best or _completeness(found) > _completeness(best)):
            best = found
    if best:
        return best
    phrase = _PHRASES.search(text)
    return re.sub(r"[- ]based|s$", "", phrase.group().lower()) if phrase else ""


@cache
def _salts() -> re.Pattern[str]:
    full = {row["full_name"] for row in read_table("salts")}
    names = sorted({one for one in (*salt_names(), *full) if one.startswith(("Na", "sodium"))}, key=len, reverse=True)
    return re.compile(rf"(?<![\w@/|-])(?:{_AMOUNT})?(?:{'|'.join(map(re.escape, names))})(?![\w@])")


def _with_dose(before: str, found: str) -> str:
    """An electrolyte with what stands before its salt, as in `5 mM CTAB + 1 M NaPF6 in diglyme`."""
    if not found or not before.rstrip().endswith("+"):
        return found
    dose = _DOSE.search(before)
    return _parsed(f"{found} + {dose['dose']}") if dose else ""


@lru_cache(maxsize=2048)
def _electrolyte_at(text: str) -> str:
    """The longest electrolyte at the start of a text."""
    end = _END.search(text, 3)
    words = (text[: end.start()] if end else text).split()[:_LONGEST]
    for count in range(len(words), 0, -1):
        span = " ".join(words[:count]).rstrip(" ,(")
        if span.count("(") != span.count(")"):
            continue
        for written in _variants(span):
            if parsed := _parsed(written):
                # Rather nothing than half an electrolyte: what goes on behind a name that is not known was part of it.
                return "" if _GOES_ON.match(" ".join(words[count:])) else parsed
    return ""


def _variants(span: str) -> Iterator[str]:
    """Readings of a span in the notation, the likelier first."""
    text = span
    for pattern, written in _WRITTEN:
        text = re.sub(pattern, written, text)
    text = re.sub(rf"^(\w[\w ]*?) \(({_AMOUNT.replace(chr(92) + 's(?:of' + chr(92) + 's)?', '')})\)", r"\2 \1", text)
    if " in " not in text:
        # `NaBH4/diglyme`, `NaClO4 EC/PC`, `1 M NaTFSI + TMP + FEC`: what follows the salt are solvents.
        text = re.sub(rf"^((?:{_AMOUNT})?[\w()]+?)(?:\s?[-/]\s?|\s\+\s|\s)(?=[A-Za-z1])", r"\1 in ", text, count=1)
    salt, _, rest = text.partition(" in ")
    solvents, bracket, ratio = rest.partition(" (")
    if ratio.count(":") == solvents.count(" + ") > 0:
        yield f"{salt} in {solvents.replace(' + ', '/')}{bracket}{ratio}"
    if all(_is_solvent(name) for name in rest.split(" + ")):
        yield f"{salt} in {rest.replace(' + ', '/')}"
    yield text
    yield f"{salt} in {re.sub(' [+] | and ', '/', rest)}"


def _is_solvent(name: str) -> bool:
    try:
        species = find(name) if re.fullmatch(r"[\w,()-]+", name) else None
    except NacreError:
        return False  # an abbreviation of several meanings
    return species is not None and species.role == "solvent"


def _parsed(text: str) -> str:
    if not re.search(r"\sin\s", text):
        return ""
    try:
        return str(parse_electrolyte(text))
    except NacreError:
        return ""


def _completeness(text: str) -> tuple[int, int]:
    return text.count(" M ") + text.count("/") + text.count("+"), len(text)
