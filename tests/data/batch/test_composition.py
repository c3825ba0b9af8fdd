"""Amounts become moles: checked by hand, and against the laws that any mixture obeys."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.data.batch.cells import CellBatch
from nacre.data.batch.composition import Composition
from nacre.data.chemistry.molecules import molecules
from nacre.data.chemistry.names import find, lookup
from nacre.data.chemistry.species import LIQUID_PACKING
from nacre.data.notation.parse import parse_cell
from nacre.data.shipped import read_table

from ..strategies import electrolytes


def compose(*texts: str) -> Composition:
    return CellBatch.from_cells([parse_cell(text) for text in texts]).composition


def test_one_molar_napf6_in_ec_pc_by_hand() -> None:
    # EC 88.062 g/mol at 1.321 g/cm³: 15.001 mol/L; PC 102.089 g/mol at 1.205 g/cm³: 11.803 mol/L.
    # x(EC) = 15.001 / 26.804 = 0.5597. PF6⁻: 68.77 Å³ · 0.60221 / 0.70 = 59.16 cm³/mol, so 940.84 cm³ of solvent in
    # a litre: 12.609 mol and 1188.3 g, hence 0.8416 mol/kg and 0.0793 Na per solvent.
    found = compose("1 M NaPF6 in EC/PC (1:1 v/v)")
    assert found.solvent.toarray()[0, [1, 2]] == pytest.approx([0.5597, 0.4403], abs=2e-4)
    assert found.na_molality_mol_kg[0] == pytest.approx(0.8416, rel=1e-3)
    assert found.na_per_solvent[0] == pytest.approx(0.07931, rel=1e-3)
    assert found.na_molarity_mol_L[0] == pytest.approx(1.0, rel=1e-12)
    assert found.density_g_cm3[0] == pytest.approx(1.1883 + 0.16795, rel=1e-3)


def test_molality_is_kept_and_molarity_follows() -> None:
    found = compose("2 m NaFSI in DME")
    assert found.na_molality_mol_kg[0] == pytest.approx(2.0)
    # 1 kg DME is 1152 cm³, 2 mol NaFSI add 2 · 88.2 cm³: 2 / 1.328 L
    assert found.na_molarity_mol_L[0] == pytest.approx(1.506, rel=3e-3)


def test_percentages_refer_to_the_finished_electrolyte() -> None:
    found = compose("1 M NaPF6 in PC + 5 wt% FEC", "1 M NaPF6 in PC + 5 vol% FEC", "1 M NaPF6 in PC + 5 mol% FEC")
    moles = found.additive_per_solvent.toarray().sum(axis=1)
    salt = found.salt_per_solvent.toarray().sum(axis=1)
    mass_fec, mass_pc, mass_salt = 106.05 * moles[0], 102.09, 167.95 * salt[0]
    assert mass_fec / (mass_fec + mass_pc + mass_salt) == pytest.approx(0.05, rel=1e-3)
    volume_fec, volume_pc, volume_salt = 106.05 / 1.485 * moles[1], 102.09 / 1.205, 59.16 * salt[1]
    assert volume_fec / (volume_fec + volume_pc + volume_salt) == pytest.approx(0.05, rel=1e-3)
    assert moles[2] / (1 + salt[2] + moles[2]) == pytest.approx(0.05, rel=1e-9)


def test_the_share_of_additives_counts_all_moles() -> None:
    # Five of a hundred moles are FEC; the salt is among the others.
    found = compose("1 M NaPF6 in PC + 5 mol% FEC", "1 M NaPF6 in PC")
    assert found.additive_mole_fraction == pytest.approx([0.05, 0.0], rel=1e-9)
    assert found.additive_per_solvent_mole[0] > 0.05


def test_salt_to_solvent_ratio_counts_moles() -> None:
    found = compose("NaFSI in [C3mpyr]FSI (1:1 mol/mol)", "NaFSI in DME/BTFE (1:1:2 mol/mol)")
    assert found.na_per_solvent == pytest.approx([1.0, 1 / 3])


def test_polymer_counts_sodium_per_ether_oxygen() -> None:
    assert compose("PEO-NaTFSI (EO:Na 20:1) (polymer)").na_per_solvent[0] == pytest.approx(0.05)


def test_unknown_amounts_stay_unknown_while_fractions_are_kept() -> None:
    found = compose(
        "NaPF6 in diglyme", "unknown salt in EC/PC", "carbonate electrolyte", "1 M NaPF6 in ether electrolyte"
    )
    assert np.isnan(found.na_molality_mol_kg).all()
    assert found.salt.toarray()[0].sum() == pytest.approx(1.0)
    assert found.ratio_assumed.tolist() == [False, True, False, False]
    assert found.na_molarity_mol_L[3] == pytest.approx(1.0)
    assert found.solvent[2].nnz == 0


def test_more_salt_than_room_is_impossible() -> None:
    found = compose("15 M NaPF6 + 10 M NaFSI in DME", "1 M NaPF6 in DME")
    assert found.impossible.tolist() == [True, False]


@given(electrolytes())
def test_fractions_of_every_role_sum_to_one(electrolyte: object) -> None:
    from nacre.data.cell import Cell

    found = CellBatch.from_cells([Cell(electrolyte)]).composition  # type: ignore[arg-type]
    for matrix in (found.solvent, found.salt, found.additive):
        total = matrix.toarray().sum(axis=1)
        assert np.isclose(total, 1.0).all() or (matrix.nnz == 0 and (total == 0).all())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1 M NaPF6 in EC/PC (1:1 v/v)", "1000 mM NaPF6 in PC/EC (50:50 v/v)"),
        ("1 M NaPF6 in EC + 10 mM SbF3", "1 M NaPF6 in EC + 0.01 M SbF3"),
        ("1 m NaFSI in DME/TTE (1:2 mol/mol)", "1 mol/kg NaFSI in TTE/DME (2:1 mol/mol)"),
    ],
)
def test_units_and_order_do_not_change_the_composition(one: str, other: str) -> None:
    left, right = compose(one), compose(other)
    for name in ("na_molality_mol_kg", "na_per_solvent", "density_g_cm3", "additive_mole_fraction"):
        assert getattr(left, name)[0] == pytest.approx(getattr(right, name)[0], rel=1e-12)


@given(st.floats(0.1, 3.0), st.floats(0.1, 3.0))
def test_concentration_rises_with_the_dose(one: float, other: float) -> None:
    low, high = sorted([round(one, 3), round(other, 3)])
    found = compose(f"{low} M NaPF6 in diglyme", f"{high} M NaPF6 in diglyme")
    assert found.na_per_solvent[0] <= found.na_per_solvent[1]


def test_one_cell_is_a_batch_of_one() -> None:
    texts = ["1 M NaPF6 in EC/PC (1:1 v/v) + 5 wt% FEC", "2 m NaFSI in DME", "NaPF6 in diglyme"]
    together = compose(*texts)
    alone = [compose(text) for text in texts]
    for name in ("na_molality_mol_kg", "density_g_cm3", "additive_mole_fraction"):
        np.testing.assert_array_equal(getattr(together, name), [getattr(one, name)[0] for one in alone])


def test_estimated_density_errs_by_a_few_percent() -> None:
    """The stated rule against every liquid of the registry whose density is tabled."""
    volumes = {row["name"]: row["vdw_volume_A3"] for row in read_table("molecules") if row["vdw_volume_A3"]}
    errors, packings = [], []
    for name, species in molecules().items():
        if species.charge == 0 and not species.density_is_estimated and name in volumes:
            packing = float(volumes[name]) * 0.60221408 / species.molar_volume_cm3_mol
            packings.append(packing)
            errors.append(abs(LIQUID_PACKING / packing - 1))
    assert len(errors) > 50
    assert np.median(packings) == pytest.approx(LIQUID_PACKING, abs=0.005)
    assert np.mean(errors) < 0.05
    assert np.quantile(errors, 0.9) < 0.10


@pytest.mark.parametrize(
    ("name", "mass"),
    [
        ("NaPF6", 167.95),
        ("NaFSI", 203.11),
        ("NaTFSI", 303.13),
        ("EC", 88.06),
        ("diglyme", 134.17),
        ("FEC", 106.05),
        ("TTE", 232.07),
        ("LiDFBOP", 251.95),
    ],
)
def test_molar_masses(name: str, mass: float) -> None:
    assert lookup(name).molar_mass_g_mol == pytest.approx(mass, abs=0.02)


def test_estimated_density_is_marked() -> None:
    assert not lookup("EC").density_is_estimated
    assert lookup("TFPC").density_is_estimated
    inline = find("[CCOC(=O)OCC(F)(F)F]")
    assert inline is not None
    assert inline.density_is_estimated


def test_table_holds_the_volumes_that_rdkit_gives() -> None:
    from nacre.data.chemistry.smiles import vdw_volume_A3

    for row in read_table("molecules"):
        found = vdw_volume_A3(row["smiles"]) if row["smiles"] else None
        assert row["vdw_volume_A3"] == ("" if found is None else f"{found:.2f}")
