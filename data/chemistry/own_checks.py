"""Names of one's own are checked before they are kept: against the registry, against each other, and by themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from ..errors import NacreError
from .formula import parse_formula, plain_text
from .materials import CLASS_OF_HOST, CLASSES, folded, known_class
from .molecules import drawn_names, key, molecule_names, molecules
from .names import find
from .own_names import Row, bring, kept_rows, own_rows, path_of, read_rows, write_rows

ROLES = ("solvent", "diluent", "additive")
_NAME = re.compile(r"[^\s|+;\[\]](?:[^|+;\[\]]{0,78}[^\s|+;\[\]])?")


def add(kind: str, row: Row) -> None:
    """Keep one more name; a name that is kept already is replaced.

    Parameters
    ----------
    kind : {"materials", "molecules"}
    row : dict

    Raises
    ------
    NacreError
        Where it cannot be kept, with the reason.
    """
    others = [one for one in kept_rows(kind) if one["name"] != row["name"]]
    write_rows(kind, [*others, *checked(kind, [row], beside=others)])


def add_all(path: Path, kind: str) -> int:
    """Keep all names of a table, or none; returns how many.

    Parameters
    ----------
    path : Path
    kind : {"materials", "molecules"}

    Raises
    ------
    NacreError
        Where any of them cannot be kept.
    """
    rows = read_rows(path, kind)
    others = [one for one in kept_rows(kind) if one["name"] not in {row["name"] for row in rows}]
    write_rows(kind, [*others, *checked(kind, rows, beside=others)])
    return len(rows)


def known_beside(path: Path) -> None:
    """Know the names in `my-materials.csv` and `my-molecules.csv` beside a table or a space, while the process runs.

    Parameters
    ----------
    path : Path
        The table or the space.

    Raises
    ------
    NacreError
        Where any of them cannot be known.
    """
    for kind in ("materials", "molecules"):
        table = path.parent / path_of(kind).name
        if table.is_file() and table.resolve() != path_of(kind).resolve():
            known = {row["name"] for row in own_rows(kind)}
            rows = read_rows(table, kind)
            bring({kind: [*checked(kind, [row for row in rows if row["name"] not in known])]})


def remove(name: str) -> str:
    """Forget a name of one's own; returns its kind.

    Parameters
    ----------
    name : str

    Raises
    ------
    NacreError
        Where there is none of that name.
    """
    for kind in ("materials", "molecules"):
        rows = kept_rows(kind)
        if any(row["name"] == name for row in rows):
            write_rows(kind, [row for row in rows if row["name"] != name])
            return kind
    known = [row["name"] for kind in ("materials", "molecules") for row in kept_rows(kind)]
    raise NacreError(
        f"There is no name {name!r} of your own.", hint=f"There are {', '.join(known)}." if known else "There are none."
    )


def checked(kind: str, rows: Iterable[Row], *, beside: Iterable[Row] = ()) -> list[Row]:
    """Rows that can be kept, as they are kept.

    Parameters
    ----------
    kind : {"materials", "molecules"}
    rows : iterable of dict
    beside : iterable of dict
        Names of one's own that they stand beside.

    Raises
    ------
    NacreError
        For the first that cannot: no name, a name or alias that is taken, a class that does not exist, a formula, a
        SMILES or a density that is none.
    """
    taken = _taken(beside)
    kept = []
    for row in rows:
        for error in _faults(kind, row, taken).values():
            raise error
        taken |= {key(name): row["name"] for name in names_of(row)}
        kept.append({column: text for column, text in row.items() if text or column in {"name", "aliases"}})
    return kept


def faults(kind: str, row: Row, *, beside: Iterable[Row] = ()) -> dict[str, NacreError]:
    """What is wrong with a name, by the column where it is: for a form, which tells all of it at once.

    Parameters
    ----------
    kind : {"materials", "molecules"}
    row : dict
    beside : iterable of dict
        Names of one's own that it stands beside.
    """
    return _faults(kind, row, _taken(beside))


def _faults(kind: str, row: Row, taken: dict[str, str]) -> dict[str, NacreError]:
    found = {}
    for column, check in {"name": _check_own, "aliases": _check_aliases}.items():
        if error := _fault(check, row, taken):
            found[column] = error
    for column, check_of in (_OF_MATERIALS if kind == "materials" else _OF_MOLECULES).items():
        if error := _fault(check_of, row):
            found[column] = error
    return found


def _fault(check: Callable[..., None], *told: object) -> NacreError | None:
    try:
        check(*told)
    except NacreError as error:
        return error
    return None


def _taken(rows: Iterable[Row]) -> dict[str, str]:
    """Names and aliases that stand for something, by how they are compared."""
    return {key(name): row["name"] for row in rows for name in names_of(row)}


def names_of(row: Row) -> list[str]:
    """A row's name and its aliases."""
    return [row["name"], *(part.strip() for part in row.get("aliases", "").split(";") if part.strip())]


