"""Suggestions: new cells of the space, in the domain, spread, repeatable, written for a lab to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from nacre.api import measured_table
from nacre.api import suggest as suggest_of_table
from nacre.data.arrays import Floats
from nacre.data.batch.cells import CellBatch
from nacre.data.cell import format_cell
from nacre.data.errors import NacreError
from nacre.data.measured.tables import published_cells
from nacre.data.notation.parse import parse_cell
from nacre.data.space.read import make_space
from nacre.models.estimators.acquisition import Acquisition, Posterior
from nacre.models.labels.dataset import Dataset, make_dataset
from nacre.pipelines.screening.suggest import Suggested, SuggestSettings, suggest, to_beat
from nacre.pipelines.screening.suggesting.known import Known, Requirement
from nacre.pipelines.screening.suggesting.values import Limit
from tests.lab_tables import efficiency_table, true_efficiency, write_table

SPACE = make_space(
    {
        "salts": ["1 M NaPF6", "1 M NaFSI", "2 M NaFSI"],
        "solvents": {"names": ["EC", "PC", "diglyme", "DME"], "mix": [1, 2]},
        "coatings": ["none", "NaF", "Na3Bi + PVDF"],
        "protocols": ["1 mA/cm2, 1 mAh/cm2"],
    }
)


@pytest.fixture(scope="module")
def data() -> Dataset:
    return make_dataset(published_cells())


@pytest.mark.parametrize("name", ["lifetime", "overpotential"])
def test_suggestions_are_new_readable_and_in_the_domain(data: Dataset, name: str) -> None:
    found = suggest(SPACE, data, name, SuggestSettings(n=5))
    assert len(found.frame) == 5
    assert found.frame["cell"].is_unique
    assert not set(found.frame["cell"]) & set(data.frame["cell"])
    assert set(found.frame["domain"]) <= {"in", "edge"}
    for text in found.frame["cell"]:
        parse_cell(text)
    column = data.labels(name).quantity.column
    quantity = data.labels(name).quantity
    low, high = (found.frame[f"predicted_{quantity.bound_column(side)}"] for side in ("lower", "upper"))
    mid = found.frame[f"predicted_{column}"]
    assert (low < mid).all()
    assert (mid < high).all()


def test_the_same_question_has_the_same_answer(data: Dataset) -> None:
    first, second = (suggest(SPACE, data, "overpotential", SuggestSettings(n=3)).frame for _ in range(2))
    pd.testing.assert_frame_equal(first, second)


def test_the_file_has_an_empty_column_for_the_outcome(data: Dataset, tmp_path: Path) -> None:
    suggest(SPACE, data, "overpotential", SuggestSettings(n=2), output=tmp_path / "next.csv")
    frame = pd.read_csv(tmp_path / "next.csv")
    assert len(frame) == 2
    assert frame["overpotential_mV"].isna().all()


def test_a_short_test_changes_what_counts(data: Dataset) -> None:
    found = suggest(SPACE, data, "lifetime", SuggestSettings(n=3, longest_test=100.0)).frame
    assert found["probability_to_improve"].between(0, 1).all()
    with pytest.raises(NacreError, match="not positive"):
        suggest(SPACE, data, "lifetime", SuggestSettings(longest_test=-1.0))


def test_an_unknown_quantity_is_told(data: Dataset) -> None:
    with pytest.raises(NacreError, match="lifetime, overpotential"):
        suggest(SPACE, data, "price")


def test_a_space_of_known_cells_only_is_told(data: Dataset) -> None:
    alien = make_space(
        {"salts": ["1 M NaPF6"], "solvents": {"names": ["[CCCCOCCCCOC]"]}, "protocols": ["1 mA/cm2, 1 mAh/cm2"]}
    )
    with pytest.raises(NacreError, match="inside the domain"):
        suggest(alien, data, "overpotential")
    assert len(suggest(alien, data, "overpotential", SuggestSettings(allow_out=True)).frame) == 1


OWN_SPACE = make_space(
    {"salts": [f"{dose} m {salt}" for salt in ("NaPF6", "NaFSI", "NaClO4") for dose in (0.5, 1, 2, 3)],
     "solvents": {"names": ["DME", "diglyme", "PC", "THF"]}}
)  # fmt: skip
EFFICIENCY = "coulombic_efficiency_percent"


def known_cells(path: Path, target: str, **options: Any) -> Dataset:
    table, quantities = measured_table(path, target=target, **options)
    assert table is not None
    return make_dataset(table, quantities)


def test_a_lab_finds_its_best_cells_from_ten_rows_round_after_round(tmp_path: Path) -> None:
    """The efficiency of the simulated table grows with molality, is highest for NaPF6 and in glymes."""
    tested = efficiency_table(10, seed=5)
    found: list[str] = []
    for _ in range(3):
        data = known_cells(write_table(tmp_path, tested), EFFICIENCY, bounded=(0.0, 100.0))
        batch = suggest(OWN_SPACE, data, EFFICIENCY, SuggestSettings(n=4, allow_out=True)).frame
        assert not set(batch["cell"]) & set(data.frame["cell"])
        found += list(batch["cell"])
        rows = pd.DataFrame({"electrolyte": batch["cell"], EFFICIENCY: [true_efficiency(c) for c in batch["cell"]]})
        rows = rows.assign(record_id=[f"new-{len(tested) + i}" for i in range(4)], paper="own", separator="Celgard")
        tested = pd.concat([tested, rows], ignore_index=True)
    every = sorted((true_efficiency(format_cell(OWN_SPACE.cell(i))) for i in range(len(OWN_SPACE))), reverse=True)
    assert max(map(true_efficiency, found)) >= every[2]


def test_what_a_target_of_ones_own_needs(tmp_path: Path) -> None:
    path = write_table(tmp_path, efficiency_table(12))
    for target, table, options, words in (
        (EFFICIENCY, None, {}, "--data"),
        ("lifetime", None, {"log": True}, "do not belong to lifetime"),
        (EFFICIENCY, path, {"bounded": (0.0, 100.0), "log": True}, "bounded or logarithmic"),
    ):
        with pytest.raises(NacreError, match=words):
            suggest_of_table(OWN_SPACE, target, data=table, **options)
    few = known_cells(write_table(tmp_path, efficiency_table(3), "three.csv"), EFFICIENCY)
    with pytest.raises(NacreError, match="too few"):
        suggest(OWN_SPACE, few, EFFICIENCY)


def test_less_may_be_better(tmp_path: Path) -> None:
    path = write_table(tmp_path, efficiency_table(40))
    worst = suggest(OWN_SPACE, known_cells(path, EFFICIENCY, minimize=True), EFFICIENCY, SuggestSettings(n=1)).frame[
        "cell"
    ][0]
    best = suggest(OWN_SPACE, known_cells(path, EFFICIENCY), EFFICIENCY, SuggestSettings(n=1)).frame["cell"][0]
    assert true_efficiency(worst) < true_efficiency(best)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Thirty tested cells of a lab, learned in no time."""
    table = write_table(tmp_path_factory.mktemp("lab"), efficiency_table(30, seed=2))
    return known_cells(table, EFFICIENCY, bounded=(0.0, 100.0))


