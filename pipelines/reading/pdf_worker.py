"""The process that reads one PDF file and prints its pages as JSON; started by `pdf`."""

from __future__ import annotations

import json
import sys
import warnings
from contextlib import suppress
from typing import Any

from .limits import MAX_PAGES, MB, PDF_MEMORY_MB


def main() -> None:
    """Print `{"problem": …, "pages": …, "texts": […]}` for the file that the argument names."""
    _limit_memory()
    warnings.simplefilter("ignore")
    try:
        told = read(sys.argv[1])
    except MemoryError:
        told = {"problem": "it needs too much memory"}
    except Exception as error:  # noqa: BLE001 - whatever a damaged file makes the library raise
        text = str(error).strip().splitlines()
        told = {"problem": text[0][:120] if text else type(error).__name__}
    print(json.dumps({"pages": 0, "texts": [], **told}))  # noqa: T201 - the answer


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
    return {"problem": "", "pages": count, "texts": [page.extract_text() for page in reader.pages]}


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        limit = PDF_MEMORY_MB * MB
        # Some systems know no such limit; the time still ends what grows.
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    main()
