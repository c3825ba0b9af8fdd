"""A space is every combination once, addressed by number."""

from __future__ import annotations

from math import comb
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nacre.data.batch.cells import CellBatch
from nacre.data.cell import format_cell
from nacre.data.errors import SpaceError
from nacre.data.space import candidates
from nacre.data.space.read import Space, load_space, make_space

CONTENT: dict[str, Any] = {
    "salts": ["1 M NaPF6", "2 m NaFSI"],
    "solvents": {"names": ["EC", "DME", "TTE", "[C3mpyr]FSI"], "mix": [1, 2], "ratios": ["1:1", "2:1"], "basis": "w/w"},
    "additives": {"names": ["FEC", "SbF3"], "doses": ["1 wt%", "10 mM"]},
    "coatings": ["none", "NaF + PVDF"],
    "hosts": ["none", "Cu"],
    "protocols": ["1 mA/cm2, 1 mAh/cm2", "5 mA/cm2, 1 mAh/cm2, -20 °C"],
}
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def space() -> Space:
    return make_space(CONTENT)


def test_size_is_the_product_of_the_choices(space: Space) -> None:
    # 4 single solvents and 6 pairs in two ratios; no additive or 2 at two doses
    assert space.shape == (2, 4 + 12, 5, 2, 2, 2)
    assert len(space) == 2 * 16 * 5 * 8


def test_every_candidate_is_another_cell(space: Space) -> None:
    assert len({format_cell(space.cell(i)) for i in range(len(space))}) == len(space)


def test_columns_are_those_of_the_records(space: Space) -> None:
    index = np.arange(0, len(space), 7)
    columns, records = space.batch(index), CellBatch.from_cells([space.cell(int(i)) for i in index])
    for name in ("na_molality_mol_kg", "na_per_solvent", "density_g_cm3", "additive_mole_fraction"):
        np.testing.assert_allclose(
            getattr(columns.composition, name), getattr(records.composition, name), rtol=1e-12, equal_nan=True
        )
    for name in ("state", "current_density_mA_cm2", "temperature_C"):
        np.testing.assert_array_equal(getattr(columns, name), getattr(records, name))
    for role in ("solvent", "salt", "additive"):
        left, right = getattr(columns.composition, role), getattr(records.composition, role)
        order = [columns.pool.index(name) for name in records.pool]
        np.testing.assert_allclose(left.toarray()[:, order], right.toarray(), rtol=1e-12)


@pytest.mark.parametrize("size", [1, 64, 10_000])
def test_chunks_cover_everything_once(space: Space, size: int) -> None:
    found = np.concatenate(list(space.chunks(size)))
    np.testing.assert_array_equal(found, np.arange(len(space)))


def test_what_is_left_out_has_one_choice() -> None:
    small = make_space({"salts": ["1 M NaPF6"], "solvents": {"names": ["EC", "PC"], "mix": [2]}})
    assert len(small) == 1
    assert format_cell(small.cell(0)) == "1 M NaPF6 in EC/PC (1:1 v/v)"


def test_additive_can_be_required() -> None:
    required = CONTENT["additives"] | {"optional": False}
    assert make_space(CONTENT | {"additives": required}).shape[2] == 4


def test_example_of_the_documentation_loads() -> None:
    assert len(load_space(ROOT / "docs" / "examples" / "space.yaml")) == 34_800


def solvents(**changes: Any) -> dict[str, Any]:
    return {"solvents": CONTENT["solvents"] | changes}


