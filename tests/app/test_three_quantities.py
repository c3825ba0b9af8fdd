"""One path for every quantity: lifetime, overpotential and an initial Coulombic efficiency through every command.

The table is one of a lab that measures all three; no part of nacre knows the third one beforehand.
"""

from __future__ import annotations

import json
import sys
import urllib.request
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from nacre.data.quantity import LIFETIME, OVERPOTENTIAL, read_quantity
from nacre.pipelines.screening.screened import parts
from tests.command_line import nacre
from tests.new_cells import rows
from tests.pipelines.homes import environment
from tests.pipelines.servers import free_port, running
from tests.three_quantities import ICE, ICE_SPEC, three_quantities_table, write_three

QUANTITIES = (LIFETIME, OVERPOTENTIAL, read_quantity(ICE_SPEC))
NAMES = [quantity.name for quantity in QUANTITIES]
CELL = "1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2, 1 mAh/cm2"
OTHER = "1 M NaPF6 in EC/PC (1:1 v/v) | 1 mA/cm2, 1 mAh/cm2"
SPACE = """
salts: [1 M NaPF6, 2 M NaFSI]
solvents: {names: [EC, diglyme, DME], mix: [1, 2]}
coatings: [none, NaF]
protocols: ["1 mA/cm2, 1 mAh/cm2"]
"""
TARGETS = [word for name in (*NAMES[:2], ICE_SPEC) for word in ("--target", name)]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A lab's folder with its table, a space, and a champion of all three quantities in a nacre folder of its own."""
    folder = tmp_path_factory.mktemp("three")
    write_three(folder)
    (folder / "space.yaml").write_text(SPACE)
    with environment(NACRE_HOME=str(folder / "home")):
        done("train", "--data", "three.csv", *TARGETS, "--no-validation", "-o", "out", cwd=folder)
        yield folder


def done(*arguments: str, cwd: Path | None = None) -> str:
    """What a command prints that must work."""
    ended = nacre(*arguments, cwd=cwd)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def columns_of_all(frame: pd.DataFrame) -> None:
    for quantity in QUANTITIES:
        assert {quantity.column, quantity.bound_column(quantity.side)} <= set(frame.columns)
        assert frame[quantity.column].notna().all()
    assert frame[ICE].between(0, 100).all()


def test_train_writes_the_table_and_the_predictor_of_all(lab: Path) -> None:
    judged = pd.read_csv(lab / "out" / "validation.csv")
    assert set(judged["target"]) == set(NAMES)
    assert (lab / "out" / "predictor" / "manifest.json").is_file()


def test_validate_judges_each_beside_simple_models(lab: Path) -> None:
    told = json.loads(
        done("validate", "--data", "three.csv", *TARGETS[2:], "--repeats", "1", "--folds", "2", "--json", cwd=lab)
    )
    models = {name: {one["model"] for one in told if one["target"] == name} for name in NAMES}
    assert models["lifetime"] == set()
    assert {"nacre booster", "constant", "ridge"} <= models["overpotential"]
    assert {"nacre", "constant", "ridge"} <= models[ICE]


def test_predict_tells_all_with_their_bounds(lab: Path) -> None:
    told = done("predict", CELL)
    assert all(name in told for name in NAMES)
    row = json.loads(done("predict", CELL, "--json"))
    columns_of_all(pd.DataFrame([row]))
    done("predict", "--table", "three.csv", "-o", "predicted.csv", cwd=lab)
    table = pd.read_csv(lab / "predicted.csv")
    columns_of_all(
        table[[name for name in table if name.startswith("predicted_")]].rename(
            columns=lambda name: name.removeprefix("predicted_")
        )
    )
    assert len(table) == len(three_quantities_table())


def test_the_third_is_learned_as_its_rule_has_it(lab: Path) -> None:
    ether, carbonate = (json.loads(done("predict", cell, "--json"))[ICE] for cell in (CELL, OTHER))
    assert ether > carbonate + 5


def test_explain_gives_every_form_of_report(lab: Path) -> None:
    told = done("explain", CELL, "-o", "why.html", "--figures", "figures", cwd=lab)
    assert all(f"{name}: " in told for name in NAMES)
    for ending in ("json", "md", "png"):
        done("explain", CELL, "-o", f"why.{ending}", cwd=lab)
    targets = json.loads((lab / "why.json").read_text())["targets"]
    assert list(targets) == NAMES
    assert all(targets[name]["groups"] and targets[name]["components"] for name in NAMES)
    page, text = (lab / "why.html").read_text(), (lab / "why.md").read_text()
    assert all(name.capitalize() in page and name.capitalize() in text.replace("\\", "") for name in NAMES)
    for name in NAMES:
        assert (lab / "figures" / f"{name}-components.png").stat().st_size > 5000


def test_explain_table_and_explain_model_show_all(lab: Path) -> None:
    (lab / "few.csv").write_text(f'cell\n"{CELL}"\n"{OTHER}"\n')
    done("explain-table", "few.csv", "-o", "pages", cwd=lab)
    assert ICE in (lab / "pages" / "index.html").read_text()
    done("explain-model", "-o", "model.html", cwd=lab)
    page = (lab / "model.html").read_text().lower()
    assert all(name in page for name in NAMES)


