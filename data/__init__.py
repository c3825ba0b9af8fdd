"""What is known: the tables, the records, the notation, the readers and their checks.

The names below are loaded when they are first used: the command line imports this room for its errors alone.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .cell import format_cell as format_cell
    from .chemistry.material_names import format_materials as format_materials
    from .chemistry.material_names import resolve_materials as resolve_materials
    from .electrolyte import format_electrolyte as format_electrolyte
    from .notation.parse import parse_cell as parse_cell
    from .notation.parse import parse_electrolyte as parse_electrolyte

_PLACES = {
    "format_cell": "cell",
    "format_electrolyte": "electrolyte",
    "format_materials": "chemistry.material_names",
    "parse_cell": "notation.parse",
    "parse_electrolyte": "notation.parse",
    "resolve_materials": "chemistry.material_names",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_PLACES[name]}", __name__), name)
