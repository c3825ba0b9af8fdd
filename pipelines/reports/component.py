"""Cards of components as HTML, SVG or JSON, with the LUMO drawn on the molecule."""

from __future__ import annotations

import textwrap
from pathlib import Path

import numpy as np

from ...data.notebook import notebook_html
from ..component import NO_FIGURE, Card, Fact
from .figures.molecule import Drawing, standalone, structure
from .pages import templates, to_json, write_as

FORMATS = (".html", ".svg", ".json")
#: Published cells that a picture has room for; HTML and JSON hold all.
_CELLS_DRAWN = 5
#: Published cells that a terminal lists.
SHOWN = 15
_DRAWING_WIDTH, _DRAWING_HEIGHT = 320, 230
_LINE = 20
_WIDTH = 760
_CHARACTERS = 104


def write_card(cards: list[Card], path: Path | str) -> Path:
    """Write cards to a file whose ending decides the format.

    Parameters
    ----------
    cards : list of Card
        A picture shows the first one.
    path : path
        Ends in `.html`, `.svg` or `.json`.

    Raises
    ------
    NacreError
        Where the folder does not exist or the ending is another.
    """
    forms = (lambda: render(cards), lambda: svg(cards[0]), lambda: to_json(cards))
    return write_as(path, dict(zip(FORMATS, forms, strict=True)))


def render(cards: list[Card], *, fragment: bool = False) -> str:
    """Cards as a page, or as a fragment for a notebook."""
    views = [{"card": card, "drawing": drawn(card)} for card in cards]
    return templates().get_template("component.html.j2").render(views=views, fragment=fragment, fact_text=fact_text)


@notebook_html.register
def render_fragment(card: Card) -> str:
    """One card as a notebook shows it."""
    return render([card], fragment=True)


def drawn(card: Card) -> Drawing | None:
    """The structure with the LUMO on its atoms; None for a material or where RDKit refuses the SMILES."""
    return structure(card.drawn, card.lumo_weights, _DRAWING_WIDTH, _DRAWING_HEIGHT)


def fact_text(fact: Fact) -> str:
    """A fact's value with its unit, as a reader writes it."""
    if isinstance(fact.value, str):
        return fact.value
    if fact.unit == "eV":
        return f"{fact.value:.2f} eV"
    figure = f"{fact.value:,.0f}" if abs(fact.value) >= 1000 else f"{fact.value:.4g}"
    return f"{figure} {fact.unit}".rstrip()


def lines(card: Card) -> list[str]:
    """A card as plain text, for a terminal."""
    rows = [_title(card), *(["  also: " + ", ".join(card.also)] if card.also else [])]
    if card.smiles:
        rows.append(f"  SMILES {card.smiles}")
    for heading, facts in (("Orbital proxies", card.proxies), ("Physical data", card.physical)):
        if facts:
            rows.append(heading)
            width = max(len(fact.label) for fact in facts)
            rows += [
                f"  {fact.label:<{width}}  {fact_text(fact):>18}  {fact.place or fact.source}".rstrip()
                for fact in facts
            ]
    if card.lumo_weights:
        rows.append(f"  the LUMO sits on {_where(card)}")
    rows += [f"  {remark}" for remark in card.remarks]
    rows.append(f"In {len(card.cells)} published cells" if card.cells else "In no published cell")
    # Those of which a figure is known first; a terminal has room for some.
    cells = sorted(card.cells, key=lambda one: one["outcome"] == NO_FIGURE)
    rows += [f"  {one['outcome']} | {one['cell']} (as {one['role']}) | {one['source']}" for one in cells[:SHOWN]]
    if len(cells) > SHOWN:
        rows.append(f"  and {len(cells) - SHOWN} more: `-o card.html` or `--json` lists all")
    return rows


def _title(card: Card) -> str:
    name = f"{card.name} · {card.full_name}" if card.full_name not in {"", card.name} else card.name
    return f"{name} ({', '.join(part for part in (card.kind, card.family, card.formula) if part)})"


def _where(card: Card) -> str:
    """The atoms that hold most of the LUMO, in words."""
    from rdkit import Chem

    molecule = Chem.MolFromSmiles(card.drawn)
    weights = np.array(card.lumo_weights)
    order = np.argsort(-weights, kind="stable")
    kept = order[: int(np.searchsorted(np.cumsum(weights[order]), 0.6)) + 1][:4]
    atoms = [f"{molecule.GetAtomWithIdx(int(i)).GetSymbol()}{i + 1} {100 * weights[i]:.0f} %" for i in kept]
    return ", ".join(atoms) + " (atoms in the order of the SMILES)"


def svg(card: Card) -> str:
    """One card as a picture: structure and LUMO on the left, facts below."""
    rows = [line for text in _picture_lines(card) for line in _wrapped(text)]
    picture = drawn(card)
    top = 60 + (240 if picture else 0)
    return (
        templates()
        .get_template("component.svg.j2")
        .render(
            title=_title(card), drawing=standalone(picture.svg) if picture else "", rows=rows, top=top, line=_LINE,
            width=_WIDTH, height=top + _LINE * (len(rows) + 1),
        )
    )  # fmt: skip


def _picture_lines(card: Card) -> list[str]:
    whole = lines(card)[1:]
    cells = len(card.cells)
    return (
        [*whole[: len(whole) - cells + _CELLS_DRAWN], f"  and {cells - _CELLS_DRAWN} more"]
        if cells > _CELLS_DRAWN
        else whole
    )


def _wrapped(text: str) -> list[str]:
    indent = "    " if text.startswith("  ") else ""
    return textwrap.wrap(text, _CHARACTERS, subsequent_indent=indent, drop_whitespace=False) or [""]
