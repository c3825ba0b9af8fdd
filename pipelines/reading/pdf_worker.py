"""The process that reads one PDF file and prints its pages as JSON; started by `pdf`."""

from __future__ import annotations

import json
import re
import sys
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from .limits import MAX_PAGES, MB, PDF_MEMORY_MB

if TYPE_CHECKING:
    from pypdf import PageObject


def main() -> None:
    """Print `{"problem": …, "pages": …, "texts": […], "printed": […]}` for the file that the argument names."""
    _limit_memory()
    warnings.simplefilter("ignore")
    try:
        told = read(sys.argv[1])
    except MemoryError:
        told = {"problem": "it needs too much memory"}
    except Exception as error:  # noqa: BLE001 - whatever a damaged file makes the library raise
        text = str(error).strip().splitlines()
        told = {"problem": text[0][:120] if text else type(error).__name__}
    print(json.dumps({"pages": 0, "texts": [], "printed": [], **told}))  # noqa: T201 - the answer


def read(path: str) -> dict[str, Any]:
    """Pages of a file, or what is wrong with it."""
    import logging

    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = pypdf.PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        return {"problem": "encrypted"}
    count = len(reader.pages)
    if count > MAX_PAGES:
        return {"problem": "pages", "pages": count}
    texts = [page.extract_text() for page in reader.pages]
    # Only a page with the title of a table is laid out a second time: that is the slower way.
    printed = [
        _laid_out(page) if re.search(r"^\s*(?:\w+ )?table\s+S?\d", text, re.IGNORECASE | re.MULTILINE) else ""
        for page, text in zip(reader.pages, texts, strict=True)
    ]
    return {"problem": "", "pages": count, "texts": texts, "printed": printed}


def _laid_out(page: PageObject) -> str:
    """The text of a page where it was printed; a page that the library cannot lay out has none."""
    try:
        return str(page.extract_text(extraction_mode="layout"))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - rotated or odd fonts; its running text is there all the same
        return ""


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        limit = PDF_MEMORY_MB * MB
        # Some systems know no such limit; the time still ends what grows.
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    main()
