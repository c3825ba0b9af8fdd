"""Words for "not stated", as programs and people write them: `NA`, `nan`, `-`."""

from __future__ import annotations

import re
from collections.abc import Collection

import pandas as pd

from ..chemistry.species import UNKNOWN
from ..errors import Issue
from .headers import HEADER

#: `None` is Python's; `none` in any other case is a chemist's word for no coating, and `Na` is sodium.
_MISSING = re.compile(
    r"None|NA|na|(?i:n\s?/\s?a|n\.\s?a\.?|#n/a|<na>|nan|null|nil|k\.\s?a\.|missing|[-–—/.]+|"
    r"not (?:stated|reported|available|known|given))"
)
#: Of a part also what asks for it.
_ASKED = re.compile(r"\?+")
#: Where an empty field means that nothing is there.
_PARTS = ("coating", "host", "separator")
#: Free words, in which a dash is what was written.
_FREE = frozenset({"record_id", "paper", "doi", "citation", "source", "notes", "cell", "cell_name"})


def read_missing(frame: pd.DataFrame, file: str, known: Collection[str]) -> tuple[pd.DataFrame, list[Issue]]:
    """Fields that say "not stated" as empty ones; of a coating, host or separator as unknown, and that is told.

    Parameters
    ----------
    frame : DataFrame
        Text.
    file : str
        Name for messages.
    known : collection of str
        The columns that are read; others keep what stands in them.

    Returns
    -------
    frame : DataFrame
    warnings : list of Issue
        One a column of parts: which words were read as unknown.
    """
    warnings = []
    read = {}
    for name in frame.columns:
        if name not in known or name in _FREE:
            continue
        is_part = name in _PARTS
        words = [
            text
            for text in frame[name].unique()
            if _MISSING.fullmatch(text.strip()) or (is_part and _ASKED.fullmatch(text.strip()))
        ]
        if not words:
            continue
        is_missing = frame[name].isin(words)
        read[name] = frame[name].mask(is_missing, UNKNOWN if is_part else "")
        if is_part:
            told = " and ".join(sorted({repr(text.strip()) for text in words}))
            reason = f"says {told}, read as unknown: something may be there"
            warnings.append(Issue(file, HEADER, name, "", reason, "Write `none` where nothing is there"))
    return frame.assign(**read), warnings
