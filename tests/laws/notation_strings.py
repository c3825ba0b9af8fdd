"""Strings that try the notation: cells of real parts with every kind of number, slips of the pen, soup of signs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache

from nacre.data.shipped import read_table

UNITS = (
    "M", "mM", "µM", "uM", "m", "mol/L", "mmol L-1", "mol kg-1", "mol/kg", "wt%", "wt.%", "vol%", "mol%", "%", "w%",
    "% (w/w)", "mol·L-1", "mol dm-3",
)  # fmt: skip
BASES = ("", " v/v", " w/w", " mol/mol", ", by volume", " wt", " mol", " in v:v", " vol%", " ratio", " by weight")
STATES = ("", "", "", " (gel)", " (polymer)", " (solid)", " (liquid)", " (ionic liquid)")
CONDITIONS = (
    "{} mA/cm2", "{} mA cm-2", "{} mAh/cm2", "{} mAh cm^-2", "{} µA/cm2", "{} A/m2", "{} °C", "{} K", "{} C", "RT",
    "{} mA cm−2 for {} min plating", "{} MAh/cm2", "at {} mA/cm2", "{} oC",
)  # fmt: skip
#: Pieces that patterns of the notation look for, and what looks like them.
SOUP = (
    "1", "0", "9", ".", "e", "E5", "e-9", "+", "-", "/", ":", ",", ";", "(", ")", "[", "]", "|", "{", "}", "=", "%",
    "·", " ", "  ", "in", " in ", " with ", " and ", " of ", "without ", "M", "mM", "m", "M ", "wt%", "vol%", "mol",
    "mol/mol", "v/v", "EO:Na", "(EO:Na 20:1)", "(gel)", "(solid)", "(polymer)", "PEO", "PEO-", "NaPF6", "NaFSI",
    "Na", "Li", "EC", "PC", "DME", "diglyme", "FEC", "unknown", "ether electrolyte", "coating: ", "host: ",
    "separator: ", "protection: ", "test: ", "none", "NaF", "Cu", "carbon cloth", "-doped", "N,O", "Na-Sn", "MXene",
    "Ti3C2Tx", "mA", "mAh", "cm2", "cm-2", "°C", "K", "RT", "min", "plating", "µ", "μ", "Μ", "²", "₂", "⁻", "−",
    "–", "٣", "ſ", "K", "İ", "ß", "ŉ", "\t", "\u00a0", "\u200b", "\u0301", "é", "電", "🧂", "\ud800", "\x00", "\n",
    "Na||Na ", "Na|", "|Na", "soaked with ", "confined in ", "PEO20", "P(EO)", "=100 vol%", "[Na+].", "[O-]",
    "[COCCOC]", "[C", "[C3mpyr]FSI", "C60(NO2)6", "2-MeTHF", "4-APD", "50%", "0.45", "1:1", "1/1", "(1:1 v/v)",
    "(1:2:3)", "'", '"', "\\", "`", "*", "~",
)  # fmt: skip


@cache
def _names() -> tuple[tuple[str, ...], ...]:
    """Salts, solvents, materials, phrases."""
    molecules = read_table("molecules")
    spelled = [
        name for row in molecules for name in (row["name"], row["full_name"], *row["aliases"].split(";")) if name
    ]
    anions = [row["name"] for row in molecules if row["charge"] == "-1"]
    salts = [f"{cation}{anion}" for anion in anions for cation in ("Na", "Na", "Li", "K")] + ["unknown salt", "unknown"]
    materials = [name for row in read_table("materials") for name in (row["name"], *row["aliases"].split(";")) if name]
    formulas = ["Na2.9PS3.95Se0.05", "TiO2-x", "poly(C2H4)", "Mo2TiC2Tx", "my layer [oxide]", "N,S-doped carbon",
                "Na3.4Zr2Si2.4P0.6O12", "Sn0.123456789", "3.45Na2O-Gd2O3-6SiO2", "ZnO nanorods on Cu foil"]  # fmt: skip
    phrases = [row["phrase"] for row in read_table("electrolyte_phrases")]
    return tuple(salts), tuple(filter(None, spelled)), (*materials, *formulas), tuple(phrases)


def number(rng: random.Random) -> str:
    """A number of some length and size, now and then no number at all."""
    kind = rng.random()
    if kind < 0.35:
        return rng.choice(("1", "0.5", "2.1", "10", "50", "20", "0.05", "5", "25", "3"))
    if kind < 0.55:
        return f"{rng.uniform(0, 10):.{rng.randint(0, 17)}f}"
    if kind < 0.7:
        return f"{rng.choice('123456789')}e{rng.randint(-14, 12)}"
    if kind < 0.8:
        return "0." + "0" * rng.randint(0, 12) + str(rng.randint(1, 10**6))
    if kind < 0.9:
        return str(rng.randint(1, 10 ** rng.randint(1, 25)))
    return rng.choice(
        ("0", "-1", "+2", "1.", ".5", "1.2.3", "1e999", "9" * rng.randint(1, 400), "1,5", "٣", "99.9999999999", ".")
    )


def _phrase(rng: random.Random, name: str) -> str:
    if rng.random() < 0.15:
        return name
    amount = f"{number(rng)} {rng.choice(UNITS)}"
    return f"{name} ({amount})" if rng.random() < 0.07 else f"{amount} {name}"


def electrolyte(rng: random.Random) -> str:
    """An electrolyte of real parts."""
    salts, solvents, materials, phrases = _names()
    kind = rng.random()
    if kind < 0.05:
        return rng.choice(phrases)
    if kind < 0.15:
        matrix = rng.choice(("PEO", "PVDF-HFP", "PAN", "Na3Zr2Si2PO12", *rng.sample(materials, 2)))
        linked = f"{matrix}-{rng.choice(salts)} (EO:Na {number(rng)}:1)"
        glued = f"PEO{rng.choice(('', '20', '/', ' '))}{rng.choice(salts)}"
        return rng.choice((linked, linked, glued, matrix)) + rng.choice(STATES)
    head = " + ".join(_phrase(rng, rng.choice(salts)) for _ in range(rng.choice((0, 1, 1, 1, 1, 2))))
    if rng.random() < 0.12:
        head = f"{rng.choice(materials)} + {head}"
    mixture = [rng.choice(solvents) for _ in range(rng.choice((1, 1, 2, 2, 3, 4)))]
    if rng.random() < 0.05:
        mixture = [rng.choice(("ether electrolyte", "unknown", "ionic liquid", "carbonate solvents"))]
    text = rng.choice(("/", "/", "/", ":", " + ", ", ")).join(mixture)
    if rng.random() < 0.7:
        count = len(mixture) + rng.choice((0, 0, 0, 0, 1, -1))
        text += f" ({rng.choice((':', ':', '/')).join(number(rng) for _ in range(count))}{rng.choice(BASES)})"
    elif rng.random() < 0.3:
        text = "/".join(f"{number(rng)}{one}" if rng.random() < 0.5 else f"{one}{number(rng)}" for one in mixture)
    if head:
        text = f"{head}{rng.choice((' in ', ' in ', ' in ', ' ', ', '))}{text}"
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2))):
        name = rng.choice((*rng.sample(solvents, 2), *rng.sample(salts, 1)))
        text += f"{rng.choice((' + ', ' + ', ' with ', ', '))}{_phrase(rng, name)}"
    return text + rng.choice(STATES)


def cell(rng: random.Random) -> str:
    """A cell of real parts."""
    materials = _names()[2]
    parts = [electrolyte(rng)]
    for label in ("coating", "host", "separator"):
        if rng.random() < 0.3:
            joined = rng.choice((" + ", "/", "@", " on ")).join(rng.choices(materials, k=rng.choice((1, 1, 2))))
            parts.append(f"{label}: {joined}")
    if rng.random() < 0.1:
        parts.append(f"protection: {rng.choice(('coating', 'host', 'none', 'several', 'x'))}")
    if rng.random() < 0.5:
        chosen = rng.sample(CONDITIONS, rng.choice((1, 2, 3)))
        parts.append(", ".join(one.format(*(number(rng) for _ in range(one.count("{}")))) for one in chosen))
    return rng.choice((" | ", " | ", "; ")).join(parts)


def slipped(rng: random.Random, text: str, other: str) -> str:
    """A text with one to four slips of the pen."""
    for _ in range(rng.choice((1, 1, 2, 3, 4))):
        place = rng.randrange(len(text) + 1)
        kind = rng.random()
        if kind < 0.3:
            text = text[:place] + text[place + rng.randint(1, 3) :]
        elif kind < 0.6:
            text = text[:place] + rng.choice(SOUP) + text[place:]
        elif kind < 0.7:
            text = text[:place] + text[place : place + 6] * rng.randint(2, 4) + text[place + 6 :]
        elif kind < 0.8:
            text = text[:place] + other[rng.randrange(len(other) + 1) :]
        elif kind < 0.9:
            text = text[:place] + text[place:].swapcase()
        else:
            text = text.replace(" ", rng.choice(("", "  ", "\t", "-")), rng.randint(1, 3))
    return text


def soup(rng: random.Random) -> str:
    """Signs of the notation in any order."""
    return "".join(rng.choice(SOUP) for _ in range(rng.randint(1, 18)))


def strings(seed: int, kept: tuple[str, ...] = ()) -> Iterator[str]:
    """Strings without end, the same for the same seed.

    Parameters
    ----------
    seed : int
    kept : tuple of str
        What was found before, from which more is made.
    """
    rng = random.Random(seed)
    last = "1 M NaPF6 in EC/PC (1:1 v/v) + 5 wt% FEC | coating: NaF | 1 mA/cm2, 25 °C"
    while True:
        kind = rng.random()
        text = cell(rng) if kind < 0.8 else soup(rng) if kind < 0.92 or not kept else rng.choice(kept)
        if rng.random() < 0.45 and text:
            text = slipped(rng, text, last)
        last = text or last
        yield text