def test_compare_tells_the_difference_in_each(lab: Path) -> None:
    told = json.loads(done("compare", CELL, OTHER, "--json"))
    assert list(told["targets"]) == NAMES
    done("compare", CELL, OTHER, "-o", "compared.html", cwd=lab)
    assert ICE.capitalize() in (lab / "compared.html").read_text()


class _Links(HTMLParser):
    """The files that a page refers to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in {"href", "src"} and value]


def test_screen_ranks_on_three_objectives_with_a_page(lab: Path) -> None:
    """No candidate of the front is beaten in all that counts, each objective taken in its own direction.

    What counts besides: few components, combinations that nobody has tested, and the domain.
    """
    objectives = [word for name in (ICE, "lifetime", "overpotential") for word in ("--objective", name)]
    done("screen", "space.yaml", *objectives, "--allow-out", "-o", "screened", cwd=lab)
    top, front = (pd.read_csv(lab / "screened" / f"{name}.csv") for name in ("top", "front"))
    columns_of_all(top)
    gains = {quantity.name: quantity.sign * front[quantity.column] for quantity in QUANTITIES}
    costs = [front["components"], -front["untested_pairs"], front["domain"] == "out"]
    values = np.column_stack([*gains.values(), *(-one.astype(float) for one in costs)])
    for one in values:
        assert not ((values >= one).all(axis=1) & (values > one).any(axis=1)).any()
    page = (lab / "screened" / "screen.html").read_text()
    assert ICE in page
    links = _Links()
    links.feed(page)
    for link in links.found:
        assert link.startswith(("#", "data:", "http")) or (lab / "screened" / link).exists(), link


@pytest.mark.parametrize("name", NAMES)
def test_screen_takes_each_as_its_only_objective(lab: Path, name: str) -> None:
    quantity = next(one for one in QUANTITIES if one.name == name)
    folder = f"by-{name}"
    done("screen", "space.yaml", "--objective", name, "--allow-out", "--top", "5", "-o", folder, cwd=lab)
    for _, part in parts(pd.read_csv(lab / folder / "top.csv")):
        assert (quantity.sign * part[quantity.column]).is_monotonic_decreasing


@pytest.mark.parametrize("target", [*NAMES[:2], ICE_SPEC])
def test_suggest_takes_each(lab: Path, target: str) -> None:
    options = ["--data", "three.csv", "--target", target, "-n", "2", "--allow-out"]
    told = json.loads(done("suggest", "space.yaml", *options, "--json", cwd=lab))
    one = next(one for one in QUANTITIES if target.startswith(one.name))
    lower, middle = f"predicted_{one.bound_column('lower')}", f"predicted_{one.column}"
    assert [row[lower] < row[middle] for row in told["suggested"]] == [True, True]
    assert told["quantity"] == one.name


def test_models_list_and_show_what_was_learned(lab: Path) -> None:
    (version,) = json.loads(done("models", "list", "--json"))
    assert version["aliases"] == ["champion"]
    assert {f"{name}_labels" for name in NAMES} <= set(version["params"])
    compared = json.loads(done("models", "compare", "1", "1", "--folds", "2", "--json"))
    assert list(compared) == NAMES


def test_retrain_lets_new_cells_of_all_three_in(lab: Path) -> None:
    new = rows(papers=3, cells=3)
    new[ICE] = "85"
    new.to_csv(lab / "new.csv", index=False)
    told = json.loads(done("retrain", "new.csv", "--dry-run", "--no-validation", "-o", "report", "--json", cwd=lab))
    assert list(told["verdicts"]) == NAMES
    assert told["data"]["cells"] == len(three_quantities_table()) + len(new)
    report = next(path for path in (lab / "report").rglob("*.html")).read_text()
    assert ICE in report


def test_the_server_answers_with_all(lab: Path) -> None:
    port = str(free_port())
    address = f"http://127.0.0.1:{port}"
    with running([sys.executable, "-m", "nacre", "serve", "--port", port], f"{address}/ping", lab):
        body = json.dumps({"dataframe_records": [{"cell": CELL}]}).encode()
        request = urllib.request.Request(f"{address}/invocations", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            (row,) = json.loads(answer.read())["predictions"]
    columns_of_all(pd.DataFrame([row]))
    assert row[ICE] == json.loads(done("predict", CELL, "--json"))[ICE]


def _predict() -> None:
    from nacre.web.predict import page

    page.page()


def _compare() -> None:
    from nacre.web import compare

    compare.page()


def _model() -> None:
    from nacre.web.model import page

    page.page()


def words(script: Any, **state: str) -> str:
    """What a page of the app shows, as its words."""
    app = AppTest.from_function(script, default_timeout=120)
    for name, value in state.items():
        app.session_state[name] = value
    app.run()
    assert not app.exception
    kinds = (app.markdown, app.caption, app.header, app.subheader, app.code)
    told = [str(one.value) for kind in kinds for one in kind]
    told += [f"{one.label} {one.value}" for one in app.metric]
    return "\n".join([*told, *(one.proto.body for one in app.get("html"))]).replace("\\", "").lower()


@pytest.mark.parametrize("script", [_predict, _compare], ids=["predict", "compare"])
def test_the_page_explains_all(lab: Path, script: Any) -> None:
    told = words(script)
    assert all(name in told for name in NAMES)


def test_the_page_shows_the_version_that_learned_all(lab: Path) -> None:
    told = words(_model, data_view="Versions")
    assert all(name in told for name in NAMES)
