"""The JSON Schema of the reports, derived from their records: `docs/explanation.schema.json`, by `make docs-schema`."""

from __future__ import annotations

import argparse
import json
import re
from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from ...data.files import replace_file
from ..explanation.compare import Comparison
from ..explanation.overall import Overall
from ..explanation.records import SCHEMA_VERSION, Explanation

if TYPE_CHECKING:
    from pydantic_core import core_schema

#: What `nacre explain`, `nacre compare` and `nacre explain-model` print with --json.
REPORTS = (Explanation, Comparison, Overall)


class _OfRecords(GenerateJsonSchema):
    """Records have just their fields, described by their docstrings; what is not known is null."""

    def float_schema(self, schema: core_schema.FloatSchema) -> dict[str, Any]:  # noqa: ARG002 - pydantic's signature
        return {"type": ["number", "null"]}

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002
        return False

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> dict[str, Any]:
        record = super().dataclass_schema(schema)
        summary, texts = _described(schema["cls"])
        for name, entry in record["properties"].items():
            entry.pop("default", None)
            if name in texts:
                entry["description"] = texts[name]
        return {
            "description": summary,
            "type": "object",
            "properties": record["properties"],
            "required": list(record["properties"]),
            "additionalProperties": False,
        }


def schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) that each of the three reports fits."""
    reports: Any = Explanation | Comparison | Overall
    written = TypeAdapter(reports).json_schema(mode="serialization", schema_generator=_OfRecords)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Reports of nacre, version {SCHEMA_VERSION}",
        "oneOf": written["anyOf"],
        "$defs": dict(sorted(written["$defs"].items())),
    }


def _described(record: type) -> tuple[str, dict[str, str]]:
    """The first paragraph of a docstring, and what its section on attributes says of each field."""
    text = cleandoc(record.__doc__ or "")
    section = text.partition("Attributes\n----------\n")[2].split("\n\n")[0]
    texts: dict[str, str] = {}
    for head, body in re.findall(r"^(\w[^\n]*?) : [^\n]*((?:\n    [^\n]*)*)", section, re.MULTILINE):
        words = " ".join(body.split())
        texts |= dict.fromkeys(head.split(", "), words) if words else {}
    return " ".join(text.split("\n\n")[0].split()), texts


def main() -> None:
    """Write the schema."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, required=True)
    text = json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"
    replace_file(parser.parse_args().output, text.encode())


if __name__ == "__main__":
    main()