def of_lab(lab: Dataset, space: Any = OWN_SPACE, **settings: Any) -> Suggested:
    return suggest(space, lab, EFFICIENCY, SuggestSettings(**settings, allow_out=True))


@pytest.mark.parametrize(
    ("name", "column"),
    [("expected improvement", "expected_improvement_"), ("upper confidence", "optimistic_"),
     ("probability", ""), ("Thompson", "drawn_"), ("pure exploration", "sd_")],
)  # fmt: skip
def test_each_acquisition_tells_what_it_seeks_and_why_each_cell_is_there(lab: Dataset, name: str, column: str) -> None:
    found = of_lab(lab, n=3, acquisition=name)
    assert found.frame[f"{column}{EFFICIENCY}" if column else "probability_to_improve"].between(0, 100).all()
    assert found.frame["why"].str.contains("known").all()
    assert f"{EFFICIENCY}, higher is better, by {name}" in found.summary
    assert found.best_cell in found.summary
    assert found.best_cell in set(lab.frame["cell"])


def test_thompson_is_repeated_by_its_seed(lab: Dataset) -> None:
    one, same, other = (list(of_lab(lab, n=4, acquisition="thompson", seed=s).frame["cell"]) for s in (1, 1, 2))
    assert one == same
    assert one != other


def test_an_acquisition_of_ones_own_is_followed(lab: Dataset) -> None:
    class Steady(Acquisition):
        name = "steady"

        def score(self, posterior: Posterior) -> Floats:
            return posterior.mean - posterior.spread - posterior.mark

    found = of_lab(lab, n=2, acquisition=Steady())
    assert found.acquisition.name == "steady"
    assert found.frame["why"].str.startswith("steady ").all()


def test_a_threshold_is_what_is_to_be_beaten(lab: Dataset) -> None:
    easy, hard = (of_lab(lab, n=1, acquisition="probability", threshold=threshold) for threshold in ("90", 99.5))
    assert easy.mark == pytest.approx(90.0)
    assert easy.frame["probability_to_improve"][0] > hard.frame["probability_to_improve"][0]
    assert "to beat 90" in easy.summary


def test_a_threshold_of_time_takes_any_unit_of_time(data: Dataset) -> None:
    lifetime = data.labels("lifetime").quantity
    assert to_beat(SuggestSettings(threshold="10 d"), lifetime) == to_beat(SuggestSettings(threshold=240), lifetime)


