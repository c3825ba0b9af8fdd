"""What cannot work, told before any model is asked: chemistry that no published cell needs to teach.

A guard looks at the liquid part of an electrolyte: main solvents, salt, state and temperature. An additive in a small
dose may react with sodium on purpose, so additives pass. Solids, polymers and gels are no liquids and pass where the
question is whether a liquid flows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ...data.arrays import Bools, Floats, Ints
from ...data.batch.cells import STATES, CellBatch, Recipes
from ...data.cell import State
from ...data.chemistry.species import Species
from ..molecules.properties import physical_property
from ..protocol import ROOM_TEMPERATURE_C
from .reactions import reaction_of
from .solubility import exceeds_solubility, excess_words

#: A solvent counts as a main one from this mole fraction among the solvents on: less is a co-solvent that may be
#: consumed to form the SEI.
MAIN_FRACTION = 0.2
#: Salt and the other solvents lower the freezing point; a mixture counts as frozen only that far below the lowest
#: melting point of its main solvents (2 mol/kg in EC, whose constant is 5 K kg/mol, is 10 K).
DEPRESSION_K = 15.0
#: In diluted electrolytes each Na⁺ needs about one solvating molecule at least.
SOLVATING_PER_NA = 0.9
#: More salt than this for each solvent molecule is a melt, which no organic solvent of salts takes at 25 °C.
SALT_PER_SOLVENT = 1.2


@dataclass(frozen=True, slots=True)
class Guard:
    """One reason why a cell cannot work.

    Attributes
    ----------
    name : str
        Short, for counts: "reacts with sodium".
    source : str
        Where the rule is from.
    """

    name: str
    source: str


GUARDS = (
    Guard("reacts with sodium", "textbook reactions of sodium, by structure: data/tables/guards.csv"),
    Guard("does not dissolve the salt", "no donor for Na⁺: fluoroethers, hydrocarbons and arenes are diluents"),
    Guard("beyond solubility", "data/tables/solubilities.csv; more salt than solvent molecules is a melt"),
    Guard("frozen", "melting points in data/tables/molecule_properties.csv"),
    Guard("boiling", "boiling points in data/tables/molecule_properties.csv"),
)
_REACTS, _DRY, _BEYOND, _FROZEN, _BOILING = range(len(GUARDS))


@dataclass(frozen=True, eq=False)
class Guarded:
    """Which cells of a batch cannot work.

    Attributes
    ----------
    broken : bool array of shape (n, n_guards)
        In the order of `GUARDS`.
    batch : CellBatch
    """

    broken: Bools
    batch: CellBatch

    @property
    def refused(self) -> Bools:
        """Cells that cannot work, shape (n,)."""
        return np.asarray(self.broken.any(axis=1))

    def first(self) -> Ints:
        """The first guard that each cell breaks, -1 for none, shape (n,)."""
        return np.where(self.refused, self.broken.argmax(axis=1), -1)

    def reasons(self, row: int) -> list[str]:
        """Why a cell cannot work, in a chemist's words; empty where it can.

        Parameters
        ----------
        row : int
        """
        return [_WORDS[number](self.batch, row) for number in np.flatnonzero(self.broken[row])]


def guard(batch: CellBatch) -> Guarded:
    """Ask every guard of every cell.

    Parameters
    ----------
    batch : CellBatch
        n cells.

    Returns
    -------
    Guarded

    Examples
    --------
    >>> from nacre.data.notation.parse import as_cells
    >>> cells = as_cells(["1 M NaPF6 in diglyme", "1 M NaPF6 in acetonitrile", "1 M NaFSI in TTE"])
    >>> guard(CellBatch.from_cells(cells)).refused
    array([False,  True,  True])
    """
    recipes = batch.recipes
    traits = MixtureTraits.of(recipes)
    flows = np.isin(batch.state, [STATES.index(State.LIQUID), STATES.index(State.IONIC_LIQUID)])
    temperature = np.where(np.isnan(batch.temperature_C), ROOM_TEMPERATURE_C, batch.temperature_C)
    named, solvating, melting, boiling = recipes.mixtures.is_named, traits.solvating, traits.melting, traits.boiling
    per_solvent = np.nan_to_num(batch.composition.na_per_solvent)
    mixture = batch.mixture
    short = (solvating < 1.0 - 1e-9)[mixture] & (solvating[mixture] < SOLVATING_PER_NA * per_solvent)
    melt = (per_solvent > SALT_PER_SOLVENT) & ~traits.is_ionic[mixture]
    return Guarded(
        np.stack(
            [
                traits.reacts[mixture] & flows,
                named[mixture] & ((solvating <= 0)[mixture] | short),
                named[mixture] & flows & (melt | exceeds_solubility(batch, traits.main)),
                named[mixture]
                & flows
                & (melting[mixture] > temperature + DEPRESSION_K)
                & np.isfinite(melting)[mixture],
                named[mixture] & (boiling[mixture] < temperature),
            ],
            axis=1,
        ),
        batch,
    )


@dataclass(frozen=True)
class MixtureTraits:
    """What the guards ask of the distinct mixtures of a batch.

    Attributes
    ----------
    main : bool array of shape (n_entries,)
        Which entries of the lists of solvents count as main solvents.
    reacts, is_ionic : bool arrays of shape (n_mixtures,)
        Whether a main solvent reacts with sodium, and whether any solvent is an ionic liquid.
    solvating : float64 array of shape (n_mixtures,)
        Mole fraction of what binds Na⁺.
    melting, boiling : float64 arrays of shape (n_mixtures,)
        Lowest of the main solvents, °C; minus infinity and infinity where unknown.
    """

    main: Bools
    reacts: Bools
    is_ionic: Bools
    solvating: Floats
    melting: Floats
    boiling: Floats

    @classmethod
    def of(cls, recipes: Recipes) -> MixtureTraits:
        """The traits of the mixtures of some recipes."""
        solvents, fraction = recipes.solvents, recipes.mixtures.fraction
        traits = species_traits(recipes.species)
        main, n = fraction >= MAIN_FRACTION, len(solvents)

        def each(values: Floats, how: np.ufunc, start: float) -> Floats:
            """One number a mixture over its main solvents."""
            found = np.full(n, start)
            how.at(found, solvents.row[main], values[solvents.species[main]])
            return found

        return cls(
            main,
            each(traits["reacts"], np.maximum, 0.0) > 0,
            np.bincount(solvents.row, traits["is_ionic"][solvents.species], n) > 0,
            np.asarray(
                np.bincount(solvents.row, fraction * (1.0 - traits["is_diluent"][solvents.species]), n),
                dtype=np.float64,
            ),
            each(np.nan_to_num(traits["melting_point_C"], nan=-np.inf), np.minimum, np.inf),
            each(np.nan_to_num(traits["boiling_point_C"], nan=np.inf), np.minimum, np.inf),
        )


def species_traits(species: Sequence[Species | None]) -> dict[str, Floats]:
    """What the guards ask of species.

    Parameters
    ----------
    species : sequence of Species or None

    Returns
    -------
    dict of str to float64 array of shape (n,)
        `reacts`, `is_diluent`, `is_ionic`, `melting_point_C`, `boiling_point_C`.
    """
    known = np.array([_Traits.of(one) for one in species], dtype=np.float64).reshape(-1, len(_FIELDS)).T
    return dict(zip(_FIELDS, known, strict=True))


_FIELDS = ("reacts", "is_diluent", "is_ionic", "melting_point_C", "boiling_point_C")
#: Molecules whose plastic crystals conduct below their melting point.
_PLASTIC = frozenset({"SN"})


class _Traits:
    """What the guards ask of a species, in the order of `_FIELDS`."""

    @staticmethod
    @lru_cache(maxsize=4096)
    def of(species: Species | None) -> tuple[float, ...]:
        if species is None:
            return (0.0, 0.0, 0.0, np.nan, np.nan)
        melting = np.nan if species.name in _PLASTIC else physical_property(species.name, "melting_point_C")
        return (
            float(reaction_of(species) is not None),
            float(_is_diluent(species)),
            float(species.is_salt),
            melting,
            physical_property(species.name, "boiling_point_C"),
        )


def _is_diluent(species: Species) -> bool:
    """Whether a solvent has nothing that binds Na⁺."""
    if species.is_salt or not species.smiles:
        return False
    return species.role == "diluent" or not set(species.formula) & set("ONSP")


# -- words ------------------------------------------------------------------------------------------------------


def _main(batch: CellBatch, row: int) -> list[Species]:
    """The main solvents of a cell."""
    recipes = batch.recipes
    place = slice(*recipes.solvents.indptr[batch.mixture[row] : batch.mixture[row] + 2])
    codes, shares = recipes.solvents.species[place], recipes.mixtures.fraction[place]
    return [
        one
        for code, share in zip(codes, shares, strict=True)
        if share >= MAIN_FRACTION and (one := batch.species[code])
    ]


def _reacting(batch: CellBatch, row: int) -> str:
    told = [f"{one.name} is {found.name}: {found.reason} ({found.source})"
            for one in _main(batch, row) if (found := reaction_of(one))]  # fmt: skip
    return f"reacts with sodium: {'; '.join(told)}"


def _dry(batch: CellBatch, row: int) -> str:
    names = [one.name for one in _main(batch, row)]
    if all(_is_diluent(one) for one in _main(batch, row)):
        return f"does not dissolve the salt: {'/'.join(names)} binds no Na⁺"
    few = f"fewer than {SOLVATING_PER_NA:g} solvating molecules for each Na⁺ beside the diluent"
    return f"does not dissolve the salt: {few}"


def _beyond(batch: CellBatch, row: int) -> str:
    if told := excess_words(batch, row, _main(batch, row)):
        return f"beyond solubility: {told}"
    ratio = float(batch.composition.na_per_solvent[row])
    return f"beyond solubility: {ratio:.1f} Na⁺ for each solvent molecule"


def _temperature(batch: CellBatch, row: int) -> float:
    value = float(batch.temperature_C[row])
    return ROOM_TEMPERATURE_C if np.isnan(value) else value


def _frozen(batch: CellBatch, row: int) -> str:
    lowest = min(_main(batch, row), key=lambda one: _Traits.of(one)[3])
    return f"frozen at {_temperature(batch, row):g} °C: {lowest.name} melts at {_Traits.of(lowest)[3]:g} °C"


def _boiling(batch: CellBatch, row: int) -> str:
    lowest = min(_main(batch, row), key=lambda one: np.nan_to_num(_Traits.of(one)[4], nan=np.inf))
    return f"boiling at {_temperature(batch, row):g} °C: {lowest.name} boils at {_Traits.of(lowest)[4]:g} °C"


_WORDS: tuple[Callable[[CellBatch, int], str], ...] = (_reacting, _dry, _beyond, _frozen, _boiling)