def _check_own(row: Row, taken: dict[str, str]) -> None:
    _check_name(row["name"], row["name"], taken)


def _check_aliases(row: Row, taken: dict[str, str]) -> None:
    seen = taken | {key(row["name"]): row["name"]}
    for alias in names_of(row)[1:]:
        _check_name(alias, row["name"], seen)
        seen[key(alias)] = row["name"]


def _check_name(name: str, owner: str, taken: dict[str, str]) -> None:
    if not _NAME.fullmatch(name) or not name.isprintable():
        raise NacreError(
            f"{name!r} cannot be a name.", hint="Write 1 to 80 characters without `|`, `+`, `;` and square brackets."
        )
    if (other := taken.get(key(name))) is not None:
        raise NacreError(f"{name!r} stands for {other!r} already.", hint="Choose another name, or remove that one.")
    shipped = folded().get(plain_text(name).lower()) or molecule_names().get(key(name)) or drawn_names().get(key(name))
    own = {one["name"] for kind in ("materials", "molecules") for one in own_rows(kind)}
    if shipped and shipped not in own:
        raise NacreError(f"{name!r} is known already, as {shipped!r}.", hint=f"Choose another name than {name!r}.")
    if name != owner:
        return
    if (species := find(name)) is not None and species.name not in own:
        raise NacreError(f"{name!r} is known already, as {species.name!r}.", hint="Choose another name.")


def _check_class(row: Row) -> None:
    known_class(row.get("class", ""))


def _check_host_class(row: Row) -> None:
    if (host := row.get("host_class", "")) and host not in CLASS_OF_HOST:
        raise NacreError(
            f"There is no class of hosts {host!r} ({row['name']}).",
            hint=f"Classes of hosts are {', '.join(CLASS_OF_HOST)}.",
        )


def _check_formula(row: Row) -> None:
    if formula := row.get("formula", ""):
        try:
            parse_formula(formula)
        except NacreError as error:
            raise NacreError(f"{formula!r} is no formula ({row['name']}): {error.message}", hint=error.hint) from None


def _check_smiles(row: Row) -> None:
    from .smiles import describe_smiles, registry_name

    name, smiles = row["name"], row.get("smiles", "")
    if not smiles:
        raise NacreError(f"{name!r} has no SMILES.", hint="Give one, e.g. COCCOC.")
    known = registry_name(describe_smiles(smiles).smiles)
    if known and known in molecules() and known != name:
        raise NacreError(f"{name!r} is {known}, which is known already.", hint=f"Write {known}.")


def _check_role(row: Row) -> None:
    if (role := row.get("role", "")) and role not in ROLES:
        raise NacreError(f"There is no role {role!r} ({row['name']}).", hint=f"Roles are {', '.join(ROLES)}.")


def _check_density(row: Row) -> None:
    text = row.get("density_g_cm3", "")
    try:
        good = not text or 0.1 < float(text) < 25.0
    except ValueError:
        good = False
    if not good:
        raise NacreError(f"{text!r} is no density ({row['name']}).", hint="Write g/cm³, e.g. 1.12.")


#: The checks of each kind by the column that they look at, in the order in which faults are told.
_OF_MATERIALS: dict[str, Callable[[Row], None]] = {
    "class": _check_class,
    "host_class": _check_host_class,
    "formula": _check_formula,
    "density_g_cm3": _check_density,
}
_OF_MOLECULES: dict[str, Callable[[Row], None]] = {
    "smiles": _check_smiles,
    "role": _check_role,
    "density_g_cm3": _check_density,
}

__all__ = ["CLASSES", "ROLES", "add", "add_all", "checked", "faults", "known_beside", "names_of", "remove"]