BAD = [
    ({"salt": ["1 M NaPF6"]}, "Unknown key 'salt'", "salts"),
    ({"salts": "1 M NaPF6"}, "`salts` is not a list", "salts: [a, b]"),
    ({"salts": []}, "`salts` is not a list", "salts: [a, b]"),
    ({"salts": ["NaPF6"]}, "not one salt with its concentration", "1 M NaPF6"),
    ({"salts": ["1 M NaPF7"]}, "Unknown salt 'NaPF7'", "NaPF6"),
    ({"salts": ["1 M NaPF6", "1 M NaPF6"]}, "'1 M NaPF6' twice", "once"),
    ({"salts": ["1 M NaPF6 + 1 M NaFSI + 1 M NaClO4"]}, "nor up to 2 joined", "1 M NaPF6"),
    ({"salts": {"names": ["EC"], "concentrations": ["1 M"]}}, "EC is not a salt", "NaPF6"),
    ({"salts": {"names": ["NaPF6"]}}, "`salts.concentrations` is not a list", "concentrations"),
    ({"salts": {"names": ["NaPF6"], "concentrations": ["1 M"], "mix": [2]}}, "there are 1 salts", "Add salts"),
    ({"salts": [["1 M NaPF6"]]}, "no text", "one text"),
    ({"solvents": ["EC"]}, "`solvents` has no keys", "names"),
    (solvents(name=["EC"]), "Unknown key `solvents.name`", "names"),
    (solvents(names=["EC", "diglime"]), "Unknown solvent 'diglime'", "diglyme"),
    (solvents(names=["EC", "NaPF6"]), "NaPF6 is not a solvent", "salts"),
    (solvents(names=["EC", False]), "true or false", "Quote it"),
    (solvents(mix=[5]), "`solvents.mix`", "mix: [1, 2]"),
    (solvents(mix=2), "`solvents.mix`", "mix: [1, 2]"),
    (solvents(names=["EC"], mix=[2]), "there are 1 solvents", "Add solvents"),
    (solvents(ratios=[62]), "'62' has one part|62 has one part", "Quote ratios"),
    (solvents(ratios=["1:0"]), "not above zero", "Leave out"),
    (solvents(ratios="1:1"), "`solvents.ratios` is not a list", "ratios"),
    (solvents(simplex=10), "both `ratios` and `simplex`", "Keep one"),
    (solvents(ratios=None, simplex=1), "`solvents.simplex` is not a whole number from 2", "simplex: 10"),
    (solvents(ratios=None, simplex=2.5), "`solvents.simplex` is not a whole number", "simplex: 10"),
    (solvents(names=["DME", "monoglyme"]), "is DME, which stands already", "once"),
    (solvents(names=["Na"]), "Na is not a solvent", "salts"),
    ({"additives": ["FEC"]}, "not one additive with its dose", "5 wt% FEC"),
    ({"additives": "FEC"}, "`additives` has no keys", "names"),
    ({"additives": {"names": ["FEC"], "doses": ["1 wt%"], "mix": [4]}}, "numbers from 0 to 3", "mix"),
    ({"additives": {"names": ["FEC"], "doses": ["1 wt%"], "mix": [2]}}, "there are 1 additives", "Add additives"),
    ({"additives": {"names": ["FEC"], "doses": ["1 wt%"], "optional": "maybe"}}, "neither true nor false", "false"),
    (solvents(basis="by eye"), "basis", "v/v"),
    ({"additives": {"names": ["FEC"], "doses": ["lots"]}}, "`additives.doses`", "1 M"),
    ({"additives": {"names": ["FECC"], "doses": ["1 wt%"]}}, "Unknown additive", "FEC"),
    ({"additives": {"names": ["FEC"]}}, "`additives.doses` is not a list", "doses"),
    ({"coatings": ["unobtainium"]}, "`coatings`: Unknown material", "Did you mean"),
    ({"hosts": ["CF"]}, "ambiguous", "Write the one"),
    ({"protocols": ["1 mA"]}, "`protocols`", "1 mA/cm2"),
    ({"protocols": ["0 mA/cm2"]}, "above zero", "Leave it out"),
]


@pytest.mark.parametrize(("change", "wrong", "remedy"), BAD, ids=[str(bad[1]) for bad in BAD])
def test_bad_space_is_told_with_key_and_remedy(change: dict[str, Any], wrong: str, remedy: str) -> None:
    with pytest.raises(SpaceError, match=wrong) as caught:
        make_space(CONTENT | change)
    assert remedy in str(caught.value)


@pytest.mark.parametrize("key", ["salts", "solvents"])
def test_missing_key_is_named(key: str) -> None:
    with pytest.raises(SpaceError, match=f"{key}' is missing"):
        make_space({name: value for name, value in CONTENT.items() if name != key})


BROAD: dict[str, Any] = {
    "salts": {"names": ["NaPF6", "NaFSI", "NaTFSI", "NaClO4"], "concentrations": ["0.5 M", "1 M"], "mix": [1, 2]},
    "solvents": {"query": {"family": ["ether", "carbonate"]}, "mix": [1, 2, 3, 4], "simplex": 10},
    "additives": {"names": ["FEC", "VC", "SbF3", "PS"], "doses": ["1 wt%", "2 wt%"], "mix": [1, 2, 3]},
    "coatings": ["none", "NaF", "Na3Bi"],
}


def test_a_broad_space_is_the_product_of_its_combinations() -> None:
    space = make_space(BROAD)
    n = len(space.mixtures.names)
    salts = 4 * 2 + 6 * 4
    mixtures = sum(comb(n, k) * comb(9, k - 1) for k in (1, 2, 3, 4))
    additives = 1 + 4 * 2 + 6 * 4 + 4 * 8
    assert space.shape == (salts, mixtures, additives, 3, 1, 1)


