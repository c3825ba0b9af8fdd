"""Predictions over HTTP: nacre's server and MLflow's own, equal to the Python API to the last bit."""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from nacre.models.attribution.contributions import attribute
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.store.champion import champion_folder
from tests.pipelines.homes import home_with_champion
from tests.pipelines.servers import free_port, running

CELLS = [
    "1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2, 1 mAh/cm2",
    "1 M NaPF6 in EC/PC (1:1 v/v) + 5 wt% FEC",
    "2.1 M NaFSI in DME/BTFE (1:2 mol) | host: carbon cloth | 3 mA/cm2, 3 mAh/cm2 | 0 °C",
]
LIMIT_MB = 0.05
KINDS = ("nacre", "mlflow")


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory, predictor: CellPredictor) -> Iterator[dict[str, str]]:
    folder = tmp_path_factory.mktemp("serving")
    ports = {kind: str(free_port()) for kind in KINDS}
    nacre = [sys.executable, "-m", "nacre", "serve", "--port", ports["nacre"], "--max-megabytes", str(LIMIT_MB),
             "--max-cells", "500"]  # fmt: skip
    mlflow = [
        sys.executable, "-m", "mlflow", "models", "serve", "-m", "models:/nacre@champion", "--env-manager", "local",
        "--host", "127.0.0.1", "--port", ports["mlflow"],
    ]  # fmt: skip
    store = {"MLFLOW_TRACKING_URI": f"sqlite:///{folder / 'home' / 'mlflow.db'}"}
    with home_with_champion(folder / "home", predictor):
        addresses = {kind: f"http://127.0.0.1:{port}" for kind, port in ports.items()}
        with (
            running(nacre, f"{addresses['nacre']}/ping", folder),
            running(mlflow, f"{addresses['mlflow']}/ping", folder, **store),
        ):
            yield addresses


def ask(address: str, body: bytes, kind: str = "application/json", **headers: str) -> tuple[int, Any]:
    request = urllib.request.Request(f"{address}/invocations", body, {"Content-Type": kind} | headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


def cells(*texts: str, **params: Any) -> bytes:
    return json.dumps({"dataframe_records": [{"cell": text} for text in texts], "params": params}).encode()


def expected(predictor: CellPredictor, *texts: str, level: float = 0.9) -> list[dict[str, Any]]:
    records = predictor.predict(list(texts), level=level).to_dict("records")
    return [{k: None if v == float("inf") else v for k, v in record.items()} for record in records]


@pytest.mark.parametrize("kind", KINDS)
def test_answers_equal_the_python_api_to_the_last_bit(
    servers: dict[str, str], predictor: CellPredictor, kind: str
) -> None:
    status, told = ask(servers[kind], cells(*CELLS))
    assert status == 200
    assert told["predictions"] == expected(predictor, *CELLS)


@pytest.mark.parametrize("kind", KINDS)
def test_columns_do_as_well_as_notation(servers: dict[str, str], predictor: CellPredictor, kind: str) -> None:
    frame = pd.DataFrame(
        {
            "electrolyte": ["1 M NaPF6 in diglyme", "1 M NaFSI in DME"],
            "coating": ["NaF", None],
            "current_density_mA_cm2": [1.0, 2.0],
        }
    )
    body = json.dumps({"dataframe_split": json.loads(frame.to_json(orient="split"))}).encode()
    status, told = ask(servers[kind], body)
    assert status == 200
    own = predictor.predict(["1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2", "1 M NaFSI in DME | 2 mA/cm2"])
    assert [one["lifetime_h"] for one in told["predictions"]] == list(own["lifetime_h"])


@pytest.mark.parametrize("kind", KINDS)
def test_level_and_attributions_on_request(servers: dict[str, str], predictor: CellPredictor, kind: str) -> None:
    status, told = ask(servers[kind], cells(CELLS[0], level=0.8, attributions=True))
    assert status == 200
    (found,) = told["predictions"]
    assert found["lifetime_lower_h"] == expected(predictor, CELLS[0], level=0.8)[0]["lifetime_lower_h"]
    from nacre.data.measured.tables import as_batch

    features = predictor.featurize(as_batch(CELLS[0]))
    for name, target in predictor.targets.items():
        own = attribute(target.booster, features)
        groups = {group: float(values[0]) for group, values in own.by_group().items()}
        assert found["effects"][name] == groups | {"base": float(own.base[0])}


def test_many_at_once_get_each_its_own(servers: dict[str, str], predictor: CellPredictor) -> None:
    texts = [f"{0.5 + i / 20:g} M NaPF6 in diglyme" for i in range(24)] + ["1 M Nonsense in DME"]
    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(lambda text: ask(servers["nacre"], cells(text)), texts))
    assert [status for status, _ in found] == [200] * 24 + [400]
    own = predictor.predict(texts[:-1])["lifetime_h"]
    assert [told["predictions"][0]["lifetime_h"] for _, told in found[:-1]] == list(own)


