"""What is done to protect the sodium: the first thing that published tests differ by."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from .errors import NacreError


class Protection(StrEnum):
    """What is done to protect the sodium, as a user states it."""

    NOTHING = "nothing"
    COATING = "coating"
    HOST = "host"
    INTERLAYER = "interlayer"
    ELECTROLYTE = "electrolyte"
    SEVERAL = "several"

    @classmethod
    def read(cls, text: str) -> Protection:
        """The protection that a word names.

        Raises
        ------
        NacreError
            Where it names none, with the words that do.

        Examples
        --------
        >>> Protection.read("None")
        <Protection.NOTHING: 'nothing'>
        """
        word = text.strip().lower()
        word = _SAME.get(word, word)
        if word not in tuple(cls):
            raise NacreError(f"{text.strip()!r} is no kind of protection.", hint=f"Write {', '.join(cls)}.")
        return cls(word)


#: Other words for the same.
_SAME = {
    "none": "nothing", "no": "nothing", "control": "nothing", "bare": "nothing", "untreated": "nothing",
    "artificial sei": "coating", "separator": "interlayer", "additive": "electrolyte", "combined": "several",
}  # fmt: skip


def of_layers(coating: Sequence[str], host: Sequence[str], separator: Sequence[str]) -> Protection | None:
    """What the layers of a cell say of its protection; None where it has none.

    Parameters
    ----------
    coating, host, separator : sequence of str
        Materials of each.

    Examples
    --------
    >>> of_layers(["NaF"], [], [])
    <Protection.COATING: 'coating'>
    """
    named = {Protection.COATING: coating, Protection.HOST: host, Protection.INTERLAYER: separator}
    present = [kind for kind, names in named.items() if names]
    if not present:
        return None
    return present[0] if len(present) == 1 else Protection.SEVERAL