def test_huge_spaces_are_counted_exactly_and_addressed() -> None:
    space = make_space(
        BROAD | {"solvents": BROAD["solvents"] | {"simplex": 60}, "hosts": ["none", "Cu", "Al", "carbon cloth"]}
    )
    assert space.size > 10**10
    last = space.cells(np.array([0, space.size - 1]))
    assert last[0].host == ()
    assert last[1].host == ("carbon cloth",)
    assert len(last[1].electrolyte.additives) == 3


def test_more_candidates_than_64_bits_are_refused() -> None:
    many = {"query": {"role": ["solvent", "diluent", "additive"]}, "mix": [4], "simplex": 100}
    doses = {"query": {"role": "additive"}, "doses": [f"{d} wt%" for d in range(1, 60)], "mix": [3]}
    with pytest.raises(SpaceError, match="are numbered"):
        make_space(BROAD | {"solvents": many, "additives": doses, "hosts": ["none", "Cu"]})


def test_two_salts_and_written_additives_are_choices() -> None:
    space = make_space(
        {
            "salts": ["0.8 M NaPF6 + 0.2 M NaNO3", "1 M NaFSI"],
            "solvents": {"names": ["diglyme"]},
            "additives": ["none", "5 wt% FEC", "2 wt% VC + 10 mM SbF3"],
        }
    )
    assert format_cell(space.cell(0)) == "0.8 M NaPF6 + 0.2 M NaNO3 in diglyme"
    assert format_cell(space.cell(5)) == "1 M NaFSI in diglyme + 2 wt% VC + 10 mM SbF3"


def test_many_choices_are_listed_for_each_batch_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    index = np.random.default_rng(0).integers(0, 1280, 50)
    shared, own = make_space(CONTENT), make_space(CONTENT)
    assert shared.batch(index).recipes is shared.batch(index[:3]).recipes
    monkeypatch.setattr(candidates, "MAX_SHARED", 15)
    assert own.cells(index) == shared.cells(index)
    one, other = own.batch(index[:3]), shared.batch(index[:3])
    assert len(one.recipes.solvents) <= 3 < len(other.recipes.solvents)
    assert set(one.pool) < set(other.pool)
    for name in ("na_molality_mol_kg", "density_g_cm3", "additive_mole_fraction"):
        np.testing.assert_array_equal(getattr(one.composition, name), getattr(other.composition, name))
    np.testing.assert_array_equal(one.state, other.state)


def test_faults_of_a_file_are_told_with_their_line(tmp_path: Path) -> None:
    text = "salts: [1 M NaPF6]\nsolvents:\n  names: [EC, PC]\n  mix: [1, 9]\n"
    (tmp_path / "space.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SpaceError, match=r"Line 4: `solvents\.mix`"):
        load_space(tmp_path / "space.yaml")
    (tmp_path / "space.yaml").write_text(text.replace("mix: [1, 9]", "mixed: [1]"), encoding="utf-8")
    with pytest.raises(SpaceError, match=r"Line 4: Unknown key `solvents\.mixed`"):
        load_space(tmp_path / "space.yaml")
    (tmp_path / "space.yaml").write_text(text.replace("PC]", "diglime]"), encoding="utf-8")
    with pytest.raises(SpaceError, match=r"Line 3: `solvents\.names`: Unknown solvent 'diglime'"):
        load_space(tmp_path / "space.yaml")


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"salts: [1 M NaPF6\nsolvents: x", "is not YAML.*Look at line 2"),
        (b"[1, 2]", "holds no choices"),
        (b"", "holds no choices"),
        ("salts: [é]".encode("latin-1"), "not UTF-8"),
        (b"#" * 1_000_001, "larger than 1 MB"),
        (b"salts: !!python/object/apply:os.system ['true']", "is not YAML"),
        (b"salts: [a]\nsalts: [b]", "Line 2: the key 'salts' stands twice"),
        (b"salts: &x [a]\ncoatings: *x", "Line 2: an alias"),
        (b"[" * 5000, "is not YAML|too deeply"),
        (b"salts: 2001-99-99", "odd date"),
    ],
    ids=["bracket", "list", "empty", "encoding", "size", "code", "twice", "alias", "deep", "date"],
)
def test_bad_file_is_told(tmp_path: Path, content: bytes, wrong: str) -> None:
    (tmp_path / "space.yaml").write_bytes(content)
    with pytest.raises(SpaceError, match=wrong):
        load_space(tmp_path / "space.yaml")


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SpaceError, match="There is no file"):
        load_space(tmp_path / "none.yaml")


@pytest.mark.parametrize("index", [-1, 1280])
def test_a_number_outside_the_space_is_refused(space: Space, index: int) -> None:
    with pytest.raises(SpaceError, match="lies outside 0 to 1279"):
        space.batch(np.array([0, index]))
