"""Which coating and which host a cell's name or its sentence tells of, where the words are known to be materials."""

from __future__ import annotations

import re
from typing import Literal

from ..chemistry.material_names import resolve_materials
from ..chemistry.materials import material_table
from ..chemistry.species import UNKNOWN
from ..errors import NacreError

Place = Literal["coating", "host"]
_SODIUM = r"(?:Na|sodium)(?:[ -]metal)?(?: (?:foil|anode|electrode)s?)?"
_NAME = r"(?P<name>[^\s,;:=]+(?:\s[^\s,;:=]+){0,4}?)"
_LAYER = (
    r"(?:(?:artificial |protective |protection |hybrid |composite |ion-conducting |passivation )*"
    r"(?:layer|coating|film|SEI|interphase|interface|skin|shell)s?)"
)
_HOST = (
    r"(?:(?:current )?collector|host|scaffold|skeleton|framework|matrix|foam|cloth|felt|mesh|paper|aerogel|sponge|"
    r"substrate|nanofibers?)s?"
)
#: Words around a name that say what it is; the first that holds a known material is taken.
_SAYS: tuple[tuple[Place, re.Pattern[str]], ...] = (
    ("coating", re.compile(rf"{_NAME}[- ](?:coated|protected|covered|passivated|capped) (?=(?:{_SODIUM})\b)")),
    ("coating", re.compile(rf"{_NAME} {_LAYER}\b")),
    (
        "coating",
        re.compile(
            rf"\b{_LAYER} (?:of|based on|made of|composed of|consisting of) (?:an? |the )?{_NAME}(?=[\s,;:.]|$)"
        ),
    ),
    ("coating", re.compile(rf"\b(?:coated|protected|covered) (?:with|by) (?:an? |the )?{_NAME}(?=[\s,;:.]|$)")),
    ("host", re.compile(rf"(?P<name>[^\s,;:=]+(?:\s[^\s,;:=]+){{0,3}}? {_HOST})\b")),
    ("host", re.compile(rf"{_NAME} (?:as|for) (?:an? |the )?(?:\w+ )?{_HOST}\b")),
)
#: `Na@X`, `X@Na`, `Na/X`, `X/Na`, `Na-X composite`: what the material is known as decides.
_JOINED = (
    re.compile(r"^(?:Na|sodium)\s?@\s?(?P<name>.+)$"),
    re.compile(r"^(?P<name>.+?)\s?@\s?(?:Na|sodium)$"),
    re.compile(r"^(?P<name>[^/]+)/(?:Na|sodium)$"),
    re.compile(r"^(?:Na|sodium)/(?P<name>[^/]+)$"),
)
#: Carbons of these shapes hold sodium; others may be layers as well.
_HOLDS = re.compile(r"\b(?:cloth|felt|paper|foam|fibers?|wood)\b")
#: Words that stand before a layer and name none.
_NOT = re.compile(
    r"\b(?:a|an|the|with|without|of|in|on|by|and|or|that|this|which|its|our|using|used|as|for|from|to|is|was|cells?|"
    r"electrodes?|anodes?|symmetric\w*|stable|robust|thin|dense|uniform|such)\b",
    re.IGNORECASE,
)
#: What stands between the electrodes, or below them, is neither.
_PLAIN = re.compile(
    r"\b(?:solid electrolyte|NASICON|alumina|stainless steel|separators?|Celgard|glass)\b", re.IGNORECASE
)


def layers(name: str, sentence: str = "") -> tuple[str, str]:
    """Coating and host of a treated cell; each empty where no known material is said to be it.

    Parameters
    ----------
    name : str
        The cell's name in the paper, e.g. `Na@NaF`.
    sentence : str
        Taken where the cell has no name; a name that tells nothing may be another cell's neighbour.

    Examples
    --------
    >>> layers("NaF-coated Na")
    ('NaF', '')
    >>> layers("Na@carbon cloth")
    ('', 'carbon cloth')
    """
    found: dict[Place, str] = {}
    for pattern in _JOINED:
        if match := pattern.match(name.strip()):
            place, material = _by_kind(match["name"])
            if material:
                found[place] = material
    for place, pattern in _SAYS:
        if not found and (material := _said(place, pattern, name or sentence)):
            found[place] = material
    return found.get("coating", ""), found.get("host", "")


def _said(place: Place, pattern: re.Pattern[str], text: str) -> str:
    """The material that stands where a pattern says; the longest run of words that means one."""
    for match in pattern.finditer(text):
        words = _NOT.split(match["name"])[-1].split()
        for start in range(len(words)):
            if material := _material(" ".join(words[start:]), place):
                return material
    return ""


def _by_kind(text: str) -> tuple[Place, str]:
    """The place that a material is known for, and its name; an empty name where it serves as either."""
    material = _material(text, "host")
    known = [material_table()[one] for one in material.split(" + ") if one in material_table()]
    if _HOLDS.search(material) or (known and all(one.host_class == "metal_foam" for one in known)):
        return "host", material
    return "coating", _material(text, "coating") if any(not one.host_class for one in known) else ""


def _material(text: str, place: Place) -> str:
    """A material under its canonical name; empty where the words mean none, or only sodium."""
    if not text or _PLAIN.search(text) or not re.search(r"[A-Za-z]{2}", text):
        return ""
    try:
        names = [one for one in resolve_materials(text, place) if one not in {UNKNOWN, "Na"}]
    except NacreError:
        return ""
    # A formula that the table does not hold may be what print made of a number and a word.
    return " + ".join(names) if all(one in material_table() for one in names) else ""
