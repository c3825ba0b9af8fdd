"""The JSON Schema of the reports, derived from their records: `docs/explanation.schema.json`, by `make docs-schema`."""

from __future__ import annotations

import argparse
import json
import re
import types
import typing
from dataclasses import fields, is_dataclass
from inspect import cleandoc
from pathlib import Path
from typing import Any

from ..models.files import replace_file
from .explanation.compare import Comparison
from .explanation.records import SCHEMA_VERSION, Explanation
from .overall import Overall

#: What `nacre explain` prints with --json: of a cell, of a pair, and with --global.
REPORTS = (Explanation, Comparison, Overall)
_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    # JSON has no NaN or infinity: what is not known, and a bound that does not exist, is null.
    float: {"type": ["number", "null"]},
    type(None): {"type": "null"},
    Any: {},
}


def schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) that each of the three reports fits."""
    definitions: dict[str, Any] = {}
    reports = [_reference(report, definitions) for report in REPORTS]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Reports of nacre explain --json, version {SCHEMA_VERSION}",
        "oneOf": reports,
        "$defs": dict(sorted(definitions.items())),
    }


def _reference(record: type, definitions: dict[str, Any]) -> dict[str, Any]:
    """A record by its name; its definition is made once."""
    name = record.__name__
    if name not in definitions:
        definitions[name] = {}
        hints = typing.get_type_hints(record)
        told = _told(record)
        properties = {one.name: _of_type(hints[one.name], definitions) for one in fields(record)}
        definitions[name] = {
            "description": " ".join(cleandoc(record.__doc__ or "").split("\n\n")[0].split()),
            "type": "object",
            "properties": {
                key: {**found, "description": told[key]} if key in told else found for key, found in properties.items()
            },
            "required": list(properties),
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}


def _told(record: type) -> dict[str, str]:
    """What the docstring's section on attributes says of each field."""
    found: dict[str, str] = {}
    section = cleandoc(record.__doc__ or "").partition("Attributes\n----------\n")[2].split("\n\n")[0]
    for head, body in re.findall(r"^(\w[^\n]*?) : [^\n]*((?:\n    [^\n]*)*)", section, re.MULTILINE):
        text = " ".join(body.split())
        found |= dict.fromkeys(head.split(", "), text) if text else {}
    return found


def _of_type(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - a type
    """The schema of an annotation as the records use them."""
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    if is_dataclass(hint) and isinstance(hint, type):
        return _reference(hint, definitions)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return {"enum": list(arguments)}
    if origin in {types.UnionType, typing.Union}:
        return {"anyOf": [_of_type(one, definitions) for one in arguments]}
    if origin is dict:
        return {"type": "object", "additionalProperties": _of_type(arguments[1], definitions)}
    if origin in {list, tuple}:
        return {"type": "array", "items": _of_type(arguments[0], definitions)}
    raise TypeError(f"no JSON Schema for {hint!r}")


def main() -> None:
    """Write the schema."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, required=True)
    text = json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"
    replace_file(parser.parse_args().output, text.encode())


if __name__ == "__main__":
    main()
