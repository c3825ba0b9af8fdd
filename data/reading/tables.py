"""Tables of papers: columns told by their headers, each row a fact."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .electrolytes import find_electrolyte
from .fact import Fact
from .layers import layers
from .mentions import NUMBER, Kind, find_mentions
from .outcome import affirmed, failure
from .plain import plain_text, without_citations
from .subjects import is_control

#: Header (in the spelling of `plain_text`, lower case) → what the column holds; the first that fits is taken.
_COLUMNS: tuple[tuple[str, str], ...] = (
    (r"^ref\b|^refs\b|reference|^doi|source", "reference"),
    (r"full[- ]cell|half[- ]cell|coulombic|efficiency|retention|specific|rate|cathode|ce\b", ""),
    (r"cycle life\s?@|life.*overpotential|li[fv]e.*@", "life@overpotential"),
    (r"symmetric|na/na|na\|+na", "life@overpotential"),
    (r"over-?potential|polari[sz]ation|hysteresis|voltage", "overpotential"),
    (r"current|ma/?\s?cm|^j\b", "current"),
    (r"capacity|energy density|mah/?\s?cm", "capacity"),
    (r"cycles|cycle number|number of cycles", "cycles"),
    (r"life|time|duration|hours|stability|\(h\)|performance", "hours"),
    (r"temperature|°c", "temperature"),
    (r"electrolyte", "electrolyte"),
    (r"fail|event|result|outcome", "event"),
    (r"anode|electrode|na@|sei|coating|sample|material|strategy|cell|host|name|system", "subject"),
)
_KINDS = {
    "current": Kind.CURRENT, "capacity": Kind.CAPACITY, "hours": Kind.HOURS, "cycles": Kind.CYCLES,
    "overpotential": Kind.VOLTAGE, "temperature": Kind.TEMPERATURE,
}  # fmt: skip
#: Without one of them a table tells nothing of cells that ran.
_TARGETS = {"hours", "cycles", "overpotential", "life@overpotential"}
_BARE = re.compile(rf"\s*(?P<sign>[<>~≈≥≤]*)\s?(?P<number>-?{NUMBER})\s*")
_AT = re.compile(r"\s?@\s?")
_SIGNS = {"<": "lt", "≤": "lt", ">": "gt", "≥": "gt", "~": "approx", "≈": "approx"}


@dataclass(frozen=True)
class TableRow:
    """A fact of a table: the number of its row under the header, its fields, and the reference that it names."""

    fact: Fact
    row: int
    text: str
    reference: str


def read_table_rows(rows: Sequence[Sequence[str]], *, needs_current: bool = True) -> list[TableRow]:
    """The facts of a table with one line of headers; none where it is no table of symmetric cells.

    Parameters
    ----------
    rows : sequence of rows of fields
        The header first.
    needs_current : bool
        Whether a table without a column of currents is taken for one of something else.
    """
    if len(rows) < 2:
        return []
    header = [without_citations(plain_text(field)) for field in rows[0]]
    columns = [_column(name) for name in header]
    if not _TARGETS & set(columns) or (needs_current and "current" not in columns):
        return []
    found: list[TableRow] = []
    for number, row in enumerate(rows[1:], 1):
        fields = [without_citations(plain_text(field)) for field in row]
        previous = found[-1] if found else None
        found += list(_facts(number, fields, header, columns, previous))
    return found


def _column(header: str) -> str:
    """What a column holds, by its header."""
    name = header.lower()
    return next((column for pattern, column in _COLUMNS if re.search(pattern, name)), "")


def _facts(
    number: int, fields: Sequence[str], header: Sequence[str], columns: Sequence[str], previous: TableRow | None
) -> Iterator[TableRow]:
    """The fact of one row; empty names are carried over from the row above, as printed tables do."""
    fact = Fact()
    reference = ""
    for name, column, field in zip(header, columns, fields, strict=False):
        if column == "reference":
            reference = reference or field.strip(" []")
        elif column in {"subject", "electrolyte"} and not re.fullmatch(r"\W*", field):
            fact = _named(fact, column, field)
        elif column == "event":
            fact = replace(fact, event="failed" if failure(affirmed(field)) else "survived")
        elif column == "life@overpotential":
            life, _, over = _AT.sub("@", field).partition("@")
            unit = "mV" if "mv" in name.lower() or "@" in name else ""
            fact = _valued(_valued(fact, "hours", life, "h"), "overpotential", over, unit)
        elif column in _KINDS:
            fact = _valued(fact, column, field, name)
    if not fact.is_measured:
        return
    if previous is not None and not fact.subject:
        above = previous.fact
        fact = replace(fact, subject=above.subject, is_control=above.is_control)
        fact = replace(fact, electrolyte=fact.electrolyte or above.electrolyte)
        fact = replace(fact, coating=fact.coating or above.coating, host=fact.host or above.host)
        reference = reference or previous.reference
    if fact.event == "" and (fact.hours is not None or fact.cycles is not None):
        fact = replace(fact, event="failed" if fact.is_control else "survived", is_certain=False)
    yield TableRow(fact, number, " | ".join(fields), reference)


def _named(fact: Fact, column: str, field: str) -> Fact:
    if column == "electrolyte":
        return replace(fact, electrolyte=find_electrolyte(field) or field)
    control = is_control(field, "")
    coating, host = ("", "") if control else layers(field)
    return replace(fact, subject=field, is_control=control, coating=coating, host=host)


def _valued(fact: Fact, column: str, field: str, header: str) -> Fact:
    """The fact with the value of a field: with the unit beside it, else with that of the header."""
    mention = next((one for one in find_mentions(field) if one.kind is _KINDS[column] or column == "hours"), None)
    if mention is None:
        bare = _BARE.fullmatch(field)
        if bare is None or (float(bare["number"]) <= 0 and column != "temperature"):
            return fact
        unit = _unit(header)
        kinds = [one.kind for one in find_mentions(f"1 {unit}")]
        given = unit if kinds[:1] == [_KINDS[column]] else _KINDS[column].value
        mention = next(iter(find_mentions(f"{bare['sign']}{bare['number']} {given}")), None)
        if mention is None:
            return fact
    value = mention.values[-1]
    if mention.kind is Kind.CYCLES:
        return replace(fact, cycles=value)
    if column == "overpotential":
        return fact.polarised(value, _SIGNS.get(mention.sign[:1], "eq"))
    values: dict[str, Any] = {column: value}
    return replace(fact, **values)


def _unit(header: str) -> str:
    """The unit in a header's brackets or behind its stroke, or the header itself where it is nothing else."""
    match = re.search(r"[(\[/,]\s*([^()\[\]]*?)\s*[)\]]?$", header)
    return match[1] if match else header