def test_rules_of_the_space_and_guards_hold_for_suggestions(lab: Dataset) -> None:
    ruled = make_space(
        {"salts": ["1 m NaPF6", "1 m NaFSI"], "solvents": {"names": ["diglyme", "DME", "acetonitrile"]},
         "exclude": [["NaFSI", "DME"]]}
    )  # fmt: skip
    cells = of_lab(lab, ruled, n=50).frame["cell"]
    assert len(cells)
    assert not cells.str.contains("acetonitrile").any()
    assert not (cells.str.contains("NaFSI") & cells.str.contains("DME")).any()


@pytest.mark.filterwarnings("ignore:.*no column that nacre reads")
def test_a_limit_on_another_quantity_moves_the_batch_to_where_it_is_kept(lab: Dataset, tmp_path: Path) -> None:
    """In the table, hours fall with the molality that efficiency rises with."""
    table = efficiency_table(30, seed=2).reset_index(drop=True)
    molality = table["electrolyte"].str.split().str[0].astype(float)
    path = write_table(tmp_path, table.assign(hours=100.0 / molality))
    hours = known_cells(path, "hours")
    requirement = Requirement.of(Limit(hours.labels("hours").quantity, "lower", 100.0), hours)
    plain = of_lab(lab, n=4).frame
    limited = suggest(
        OWN_SPACE, lab, EFFICIENCY, SuggestSettings(n=4, allow_out=True), requirements=[requirement]
    )  # fmt: skip
    batch = CellBatch.from_cells([parse_cell(text) for text in plain["cell"]])
    known = Known.of(lab)
    before = requirement.chance(batch, known.columns, known.columns.matrix(batch))
    assert limited.frame["chance_hours_at_least_100"].mean() > before.mean()
    assert limited.frame["why"].str.contains("hours at least 100 with").all()
    assert limited.requirements == ("hours at least 100",)


def test_prices_decide_between_like_candidates(lab: Dataset) -> None:
    for dear, cheap in (("NaPF6", "NaFSI"), ("NaFSI", "NaPF6")):
        space = make_space(
            {"salts": ["1 m NaPF6", "1 m NaFSI"], "solvents": {"names": ["diglyme", "DME"]},
             "prices": {dear: 1e6, cheap: 1.0, "diglyme": 1.0, "DME": 1.0}}
        )  # fmt: skip
        frame = of_lab(lab, space, n=1, per_cost=True).frame
        assert cheap in frame["cell"][0]
        assert frame["price_per_kg"][0] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("name", "settings", "words"),
    [
        ("lifetime", {"acquisition": "entropy"}, "pure exploration"),
        ("lifetime", {"acquisition": "upper confidence", "beta": -2.0}, "beta -2"),
        ("lifetime", {"acquisition": "probability", "threshold": "500"}, 'no unit; lifetime is in h.*"500 h"'),
        ("lifetime", {"acquisition": "probability", "threshold": "500 mV"}, "'mV' does not fit"),
        ("lifetime", {"acquisition": "probability", "threshold": "long"}, "no number"),
        ("lifetime", {"acquisition": "probability", "threshold": "-5 h"}, "nothing that lifetime can be"),
        ("lifetime", {"acquisition": "thompson", "threshold": "500 h"}, "--acquisition probability"),
        ("lifetime", {"acquisition": "pure exploration", "longest_test": 100.0}, "--longest-test"),
        ("overpotential", {"longest_test": 100.0}, "less is better"),
        ("lifetime", {"per_cost": True}, "prices: {.*NaFSI: …"),
    ],
)
def test_what_cannot_be_used_is_told_with_a_remedy(
    data: Dataset, name: str, settings: dict[str, Any], words: str
) -> None:
    with pytest.raises(NacreError, match=words):
        suggest(SPACE, data, name, SuggestSettings(**settings))


@pytest.mark.parametrize(
    ("limit", "words"),
    [("overpotential 50", "is no QUANTITY=VALUE"), ("overpotential=50 h", "'h' does not fit"),
     ("ice_percent=90", "published cells have no ice_percent")],
)  # fmt: skip
def test_a_limit_names_a_quantity_that_the_data_have(limit: str, words: str) -> None:
    with pytest.raises(NacreError, match=words) as told:
        suggest_of_table(SPACE, "lifetime", at_most=[limit])
    assert told.value.hint


def test_a_limit_on_what_few_cells_have_is_told(tmp_path: Path) -> None:
    few = known_cells(write_table(tmp_path, efficiency_table(3)), EFFICIENCY)
    with pytest.raises(NacreError, match="the data have 3 outcomes"):
        Requirement.of(Limit(few.labels(EFFICIENCY).quantity, "lower", 90.0), few)
