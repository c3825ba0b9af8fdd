"""A proof ends with what a whole enumeration keeps, to the last number and tie, however it is run."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from nacre.data.errors import NacreError, SpaceError
from nacre.data.space.read import Space, load_space, make_space
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.screening.exact import bounds, prove, search
from nacre.pipelines.screening.run.checkpoint import NAME
from nacre.pipelines.screening.run.engines import Threads
from nacre.pipelines.screening.run.evaluation import Evaluation
from nacre.pipelines.screening.run.settings import ScreenSettings
from nacre.pipelines.screening.screen import run, screen

CONTENT: dict[str, Any] = {
    "salts": {"names": ["NaPF6", "NaFSI", "NaClO4"], "concentrations": ["0.5 M", "1 M", "2 M"], "mix": [1, 2]},
    "solvents": {"names": ["EC", "DME", "diglyme", "TTE", "AN"], "mix": [1, 2, 3], "simplex": 6},
    "additives": {"names": ["FEC", "VC", "SbF3"], "doses": ["1 wt%", "2 wt%"], "mix": [1]},
    "coatings": ["none", "NaF", "Na3P + NaBr"],
    "hosts": ["none", "Cu"],
    "protocols": ["1 mA/cm2, 1 mAh/cm2"],
    "exclude": [["DME", "NaClO4"]],
    "limits": {"fluorine_per_na": {"max": 40}, "components": {"max": 6}},
}


@pytest.fixture
def small_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that something is left to prove in a small space."""
    monkeypatch.setattr("nacre.pipelines.screening.run.evaluation.SAMPLE", 500)
    monkeypatch.setattr(prove, "_TIMES", 1)
    monkeypatch.setattr(search, "PIECES", 2048)


def _same(space: Space, predictor: CellPredictor, **chosen: Any) -> None:
    whole = screen(space, predictor, ScreenSettings(exact=False, **chosen))
    proved = screen(space, predictor, ScreenSettings(exact=True, **chosen))
    assert proved.certificate is not None
    assert proved.certificate.proved
    assert proved.ties == whole.ties
    for name in ("top", "front", "shortlist"):
        pd.testing.assert_frame_equal(getattr(whole, name), getattr(proved, name))


@pytest.mark.usefixtures("small_sample")
@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"allow_out": True, "guards": False},
        {"objectives": ("overpotential",), "top": 3},
        {"require": ("overpotential <= 30", "lifetime >= 300")},
    ],
    ids=["as it is", "out and unguarded", "one objective", "with requirements"],
)
def test_a_proof_keeps_what_an_enumeration_keeps(predictor: CellPredictor, chosen: dict[str, Any]) -> None:
    _same(make_space(CONTENT), predictor, **chosen)


_NAMES = st.lists(st.sampled_from(["EC", "PC", "DME", "diglyme", "TTE", "AN", "Pyr13FSI"]), min_size=2, max_size=4,
                  unique=True)  # fmt: skip
_SALTS = st.lists(st.sampled_from(["NaPF6", "NaFSI", "NaClO4", "NaNO3"]), min_size=1, max_size=3, unique=True)
_DOSES = st.lists(st.sampled_from(["0.5 M", "1 M", "2 M", "1 mol/kg", "40 wt%"]), min_size=1, max_size=2, unique=True)
_LIMITS = st.fixed_dictionaries(
    {},
    optional={
        "fluorine_per_na": st.fixed_dictionaries({"max": st.sampled_from([6.0, 30.0])}),
        "na_molality_mol_kg": st.fixed_dictionaries({"min": st.just(0.7)}),
        "density_g_cm3": st.fixed_dictionaries({"max": st.just(1.25)}),
        "components": st.fixed_dictionaries({"max": st.sampled_from([3, 5])}),
    },
)


