"""What reports have in common: templates with escaping, JSON without NaN, and files whose ending decides the form."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import numpy as np

from ...data.errors import NacreError
from ...data.files import replace_file
from ...data.places import output_file
from ...models.attribution.effects import short_text
from ..text import number_text, short_citation, title

if TYPE_CHECKING:
    from jinja2 import Environment

#: By ending what makes the content of a file.
Forms = Mapping[str, Callable[[], str | bytes]]
FORMATS = (".html", ".json", ".md", ".png", ".svg")
#: Characters that a DOI may have and an address too.
_OF_DOIS = "/.()-;:_"


@cache
def templates() -> Environment:
    """The templates of reports, with escaping on."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("nacre.pipelines.reports", "templates"),
        autoescape=True,  # names come from users
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["inf"] = math.inf
    environment.filters |= {
        "figure": number_text,
        "factor": lambda x: f"× {x:.2f}",
        "doi": _doi_link,
        "md": _markdown,
        "signed": lambda x: "–" if x is None or math.isnan(x) else f"{x:+.3f}",
        "effect": short_text,
        "sentence": title,
        "short_citation": short_citation,
    }
    return environment


def _doi_link(doi: str | None) -> str:
    return f"https://doi.org/{quote(doi, safe=_OF_DOIS)}" if doi else ""


def _markdown(text: str) -> str:
    """Text as Markdown shows it: nothing in a name becomes markup, a link or a column of a table."""
    text = " ".join(str(text).split())
    return "".join(f"\\{mark}" if mark in "\\`*_[]<>|#" else mark for mark in text)


def to_json(value: object) -> str:
    """JSON text of records and plain values.

    Parameters
    ----------
    value : object
        Dataclasses, dicts, lists, numbers (numpy's too), text. JSON has neither NaN nor infinity: what is not known is
        null, and so is a bound that does not exist.

    Raises
    ------
    NacreError
        Where something else is among them.
    """
    from pydantic_core import PydanticSerializationError
    from pydantic_core import to_json as encoded

    try:
        return encoded(value, indent=1, inf_nan_mode="null", fallback=_of_numpy).decode()
    except PydanticSerializationError as error:
        raise NacreError(f"The result cannot be written as JSON: {error}.") from None


def _of_numpy(value: object) -> object:
    if isinstance(value, (np.generic, np.ndarray)):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} is no plain value")


def write_as(path: Path | str, forms: Forms) -> Path:
    """Write a file in the form that its ending asks for; only that one is made.

    Parameters
    ----------
    path : path
    forms : dict of str to callable
        By ending, e.g. ".html": gives the content.

    Raises
    ------
    NacreError
        Where the folder does not exist or the ending is another.
    """
    path = output_file(path, *forms)
    content = forms[path.suffix.lower()]()
    replace_file(path, content.encode() if isinstance(content, str) else content)
    return path
