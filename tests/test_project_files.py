"""What a release stands on: one version, a citation, pinned workflows, forms, and the recipe of the container."""

from __future__ import annotations

import http.server
import json
import re
import shutil
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
RECIPE = (ROOT / "Containerfile").read_text("utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


def linter(name: str) -> str:
    """A linter of the extra `dev`, beside this Python or on the path."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed; it comes with the extra dev")
    return found


def load(path: Path) -> dict[str, Any]:
    loaded: dict[Any, Any] = yaml.safe_load(path.read_text("utf-8"))
    # YAML 1.1 reads the key `on` as true.
    return {"on" if key is True else key: value for key, value in loaded.items()}


# -- version and citation -----------------------------------------------------------------------------------------


def test_the_version_has_one_source() -> None:
    import nacre

    assert nacre.__version__ == PROJECT["version"]
    written = [
        path for room in ("app", "data", "features", "models", "pipelines") for path in (ROOT / room).rglob("*.py")
    ]
    assert [path for path in written if re.search(r"__version__ = [\"']", path.read_text("utf-8"))] == []


def test_the_citation_is_valid() -> None:
    citation = load(ROOT / "CITATION.cff")
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    known = {"abstract", "type", "version", "date-released", "license", "keywords", "doi", "repository-code", "url"}
    assert set(citation) <= known | {"cff-version", "message", "title", "authors"}
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] == "software"
    assert citation["version"] == PROJECT["version"]
    assert citation["license"] == PROJECT["license"]
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", citation["date-released"])
    assert [author["name"] for author in citation["authors"]] == [author["name"] for author in PROJECT["authors"]]


# -- workflows and forms ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit_with_their_version(path: Path) -> None:
    uses = [line.strip() for line in path.read_text("utf-8").splitlines() if re.match(r"\s*(- )?uses:", line)]
    assert uses
    for line in uses:
        assert re.search(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_give_no_right_that_they_do_not_name(path: Path) -> None:
    workflow = load(path)
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert "write" not in job["permissions"].get("contents", "read")
        assert job["timeout-minutes"] <= 120


def test_one_pin_for_each_action() -> None:
    pins: dict[str, set[str]] = {}
    for path in WORKFLOWS:
        for action, pin in re.findall(r"uses: ([\w./-]+)@(\S+)", path.read_text("utf-8")):
            pins.setdefault(action, set()).add(pin)
    assert {action: found for action, found in pins.items() if len(found) > 1} == {}


def test_workflows_make_goals_that_exist() -> None:
    goals = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE))
    for path in WORKFLOWS:
        for words in re.findall(r"run: make (.+)", path.read_text("utf-8")):
            assert set(words.split()) <= goals, path.name


def test_a_release_is_published_without_a_token() -> None:
    release = load(ROOT / ".github" / "workflows" / "release.yml")
    assert release["on"] == {"push": {"tags": ["v*"]}}
    publish = release["jobs"]["publish"]
    assert publish["permissions"] == {"id-token": "write"}
    assert publish["environment"] == {"name": "pypi"}
    assert "secrets" not in (ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8")


def test_workflows_pass_their_linter() -> None:
    command = [linter("zizmor"), "--offline", "--no-progress", str(ROOT / ".github")]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize("path", [path for path in FORMS if path.name != "config.yml"], ids=lambda path: path.name)
def test_forms_of_issues_are_complete(path: Path) -> None:
    form = load(path)
    assert {"name", "description", "body"} <= set(form)
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    names = [field["id"] for field in fields]
    assert len(names) == len(set(names))
    assert all(field["type"] in {"input", "textarea", "dropdown"} and field["attributes"]["label"] for field in fields)
    assert any(field.get("validations", {}).get("required") for field in fields)


# -- container -----------------------------------------------------------------------------------------------------


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n\s*", " ", RECIPE)
    return [(line.split()[0], line.partition(" ")[2]) for line in text.splitlines() if line and line[0].isupper()]


def test_the_recipe_passes_its_linter() -> None:
    command = [linter("hadolint"), "--failure-threshold", "info", str(ROOT / "Containerfile")]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def test_the_recipe_keeps_our_rules() -> None:
    steps = instructions()
    bases = [rest.split()[0] for name, rest in steps if name == "FROM"]
    assert len(set(bases)) == 1
    assert re.fullmatch(r"docker\.io/library/python:3\.\d+\.\d+-slim-\w+", bases[0])
    assert [rest for name, rest in steps if name == "USER"] == ["10001:10001"]
    installs = [rest for name, rest in steps if name == "RUN" and "pip install" in rest]
    assert "--require-hashes --requirement requirements.lock" in installs[0]
    assert all("--no-deps --no-build-isolation" in rest for rest in installs[1:])
    assert not [name for name, _ in steps if name == "ADD"]
    assert json.loads(dict(steps)["ENTRYPOINT"]) == ["nacre"]


def test_nothing_private_goes_into_the_image() -> None:
    for name in (".containerignore", ".dockerignore"):
        left_out = (ROOT / name).read_text("utf-8").split()
        assert {".git", ".venv", "nacre-out", "dist"} <= set(left_out)


def test_the_page_starts_with_options_that_it_has() -> None:
    from typer.main import get_command

    from nacre.cli import app

    words = json.loads(dict(instructions())["CMD"])
    commands: dict[str, Any] = get_command(app).commands  # type: ignore[attr-defined]
    known = {flag for parameter in commands[words[0]].params for flag in (*parameter.opts, *parameter.secondary_opts)}
    assert {word for word in words if word.startswith("--")} <= known


def test_the_mlflow_server_starts_with_options_that_it_has() -> None:
    command = SERVICES["mlflow"]["command"]
    found = subprocess.run(
        [sys.executable, "-m", "mlflow", command[0], "--help"], capture_output=True, text=True, check=True
    )
    assert {word.partition("=")[0] for word in command[1:]} <= set(re.findall(r"--[a-z-]+", found.stdout))


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_services_are_healthy_alone_and_on_this_machine(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["healthcheck"]["test"][0] == "CMD"
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert {volume.split(":")[0] for volume in service["volumes"]} <= set(COMPOSE["volumes"])
    assert "privileged" not in service


def test_the_page_waits_for_mlflow() -> None:
    page = SERVICES["page"]
    assert page["depends_on"] == {"mlflow": {"condition": "service_healthy"}}
    host = page["environment"]["MLFLOW_TRACKING_URI"].removeprefix("http://")
    assert host in next(word for word in SERVICES["mlflow"]["command"] if word.startswith("--allowed-hosts"))


@pytest.fixture
def port() -> Iterator[int]:
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path in {"/_stcore/health", "/health"} else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("name", [*sorted(SERVICES), "recipe"])
def test_health_checks_tell_a_server_that_answers_from_one_that_does_not(port: int, name: str) -> None:
    if name == "recipe":
        check = json.loads(dict(instructions())["HEALTHCHECK"].partition("CMD ")[2])
    else:
        check = SERVICES[name]["healthcheck"]["test"][1:]
    assert check[:2] == ["python", "-c"]
    code = re.sub(r"127\.0\.0\.1:\d+", f"127.0.0.1:{port}", check[2])
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
    wrong = code.replace("health", "nothing")
    assert subprocess.run([sys.executable, "-c", wrong], capture_output=True, check=False).returncode == 1
