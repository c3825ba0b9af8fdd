"""Materials and molecules of one's own: named, refused with a reason, forgotten, carried with a model."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from nacre.data.chemistry import own_names
from nacre.data.chemistry.materials import CLASSES, find_material
from nacre.data.chemistry.names import lookup
from nacre.data.chemistry.own_checks import add, add_all, remove
from nacre.data.errors import NacreError
from nacre.data.measured.tables import read_inputs
from nacre.data.notation.parse import parse_cell
from nacre.data.shipped import read_table
from nacre.data.space.read import load_space
from nacre.models.predictor.cell_predictor import CellPredictor

CLAY = {"name": "sepiolite", "class": "oxide", "formula": "Mg4Si6H6O18", "aliases": "sepiolite clay"}
GLYME = {"name": "pentaglyme", "smiles": "COCCOCCOCCOCCOCCOC", "role": "solvent", "aliases": "G5"}
CELL = "1 M NaPF6 in G5 | coating: sepiolite clay | 1 mA/cm2, 1 mAh/cm2"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("NACRE_HOME", str(tmp_path / "home"))
    own_names.forget()
    yield tmp_path / "home"
    shutil.rmtree(tmp_path / "home", ignore_errors=True)
    own_names.forget()


def test_own_names_are_read_like_any_other(home: Path) -> None:
    with pytest.raises(NacreError, match="Unknown"):
        parse_cell(CELL)
    add("materials", CLAY)
    add("molecules", GLYME)
    cell = parse_cell(CELL)
    assert str(cell) == "1 M NaPF6 in pentaglyme | coating: sepiolite | 1 mA/cm2, 1 mAh/cm2"
    assert parse_cell(str(cell)) == cell
    assert find_material("sepiolite").material_class == "oxide"
    assert lookup("pentaglyme").smiles == "COCCOCCOCCOCCOCCOC"
    assert remove("pentaglyme") == "molecules"
    with pytest.raises(NacreError, match="Unknown"):
        parse_cell(CELL)


@pytest.mark.parametrize(
    ("kind", "row", "wrong"),
    [
        ("materials", CLAY | {"name": "NaF"}, "is known already, as 'NaF'"),
        ("materials", CLAY | {"name": "sodium fluoride"}, "is known already, as 'NaF'"),
        ("materials", CLAY | {"aliases": "MXene"}, "is known already"),
        ("materials", CLAY | {"aliases": "Sepiolite"}, "stands for 'sepiolite' already"),
        ("materials", CLAY | {"class": "clay"}, "no class 'clay'"),
        ("materials", CLAY | {"host_class": "brick"}, "no class of hosts"),
        ("materials", CLAY | {"formula": "Xx2"}, "is no formula"),
        ("materials", CLAY | {"name": ""}, "cannot be a name"),
        ("materials", CLAY | {"name": "a | b"}, "cannot be a name"),
        ("materials", CLAY | {"density_g_cm3": "heavy"}, "is no density"),
        ("molecules", GLYME | {"smiles": "C(C"}, "valid SMILES"),
        ("molecules", GLYME | {"smiles": ""}, "no SMILES"),
        ("molecules", GLYME | {"smiles": "[Na+]"}, "is an ion"),
        ("molecules", GLYME | {"smiles": "COCCOC"}, "is DME"),
        ("molecules", GLYME | {"name": "dme"}, "is known already"),
        ("molecules", GLYME | {"role": "salt"}, "no role"),
    ],
)
def test_what_cannot_be_kept_is_told_and_nothing_is_written(
    home: Path, kind: str, row: dict[str, str], wrong: str
) -> None:
    with pytest.raises(NacreError, match=wrong) as error:
        add(kind, row)
    assert error.value.hint
    assert not own_names.path_of(kind).exists()


def test_names_that_collide_with_each_other_are_refused(home: Path) -> None:
    add("materials", CLAY)
    with pytest.raises(NacreError, match="stands for 'sepiolite' already"):
        add("materials", {"name": "mine", "class": "oxide", "aliases": "Sepiolite-Clay"})
    add("materials", CLAY | {"class": "other"})
    assert find_material("sepiolite").material_class == "other", "the same name again replaces it"
    with pytest.raises(NacreError, match="no name 'gold' of your own"):
        remove("gold")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("name,class,colour\nx,oxide,red\n", "a column 'colour'"),
        ("class\noxide\n", "no column 'name'"),
        ("name\nx\n", "no column 'class'"),
        ("name,class\nx,oxide\nNaF,oxide\n", "is known already"),
        ("name,class\nx,oxide\nX,oxide\n", "stands for 'x' already"),
    ],
)
def test_a_table_comes_in_as_a_whole_or_not_at_all(home: Path, tmp_path: Path, text: str, wrong: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(text)
    with pytest.raises(NacreError, match=wrong):
        add_all(path, "materials")
    assert not own_names.path_of("materials").exists()
    path.write_text("name,class,formula\nfirst clay,oxide,Al2Si2O9H4\nsecond clay,oxide,\n")
    assert add_all(path, "materials") == 2
    assert find_material("second clay").formula is None


def test_names_beside_a_table_or_a_space_are_known_to_it(home: Path, tmp_path: Path) -> None:
    (tmp_path / "my-materials.csv").write_text("name,class\nsepiolite,oxide\n")
    (tmp_path / "cells.csv").write_text("electrolyte,coating\n1 M NaPF6 in DME,sepiolite\n")
    table, issues = read_inputs(tmp_path / "cells.csv")
    assert (table.cells[0].coating, issues) == (("sepiolite",), [])
    assert not own_names.path_of("materials").exists()
    own_names.forget()
    (tmp_path / "space.yaml").write_text("salts: [1 M NaPF6]\nsolvents: {names: [DME]}\ncoatings: [sepiolite]\n")
    assert load_space(tmp_path / "space.yaml").cell(0).coating == ("sepiolite",)
    own_names.forget()
    (tmp_path / "my-materials.csv").write_text("name,class\nNaF,oxide\n")
    with pytest.raises(NacreError, match="is known already"):
        load_space(tmp_path / "space.yaml")


def test_a_damaged_file_of_the_folder_is_told(home: Path) -> None:
    home.mkdir()
    (home / "my-materials.csv").write_bytes(b"\xff\xfe\x00name")
    own_names.forget()
    with pytest.raises(NacreError, match=r"my-materials.csv"):
        parse_cell("1 M NaPF6 in DME | coating: sepiolite")


def test_a_saved_model_brings_its_names_along(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, predictor: CellPredictor
) -> None:
    before = predictor.predict("1 M NaPF6 in DME | coating: NaF | 1 mA/cm2")
    add("materials", CLAY)
    pd.testing.assert_frame_equal(predictor.predict("1 M NaPF6 in DME | coating: NaF | 1 mA/cm2"), before)
    predictor.save(tmp_path / "model")
    monkeypatch.setenv("NACRE_HOME", str(tmp_path / "elsewhere"))
    own_names.forget()
    CellPredictor.load(tmp_path / "model")
    assert parse_cell("1 M NaPF6 in DME | coating: sepiolite").coating == ("sepiolite",)
    own_names.forget()
    add("materials", CLAY | {"class": "other"})
    with pytest.raises(NacreError, match="means something else here"):
        CellPredictor.load(tmp_path / "model")


def test_a_layer_may_be_known_by_its_class_alone(home: Path, predictor: CellPredictor) -> None:
    cell = parse_cell("1 M NaPF6 in DME | coating: our layer [polymer] + NaF")
    assert cell.coating == ("our layer [polymer]", "NaF")
    assert parse_cell(str(cell)) == cell
    assert "our layer [polymer] is known by its class only." in cell.electrolyte.remarks
    assert parse_cell("1 M NaPF6 in DME | coating: NaF [halide]").coating == ("NaF",)
    assert predictor.predict([cell])["lifetime_h"].notna().all()
    with pytest.raises(NacreError, match="no class 'clay'"):
        parse_cell("1 M NaPF6 in DME | coating: our layer [clay]")


def test_the_classes_are_those_of_the_shipped_table() -> None:
    shipped = {row["class"] for row in read_table("materials")} - {"abbreviation", "metal_oxide"}
    assert shipped == set(CLASSES)
