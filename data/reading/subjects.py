"""Which cell a clause speaks of: its name in the paper, and whether it is the untreated one."""

from __future__ import annotations

import re

_CELLS = r"(?:cells?|batter(?:y|ies)|electrodes?|anodes?)"
_VERB = (
    r"(?:can|could|may|will|was|were|is|are|has|had|have|shows?|showed|shown|exhibit\w*|"
    r"display\w*|deliver\w*|present\w*|demonstrat\w*|maintain\w*|operat\w*|cycl\w+|runs?\b|ran\b|last\w*|surviv\w*|works?\b|worked|died|ended|"
    r"suffer\w*|fail\w*|"
    r"sustain\w*|achiev\w*|indicat\w*|possess\w*|retain\w*|remain\w*|enabl\w*|still|only|also|"
    r"under\w*|at|after|afford\w*|rendered|renders?|keeps?|kept|stopped|represent\w*|undergo\w*|"
    r"underwent|short\w*|reach\w*|becomes?|without|in which|manifest\w*|experienc\w*)"
)
_WITH = re.compile(
    rf"\b(?:{_CELLS}|that|those|one|ones|batter\w+)\s(?:with|using|based on|comprising|containing|"
    r"in|utili[sz]ing|equipped with|loaded with|assembled (?:with|using|by)|employing|"
    rf"of)\s(?P<name>(?:(?!\b{_VERB}\b)[^,;()])+?)"
    rf"(?=\s?(?:[,;()]|$|\b{_VERB}\b))"
)
_NAMED = re.compile(rf"(?P<name>(?:[\w@/|.+()-]+\s){{1,5}}?)(?:based\s)?(?:symmetric\w*\s|sym\.\s)?{_CELLS}\b")
_STARTS = re.compile(
    r"^(?:\W*(?:However|Moreover|Besides|Notably|Conversely|Encouragingly|In contrast|By contrast|"
    rf"In addition|Meanwhile|the|The|an?)\b,?\s?)*(?P<name>[^,;]{{1,70}}?)\s(?={_VERB}\b)"
)
_WORDS = (
    r"\b(?:bare|pristine|blank|pure|untreated|unmodified|uncoated|unprotected|original|"
    r"conventional|traditional|routine|"
    r"baseline|reference|control|plain|raw|neat|naked|(?<!as-)standard|liquid cell|base electrolyte|"
    r"(?:cells?|batter(?:y|ies)|electrodes?|anodes?|electrolytes?|that|those|one) without|"
    r"\w+-free (?:cell|electrolyte|battery|anode|electrode))\b"
)
_UNTREATED = re.compile(_WORDS, re.IGNORECASE)
#: In a name these tell as well that nothing was done.
_CONTROL = re.compile(
    rf"{_WORDS}|\b(?:commercial|normal|fresh|(?:GF|glass fib\w+|PP|Celgard|GF/[A-F]) separators?|Cu foil|Al foil|"
    r"Na (?:metal |foil |plate |sheet )?(?:foil|plate|metal|sheet)|LE|BLE|CBE|Base)\b",
    re.IGNORECASE,
)
_BARE_CELL = re.compile(
    r"^(?:the |an? )?(?:symmetric\w* )?Na\s?(?:\|{1,2}|/{1,2})\s?Na(?: symmetric\w*)?(?: cell|"
    r" battery)?$|^Na$|^(?:the )?Na (?:electrodes?|anodes?|cells?)$",
    re.IGNORECASE,
)
_JOINTS = {"while", "whereas", "but", "although", "that", "It", "This", "These", "with", "Following", "Therefore"}
_GENERIC = re.compile(
    r"^(?:the|a|an|these|this|that|those|both|such|symmetric\w*|sym\.?|Na|metal|sodium|cell|cells|"
    r"and|in|of|for|corresponding|assembled|as-\w+|resulting|obtained|Na\|+Na|Na/+Na)$",
    re.IGNORECASE,
)


def subject_of(text: str) -> str:
    """The name of the cell that a clause speaks of, as the paper writes it; empty where it has none."""
    for pattern in (_WITH, _NAMED, _STARTS):
        for match in pattern.finditer(text):
            name = _trimmed(match["name"]) or (_few_words(match["name"]) if pattern is _WITH else "")
            if name:
                return name
    return ""


def listed_subjects(text: str, count: int) -> list[str]:
    """The names of a list of `count` cells before their values; empty where there is no such list.

    Examples
    --------
    >>> listed_subjects("the bare Na, Na@C and Na@Sn electrodes can cycle for ", 3)
    ['bare Na', 'Na@C', 'Na@Sn']
    """
    head = re.split(rf"\s(?:{_CELLS}|{_VERB})\b(?!.*,.*\band\b)", text)[0]
    parts = [part.strip() for part in re.split(r",\s(?:and\s)?|\sand\s|\sor\s", head) if part.strip()]
    if len(parts) < count:
        return []
    return [_trimmed(part) or part for part in parts[-count:]]


def bracketed_subject(text: str) -> str:
    """The name right before a value in parentheses, as in `with PP separator (200 h)`."""
    words = re.split(r"\b(?:with|in|of|and|or|for|than|that|those|using|by|the)\s", text.rstrip(" ("))
    return words[-1].strip(" ,") if words else ""


def is_control(name: str, text: str) -> bool:
    """Whether a cell is the untreated one, by its name and by its clause.

    Parameters
    ----------
    name : str
        Of `subject_of`.
    text : str
        The clause up to the value.
    """
    return bool(_CONTROL.search(name) or _BARE_CELL.match(name.strip()) or (not name and _UNTREATED.search(text)))


def _few_words(name: str) -> str:
    """A name without capitals, as in `the cell with the kelp layer`."""
    words = [word for word in name.split() if not _GENERIC.match(word)]
    return " ".join(words) if len(words) <= 4 and not re.search(r"\d", name) else ""


def _trimmed(name: str) -> str:
    words = name.strip(" ,.:").split()
    while words and (_GENERIC.match(words[0]) or words[0] in _JOINTS):
        words = words[1:]
    while words and re.fullmatch(rf"{_CELLS}|and|the|electrolytes?", words[-1], re.IGNORECASE) and len(words) > 1:
        words = words[:-1]
    return (
        " ".join(words)
        if words and any(re.search(r"[A-Z0-9@]", word) or _CONTROL.search(word) for word in words)
        else ""
    )
