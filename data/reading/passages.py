"""Pages to passages of running text: lines and columns joined, words mended, headers and references left out."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

#: What ends the part of a paper that tells of its cells.
_END = re.compile(
    r"^\W*(?:\d+\.?\s*)?(?:notes and )?(?:references?(?: and notes)?|bibliography|literature cited|works cited)\W*$",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"^(?:supplementary |extended data )?(?:fig(?:ure)?s?|table|scheme|chart)\b\.?\s*S?\d", re.IGNORECASE
)
_CAPTION_LINE = re.compile(
    r"^(?:fig(?:ure)?s?|table|scheme|chart)\b\.?\s*S?\d+\w?[.:|]?\s*(?:\([a-z]\)\s*)?(?-i:[A-Z])", re.IGNORECASE
)
#: A line that stands on so many pages is the journal's.
_RUNNING = 2
#: Shorter blocks are headings, names and numbers of pages; they carry no sentence on.
_BODY = 60
_STOPPED = re.compile(r"[.!?:][\"”')\]]?\s*(?:\[[\d,–-]+\]|[\d,–⁰¹²³⁴⁵⁶⁷⁸⁹-]+)?\s*$")
#: So many letters tell a sentence from the others of its passage.
_KEY = 30
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
    lines : tuple of (int, int, int)
        Where each printed line starts: letters of the text before it, page, and line of the page, from 1.
    is_caption : bool
        Whether it is the legend of a figure or the title of a table.
    """

    text: str
    lines: tuple[tuple[int, int, int], ...]
    is_caption: bool = False

    @cached_property
    def letters(self) -> str:
        """The letters of the text alone."""
        return letters(self.text)

    def place(self, sentence: str, after: int = 0) -> tuple[int, int, int]:
        """Where a sentence of the passage stands, found by its first letters: page, line, and letters before it.

        Parameters
        ----------
        sentence : str
            In any spelling of units and signs.
        after : int
            Letters before the sentence that was found last.
        """
        found = self.letters.find(letters(sentence)[:_KEY], after)
        at = max(found, after)
        _, page, line = self.lines[bisect_right(self.lines, at, key=lambda start: start[0]) - 1]
        return page, line, at

    def joined(self, other: Passage) -> Passage:
        """The passage with the one that carries on its last sentence."""
        text, before = self.text, len(self.letters)
        is_parted = text.endswith(("-", "‐", "\u00ad")) and other.text[:1].islower()
        lines = tuple((before + start, page, line) for start, page, line in other.lines)
        return Passage(text[:-1] + other.text if is_parted else f"{text} {other.text}", self.lines + lines)


def letters(text: str) -> str:
    """The letters of a text alone, which no mending changes."""
    return re.sub(r"[^a-z]+", "", unicodedata.normalize("NFKC", text).lower())


def passages(pages: Sequence[Page]) -> list[Passage]:
    """The passages of a paper, up to its list of references."""
    found: list[Passage] = []
    running = _running_lines(pages)
    for page in pages:
        for block in _blocks(page, running):
            if _END.match(block[0][1]) and found:
                return found
            passage = _passage(page.number, block)
            last = next((number for number in range(len(found) - 1, -1, -1) if _is_body(found[number])), None)
            if not passage.is_caption and last is not None and _goes_on(found[last].text, passage.text):
                found[last] = found[last].joined(passage)
            else:
                found.append(passage)
    return found


def _passage(page: int, block: Sequence[tuple[int, str]]) -> Passage:
    text = _one_line("\n".join(line for _, line in block))
    starts = accumulate((len(letters(line)) for _, line in block), initial=0)
    lines = tuple((start, page, number) for start, (number, _) in zip(starts, block, strict=False))
    return Passage(text, lines, _CAPTION.match(text) is not None)


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


def _blocks(page: Page, running: set[str]) -> Iterator[list[tuple[int, str]]]:
    """Blocks of a page between blank lines: its lines with their numbers."""
    block: list[tuple[int, str]] = []
    for number, line in enumerate(page.text.split("\n"), 1):
        is_end = _END.match(line) is not None
        is_blank = not line.strip() or _without_numbers(line) in running
        # Print without blank lines: references and captions start anew, and a caption ends with a line that stops.
        is_new = is_end or _CAPTION_LINE.match(line.strip()) is not None
        is_new |= bool(block and _CAPTION_LINE.match(block[0][1].strip()) and _STOPPED.search(block[-1][1]))
        if (is_blank or is_new) and block:
            yield block
            block = []
        if is_end:
            yield [(number, line.strip())]
        elif not is_blank:
            block.append((number, line))
    if block:
        yield block


def _one_line(block: str) -> str:
    """Lines of a block joined, words that were parted at the end of a line made whole."""
    block = re.sub(r"[ \u00a0]+", " ", block)
    mended = _HYPHEN.sub(lambda match: "-" if _OWN_HYPHEN.search(block[: match.start()]) else "", block)
    return re.sub(r" ?\n ?", " ", mended).strip()


def _is_body(passage: Passage) -> bool:
    return len(passage.text) >= _BODY and not passage.is_caption and "\t" not in passage.text


def _goes_on(before: str, after: str) -> bool:
    """Whether a block carries on the sentence of the body before it, over a column, a figure or a page."""
    return (
        not _STOPPED.search(before)
        and re.match(r"[a-z(]|\d+(?:\.\d+)?\s?(?:h|m|V|cycles)\b", after) is not None
        and "\t" not in after
    )
