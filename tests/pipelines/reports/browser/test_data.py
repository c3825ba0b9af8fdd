"""What the page that predicts in a browser computes with: small, complete, and refused where it would be wrong."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nacre.data.chemistry import own_names
from nacre.data.chemistry.materials import material_table
from nacre.data.chemistry.own_checks import add
from nacre.data.errors import NacreError
from nacre.data.quantity import own_quantity
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.reports.browser.components import menus
from nacre.pipelines.reports.browser.data import main, script
from nacre.pipelines.reports.browser.model import model

PAGE = Path(__file__).parents[4] / "docs" / "try"


def test_page_and_data_are_smaller_than_three_megabytes(written: str) -> None:
    assert len(written.encode()) + sum(path.stat().st_size for path in PAGE.iterdir()) < 3_000_000


def test_every_name_of_a_menu_has_its_numbers(data: dict[str, Any]) -> None:
    for role, halves in data["menus"].items():
        numbers = data["species" if role in {"salts", "solvents", "additives"} else "materials"]
        assert halves["published"], role
        assert {name for half in halves.values() for name in half} <= numbers.keys()
    assert data["menus"]["salts"]["published"][0] == "NaPF6"
    assert "diglyme" in data["menus"]["solvents"]["published"]
    assert "NaF" in data["menus"]["coating"]["published"]


def test_a_precursor_is_no_coating_of_the_menus(data: dict[str, Any]) -> None:
    # Sodium makes an alloy and a salt of tin chloride; the notation writes what is there in the end.
    coatings = {name for half in data["menus"]["coating"].values() for name in half}
    assert "Na" not in coatings
    assert {"Na15Sn4", "NaCl"} <= coatings


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A nacre folder for names of one's own, which are forgotten afterwards."""
    monkeypatch.setenv("NACRE_HOME", str(tmp_path / "home"))
    own_names.forget()
    yield tmp_path / "home"
    shutil.rmtree(tmp_path / "home", ignore_errors=True)
    own_names.forget()


def test_names_of_the_one_who_builds_the_page_stay_at_home(
    own_home: Path, data: dict[str, Any], shipped: CellPredictor
) -> None:
    add("materials", {"name": "sepiolite", "class": "oxide", "formula": "Mg4Si6H6O18"})
    add("molecules", {"name": "pentaglyme", "smiles": "COCCOCCOCCOCCOCCOC", "role": "solvent"})
    assert "sepiolite" in material_table()
    assert menus(shipped.evidence, shipped.domain) == data["menus"]


def test_numbers_of_a_molecule_are_those_of_the_tables(data: dict[str, Any]) -> None:
    diglyme = data["species"]["diglyme"]
    assert diglyme["mass"] == pytest.approx(134.17, abs=0.01)
    assert diglyme["values"][data["properties"].index("donor_sites")] == 3
    assert data["species"]["DMF"]["reaction"].startswith("DMF is an amide: ")
    assert data["species"]["TTE"]["isDry"]
    assert not data["species"]["DME"]["isDry"]


def test_unknown_numbers_are_null(data: dict[str, Any], shipped: CellPredictor) -> None:
    # Papers give no band gap of a mixture of organics, and no temperature bounds the known cells from nothing.
    place = [name for name, _ in data["phaseColumns"]].index("band_gap_eV.max")
    assert data["materials"]["CF/CC organics"][place] is None
    assert None in data["layers"]["coating"]["bare"]
    assert all(math.isfinite(one) for one in data["known"]["center"])


def test_every_known_cell_is_there_with_outcome_and_source(data: dict[str, Any], shipped: CellPredictor) -> None:
    known = data["known"]
    assert [row[0] for row in known["cells"]] == shipped.evidence.frame["cell"].tolist()
    ended = known["cells"][shipped.evidence.frame["lifetime_event"].tolist().index("survived")]
    assert ended[1][0][0].startswith("≥ ")
    assert all(citation for citation, _ in known["sources"])


def test_trees_are_whole(data: dict[str, Any], shipped: CellPredictor) -> None:
    def leaves(node: Any) -> int:
        return leaves(node[3]) + leaves(node[4]) if isinstance(node, list) else 1

    for told, target in zip(data["model"]["targets"], shipped.targets.values(), strict=True):
        frame = target.booster.booster_.trees_to_dataframe()  # type: ignore[union-attr]
        assert sum(map(leaves, told["trees"])) == int((frame["Feature"] == "Leaf").sum())


def test_factors_of_bounds_are_those_of_the_level(data: dict[str, Any], shipped: CellPredictor) -> None:
    for told, target in zip(data["model"]["targets"], shipped.targets.values(), strict=True):
        for side, bound in target.bounds.items():
            assert told["bounds"][side]["factors"] == [one.factor(0.9) for one in bound.strata]
            assert all(map(math.isfinite, told["bounds"][side]["edges"]))


def test_a_predictor_that_the_page_cannot_compute_is_refused(shipped: CellPredictor) -> None:
    quantity = own_quantity("ice_percent", np.array([80.0, 90.0]), limits=(0.0, 100.0))
    with pytest.raises(NacreError, match="cannot predict ice_percent"):
        model([replace(shipped.target("lifetime"), quantity=quantity)])


def test_the_command_writes_the_script(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], shipped: CellPredictor
) -> None:
    path = tmp_path / "try" / "data.js"
    monkeypatch.setattr("sys.argv", ["data", "-o", str(path)])
    main()
    assert path.read_text("utf-8") == script(shipped)
    assert f"{path.stat().st_size:,} bytes" in capsys.readouterr().out