BAD = {
    "notation": (cells("1 M NaPF6 in watter"), 400, "watter"),
    "level": (cells(CELLS[0], level=2.0), 400, "not between 0 and 1"),
    "no cell": (json.dumps({"dataframe_records": [{"coating": "NaF"}]}).encode(), 400, "neither a column 'cell' nor"),
    "no JSON": (b"{", 400, "line 1, column 2"),
    "empty": (b"", 400, "not JSON"),
    "a list": (b"[1, 2]", 400, "no JSON object"),
    "a number": (json.dumps({"dataframe_records": [{"cell": 5}]}).encode(), 400, "no text"),
    "too long": (cells(*[CELLS[2]] * 2000), 413, "more than"),
    "too many cells": (json.dumps({"inputs": {"cell": ["x"] * 600}}).encode(), 413, "500 at most"),
    "a long text": (cells("µ" * 5001), 422, "At most 5,000"),
    "deep": (b"[" * 40_000, 400, "nests too deeply"),
    "deep in data": (b'{"inputs": ' + b'{"cell":' * 4000 + b"1" + b"}" * 4001, 400, "nests too deeply"),
    "a huge integer": (b'{"inputs": {"cell": ["x"], "temperature_C": [' + b"9" * 5000 + b"]}}", 400, "digits"),
    "a large integer": (b'{"inputs": {"cell": ["x"], "temperature_C": [' + b"9" * 200 + b"]}}", 400, ""),
    "infinity": (b'{"inputs": {"cell": ["x"], "temperature_C": [1e999]}}', 400, "no number"),
    "NaN": (b'{"inputs": {"cell": ["x"], "temperature_C": [NaN]}}', 400, "null"),
    "half a character": (b'{"inputs": {"cell": ["\\ud800"]}}', 400, "half a character"),
    "a key twice": (b'{"inputs": {"cell": ["a"], "cell": ["b"]}}', 400, "stands twice"),
    "a column twice": (b'{"dataframe_split": {"columns": ["cell", "cell"], "data": [["a", "b"]]}}', 400, "twice"),
    "an unknown column": (b'{"inputs": {"cell": ["x"], "coatng": ["NaF"]}}', 400, "none that is read"),
    "an unknown parameter": (cells(CELLS[0], levle=0.8), 400, "params knows"),
    "an unknown key": (b'{"inputs": {"cell": ["x"]}, "extra": 1}', 400, "keys besides"),
    "a level that is none": (cells(CELLS[0], level=True), 400, "not a number"),
    "attributions that are none": (cells(CELLS[0], attributions="yes"), 400, "neither true nor false"),
    "no cells": (cells(), 400, "no cells"),
    "columns of other lengths": (b'{"inputs": {"cell": ["a", "b"], "coating": ["NaF"]}}', 400, "differ in length"),
    "a short row": (b'{"dataframe_split": {"columns": ["cell", "host"], "data": [["a"]]}}', 400, "another length"),
    "UTF-16 unsaid": (cells(CELLS[0]).decode().encode("utf-16"), 400, "not utf-8"),
    "no UTF-8": (b'{"inputs": {"cell": ["\xff"]}}', 400, "not utf-8"),
    "many values": (b'{"inputs": {"cell": [' + b"1," * 20_000 + b"1]}}", 413, "500 at most"),
}
#: What other kinds of body say.
BAD_CSV = {
    "an open quote": (b'cell\n"1 M NaPF6', 400, "quotes"),
    "a column twice": (b"cell,cell\na,b\n", 400, "twice"),
    "a long line": (b"cell,host\na,b,c\n", 400, "another number of fields"),
    "a word for a number": (b"cell,temperature_C\n1 M NaPF6 in DME,warm\n", 400, "no number"),
    "nothing": (b"", 400, "no cells"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_request_is_answered_in_a_sentence(servers: dict[str, str], name: str) -> None:
    body, status, words = BAD[name]
    found, told = ask(servers["nacre"], body)
    assert (found, list(told)) == (status, ["error"])
    assert words in told["error"]
    for secret in ("Traceback", 'File "', os.sep + "home", "site-packages"):
        assert secret not in told["error"]


def test_other_kinds_and_addresses_are_refused(servers: dict[str, str]) -> None:
    assert ask(servers["nacre"], b"<x/>", "application/xml")[0] == 415
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{servers['nacre']}/../../etc/passwd", timeout=10)
    assert caught.value.code == 404
    caught.value.close()


@pytest.mark.parametrize("name", BAD_CSV)
def test_a_bad_table_is_answered_in_a_sentence(servers: dict[str, str], name: str) -> None:
    body, status, words = BAD_CSV[name]
    found, told = ask(servers["nacre"], body, "text/csv")
    assert (found, list(told)) == (status, ["error"])
    assert words in told["error"]


def test_tables_and_other_charsets_are_read_by_their_name(servers: dict[str, str], predictor: CellPredictor) -> None:
    own = list(predictor.predict([CELLS[0]])["lifetime_h"])
    text = cells(CELLS[0]).decode()
    status, told = ask(servers["nacre"], text.encode("utf-16"), "application/json; charset=UTF-16")
    assert (status, [one["lifetime_h"] for one in told["predictions"]]) == (200, own)
    status, told = ask(servers["nacre"], f'cell,paper\n"{CELLS[0]}",x\n'.encode(), "text/csv")
    assert (status, [one["lifetime_h"] for one in told["predictions"]]) == (200, own)
    assert ask(servers["nacre"], text.encode(), "application/json; charset=latin-1")[0] == 415


def test_faults_count_the_rows_of_the_whole_request(servers: dict[str, str]) -> None:
    status, told = ask(servers["nacre"], cells(*[f"{n} mM NaPF6 in DME" for n in range(1, 60)], "1 M NaPF6 in watter"))
    assert status == 400
    assert "row 61" in told["error"]  # as a spreadsheet counts, the header being row 1


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "attacker.example"}, 403),
        ({"Host": "192.0.2.7"}, 403),
        ({"Host": "localhost"}, 200),
        ({"Host": "[::1]:80"}, 200),
        ({"Origin": "http://attacker.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_only_its_own_name_and_pages_may_ask(servers: dict[str, str], headers: dict[str, str], status: int) -> None:
    assert ask(servers["nacre"], cells(CELLS[0]), **headers)[0] == status


def test_it_tells_how_it_is(servers: dict[str, str]) -> None:
    from nacre.data.version import __version__

    for path in ("/health", "/ping", "/version"):
        with urllib.request.urlopen(servers["nacre"] + path, timeout=10) as answer:
            assert json.loads(answer.read())["version"] == "1"
            assert answer.headers["x-nacre-champion"] == "1"
            assert answer.headers["x-nacre-version"] == __version__
    with urllib.request.urlopen(servers["nacre"] + "/metrics", timeout=10) as answer:
        figures = dict(line.rpartition(" ")[::2] for line in answer.read().decode().splitlines())
    assert float(figures["nacre_held_bytes"]) == 0
    assert float(figures['nacre_requests_total{status="200"}']) > 0
    for path in ("/docs", "/openapi.json", "/redoc", "/nothing"):
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(servers["nacre"] + path, timeout=10)
        assert caught.value.code == 404
        caught.value.close()


def test_a_taken_port_is_told(servers: dict[str, str]) -> None:
    import subprocess

    port = servers["nacre"].rpartition(":")[2]
    command = [sys.executable, "-m", "nacre", "serve", "--port", port]
    found = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert found.returncode == 2
    assert f"Nothing can listen at 127.0.0.1:{port}" in found.stderr


def test_the_saved_model_names_the_installed_package_and_holds_no_code(servers: dict[str, str]) -> None:
    import yaml

    home = Path(os.environ["NACRE_HOME"])
    (meta,) = home.glob("artifacts/**/MLmodel")
    flavour = yaml.safe_load(meta.read_text())["flavors"]["python_function"]
    assert flavour["loader_module"] == "nacre.pipelines.pyfunc"
    assert flavour.get("code") is None
    folder = meta.parent
    assert not (folder / "code").exists()
    wanted = (folder / "requirements.txt").read_text().split()
    assert all("==" in line for line in wanted)
    assert {line.partition("==")[0] for line in wanted} >= {"nacre", "xgboost", "rdkit", "mlflow"}
    own = {path.name for path in (folder / "data" / "predictor").iterdir()}
    assert own == {path.name for path in champion_folder().iterdir()}