def test_a_proof_of_any_small_space_keeps_what_an_enumeration_keeps(
    predictor: CellPredictor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nacre.pipelines.screening.run.evaluation.SAMPLE", 60)
    monkeypatch.setattr(prove, "_TIMES", 0)
    monkeypatch.setattr(bounds, "LEAF", 4)

    @settings(max_examples=15)
    @given(names=_NAMES, salts=_SALTS, doses=_DOSES, limits=_LIMITS, listed=st.booleans(), steps=st.integers(3, 9))
    def each(
        names: list[str], salts: list[str], doses: list[str], limits: dict[str, Any], *, listed: bool, steps: int
    ) -> None:
        content: dict[str, Any] = {
            "salts": {"names": salts, "concentrations": doses, "mix": [1]},
            "solvents": {"names": names, "mix": [1, 2], "simplex": steps},
            "additives": ["none", "2 wt% FEC", "1 wt% VC + 10 mM SbF3"],
            "coatings": ["none", "NaF"],
            "protocols": ["1 mA/cm2, 1 mAh/cm2", "2 mA/cm2, 1 mAh/cm2"],
            "limits": limits,
        }
        if not listed:
            content["additives"] = {"names": ["FEC", "VC"], "doses": ["1 wt%", "10 mM"], "mix": [1, 2]}
        space = make_space({key: value for key, value in content.items() if value})
        whole, proof = (Evaluation(space, predictor, ScreenSettings(exact=exact)) for exact in (False, True))
        expected = run(whole, Threads(1), None, resume=False, progress=None)
        found, certificate = prove.prove(proof, Threads(1), None)
        assert certificate.proved
        for name in ("top", "pool", "front", "leaders", "leads"):
            assert np.array_equal(getattr(expected, name), getattr(found, name)), name

    each()


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.usefixtures("small_sample")
def test_a_proof_that_was_stopped_goes_on_to_the_same_bytes(predictor: CellPredictor, tmp_path: Path) -> None:
    space, settings_ = make_space(CONTENT), ScreenSettings(exact=True)
    screen(space, predictor, settings_, output=tmp_path / "whole", engine=Threads(1))
    stopped = screen(space, predictor, replace(settings_, minutes=1e-9), output=tmp_path / "part")
    assert stopped.certificate is not None
    assert not stopped.certificate.proved
    assert stopped.certificate.waiting > 0
    assert stopped.certificate.gap("lifetime") >= 0
    assert "stopped early: at most" in (tmp_path / "part" / "screen.html").read_text(encoding="utf-8")
    assert (tmp_path / "part" / NAME).is_file()
    with pytest.raises(SpaceError, match="unfinished screen"):
        screen(space, predictor, settings_, output=tmp_path / "part")
    screen(space, predictor, settings_, output=tmp_path / "part", resume=True, engine=Threads(2))
    assert _bytes(tmp_path / "part") == _bytes(tmp_path / "whole")


KILLED = """
import os, signal, sys
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.pipelines.screening.exact import prove, search
from nacre.pipelines.screening.run import evaluation
from nacre.pipelines.screening.run.settings import ScreenSettings
from nacre.pipelines.screening.screen import screen

evaluation.SAMPLE, prove._TIMES, search.PIECES, prove._PAUSE, prove._SHARE = 500, 1, 2048, -1.0, 0.0
told = []
def watch(gap):
    told.append(gap)
    if len(told) == 4:
        os.kill(os.getpid(), signal.SIGKILL)
screen("space.yaml", CellPredictor.load("model"), ScreenSettings(exact=True), output="part", watch=watch)
"""


@pytest.mark.usefixtures("small_sample")
def test_a_killed_proof_goes_on_to_the_same_bytes(predictor: CellPredictor, tmp_path: Path) -> None:
    predictor.save(tmp_path / "model")
    (tmp_path / "space.yaml").write_text(yaml.safe_dump(CONTENT), encoding="utf-8")
    killed = subprocess.run([sys.executable, "-c", KILLED], cwd=tmp_path, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (tmp_path / "part" / NAME).is_file()
    space, model = load_space(tmp_path / "space.yaml"), CellPredictor.load(tmp_path / "model")
    screen(space, model, ScreenSettings(exact=True), output=tmp_path / "part", resume=True)
    screen(space, model, ScreenSettings(exact=True), output=tmp_path / "whole")
    assert _bytes(tmp_path / "part") == _bytes(tmp_path / "whole")


@pytest.mark.usefixtures("small_sample")
def test_a_full_disk_is_told_and_loses_nothing(
    predictor: CellPredictor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    space, settings_ = make_space(CONTENT), ScreenSettings(exact=True, minutes=1e-9)
    screen(space, predictor, settings_, output=tmp_path)
    before = (tmp_path / NAME).read_bytes()

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(SpaceError, match=r"unfinished.screen cannot be written: No space left on device"):
        screen(space, predictor, settings_, output=tmp_path, resume=True)
    monkeypatch.undo()
    assert (tmp_path / NAME).read_bytes() == before


@pytest.mark.usefixtures("small_sample")
def test_a_certificate_accounts_for_every_candidate(predictor: CellPredictor, tmp_path: Path) -> None:
    space = make_space(CONTENT)
    done: list[tuple[int, int]] = []
    told: list[str] = []
    found = screen(space, predictor, ScreenSettings(exact=True), output=tmp_path, progress=lambda *n: done.append(n),
                   watch=told.append)  # fmt: skip
    stored = json.loads((tmp_path / "certificate.json").read_text())
    assert stored["total"] == space.size == found.size == done[-1][0]
    assert stored["waiting"] == 0
    assert stored["ruled_out"] + sum(stored["refused"].values()) <= space.size
    assert stored["refused"]["never together: DME, NaClO4"] > 0
    assert stored["best"] == stored["possible"]
    assert all("longer lifetime" in text for text in told)
    assert [n for n, _ in done] == sorted(n for n, _ in done)


def test_what_no_limit_leaves_is_told_by_limit(predictor: CellPredictor) -> None:
    limits = {"na_molarity_mol_L": {"min": 3}, "fluorine_per_na": {"max": 2}}
    content = {"salts": ["1 M NaPF6", "1 M NaFSI"], "solvents": {"names": ["DME", "diglyme"]}, "limits": limits}
    for exact in (False, True):
        found = screen(make_space(content), predictor, ScreenSettings(exact=exact))
        assert found.front.empty
        assert "limit na_molarity_mol_L (min 3) rules out 4" in found.why_empty
        assert "limit fluorine_per_na (max 2) rules out 2" in found.why_empty


def test_what_is_no_tree_is_refused_in_words(predictor: CellPredictor) -> None:
    class Strange:
        """Stands for a blend with a Gaussian process."""

    target = replace(predictor.targets["lifetime"], booster=Strange())  # type: ignore[arg-type]
    strange = replace(predictor, targets={**predictor.targets, "lifetime": target})
    space = make_space({"salts": ["1 M NaPF6"], "solvents": {"names": ["DME"]}})
    with pytest.raises(NacreError, match="the lifetime is predicted by a Gaussian process among others"):
        prove.prove(Evaluation(space, strange, ScreenSettings(exact=True)), Threads(), None)
    assert not Evaluation(space, strange, ScreenSettings()).is_exact


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"exact": True, "sample": 10}, "a run is one of both"),
        ({"minutes": 0.0}, "a proof takes some time"),
        ({"minutes": 5.0, "exact": False}, "is for a proof"),
    ],
)
def test_settings_that_do_not_go_together_are_told(chosen: dict[str, Any], words: str) -> None:
    with pytest.raises(SpaceError, match=words):
        ScreenSettings(**chosen)


def test_three_objectives_are_proved_as_well(predictor: CellPredictor) -> None:
    third = replace(
        predictor.targets["overpotential"],
        quantity=replace(predictor.targets["overpotential"].quantity, name="third", higher_is_better=True),
    )
    known = predictor.evidence.frame
    stated = {str(name): known[name] for name in known if str(name).startswith("overpotential")}
    frame = known.assign(**{name.replace("overpotential", "third"): values for name, values in stated.items()})
    evidence = replace(predictor.evidence, frame=frame)
    three = replace(predictor, targets={**predictor.targets, "third": third}, evidence=evidence)
    small = {**CONTENT, "hosts": ["none"], "solvents": {"names": ["EC", "DME", "TTE"], "mix": [1, 2], "simplex": 4}}
    _same(make_space(small), three, objectives=("third", "overpotential", "lifetime"))
