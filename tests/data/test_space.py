"""A space is every combination once, addressed by number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nacre.data import space as module
from nacre.data.batch import CellBatch
from nacre.data.errors import SpaceError
from nacre.data.notation import format_cell
from nacre.data.space import Space, load_space, make_space

CONTENT: dict[str, Any] = {
    "salts": ["1 M NaPF6", "2 m NaFSI"],
    "solvents": {"names": ["EC", "DME", "TTE", "[C3mpyr]FSI"], "mix": [1, 2], "ratios": ["1:1", "2:1"], "basis": "w/w"},
    "additives": {"names": ["FEC", "SbF3"], "doses": ["1 wt%", "10 mM"]},
    "coatings": ["none", "NaF + PVDF"],
    "hosts": ["none", "Cu"],
    "protocols": ["1 mA/cm2, 1 mAh/cm2", "5 mA/cm2, 1 mAh/cm2, -20 °C"],
}
ROOT = Path(__file__).parents[2]


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
    ({"salts": ["1 M NaPF6 + 1 M NaFSI"]}, "not one salt", "1 M NaPF6"),
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


def test_a_space_beyond_enumeration_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CANDIDATES", 100)
    with pytest.raises(SpaceError, match="candidates; at most"):
        make_space(CONTENT)
    monkeypatch.setattr(module, "MAX_MIXTURES", 5)
    with pytest.raises(SpaceError, match="solvent mixtures"):
        make_space(CONTENT)


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"salts: [1 M NaPF6\nsolvents: x", "is not YAML.*Look at line 2"),
        (b"[1, 2]", "holds no choices"),
        (b"", "holds no choices"),
        ("salts: [é]".encode("latin-1"), "not UTF-8"),
        (b"#" * 1_000_001, "larger than 1 MB"),
        (b"salts: !!python/object/apply:os.system ['true']", "is not YAML"),
    ],
    ids=["bracket", "list", "empty", "encoding", "size", "code"],
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
