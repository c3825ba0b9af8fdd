"""How electrolytes are written in papers, data sets and on bottles: the words and signs around names and numbers."""

from __future__ import annotations

import re

NUMBER = r"(?:\d+(?:\.\d*)?|\.\d+)"
#: What a percentage or a ratio counts; the letter for l in `Vo1%` is a slip of scanned tables.
_COUNTED = r"(?:vo[l1](?:ume)?|weight|wt|mass|mol(?:e|ar)?s?|v|w|m)"
_BASIS = rf"(?:(?:in|by)\s+)?{_COUNTED}\.?(?:\s*[:/]\s*{_COUNTED}\.?)*(?:[\s-]*(?:%|ratios?|parts?))*"
BASIS = re.compile(rf"{_BASIS}(?![A-Za-z0-9])", re.IGNORECASE)

#: An amount: a number and M, m, mol/L, mol/kg or a percentage, perhaps glued to the name behind it.
AMOUNT = re.compile(
    rf"""(?P<number>{NUMBER})\s*(?:
        (?P<percent>(?P<before>(?:wt|vol|mol|mass|v|w|m)\.?(?:\s*|-))?%\s*
            (?:\(?\s*(?P<after>by\s+(?:weight|volume|mass|mol(?:e|ar)?s?)|(?:w/w|v/v|wt|vol|mol)(?![A-Za-z]))\.?\s*\)?)?)
      | (?P<per>(?:m|µ|u)?mol\s*(?:/|·|\s)?\s*(?:L|l|kg|dm3?)\s*\^?\s*(?:-\s*[13])?(?![A-Za-z]))
      | (?P<molar>(?:m|µ|u)?M(?=[\s)\]A-Z(]|$))
      | (?P<molal>m(?=[\s)]|$))
    )""",
    re.VERBOSE,
)
#: Two numbers and more with signs between, each perhaps a percentage.
RATIO = re.compile(rf"{NUMBER}\s*%?(?:\s*[:/]\s*{NUMBER}\s*%?)+")
#: All of one solvent, as tables write it: `=100 Vol%`.
WHOLE = re.compile(rf"=\s*100\s*(?:%|{_BASIS})", re.IGNORECASE)
IN_BRACKETS = re.compile(r"\(([^()]*)\)")
#: What a bracket with a ratio may hold besides.
_RATIO_WORDS = re.compile(r"(?:^|\b)(?:by|in|a|the|of|ratio|solvents?|mixture)\b|[=,;.%]", re.IGNORECASE)

#: A number and words that a supplier puts behind a solvent's share: `EC0.45`.
FRACTION = re.compile(r"0?\.\d+|\d\d(?=[:/\s]|$)")
FAMILY = re.compile(r"(?P<family>[a-z]+)[\s-]*(?:based)?\s+(?:electrolyte|solvent)s?\b", re.IGNORECASE)
LEFT_OUT = re.compile(r"\(?\s*(?:without|free of)\s+[^,;)+]*\)?", re.IGNORECASE)
STATE = re.compile(r"\(\s*(?:liquid|ionic[ _-]liquid|gel|polymer|solid)\s*\)\s*$", re.IGNORECASE)
SOAKED = re.compile(
    r"^(?P<matrix>.+?)\s+(?:(?:gel|membranes?|films?|polymer|matri(?:x|ces)|separators?|electrolytes?)\s+)*"
    r"(?:soaked|swollen|swelled|infiltrated|impregnated|filled|wetted|plasticiz?s?ed|gelled)\s+(?:with|in|by)\s+(?P<liquid>.+)$",
    re.IGNORECASE,
)
CONFINED = re.compile(
    r"^(?P<liquid>.+?)\s+(?:confined|immobili[sz]ed|trapped|encapsulated)\s+(?:in|within|by)\s+(?P<matrix>.+)$",
    re.IGNORECASE,
)
#: A polyether with its salt: `PEO20NaTFSI`, `P(EO)20-NaTFSI`, `PEO–NaTFSI (EO/Na = 20)`.
POLYETHER = re.compile(
    rf"^(?:PEO|P\(EO\))(?:\s*[-_]?\s*(?P<glued>\d+(?:\.\d+)?))?\s*[-:/·]?\s*(?P<salt>(?:Na|Li|K)[A-Za-z0-9]*?[A-Za-z4-6])"
    rf"\s*(?:[,(]?\s*\[?EO\]?\s*(?:[:/]\s*\[?(?:Na|Li|K)\+?\]?)?\s*(?:ratio)?\s*[:=]?\s*(?:of\s+)?(?P<stated>{NUMBER})"
    rf"\s*(?:[:/]\s*1)?\s*\)?)?\s*(?:\(polymer\)|polymer electrolytes?|SPE)?$"
)

#: What ends the solvents: an additive comes.
STRONG = frozenset({"with", "containing", "contains", "plus", "+", ",", ";", "and", "&", "w/", "adding", "added"})
WITHIN = frozenset({"in", "into"})
#: Words that say nothing of what is in the flask.
NOISE = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "as",
        "by",
        "for",
        "solution",
        "solutions",
        "solvent",
        "solvents",
        "mixture",
        "mixtures",
        "mixed",
        "salt",
        "salts",
        "additive",
        "additives",
        "anhydrous",
        "dry",
        "dried",
        "dissolved",
        "dissolving",
        "electrolyte",
        "electrolytes",
        "using",
        "battery",
        "grade",
        "battery-grade",
        "concentrated",
        "conventional",
        "commercial",
        "commercially",
        "available",
        "standard",
        "pure",
        "liquid",
        "organic",
        "aprotic",
        "nonaqueous",
        "non-aqueous",
        "was",
        "were",
        "is",
        "used",
        "prepared",
        "consisting",
        "consists",
        "comprising",
        "respectively",
        "extra",
        "high",
        "purity",
        "ratio",
        "wherein",
    ]
)
_NAMES = {"v": "v/v", "w": "w/w", "m": "w/w"}


def basis_of(words: str) -> str | None:
    """What a ratio counts: "v/v", "w/w" or "mol/mol"; None where it is not stated.

    Raises
    ------
    ValueError
        Where there are words, but none of these.
    """
    plain = re.sub(r"[\s.%(),;=]|ratio|parts?|\bby\b|\bin\b", "", words.lower()).replace("vo1", "vol")
    if not plain:
        return None
    if plain.startswith("mol"):
        return "mol/mol"
    if plain[0] not in _NAMES:
        raise ValueError(words)
    return _NAMES[plain[0]]


def ratio_in(inside: str) -> tuple[str, str | None] | None:
    """Numbers and basis of a bracket that holds a ratio, in either order; None where it holds none.

    Parameters
    ----------
    inside : str
        `1:1 vol.%`, `v/v = 1:1`, `50%:50%`.
    """
    found = RATIO.search(inside)
    if found is None:
        return None
    rest = _RATIO_WORDS.sub(" ", inside[: found.start()] + " " + inside[found.end() :]).strip()
    try:
        basis = basis_of(rest)
    except ValueError:
        return None
    return re.sub(r"\s|%", "", found.group()).replace("/", ":"), basis
