"""Whether words say that a cell failed or that it still ran."""

from __future__ import annotations

import re

#: A cell that is dead: these settle the hour of failure.
_STRONG = (
    r"short[- ]?circuit\w*|short(?:s|ed)\b|shorting|soft[- ]short\w*|hard[- ]short\w*|fail(?:s|ed|"
    r"ure|ing)?\b|breakdown|broke down|"
    r"died|ended (?:within|after|at)|death|dies\b|collapse[sd]?|stopped|stops working|(?:sudden|"
    r"sharp|abrupt|rapid|obvious|"
    r"steep)\w*(?: and \w+)? (?:voltage )?(?:drop|decline|fall|decay)\w*|"
    r"(?:drop|decreas|declin|fell|fall|plummet)\w*(?: \w+)? (?:suddenly|abruptly|sharply|rapidly|"
    r"seriously)|(?:suddenly|abruptly|sharply|seriously) (?:drop|decreas|declin|fell|fall|"
    r"plummet)\w*|"
    r"plummet\w*|voltage drop|end of life|cannot|can not|could not|unable to|incapable|shut down|breaks? down"
)
_CHANGE = (
    r"(?:gradual|rapid|sharp|sudden|abrupt|quick|dramatic|continuous|constant|significant|steadi|"
    r"serious|unsteadi|drastic|obvious|remarkabl|strong|severe|markedl|evident|progressive|"
    r"monotonous)\w*"
)
_RISE = r"(?:increas|ris|rose|grow|grew|climb|enlarg|expand|amplif|surg|soar|escalat|diverg)\w*"
#: A cell that goes wrong.
_WEAK = (
    rf"{_CHANGE} {_RISE}|{_RISE}(?: \w+)? {_CHANGE}|{_RISE} and {_RISE}|unstable|instabilit\w+|"
    r"fluctuat\w+|erratic|abnormal\w*|uneven|irregular\w*|spik\w+|oscillat\w+|"
    r"inferior|poor(?:er)? (?:cycl|stabil|perform|revers)\w*|deteriorat\w+|degrad\w+|(?:large|"
    r"huge|severe|high|serious|very large|tripl\w+|"
    r"doubl\w+)(?: \w+)? polari[sz]ation(?! voltage of)|"
    r"short(?:er)?(?:-lived| (?:cycl\w+ |\w+ )?(?:li[fv]e\w*|lifetime|lifespan|duration))|"
    r"begin(?:s)? to (?:fluctuate|increase|rise)|voltage noise|tripling|increas\w+ (?:of|"
    r"in) (?:the )?(?:cell |voltage )?(?:polari|overpot|hyster|voltage)\w*|accumulation of dead"
)
_SHORTAGE = re.compile(
    r"\b(?:only|merely|just|barely|less than|fewer than|shorter than|as short as|no more than|"
    r"not more than)\b(?! (?:slight|minor|small))|<",
    re.IGNORECASE,
)
#: What is denied does not happen.
_DENIED = re.compile(
    r"\b(?:without|no(?! (?:more|longer) than)|negligible|little|free (?:of|from)|avoid\w*|"
    r"prevent\w*|suppress\w*|eliminat\w*|neither|nor|not|never|minimal|slight(?:ly)?|hardly|"
    r"absence of|rather than|mitigat\w*|instead of)\b"
    r"(?! only)(?! be\b)[^,;.]{0,80}",
    re.IGNORECASE,
)
_STRONG_WORDS = re.compile(rf"\b(?:{_STRONG})", re.IGNORECASE)
_WEAK_WORDS = re.compile(rf"\b(?:{_WEAK})", re.IGNORECASE)
_STEADY = re.compile(
    r"\b(?:stabl[ey]|stability|steady|steadily|smooth\w*|flat|long[- ]?(?:term|life|lasting|"
    r"cycl)\w*|ultra-?long|ultra-?stable|maintain\w*|sustain\w*|retain\w*|remain\w*|still|"
    r"excellent|outstanding|"
    r"superior|exceptional|remarkabl\w+|prolong\w*|extend\w*|exceeding|exceeds?|over|more than|"
    r"beyond|at least|durab\w+|reversib\w+|uniform\w*|enhanced|improved|long|dendrite-free|"
    r"efficient\w*|operat\w+|even after|up to|robust)\b|>",
    re.IGNORECASE,
)
#: Rises that are a test's plan or a property, not a fate.
_PLANNED = re.compile(
    r"(?:increas|ris|grow|grew|rais|elevat)\w*(?: \w+){0,4} (?:as|with) (?:the )?(?:increas\w+ |"
    r"rising )?current|(?:as|when|with) the (?:\w+ )?(?:current|capacity)[^,]*,|"
    r"current densit\w+ (?:\w+ )?(?:increas|rais)\w*",
    re.IGNORECASE,
)


def affirmed(text: str) -> str:
    """A text with what it denies, and what a test plans, struck out by blanks of the same length."""
    text = re.sub(r"[Ss]table\b(?= (?:over|cycl|plat|volt))", "stable", text)
    return _PLANNED.sub(_blank, _DENIED.sub(_blank_denied, text))


def failure(text: str) -> int:
    """How clearly a text (of `affirmed`) says that a cell failed: 2 dead, 1 going wrong, 0 not."""
    if _STRONG_WORDS.search(text):
        return 2
    return 1 if _WEAK_WORDS.search(text) else 0


def failure_place(text: str) -> int:
    """Where the first word of failure stands, or -1."""
    found = _STRONG_WORDS.search(text) or _WEAK_WORDS.search(text)
    return found.start() if found else -1


def is_short(text: str) -> bool:
    """Whether the words just before a duration call it short ("only", "less than")."""
    return _SHORTAGE.search(text) is not None


def is_steady(text: str) -> bool:
    """Whether a text says that a cell ran well."""
    return _STEADY.search(text) is not None


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _blank_denied(match: re.Match[str]) -> str:
    """A denial reaches to the next time or value: what follows it is told anew."""
    text = match.group()
    stop = re.search(r"\s(?:after|at|for|until|over|but|and then)\s", text)
    kept = text[stop.start() :] if stop else ""
    return " " * (len(text) - len(kept)) + kept
