"""A clause with its values, in the sentence that it is part of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from .clauses import Clause, has_other_quantity, is_of_other_cell
from .conditions import Condition, conditions, half_cycle_hours
from .fact import Fact
from .mentions import Kind, Mention
from .outcome import affirmed, failure, is_short, is_steady
from .overpotentials import overpotentials
from .subjects import is_control

#: Making and keeping, not cycling.
_PREPARATION = re.compile(
    r"\b(?:stirr|dri(?:ed|ng|es)|dry|heat|anneal|immers|soak|sinter|calcin|wash|mill|rest(?:ed|ing|s)?\b|"
    r"stor(?:ed|age|ing)|aging|aged|ageing|kept (?:in|at)|vacuum|reflux|react(?:ed|ion time)|hydrotherm|irradiat|"
    r"evaporat|exposed|exposure|dissolv|centrifug|sonicat|ultrasonic|transferred|carboni[sz]|polymeri[sz]ed|pressed|"
    r"after contact|standing|assembled for)\w*",
    re.IGNORECASE,
)
_AT_REST = re.compile(
    r"\s(?:of )?(?:rest|storage|aging|ageing|standing|contact|immersion|soaking|exposure|at open)", re.IGNORECASE
)
#: Words of cycling; a sentence without any of them, or of cells, tells nothing.
CYCLING = re.compile(
    r"cycl|plat|strip|symmetr|life|stabl|operat|run|overpotential|polari|hysteres|short|fail|sustain|surviv|endur|"
    r"durab|perform|test|voltage|separator|current densit|steady|longer|shorter|(?:higher|lower) than|electrochem|"
    r"[mµ]A/cm2|\bcells?\b|batter",
    re.IGNORECASE,
)
#: An efficiency after some hours is no life.
_EFFICIENCY = re.compile(r"\b(?:CE|efficiency)\b[^,;]*%\s(?:after|for|over|at|in)\s$")
#: What others reached is told to compare.
_OF_OTHERS = re.compile(
    r"\b(?:those|most|previously|other|recently|ever)\s(?:\w+\s){0,3}reported|\bliterature|"
    r"\bprevious (?:report|work|stud)",
    re.IGNORECASE,
)
#: `58 mV (10 h)` is when it was seen.
_SNAPSHOT = re.compile(r"\dm?V\s?\(\s?(?:at |after )?$|\d m?V\s?\(\s?(?:at |after )?$")
_PICTURE = re.compile(
    r"\b(?:SEM|FESEM|XRD|XPS|TEM|AFM|EIS|SIMS|Raman|Nyquist|images?|micrographs?|morpholog\w+|"
    r"photograph\w*|spectr\w+)\b"
)
_FATE = re.compile(r"stabl|overpotential|polari[sz]|hysteres|short|fail|life|voltage|steady|sustain", re.IGNORECASE)
#: Hours after which impedance is taken before a test is long, h.
_IMPEDANCE_H = 10.0
_MADE_IN_CYCLES = re.compile(r"\s(?:of )?(?:ALD|PEALD|MLD|atomic|deposition)")
#: A duration that tells next to nothing of a cell.
_FEWEST_CYCLES = 2


@dataclass(frozen=True)
class Scene:
    """One clause of a sentence and all values of the sentence."""

    sentence: str
    mentions: Sequence[Mention]
    clause: Clause

    @property
    def text(self) -> str:
        """The clause."""
        return self.sentence[self.clause.start : self.clause.end]

    @cached_property
    def tests(self) -> list[Condition]:
        """The conditions of the whole sentence."""
        return conditions(self.sentence, self.mentions)

    @cached_property
    def times(self) -> list[Mention]:
        """Hours that a symmetric cell was cycled."""
        if self._is_observed:
            return []
        found = [one for one in self.inside(Kind.HOURS) if self._is_test(one)]
        shown = [one for one in found if _SNAPSHOT.search(self.sentence[: one.start])]
        return found if len(shown) < len(found) or len(shown) < 2 else []

    @cached_property
    def cycles(self) -> list[Mention]:
        """Cycles of a symmetric cell."""
        if self._is_observed:
            return []
        return [
            one
            for one in self.inside(Kind.CYCLES)
            if not self._is_other(one)
            and not has_other_quantity(self.sentence)
            and not _MADE_IN_CYCLES.match(self.sentence, one.end)
            and one.value > _FEWEST_CYCLES
        ]

    @cached_property
    def voltages(self) -> list[Mention]:
        """Overpotentials of a symmetric cell."""
        found = overpotentials(self.sentence, self.mentions, self.clause.start, self.clause.end)
        return [one for one in found if not self._is_other(one)]

    def inside(self, kind: Kind) -> list[Mention]:
        """Values of one kind in the clause."""
        return [one for one in self.mentions if one.kind is kind and self.clause.start <= one.start < self.clause.end]

    def head(self, one: Mention) -> str:
        """The words of the clause before a value."""
        return self.sentence[self.clause.start : one.start]

    def before(self, one: Mention) -> str:
        """The words of the clause between the value before and this one."""
        ends = [other.end for other in self.mentions if self.clause.start <= other.end <= one.start]
        return self.sentence[max([self.clause.start, *ends]) : one.start]

    def after(self, one: Mention) -> str:
        """The words of the clause between this value and the next one."""
        starts = [other.start for other in self.mentions if one.end <= other.start < self.clause.end]
        return self.sentence[one.end : min([self.clause.end, *starts])]

    def failure_near(self, one: Mention, after: str) -> int:
        """How clearly the words around a duration say that the cell failed then; 0 to 2."""
        return failure(affirmed(f"{self.before(one)} # {after}"))

    def event(self, one: Mention | None, subject: str) -> str:
        """How the cell's test ended, by the words around its duration and those of the clause."""
        text = affirmed(self.text)
        is_bad = self.clause.is_compared or is_control(subject, self.text)
        if one is None:
            told = "survived" if is_steady(self.text) and not is_bad and re.search("cycl|stabl|plating", text) else ""
            return "failed" if failure(text) else told
        if _is_called_short(self.before(one), one) or failure(text) > 1 or self.failure_near(one, self.after(one)):
            return "failed"
        if (is_steady(self.before(one)) or one.sign == ">") and not self.clause.is_compared:
            return "survived"
        return "failed" if failure(text) or is_bad else "survived"

    def cell(self, subject: str, text: str | None = None) -> Fact:
        """A fact of the clause's cell, with nothing measured yet."""
        shown = self.text if text is None else text
        return Fact(subject, is_control=is_control(subject, shown))

    @cached_property
    def _is_observed(self) -> bool:
        """Whether the clause shows what an electrode looks like after a time."""
        return _PICTURE.search(self.text) is not None and _FATE.search(self.text) is None

    def _is_other(self, one: Mention) -> bool:
        return is_of_other_cell(self.sentence, one.start, one.end)

    def _is_test(self, one: Mention) -> bool:
        before = next((other for other in reversed(self.mentions) if other.end <= one.start), None)
        if half_cycle_hours(self.sentence, one, before) or self._is_other(one) or min(one.values) <= 0:
            return False
        window = self.sentence[max(self.clause.start, one.start - 90) : one.start]
        is_told = not (_EFFICIENCY.search(window) or _OF_OTHERS.search(window))
        if not is_told or (one.value < _IMPEDANCE_H and has_other_quantity(self.text)):
            return False
        is_prepared = _PREPARATION.search(window) and not CYCLING.search(window)
        return not is_prepared and not _AT_REST.match(self.sentence, one.end)


def _is_called_short(before: str, one: Mention) -> bool:
    near = before[-45:]
    return one.sign == "<" or (is_short(near) and not re.search(r"mV|only a\b|not only", near))
