"""A space by choices, as menus give them, written as the text of a space file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from .limits import CHOICE_LIMITS
from .rules import CANDIDATE_LIMITS

#: Limits that need no prices.
LIMITS = (*(name for name in CANDIDATE_LIMITS if name != "price_per_kg"), *CHOICE_LIMITS)
_Texts = Sequence[str]
_Bounds = tuple[float | None, float | None]


@dataclass(frozen=True)
class SpaceChoices:
    """What menus hold; empty lists are left out of the text.

    Attributes
    ----------
    salts, concentrations : sequences of str
    solvents : sequence of str
    ratios : sequence of str
        Ratios of mixtures; `simplex` steps instead where it is not 0.
    simplex : int
    basis : str
    additives, doses : sequences of str
    coatings, hosts : sequences of str
    currents_mA_cm2, capacities_mAh_cm2, temperatures_C : sequences of str
        Every combination is a protocol; unknown where a list is empty.
    salt_mix, solvent_mix, additive_mix : sequences of int
        How many at once.
    without_additive : bool
    exclude : sequence of sequences of str
    elements_not : sequence of str
    limits : dict of str to (low, high)
        Keys of `LIMITS`; None is open.
    """

    salts: _Texts = ()
    concentrations: _Texts = ()
    salt_mix: Sequence[int] = (1,)
    solvents: _Texts = ()
    solvent_mix: Sequence[int] = (1,)
    ratios: _Texts = ()
    simplex: int = 0
    basis: str = "v/v"
    additives: _Texts = ()
    doses: _Texts = ()
    additive_mix: Sequence[int] = (1,)
    without_additive: bool = True
    coatings: _Texts = ()
    hosts: _Texts = ()
    currents_mA_cm2: _Texts = ()
    capacities_mAh_cm2: _Texts = ()
    temperatures_C: _Texts = ()
    exclude: Sequence[_Texts] = ()
    elements_not: _Texts = ()
    limits: dict[str, _Bounds] = field(default_factory=dict)

    def content(self) -> dict[str, Any]:
        """The keys of a space file, as `make_space` takes them."""
        entries: dict[str, Any] = {
            "salts": _filled(names=self.salts, concentrations=self.concentrations, mix=sorted(self.salt_mix)),
            "solvents": self._solvents(),
        }
        if self.additives:
            entries["additives"] = _filled(
                names=self.additives, doses=self.doses, mix=sorted(self.additive_mix)
            ) | {"optional": self.without_additive}  # fmt: skip
        entries |= _filled(coatings=self.coatings, hosts=self.hosts, protocols=self._protocols())
        entries |= _filled(exclude=[list(names) for names in self.exclude])
        limits = _filled(elements_not=self.elements_not) | {
            name: {key: value for key, value in zip(("min", "max"), ends, strict=True) if value is not None}
            for name, ends in self.limits.items()
            if ends != (None, None)
        }
        return entries | ({"limits": limits} if limits else {})

    def text(self) -> str:
        """The same as YAML."""
        import yaml

        return yaml.safe_dump(
            self.content(), sort_keys=False, default_flow_style=None, allow_unicode=True, width=100
        )  # fmt: skip

    def _solvents(self) -> dict[str, Any]:
        entries = _filled(names=self.solvents, mix=sorted(self.solvent_mix))
        if max(self.solvent_mix, default=1) == 1:
            return entries
        entries |= {"simplex": self.simplex} if self.simplex else _filled(ratios=self.ratios)
        return entries | {"basis": self.basis}

    def _protocols(self) -> list[str]:
        parts = [
            [f"{value} {unit}" for value in values]
            for values, unit in (
                (self.currents_mA_cm2, "mA/cm2"),
                (self.capacities_mAh_cm2, "mAh/cm2"),
                (self.temperatures_C, "°C"),
            )
            if values
        ]
        return [", ".join(one) for one in product(*parts)] if parts else []


def _filled(**values: Sequence[Any]) -> dict[str, Any]:
    return {name: list(value) for name, value in values.items() if value}
