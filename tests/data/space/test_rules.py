"""Exclusions and limits: what is left keeps to them, and nothing else is lost."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nacre.data.chemistry.formula import parse_formula
from nacre.data.chemistry.names import lookup
from nacre.data.errors import SpaceError
from nacre.data.space.read import Space, make_space
from nacre.data.space.rules import component_count

CONTENT: dict[str, Any] = {
    "salts": ["1 M NaPF6", "1 M NaClO4"],
    "solvents": {"names": ["EC", "DME", "TTE"], "mix": [1, 2]},
    "additives": {"names": ["FEC", "SnCl2"], "doses": ["5 wt%"]},
    "coatings": ["none", "NaF", "Na3Bi + PVDF"],
}


def kept(space: Space) -> list[int]:
    index = np.arange(space.size)
    return np.flatnonzero(space.rules.allowed(space.batch(index))).tolist()


def names(space: Space, index: int) -> set[str]:
    cell = space.cell(index)
    e = cell.electrolyte
    return {*(item.name for role in (e.salts, e.solvents, e.additives) for item in role), *cell.coating, *cell.host}


@pytest.mark.parametrize("pair", [["EC", "DME"], ["NaClO4", "FEC"], ["SnCl2", "PVDF"], ["TTE"], ["EC", "DME", "SnCl2"]])
def test_excluded_names_never_stand_together(pair: list[str]) -> None:
    space = make_space(CONTENT | {"exclude": [pair]})
    left = kept(space)
    assert left == [i for i in range(space.size) if not set(pair) <= names(space, i)]
    assert 0 < len(left) < space.size


def test_aliases_and_joined_names_are_the_same_name() -> None:
    one, other = (make_space(CONTENT | {"exclude": [[a, "EC"]]}) for a in ("DME", "monoglyme"))
    assert kept(one) == kept(other)


def test_fluorine_is_counted_over_the_whole_electrolyte() -> None:
    space = make_space(CONTENT | {"limits": {"fluorine_per_na": {"max": 8}}})
    left = set(kept(space))
    for i in range(0, space.size, 3):
        composition = space.batch(np.array([i])).composition
        moles = dict.fromkeys(space.pool, 0.0)
        for part in (composition.solvent, composition.salt_per_solvent, composition.additive_per_solvent):
            for name, amount in zip(space.pool, part.toarray()[0], strict=True):
                moles[name] += float(amount)
        fluorine = sum(n * parse_formula(lookup(name).formula).get("F", 0.0) for name, n in moles.items())
        assert (fluorine / composition.na_per_solvent[0] <= 8) == (i in left)


@pytest.mark.parametrize("key", ["na_molality_mol_kg", "na_molarity_mol_L", "density_g_cm3"])
def test_limits_on_the_composition_hold(key: str) -> None:
    space = make_space(CONTENT)
    values = getattr(space.batch(np.arange(space.size)).composition, key)
    middle = float(np.median(values))
    limited = make_space(CONTENT | {"limits": {key: {"min": middle}}})
    assert kept(limited) == np.flatnonzero(values >= middle).tolist()


def test_components_are_counted_and_limited() -> None:
    space = make_space(CONTENT | {"limits": {"components": {"max": 3}}})
    counts = component_count(space.batch(np.arange(space.size)))
    assert counts.tolist() == [len(names(space, i)) for i in range(space.size)]
    assert kept(space) == np.flatnonzero(counts <= 3).tolist()


def test_limits_on_choices_shorten_the_lists_and_are_told() -> None:
    space = make_space(
        CONTENT
        | {"limits": {"elements_not": ["Cl", "Bi"], "molar_mass_g_mol": {"max": 200}}}
        | {"solvents": {"names": ["EC", "DME", "TTE"], "mix": [1, 2]}}
    )
    assert space.salts.names == ("NaPF6",)
    assert space.mixtures.names == ("EC", "DME")
    assert space.additives.names == ("FEC",)
    assert space.coatings == ((), ("NaF",))
    assert any(text.startswith("TTE: molar_mass_g_mol is 232") for text in space.left_out)
    assert any("NaClO4: holds Cl" in text for text in space.left_out)


def test_price_is_that_of_all_parts_by_mass_and_unknown_prices_are_out() -> None:
    prices = {"NaPF6": 300, "NaClO4": 100, "EC": 20, "monoglyme": 40, "FEC": 200, "SnCl2": 90}
    space = make_space(CONTENT | {"prices": prices, "limits": {"price_per_kg": {"max": 60}}})
    left, judged = set(kept(space)), 0
    by_name = {name: prices.get(name, 40 if name == "DME" else np.nan) for name in space.pool}
    for i in range(space.size):
        composition = space.batch(np.array([i])).composition
        parts = (composition.solvent, composition.salt_per_solvent, composition.additive_per_solvent)
        moles = dict(zip(space.pool, sum(part.toarray()[0] for part in parts), strict=True))
        mass = {name: n * lookup(name).molar_mass_g_mol for name, n in moles.items() if n}
        price = sum(m * by_name[name] for name, m in mass.items()) / sum(mass.values())
        assert (price <= 60) == (i in left)
        judged += np.isfinite(price)
    assert 0 < len(left) < judged < space.size


def test_an_unknown_flash_point_is_kept_and_a_known_one_judged() -> None:
    content = CONTENT | {"solvents": {"names": ["EC", "DME", "diglyme"]}, "limits": {"flash_point_C": {"min": 30}}}
    assert make_space(content).mixtures.names == ("EC", "diglyme")


BAD = [
    ({"exclude": [["EC", "PC"]]}, "'PC' stands nowhere in the space", "names? of its lists|name of its lists"),
    ({"exclude": ["EC"]}, "`exclude` is not a list", "Write"),
    ({"limits": {"price": 3}}, "Unknown key `limits.price`", "fluorine_per_na"),
    ({"limits": {"price_per_kg": {"max": 3}}}, "`limits.price_per_kg` needs prices", "prices: {NaPF6"),
    ({"prices": []}, "`prices` names no price", "prices: {NaPF6"),
    ({"prices": {"PC": 20}}, "`prices`: 'PC' stands nowhere", "name of its lists"),
    ({"prices": {"DME": 20, "monoglyme": 20}}, "is DME, which stands already", "once"),
    ({"prices": {"EC": "cheap"}}, "`prices.EC` is not a number", "EC: 3"),
    ({"prices": {"EC": -1}}, "-1 is below zero", "kilogram"),
    ({"limits": {"components": {"max": "few"}}}, "`limits.components.max` is not a number", "max: 3"),
    ({"limits": {"components": {}}}, "`limits.components` has no bound", "min"),
    ({"limits": {"components": {"min": 5, "max": 3}}}, "min 5 is above max 3", "Swap"),
    ({"limits": {"elements_not": ["Xx"]}}, "no element 'Xx'", "symbols"),
    ({"limits": {"elements_not": ["Na"]}}, "leave too few salts", "Widen"),
    ({"limits": {"molar_mass_g_mol": {"max": 100}}}, "leave too few additives .FEC: molar_mass_g_mol is 106", "Widen"),
]


@pytest.mark.parametrize(("change", "wrong", "remedy"), BAD, ids=[bad[1] for bad in BAD])
def test_bad_rules_are_told(change: dict[str, Any], wrong: str, remedy: str) -> None:
    with pytest.raises(SpaceError, match=wrong) as caught:
        make_space(CONTENT | change)
    assert caught.match(remedy)
