"""What nacre says when an input cannot be used: what is wrong, where, and what to write instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


def shortened(text: str, most: int = 40) -> str:
    """What a message quotes of a text.

    Parameters
    ----------
    text : str
    most : int
        Characters.

    Examples
    --------
    >>> shortened("9" * 100, 10)
    '999999999…'
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"


class NacreError(Exception):
    """An input that cannot be used.

    Parameters
    ----------
    message : str
        What is wrong, one sentence, with the offending value.
    hint : str, optional
        What to do or to write instead.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class NotationError(NacreError):
    """A cell's text that cannot be read, with the place marked by a caret.

    Parameters
    ----------
    message : str
        What is wrong.
    text : str
        The whole text that was read.
    position : int
        Index of the first character that cannot be read.
    hint : str, optional
        What was expected, with near names.
    """

    #: How many characters of a long text are shown on either side of the caret.
    CONTEXT = 60

    def __init__(self, message: str, *, text: str, position: int, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.text = text
        self.position = max(0, min(position, len(text)))

    def marked(self) -> str:
        """The text with a caret under the place, cut to a window when it is long."""
        start = max(0, self.position - self.CONTEXT)
        stop = min(len(self.text), self.position + self.CONTEXT)
        head = "…" if start else ""
        tail = "…" if stop < len(self.text) else ""
        window = self.text[start:stop].replace("\n", " ").replace("\t", " ")
        return f"  {head}{window}{tail}\n  {' ' * (len(head) + self.position - start)}^"

    def __str__(self) -> str:
        return "\n".join(filter(None, [self.message, self.marked(), self.hint]))


class UnknownNameError(NacreError):
    """A name that the registry does not know; `near` holds the closest known names."""

    def __init__(self, kind: str, name: str, near: Sequence[str]) -> None:
        if near:
            hint = f"Did you mean {' or '.join(near)}?"
        elif kind == "material":
            hint = "Write a chemical formula, a name of the materials table, or `unknown`."
        else:
            hint = "A molecule outside the registry is written as SMILES in brackets, e.g. [COCCOC]."
        super().__init__(f"Unknown {kind} {shortened(name, 80)!r}.", hint=hint)
        self.name = name
        self.near = tuple(near)


class AmbiguousNameError(NacreError):
    """An abbreviation that means different things in different papers."""

    def __init__(self, name: str, choices: str) -> None:
        super().__init__(f"{name!r} is ambiguous: {choices}.", hint="Write the one you mean.")
        self.name = name


class AmountError(NacreError):
    """An amount or a test condition that no cell can have; `name` is the condition's field."""

    def __init__(self, message: str, *, hint: str = "", name: str = "") -> None:
        super().__init__(message, hint=hint)
        self.name = name


class ComponentError(NacreError):
    """A component that cannot be what it is said to be.

    Parameters
    ----------
    message : str
    role : str
        "salt", "solvent" or "additive".
    name : str
        The component.
    is_amount : bool, optional
        Whether its amount is wrong.
    hint : str, optional
    """

    def __init__(self, message: str, *, role: str, name: str, is_amount: bool = False, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.role = role
        self.name = name
        self.is_amount = is_amount


@dataclass(frozen=True, slots=True)
class Issue:
    """One fault of a table, or a warning: file, row as a spreadsheet counts (the header is row 1), column, value,
    reason, remedy. Without a row it is about the whole column, without a column about the whole file.
    """  # noqa: D205 - one sentence

    file: str
    row: int | None
    column: str
    value: str
    reason: str
    remedy: str = ""

    def __str__(self) -> str:
        if self.row is None:
            what = f"the column `{self.column}` " if self.column else ""
            return f"{self.file}: {what}{self.reason}. {self.remedy}".rstrip()
        place = f"{self.file}, row {self.row}"
        value = self.value if len(self.value) <= 120 else f"{self.value[:117]}…"
        said = f" {value!r}" if value else ""
        return f"{place}, column {self.column}:{said} {self.reason}. {self.remedy}".rstrip()


class TableError(NacreError):
    """A table with faults; `issues` names every one of them."""

    #: How many faults are printed; all of them are in `issues`.
    SHOWN = 20

    def __init__(self, message: str, issues: Sequence[Issue]) -> None:
        super().__init__(message)
        self.issues = tuple(issues)

    def __str__(self) -> str:
        lines = [self.message, *(f"  - {issue}" for issue in self.issues[: self.SHOWN])]
        if len(self.issues) > self.SHOWN:
            lines.append(f"  … and {len(self.issues) - self.SHOWN} more")
        return "\n".join(lines)


class SpaceError(NacreError):
    """A screening space that cannot be enumerated, with the key at fault."""


class ModelFileError(NacreError):
    """A saved predictor that is damaged, incomplete or of another version."""


class NoChampionError(NacreError):
    """No model has been trained or promoted yet."""


class StoreError(NacreError):
    """The user's nacre folder or the MLflow store cannot be used, or another nacre holds it."""
