"""A screening space: every combination of a few choices, addressed by its number.

Candidate `i` is found by mixed-radix digits of `i`, so any chunk is made without the others and memory does not
grow with the size of the space.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .batch import BASES, STATES, CellBatch
from .cell import Basis, Cell, Dose, Electrolyte, Protocol, Share, State
from .errors import NacreError, SpaceError
from .material_names import Field, resolve_materials
from .notation import parse_electrolyte
from .quantities import read_amount, read_basis, read_quantity, read_ratio
from .ragged import NO_CODE, MaterialColumn, Pool, Ragged
from .recipes import Recipes
from .registry import lookup

Ints = npt.NDArray[np.int64]

#: A space file longer than this is a mistake.
MAX_YAML_BYTES = 1_000_000
#: Solvent mixtures are listed in memory, so their number is bounded.
MAX_MIXTURES = 2_000_000

#: More candidates than this take weeks on one machine.
MAX_CANDIDATES = 10**11

_KEYS = {"salts", "solvents", "additives", "coatings", "hosts", "protocols"}
_SOLVENT_KEYS = {"names", "mix", "ratios", "basis"}
_ADDITIVE_KEYS = {"names", "doses", "optional"}


@dataclass(frozen=True)
class Space:
    """The choices of a screen; a candidate takes one of each.

    Attributes
    ----------
    salts : tuple of Dose
        One salt with its concentration.
    mixtures : tuple of tuple of Share
        Solvents with their parts.
    basis : Basis
    additives : tuple of tuple of Dose
        An empty tuple is no additive.
    coatings, hosts : tuple of tuple of str
        An empty tuple is bare sodium.
    protocols : tuple of Protocol
    """

    salts: tuple[Dose, ...]
    mixtures: tuple[tuple[Share, ...], ...]
    basis: Basis
    additives: tuple[tuple[Dose, ...], ...] = ((),)
    coatings: tuple[tuple[str, ...], ...] = ((),)
    hosts: tuple[tuple[str, ...], ...] = ((),)
    protocols: tuple[Protocol, ...] = (Protocol(),)

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of choices on each axis: salts, mixtures, additives, coatings, hosts, protocols."""
        axes: tuple[Sequence[object], ...] = (
            self.salts, self.mixtures, self.additives, self.coatings, self.hosts, self.protocols,
        )  # fmt: skip
        return tuple(len(axis) for axis in axes)

    def __len__(self) -> int:
        return math.prod(self.shape)

    def choices(self, index: Ints) -> tuple[Ints, ...]:
        """The choice on each axis for the given candidate numbers."""
        rest = np.asarray(index, dtype=np.int64)
        if rest.size and not 0 <= rest.min() <= rest.max() < len(self):
            raise SpaceError(f"A candidate's number lies outside 0 to {len(self) - 1}.", hint="Count from 0.")
        found = []
        for size in reversed(self.shape):
            whole = rest // size
            found.append(rest - whole * size)
            rest = whole
        return tuple(reversed(found))

    @cached_property
    def recipes(self) -> Recipes:
        """The choices of salts, solvents and additives; all batches share them."""
        pool = Pool()
        basis = [BASES.index(self.basis) if len(shares) > 1 else NO_CODE for shares in self.mixtures]
        salts = Ragged.from_lists([(dose,) for dose in self.salts], pool)
        solvents = Ragged.from_lists(self.mixtures, pool)
        additives = Ragged.from_lists(self.additives, pool)
        return Recipes(pool.names, salts, solvents, np.array(basis, dtype=np.int64), additives)

    @cached_property
    def _states(self) -> Ints:
        is_ionic = np.array([self._is_ionic_liquid(shares) for shares in self.mixtures])
        return np.where(is_ionic, STATES.index(State.IONIC_LIQUID), STATES.index(State.LIQUID))

    @cached_property
    def _protocol_columns(self) -> dict[str, npt.NDArray[np.float64]]:
        def column(field: str) -> npt.NDArray[np.float64]:
            values = [getattr(protocol, field) for protocol in self.protocols]
            return np.array([np.nan if value is None else value for value in values])

        return {f: column(f) for f in ("current_density_mA_cm2", "areal_capacity_mAh_cm2", "temperature_C")}

    def batch(self, index: Ints) -> CellBatch:
        """The candidates of the given numbers as columns; nothing is made for each candidate but array entries."""
        salt, mixture, additive, coating, host, protocol = self.choices(index)
        none = MaterialColumn(np.zeros(len(index), dtype=np.int64), ((),))
        return CellBatch(
            recipes=self.recipes,
            salt=salt,
            mixture=mixture,
            additive=additive,
            state=self._states[mixture],
            family=none,
            matrix=none,
            coating=MaterialColumn(coating, self.coatings),
            host=MaterialColumn(host, self.hosts),
            **{name: values[protocol] for name, values in self._protocol_columns.items()},
        )

    def cell(self, index: int) -> Cell:
        """One candidate as a record."""
        salt, mixture, additive, coating, host, protocol = (int(c[0]) for c in self.choices(np.array([index])))
        shares = self.mixtures[mixture]
        electrolyte = Electrolyte(
            salts=(self.salts[salt],),
            solvents=shares,
            basis=self.basis if len(shares) > 1 else None,
            additives=self.additives[additive],
            state=State.IONIC_LIQUID if self._is_ionic_liquid(shares) else State.LIQUID,
        )
        return Cell(electrolyte, self.coatings[coating], self.hosts[host], self.protocols[protocol])

    @staticmethod
    def _is_ionic_liquid(shares: tuple[Share, ...]) -> bool:
        return all(lookup(share.name).kind == "ionic_liquid" for share in shares)

    def chunks(self, size: int) -> Iterator[Ints]:
        """Candidate numbers in consecutive chunks of at most `size`."""
        for start in range(0, len(self), size):
            yield np.arange(start, min(start + size, len(self)), dtype=np.int64)


