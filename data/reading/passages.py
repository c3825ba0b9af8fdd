"""Pages to passages of running text: lines and columns joined, words mended, headers and references left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

#: What ends the part of a paper that tells of its cells.
_END = re.compile(
    r"^\W*(?:\d+\.?\s*)?(?:notes and )?(?:references?(?: and notes)?|bibliography|literature cited|works cited)\W*$",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"^(?:supplementary |extended data )?(?:fig(?:ure)?s?|table|scheme|chart)\b\.?\s*S?\d", re.IGNORECASE
)
#: A line that stands on so many pages is the journal's.
_RUNNING = 3
#: Shorter blocks are headings, names and numbers of pages; they carry no sentence on.
_BODY = 60
_STOPPED = re.compile(r"[.!?:][\"”')\]]?\s*(?:\[[\d,–-]+\]|[\d,–⁰¹²³⁴⁵⁶⁷⁸⁹-]+)?\s*$")
_HYPHEN = re.compile(r"(?<=[a-z])[-‐\u00ad]\s*\n\s*(?=[a-z])")
#: Parts of words whose hyphen is their own, also at the end of a line.
_OWN_HYPHEN = re.compile(r"\b(?:self|non|long|short|co|free|high|low|metal|room|ultra|multi|well|two|three|ion|gel)$")


@dataclass(frozen=True)
class Page:
    """Text of a page as a file has it; `tables` are rows of fields that stand on it."""

    number: int
    text: str
    tables: tuple[tuple[tuple[str, ...], ...], ...] = ()


@dataclass(frozen=True)
class Passage:
    """Running text that belongs together.

    Attributes
    ----------
    text : str
        One line.
    page, line : int
        Where it starts, counted from 1.
    is_caption : bool
        Whether it is the legend of a figure or the title of a table.
    """

    text: str
    page: int
    line: int
    is_caption: bool = False


def passages(pages: Sequence[Page]) -> list[Passage]:
    """The passages of a paper, up to its list of references."""
    found: list[Passage] = []
    running = _running_lines(pages)
    for page in pages:
        for line, block in _blocks(page, running):
            if _END.match(block) and found:
                return found
            text = _one_line(block)
            is_caption = _CAPTION.match(text) is not None
            last = next((number for number in range(len(found) - 1, -1, -1) if _is_body(found[number])), None)
            if not is_caption and last is not None and _goes_on(found[last].text, text):
                found[last] = Passage(_joined(found[last].text, text), found[last].page, found[last].line)
            else:
                found.append(Passage(text, page.number, line, is_caption))
    return found


def _running_lines(pages: Sequence[Page]) -> set[str]:
    """First and last lines that many pages share, but for numbers."""
    seen = Counter(
        _without_numbers(line)
        for page in pages
        for line in {line.strip() for line in (*page.text.strip().split("\n")[:2], *page.text.strip().split("\n")[-2:])}
    )
    return {line for line, count in seen.items() if count >= _RUNNING and line}


def _without_numbers(line: str) -> str:
    return re.sub(r"\d+", "#", line.strip())


def _blocks(page: Page, running: set[str]) -> Iterator[tuple[int, str]]:
    """Blocks of a page between blank lines, each with the number of its first line."""
    block: list[str] = []
    first = 1
    for number, line in enumerate(page.text.split("\n"), 1):
        is_blank = not line.strip() or _without_numbers(line) in running
        # A list of references starts under a line of its own; a caption starts anew as well.
        is_new = bool(_END.match(line) or _CAPTION.match(line.strip())) and (not block or _STOPPED.search(block[-1]))
        if (is_blank or is_new) and block:
            yield first, "\n".join(block)
            block = []
        if not is_blank:
            if not block:
                first = number
            block.append(line)
            if _END.match(line):
                yield first, line.strip()
                block = []
    if block:
        yield first, "\n".join(block)


def _one_line(block: str) -> str:
    """Lines of a block joined, words that were parted at the end of a line made whole."""
    mended = _HYPHEN.sub(lambda match: "-" if _OWN_HYPHEN.search(block[: match.start()]) else "", block)
    return re.sub(r"[ \u00a0]*\n[ \u00a0]*", " ", mended).strip()


def _is_body(passage: Passage) -> bool:
    return len(passage.text) >= _BODY and not passage.is_caption and "\t" not in passage.text


def _goes_on(before: str, after: str) -> bool:
    """Whether a block carries on the sentence of the body before it, over a column, a figure or a page."""
    return (
        not _STOPPED.search(before)
        and re.match(r"[a-z(]|\d+(?:\.\d+)?\s?(?:h|m|V|cycles)\b", after) is not None
        and "\t" not in after
    )


def _joined(before: str, after: str) -> str:
    if before.endswith(("-", "‐", "\u00ad")) and after[:1].islower():
        return before[:-1] + after
    return f"{before} {after}"
