"""The molecules of a cell side by side as one picture, for places that show images only."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from functools import cache

from ....data.chemistry.names import find
from ..pages import templates
from .molecule import structure_svg

_WIDTH, _HEIGHT, _LINE = 120, 80, 18
#: What RDKit writes at every bond, said once for all.
_BOND = re.compile(r"style='(fill:none;[^']*stroke-opacity:1)'")


def picture(names: Sequence[str]) -> str:
    """Salts, solvents and additives by name as SVG, black on white, each with its name below."""
    view = [{"drawing": _drawn(name), "name": _short(name)} for name in names]
    return templates().get_template("cell_picture.svg.j2").render(parts=view, wide=_WIDTH, high=_HEIGHT, line=_LINE)


def data_uri(svg: str) -> str:
    """An SVG as the address of an image."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


@cache
def _drawn(name: str) -> str:
    """The structure alone, without what stands in RDKit's head."""
    species = find(name)
    svg = structure_svg(species.smiles, _WIDTH, _HEIGHT) if species else ""
    if not svg:
        return ""
    inside = svg[svg.index("<!-- END OF HEADER -->") + 22 : svg.rindex("</svg>")].replace("currentColor", "#000")
    styles = set(_BOND.findall(inside))
    style = max(styles, key=inside.count, default="")
    inside = re.sub(r" class='[^']*'", "", inside).replace(f" style='{style}'", "") if style else inside
    inside = inside.replace(" fill='#000'", " fill='#000' stroke='none'")  # letters have no outline
    return f"<g style='{style}'>{' '.join(inside.split())}</g>"


def _short(name: str) -> str:
    return name if len(name) <= 17 else f"{name[:16]}…"