def load_space(path: Path | str) -> Space:
    """Read a space from a YAML file.

    Raises
    ------
    SpaceError
        With the key, what is wrong and what to write.
    """
    import yaml

    path = Path(path)
    if not path.is_file():
        raise SpaceError(f"There is no file {path.name!r}.", hint="Write a space; see `nacre screen --help`.")
    if path.stat().st_size > MAX_YAML_BYTES:
        raise SpaceError(f"{path.name} is larger than 1 MB.", hint="List choices, not candidates.")
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise SpaceError(f"{path.name} is not UTF-8.", hint="Save it as UTF-8.") from None
    except yaml.YAMLError as error:
        raise SpaceError(f"{path.name} is not YAML: {str(error).splitlines()[0]}.", hint=_yaml_place(error)) from None
    if not isinstance(content, dict):
        raise SpaceError(f"{path.name} holds no choices.", hint=f"Its keys are {', '.join(sorted(_KEYS))}.")
    return make_space(content)


def _yaml_place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"Look at line {mark.line + 1}, column {mark.column + 1}." if mark else ""


def make_space(content: dict[str, Any]) -> Space:
    """Build a space from the keys of a space file.

    Parameters
    ----------
    content : dict
        `salts`: list of doses ("1 M NaPF6"). `solvents`: `names`, `mix` (how many at once), `ratios` (for each
        number of solvents, e.g. ["1:1", "1:2", "1:1:1"]), `basis` ("v/v", "w/w", "mol/mol"). Optional: `additives`
        (`names`, `doses`, `optional`), `coatings`, `hosts`, `protocols` (lists of texts).
    """
    unknown = sorted(set(content) - _KEYS)
    if unknown:
        raise SpaceError(f"Unknown key {unknown[0]!r}.", hint=f"Keys are {', '.join(sorted(_KEYS))}.")
    for required in ("salts", "solvents"):
        if required not in content:
            raise SpaceError(f"The key {required!r} is missing.", hint="A space needs `salts` and `solvents`.")
    mixtures, basis = _mixtures(content["solvents"])
    space = Space(
        salts=tuple(_salt(text) for text in _texts(content, "salts")),
        mixtures=mixtures,
        basis=basis,
        additives=_additives(content.get("additives")),
        coatings=_materials(content, "coatings"),
        hosts=_materials(content, "hosts"),
        protocols=tuple(_protocol(text) for text in _texts(content, "protocols", default=[""])),
    )
    size = math.prod(space.shape)
    if size > MAX_CANDIDATES:
        raise SpaceError(
            f"The space has {size:.1e} candidates; at most {MAX_CANDIDATES:.0e} are enumerated.",
            hint="Shorten the lists.",
        )
    return space


def _texts(content: dict[str, Any], name: str, default: list[str] | None = None, where: str = "") -> list[str]:
    value = content.get(name, default)
    if not isinstance(value, list) or not value:
        raise SpaceError(f"`{where}{name}` is not a list with entries.", hint=f"Write e.g. `{name}: [a, b]`.")
    if any(isinstance(item, bool) for item in value):
        raise SpaceError(f"`{where}{name}`: YAML reads an entry as true or false.", hint='Quote it: `"NO"`.')
    texts = ["" if item is None else str(item) for item in value]
    repeated = next((text for text in texts if texts.count(text) > 1), None)
    if repeated is not None:
        raise SpaceError(f"`{where}{name}` has {repeated!r} twice.", hint="Each choice stands once.")
    return texts


