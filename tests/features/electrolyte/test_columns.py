"""Features of the mixture: real electrolytes by hand, and what a rewriting of the same mixture must not change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nacre.data.batch.cells import CellBatch
from nacre.data.cell import Cell, Dose, Electrolyte, Share, Unit
from nacre.data.chemistry.names import lookup
from nacre.data.notation.parse import parse_cell
from nacre.features.electrolyte.columns import ELECTROLYTE_PART
from nacre.features.molecules.properties import PROPERTIES, properties

from ...data.strategies import electrolytes

Columns = dict[str, np.ndarray]

CTAB_IN_DME = Electrolyte((Dose("CTAB", 1.0, Unit.MOLAR),), (Share("DME", 1.0),))


def columns(*texts: str) -> Columns:
    return ELECTROLYTE_PART.columns(CellBatch.from_cells([parse_cell(text) for text in texts]))


def columns_of(*found: Electrolyte) -> Columns:
    return ELECTROLYTE_PART.columns(CellBatch.from_cells([Cell(electrolyte) for electrolyte in found]))


#: Records keep an amount to nine decimals, which is seen where it is written in another unit.
ROUNDED = 1e-6


def assert_rows_equal(found: Columns, rtol: float = 1e-9) -> None:
    for name, (one, other) in found.items():
        np.testing.assert_allclose(other, one, rtol=rtol, atol=1e-9, err_msg=name)


def lumo(name: str) -> float:
    return properties(lookup(name))[PROPERTIES.index("lumo_eV")]


def test_every_feature_is_a_column_and_the_other_way_round() -> None:
    found = columns("1 M NaPF6 in EC/PC", "unknown")
    assert set(found) == {feature.name for feature in ELECTROLYTE_PART.features}
    assert {values.shape for values in found.values()} == {(2,)}


def test_one_molar_napf6_in_ec_pc_by_hand() -> None:
    # x(EC) = 0.5597 from densities and molar masses; 12.609 mol of solvent on 1 mol of salt in a litre.
    found = {name: values[0] for name, values in columns("1 M NaPF6 in EC/PC (1:1 v/v)").items()}
    assert found["solvent.lumo_eV.mean"] == pytest.approx(0.5597 * lumo("EC") + 0.4403 * lumo("PC"), abs=1e-4)
    assert found["solvent.lumo_eV.min"] == min(lumo("EC"), lumo("PC"))
    assert found["solvent.dielectric_constant.mean"] == pytest.approx(0.5597 * 95.33 + 0.4403 * 64.91, abs=0.01)
    assert found["solvent.molar_mass_g_mol.mean"] == pytest.approx(0.5597 * 88.062 + 0.4403 * 102.089, abs=0.01)
    assert found["solvent.count"] == 2
    assert found["solvent.carbonate_share"] == pytest.approx(1.0)
    assert found["solvent.ether_share"] == found["solvent.fluorinated_share"] == 0
    assert found["salt.anion_fluorine_atoms.mean"] == 6
    assert found["electrolyte.na_molarity_mol_L"] == pytest.approx(1.0)
    assert found["electrolyte.coordinating_solvent_per_na"] == pytest.approx(12.609, rel=1e-3)
    assert found["electrolyte.fluorine_per_na"] == pytest.approx(6.0)
    assert found["electrolyte.sulfur_per_na"] == found["electrolyte.boron_per_na"] == 0
    assert found["additive.count"] == found["additive.mole_fraction"] == 0
    assert np.isnan(found["additive.lumo_eV.min"])


def test_diluent_counts_as_solvent_and_not_as_coordinating() -> None:
    # NaFSI : DME : BTFE 1 : 1 : 2 by moles: one coordinating molecule a sodium, two thirds of the solvent dilute.
    # Fluorine: 2 of FSI⁻ and 2 · 6 of BTFE.
    found = {name: values[0] for name, values in columns("NaFSI in DME/BTFE (1:1:2 mol/mol)").items()}
    assert found["electrolyte.na_per_solvent"] == pytest.approx(1 / 3)
    assert found["electrolyte.coordinating_solvent_per_na"] == pytest.approx(1.0)
    assert found["solvent.diluent_share"] == found["solvent.fluorinated_share"] == pytest.approx(2 / 3)
    assert found["electrolyte.fluorine_per_na"] == pytest.approx(14.0)
    assert found["electrolyte.sulfur_per_na"] == pytest.approx(2.0)
    assert found["electrolyte.nitrogen_per_na"] == pytest.approx(1.0)


def test_additives_change_additive_columns_and_not_the_solvent() -> None:
    found = columns(
        "1 M NaPF6 in EC/PC", "1 M NaPF6 in EC/PC + 5 wt% FEC", "1 M NaPF6 in EC/PC + 5 wt% FEC + 10 mM SbF3"
    )
    assert found["additive.count"].tolist() == [0, 1, 2]
    assert found["additive.lumo_eV.min"][1:].tolist() == [lumo("FEC"), min(lumo("FEC"), lumo("SbF3"))]
    assert found["additive.fluorine_atoms.max"][1:].tolist() == [1, 3]
    assert found["additive.is_inorganic.max"][1:].tolist() == [0, 1]
    assert (np.diff(found["additive.mole_fraction"]) > 0).all()
    assert (np.diff(found["electrolyte.fluorine_per_na"]) > 0).all()
    for name in (name for name in found if name.startswith("solvent.")):
        np.testing.assert_allclose(found[name], found[name][0], err_msg=name)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("1 M NaPF6 in DME", None),
        ("NaFSI in [C3mpyr]FSI (1:1 mol/mol)", "ionic_liquid"),
        ("PEO-NaTFSI (EO:Na 20:1) (polymer)", "polymer"),
        ("unknown (solid)", "solid"),
        ("unknown (gel)", "gel"),
    ],
)
def test_state_is_one_flag_at_most(text: str, state: str | None) -> None:
    found = columns(text)
    flags = {n.removeprefix("electrolyte.is_") for n in found if n.startswith("electrolyte.is_") and found[n][0] == 1}
    assert flags - {"stated"} == ({state} if state else set())


@pytest.mark.parametrize(
    ("text", "carbonate", "ether"),
    [
        ("carbonate electrolyte", 1, 0),
        ("1 M NaPF6 in carbonate electrolyte", 1, 0),
        ("1 M NaPF6 in ether electrolyte", 0, 1),
        ("unknown", np.nan, np.nan),
    ],
)
def test_a_family_tells_its_share_and_nothing_else_of_the_solvents(text: str, carbonate: float, ether: float) -> None:
    found = {name: values[0] for name, values in columns(text).items()}
    assert found.pop("solvent.carbonate_share") == pytest.approx(carbonate, nan_ok=True)
    assert found.pop("solvent.ether_share") == pytest.approx(ether, nan_ok=True)
    assert found["electrolyte.is_stated"] == 0
    unknown = [name for name in found if name.startswith("solvent.") or name.endswith(("_per_na", "na_per_solvent"))]
    assert all(np.isnan(found[name]) for name in unknown)


def test_family_share_does_not_reach_other_rows() -> None:
    found = columns("carbonate electrolyte", "1 M NaPF6 in DME", "ether electrolyte", "1 M NaPF6 in EC")
    assert found["solvent.carbonate_share"].tolist() == [1, 0, 0, 1]
    assert found["solvent.ether_share"].tolist() == [0, 1, 1, 0]


def test_salt_without_amount_keeps_its_anion_and_loses_its_concentration() -> None:
    found = columns("NaPF6 in diglyme")
    assert found["salt.anion_fluorine_atoms.mean"][0] == 6
    for name in ("na_molality_mol_kg", "na_molarity_mol_L", "na_per_solvent", "fluorine_per_na"):
        assert np.isnan(found[f"electrolyte.{name}"][0]), name


def test_unknown_salt_leaves_anion_and_elements_unknown() -> None:
    found = columns("1 M unknown salt in EC/PC", "unknown salt in EC/PC", "1 M NaPF6 in EC/PC")
    for name, values in found.items():
        if name.startswith("salt.") or name.endswith(("fluorine_per_na", "sulfur_per_na", "boron_per_na")):
            assert np.isnan(values[:2]).all(), name
            assert np.isfinite(values[2]), name
    assert found["electrolyte.na_molarity_mol_L"][0] == pytest.approx(1.0)
    assert np.isnan(found["electrolyte.na_molarity_mol_L"][1])


@pytest.mark.parametrize("salt", ["LiPF6", "KPF6", "[Li+].F[P-](F)(F)(F)(F)F", "F[P-](F)(F)(F)(F)F.[K+]"])
def test_other_alkali_ions_carry_the_charge_as_sodium_does(salt: str) -> None:
    found = columns("1 M NaPF6 in EC/DMC", f"1 M {salt} in EC/DMC")
    assert_rows_equal(found)


def test_salt_without_alkali_ion_brings_no_charge_carrier_and_no_infinity() -> None:
    found = {name: values[0] for name, values in columns_of(CTAB_IN_DME).items()}
    assert found["electrolyte.na_molarity_mol_L"] == 0
    assert np.isnan(found["electrolyte.fluorine_per_na"])
    assert not np.isinf(list(found.values())).any()


def test_drawn_anion_is_counted_and_its_binding_unknown() -> None:
    found = {name: values[0] for name, values in columns("1 M [Li+].CC(C)(C)S(=O)(=O)[O-] in DME").items()}
    assert found["electrolyte.na_molarity_mol_L"] == pytest.approx(1.0)
    assert found["electrolyte.sulfur_per_na"] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1 M NaPF6 in EC/PC (1:1 v/v)", "1000 mM NaPF6 in PC/EC (50:50 v/v)"),
        ("1 M NaPF6 in EC + 10 mM SbF3", "1 M NaPF6 in EC + 0.01 M SbF3"),
        ("1 m NaFSI in DME/TTE (1:2 mol/mol)", "1 mol/kg NaFSI in TTE/DME (2:1 mol/mol)"),
        ("1 M NaPF6 in EC/DEC (3:7 v/v)", "1 M NaPF6 in DEC/EC (0.7:0.3 v/v)"),
    ],
)
def test_units_and_spelling_of_a_ratio_do_not_matter(one: str, other: str) -> None:
    assert_rows_equal(columns(one, other))


@given(electrolytes(), st.randoms(use_true_random=False))
def test_order_of_components_does_not_matter(electrolyte: Electrolyte, random: object) -> None:
    solvents, additives = list(electrolyte.solvents), list(electrolyte.additives)
    for items in (solvents, additives):
        random.shuffle(items)  # type: ignore[attr-defined]
    turned = replace(electrolyte, solvents=tuple(solvents), additives=tuple(additives))
    assert_rows_equal(columns_of(electrolyte, turned))


@given(electrolytes(), st.floats(0.01, 100))
def test_scale_of_the_solvent_parts_does_not_matter(electrolyte: Electrolyte, factor: float) -> None:
    parts = [None if share.parts is None else share.parts * factor for share in electrolyte.solvents]
    shares = tuple(Share(share.name, part) for share, part in zip(electrolyte.solvents, parts, strict=True))
    assert_rows_equal(columns_of(electrolyte, replace(electrolyte, solvents=shares)))


@given(electrolytes())
def test_shares_are_shares_and_nothing_is_infinite(electrolyte: Electrolyte) -> None:
    found = columns_of(electrolyte)
    for name, values in found.items():
        assert not np.isinf(values).any(), name
        if name.endswith(("_share", "mole_fraction")):
            assert np.isnan(values[0]) or -1e-12 <= values[0] <= 1 + 1e-12, name
    assert found["solvent.lumo_eV.min"][0] <= found["solvent.lumo_eV.mean"][0] + 1e-9 or np.isnan(
        found["solvent.lumo_eV.mean"][0]
    )


def shell(*texts: str) -> tuple[np.ndarray, np.ndarray]:
    found = columns(*texts)
    return found["electrolyte.free_solvent_fraction"], found["electrolyte.anion_shell_share"]


def test_salt_takes_up_free_solvent_and_brings_anions_into_the_shell() -> None:
    free, anions = shell(*(f"{c} M NaFSI in DME" for c in (0.5, 1, 2, 3, 4)))
    assert (np.diff(free) < 0).all()
    assert (np.diff(anions) > 0).all()
    assert anions[1] < 0.15, "1 M in a glyme is separated by solvent"
    assert anions[4] > 0.35, "4 M is rich in anions"
    assert free[4] < 0.15


@pytest.mark.parametrize("diluent", ["TTE", "BTFE"])
def test_diluent_leaves_the_shell_as_it_is(diluent: str) -> None:
    free, anions = shell("NaFSI in DME (1:1.5 mol/mol)", f"NaFSI in DME/{diluent} (1:1.5:2 mol/mol)")
    assert free[1] == pytest.approx(free[0], rel=1e-9)
    assert anions[1] == pytest.approx(anions[0], rel=1e-9)


def test_weak_solvents_let_anions_in() -> None:
    for weak, strong in (("TFEC", "DEC"), ("DX", "diglyme")):
        _, anions = shell(f"NaFSI in {weak} (1:6 mol/mol)", f"NaFSI in {strong} (1:6 mol/mol)")
        assert anions[0] > anions[1], (weak, strong)


def test_shell_of_an_ionic_liquid_is_all_anions() -> None:
    free, anions = shell("NaFSI in [C3mpyr]FSI (1:4 mol/mol)")
    assert np.isnan(free[0])
    assert anions[0] == pytest.approx(1.0)


@pytest.mark.parametrize("text", ["1 M unknown salt in DME", "NaPF6 in DME", "unknown"])
def test_shell_is_unknown_where_a_binding_or_an_amount_is(text: str) -> None:
    free, anions = shell(text)
    assert np.isnan(free[0])
    assert np.isnan(anions[0])


def test_dose_is_told_in_moles_of_sodium() -> None:
    found = columns("1 M NaPF6 in EC + 10 mM SbF3", "2 M NaPF6 in EC + 10 mM SbF3", "1 M NaPF6 in EC")
    assert found["additive.dose_mmol_mol_na"].tolist() == pytest.approx([10.0, 5.0, 0.0])


def test_polymer_counts_its_ether_oxygens() -> None:
    found = columns("PEO-NaTFSI (EO:Na 20:1) (polymer)")
    assert found["electrolyte.donor_sites_per_na"][0] == pytest.approx(20.0)
    assert found["electrolyte.coordinating_solvent_per_na"][0] == pytest.approx(20.0)


def test_second_salt_in_another_unit_is_weighted_by_moles() -> None:
    # 1 wt% NaNO3 (84.99 g/mol) beside 1 M NaPF6: the share follows from the density of the whole.
    text = "1 M NaPF6 + 1 wt% NaNO3 in DME"
    density = CellBatch.from_cells([parse_cell(text)]).composition.density_g_cm3[0]
    nitrate = 0.01 * 1000.0 * density / 84.99
    masses = [properties(lookup(name))[PROPERTIES.index("molar_mass_g_mol")] for name in ("NaPF6", "NaNO3")]
    found = columns(text)["salt.anion_molar_mass_g_mol.mean"][0]
    assert found == pytest.approx((masses[0] + nitrate * masses[1]) / (1 + nitrate), rel=1e-4)


@given(electrolytes())
def test_molarity_written_as_molality_is_the_same_electrolyte(electrolyte: Electrolyte) -> None:
    composition = CellBatch.from_cells([Cell(electrolyte)]).composition
    assume(not composition.impossible[0])
    moles = composition.salt_per_solvent.toarray()[0]
    mass = composition.recipes.mixtures.mass_g[0]
    names = composition.recipes.pool
    molal = tuple(
        dose if dose.amount is None else Dose(dose.name, 1000.0 * moles[names.index(dose.name)] / mass, Unit.MOLAL)
        for dose in electrolyte.salts
    )
    assert_rows_equal(columns_of(electrolyte, replace(electrolyte, salts=molal)), ROUNDED)


@given(electrolytes())
def test_percent_of_volume_written_as_percent_of_weight_is_the_same(electrolyte: Electrolyte) -> None:
    batch = CellBatch.from_cells([Cell(electrolyte)])
    composition, names = batch.composition, batch.pool
    assume(not composition.impossible[0])
    moles = composition.additive_per_solvent.toarray()[0]
    mass = composition._core[1, 0]
    weights = tuple(
        dose
        if dose.amount is None
        else Dose(dose.name, 100.0 * moles[names.index(dose.name)] * lookup(dose.name).molar_mass_g_mol / mass, percent)
        for dose in electrolyte.additives
        for percent in (Unit.WEIGHT_PERCENT,)
    )
    assert_rows_equal(columns_of(electrolyte, replace(electrolyte, additives=weights)), ROUNDED)
