"""PDF files to pages, in a process of its own: a file that takes too long or too much memory costs nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from ...data.errors import NacreError
from ...data.extras import package
from ...data.reading.passages import Page
from ...data.reading.printed_tables import printed_tables
from .limits import PDF_SECONDS
from .texts import check_pages

#: Fewer letters a page come from a scan: stamps and headers that a library put on.
_FEWEST_LETTERS = 100
_DAMAGED = "Download it again, or print it into a new PDF."


def pdf_pages(path: Path, *, seconds: float = PDF_SECONDS) -> list[Page]:
    """Pages of a PDF file.

    Parameters
    ----------
    path : path
    seconds : float
        After which reading is given up.

    Raises
    ------
    NacreError
        Where it is encrypted, damaged, too long, a scan, or takes too long.
    """
    package("pypdf", "PDF files", "read")
    command = [sys.executable, "-m", "nacre.pipelines.reading.pdf_worker", str(path.resolve())]
    try:
        ended = subprocess.run(command, capture_output=True, timeout=seconds, check=False)  # noqa: S603 - this Python
    except subprocess.TimeoutExpired:
        raise NacreError(
            f"{path.name} took longer than {seconds:g} s to read.", hint="Print it into a new PDF, or save it as text."
        ) from None
    try:
        told = json.loads(ended.stdout)
    except ValueError:
        raise NacreError(f"{path.name} could not be read within limits of memory.", hint=_DAMAGED) from None
    if told["problem"] == "pages":
        check_pages(path, told["pages"])
    if told["problem"] == "encrypted":
        raise NacreError(f"{path.name} is encrypted.", hint="Save it without a password.")
    if told["problem"]:
        raise NacreError(f"{path.name} is damaged: {told['problem']}.", hint=_DAMAGED)
    texts: list[str] = told["texts"]
    if sum(sum(map(str.isalpha, text)) for text in texts) < _FEWEST_LETTERS:
        raise NacreError(
            f"{path.name} holds no text: it is a scan.", hint="Run a text recognition (OCR) over it first."
        )
    return [
        Page(number, text, tuple(printed_tables(printed)))
        for number, (text, printed) in enumerate(zip(texts, told["printed"], strict=True), 1)
    ]