def _mapping(value: object, name: str, allowed: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise SpaceError(f"`{name}` has no keys.", hint=f"Its keys are {', '.join(sorted(allowed))}.")
    unknown = sorted(set(value) - allowed)
    if unknown:
        raise SpaceError(f"Unknown key `{name}.{unknown[0]}`.", hint=f"Keys are {', '.join(sorted(allowed))}.")
    return value


def _salt(text: str) -> Dose:
    try:
        electrolyte = parse_electrolyte(f"{text} in unknown")
    except NacreError as error:
        raise SpaceError(f"`salts`: {text!r}: {error.message}", hint=error.hint) from None
    if len(electrolyte.salts) != 1 or electrolyte.salts[0].amount is None:
        raise SpaceError(f"`salts`: {text!r} is not one salt with its concentration.", hint="Write e.g. `1 M NaPF6`.")
    return electrolyte.salts[0]


def _mixtures(value: object) -> tuple[tuple[tuple[Share, ...], ...], Basis]:
    content = _mapping(value, "solvents", _SOLVENT_KEYS)
    names = [_solvent(name) for name in _texts(content, "names", where="solvents.")]
    sizes = content.get("mix", [1])
    if not isinstance(sizes, list) or not all(isinstance(k, int) and 1 <= k <= 4 for k in sizes):
        raise SpaceError("`solvents.mix` is not a list of numbers from 1 to 4.", hint="Write e.g. `mix: [1, 2]`.")
    basis = _basis(str(content.get("basis", "v/v")))
    ratios = _ratios(content.get("ratios", []), sizes)
    mixtures: list[tuple[Share, ...]] = []
    for size in sorted(set(sizes)):
        if size > len(names):
            raise SpaceError(f"`solvents.mix` has {size}, but there are {len(names)} solvents.", hint="Add solvents.")
        for group in combinations(names, size):
            mixtures.extend(tuple(map(Share, group, parts)) for parts in ratios[size])
        if len(mixtures) > MAX_MIXTURES:
            raise SpaceError(f"More than {MAX_MIXTURES:,} solvent mixtures.", hint="Shorten the lists.")
    return tuple(mixtures), basis


def _solvent(name: str) -> str:
    try:
        species = lookup(name, "solvent")
    except NacreError as error:
        raise SpaceError(f"`solvents.names`: {error.message}", hint=error.hint) from None
    if species.kind in {"salt", "ion"}:
        raise SpaceError(f"`solvents.names`: {species.name} is not a solvent.", hint="Salts stand under `salts`.")
    return species.name


def _basis(text: str) -> Basis:
    try:
        return read_basis(text)
    except NacreError as error:
        raise SpaceError(f"`solvents.basis`: {error.message}", hint=error.hint) from None


def _ratios(texts: object, sizes: list[int]) -> dict[int, list[tuple[float, ...]]]:
    if not isinstance(texts, list):
        raise SpaceError("`solvents.ratios` is not a list.", hint='Write e.g. `ratios: ["1:1", "1:2"]`.')
    found: dict[int, list[tuple[float, ...]]] = {1: [(1.0,)]}
    for text in texts:
        try:
            # YAML reads an unquoted 1:2 as the sexagesimal number 62.
            parts, _ = read_ratio(f"({text})")
        except NacreError as error:
            raise SpaceError(f"`solvents.ratios`: {error.message}", hint=error.hint) from None
        if len(parts) < 2:
            raise SpaceError(f"`solvents.ratios`: {text!r} has one part.", hint='Quote ratios: `"1:2"`.')
        if parts not in found.setdefault(len(parts), []):
            found[len(parts)].append(parts)
    for size in sizes:
        found.setdefault(size, [(1.0,) * size])
    return found


def _additives(value: object) -> tuple[tuple[Dose, ...], ...]:
    if value is None:
        return ((),)
    content = _mapping(value, "additives", _ADDITIVE_KEYS)
    doses = [_amount(text) for text in _texts(content, "doses", where="additives.")]
    choices: list[tuple[Dose, ...]] = [()] if content.get("optional", True) else []
    for name in _texts(content, "names", where="additives."):
        try:
            species = lookup(name, "additive")
        except NacreError as error:
            raise SpaceError(f"`additives.names`: {error.message}", hint=error.hint) from None
        choices += [(Dose(species.name, amount, unit),) for amount, unit in doses]
    return tuple(choices)


def _amount(text: str) -> tuple[float, Any]:
    try:
        amount, unit, _ = read_amount(text)
    except NacreError as error:
        raise SpaceError(f"`additives.doses`: {error.message}", hint=error.hint) from None
    return amount, unit


def _materials(content: dict[str, Any], name: str) -> tuple[tuple[str, ...], ...]:
    field: Field = "coating" if name == "coatings" else "host"
    found = []
    for text in _texts(content, name, default=["none"]):
        try:
            found.append(resolve_materials(text, field=field))
        except NacreError as error:
            raise SpaceError(f"`{name}`: {error.message}", hint=error.hint) from None
    return tuple(found)


def _protocol(text: str) -> Protocol:
    values = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        try:
            field, value = read_quantity(part)
        except NacreError as error:
            raise SpaceError(f"`protocols`: {error.message}", hint=error.hint) from None
        values[field] = value
    return Protocol(**values)
