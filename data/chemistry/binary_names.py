"""Names of binary compounds, such as `tin(II) fluoride` or `titanium dioxide`, as formulas."""

from __future__ import annotations

import re
from math import gcd

#: Element by its English name, and the valence it has without further word; 0 where a name without one says too little.
_ELEMENTS = {
    "lithium": ("Li", 1), "sodium": ("Na", 1), "potassium": ("K", 1), "rubidium": ("Rb", 1), "caesium": ("Cs", 1),
    "cesium": ("Cs", 1), "magnesium": ("Mg", 2), "calcium": ("Ca", 2), "strontium": ("Sr", 2), "barium": ("Ba", 2),
    "zinc": ("Zn", 2), "cadmium": ("Cd", 2), "silver": ("Ag", 1), "aluminium": ("Al", 3), "aluminum": ("Al", 3),
    "gallium": ("Ga", 3), "indium": ("In", 3), "scandium": ("Sc", 3), "yttrium": ("Y", 3), "lanthanum": ("La", 3),
    "bismuth": ("Bi", 3), "antimony": ("Sb", 3), "titanium": ("Ti", 4), "zirconium": ("Zr", 4), "hafnium": ("Hf", 4),
    "silicon": ("Si", 4), "germanium": ("Ge", 4), "cerium": ("Ce", 4), "niobium": ("Nb", 5), "tantalum": ("Ta", 5),
    "tungsten": ("W", 0), "molybdenum": ("Mo", 0), "vanadium": ("V", 0), "iron": ("Fe", 0), "manganese": ("Mn", 0),
    "tin": ("Sn", 0), "lead": ("Pb", 0), "copper": ("Cu", 0), "cobalt": ("Co", 0), "nickel": ("Ni", 0),
    "chromium": ("Cr", 0),
}  # fmt: skip
#: What such a name means in papers on sodium anodes where it gives no valence.
_USUAL = {
    ("Sn", "F"): 2, ("Sn", "Cl"): 2, ("Mo", "S"): 4, ("W", "S"): 4, ("Mo", "Se"): 4, ("W", "Se"): 4, ("Co", "F"): 2,
    ("Ni", "F"): 2, ("Cu", "F"): 2, ("Cu", "Cl"): 2, ("Fe", "F"): 3, ("Fe", "Cl"): 3, ("Mn", "F"): 2, ("Ni", "O"): 2,
}  # fmt: skip
_ANIONS = {
    "fluoride": ("F", 1), "chloride": ("Cl", 1), "bromide": ("Br", 1), "iodide": ("I", 1), "oxide": ("O", 2),
    "sulfide": ("S", 2), "sulphide": ("S", 2), "selenide": ("Se", 2), "telluride": ("Te", 2), "nitride": ("N", 3),
    "phosphide": ("P", 3),
}  # fmt: skip
_PREFIXES = {"mono": 1, "di": 2, "tri": 3, "tetra": 4, "penta": 5, "hexa": 6}
#: Where the prefix loses its vowel.
_SHORTENED = {"pentoxide": "penta", "tetroxide": "tetra", "monoxide": "mono"}
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6}
_NAME = re.compile(
    rf"(?P<element>{'|'.join(_ELEMENTS)})(?: ?\((?P<valence>VI|IV|V|I{{1,3}})\))?[ -]"
    rf"(?P<prefix>{'|'.join(_PREFIXES)})?(?P<anion>{'|'.join(_ANIONS)}|{'|'.join(_SHORTENED)})(?![a-z])",
    re.IGNORECASE,
)


def binary_at(text: str, at: int) -> tuple[str, int]:
    """The formula of a binary compound whose name starts at a place, and where the name ends.

    Names without valence or prefix are read where the element has one usual valence.

    Examples
    --------
    >>> binary_at("a layer of zirconium oxide", 11)
    ('ZrO2', 26)
    >>> binary_at("tin(IV) fluoride", 0)
    ('SnF4', 16)
    >>> binary_at("iron oxide", 0)
    ('', 0)
    """
    match = _NAME.match(text, at)
    if match is None or (at and text[at - 1].isalnum()):
        return "", at
    element, valence = _ELEMENTS[match["element"].lower()]
    word, prefix = match["anion"].lower(), (match["prefix"] or "").lower()
    if word in _SHORTENED:
        word, prefix = "oxide", _SHORTENED[word]
    anion, charge = _ANIONS[word]
    if prefix:
        count = _PREFIXES[prefix]
        # `vanadium pentoxide` is V2O5: more than eight charges, or six of an element with three, belong to two atoms.
        charges = count * charge
        return _formula(
            element, 1 + (charge > 1 and (charges > 8 or (charges, valence) == (6, 3))), anion, count
        ), match.end()
    valence = _ROMAN[match["valence"].upper()] if match["valence"] else _USUAL.get((element, anion), valence)
    if not valence:
        return "", at
    common = gcd(valence, charge)
    return _formula(element, charge // common, anion, valence // common), match.end()


def binary_formula(name: str) -> str:
    """The formula of a name that is one of a binary compound as a whole; empty otherwise."""
    formula, stop = binary_at(name, 0)
    return formula if stop == len(name) else ""


def _formula(first: str, atoms: int, second: str, count: int) -> str:
    return f"{first}{atoms if atoms > 1 else ''}{second}{count if count > 1 else ''}"
