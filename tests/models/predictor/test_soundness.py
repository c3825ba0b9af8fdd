"""A folder that somebody else made, digests and all, is refused in words; what is accepted predicts as it was."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nacre.data.errors import ModelFileError
from nacre.data.files import sha256
from nacre.models.predictor.cell_predictor import CellPredictor, sealed_manifest
from nacre.models.predictor.trial import try_folder

CELLS = ["1 M NaPF6 in diglyme | coating: NaF | 1 mA/cm2, 1 mAh/cm2", "1 M NaPF6 in EC/PC (1:1 v/v) + 5 wt% FEC"]


@pytest.fixture
def folder(predictor: CellPredictor, tmp_path: Path) -> Path:
    return predictor.save(tmp_path / "other")


def forge(folder: Path, name: str, content: bytes) -> None:
    """Put another content in place of a file, with all digests as they should be."""
    (folder / name).write_bytes(content)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["files"][name] = {"bytes": len(content), "sha256": sha256(content)}
    (folder / "manifest.json").write_bytes(sealed_manifest(manifest))


def put(path: str, value: Any) -> Callable[[Any], None]:
    """Set what stands at a dotted place."""

    def change(content: Any) -> None:
        *steps, last = [int(step) if step.lstrip("-").isdigit() else step for step in path.split(".")]
        for step in steps:
            content = content[step]
        if value is DELETED:
            del content[last]
        else:
            content[last] = value

    return change


DELETED = object()
TREE = "learner.gradient_booster.model.trees.0"
BOOSTERS = {
    "a child that is not there": put(f"{TREE}.left_children.0", 10**6),
    "a child before the root": put(f"{TREE}.left_children.0", -7),
    "a circle": put(f"{TREE}.left_children.0", 0),
    "one child twice": put(f"{TREE}.left_children.0", 2),
    "half a leaf": put(f"{TREE}.left_children.0", -1),
    "a feature that is not there": put(f"{TREE}.split_indices.0", 10**6),
    "a feature below zero": put(f"{TREE}.split_indices.0", -1),
    "a split at infinity": put(f"{TREE}.split_conditions.0", float("inf")),
    "a split at NaN": put(f"{TREE}.split_conditions.0", float("nan")),
    "a split beyond float32": put(f"{TREE}.split_conditions.0", 1e300),
    "a weight that is text": put(f"{TREE}.base_weights.0", "1"),
    "a weight too few": put(f"{TREE}.base_weights", [1.0]),
    "categories": put(f"{TREE}.split_type.0", 1),
    "more categories": put(f"{TREE}.categories", [1, 2]),
    "more nodes than told": put(f"{TREE}.tree_param.num_nodes", "99999999"),
    "no nodes": put(f"{TREE}.tree_param.num_nodes", "0"),
    "nodes below zero": put(f"{TREE}.tree_param.num_nodes", "-1"),
    "a vector in each leaf": put(f"{TREE}.tree_param.size_leaf_vector", "1000000"),
    "other trees than told": put("learner.gradient_booster.model.gbtree_model_param.num_trees", "99999999"),
    "trees of other classes": put("learner.gradient_booster.model.tree_info.0", 5),
    "rounds that count others": put("learner.gradient_booster.model.iteration_indptr", [0, 10**9]),
    "no averaging": put("learner.gradient_booster.model.gbtree_model_param.num_parallel_tree", "x"),
    "no trees": put("learner.gradient_booster.model.trees", []),
    "trees that are none": put("learner.gradient_booster.model.trees.0", None),
    "another booster": put("learner.gradient_booster.name", "dart"),
    "another objective": put("learner.objective.name", "multi:softprob"),
    "many classes": put("learner.learner_model_param.num_class", "1000000"),
    "many targets": put("learner.learner_model_param.num_target", "1000000"),
    "other columns": put("learner.learner_model_param.num_feature", "3"),
    "a start that is none": put("learner.learner_model_param.base_score", "[NAN]"),
    "a start that is text": put("learner.learner_model_param.base_score", "x"),
    "names of features": put("learner.feature_names", ["a"]),
    "a key too many": put("more", 1),
    "no learner": put("learner", DELETED),
}


@pytest.mark.parametrize("name", BOOSTERS)
def test_trees_that_xgboost_should_not_read_are_refused(folder: Path, name: str) -> None:
    content = json.loads((folder / "booster-0.json").read_bytes())
    member = json.loads(content["booster"]) if "booster" in content else content
    BOOSTERS[name](member)
    if "booster" in content:
        content["booster"] = json.dumps(member)
    forge(folder, "booster-0.json", json.dumps(content).encode())
    with pytest.raises(ModelFileError, match=r"booster-0\.json"):
        CellPredictor.load(folder)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"null", b"\x00" * 64, b"binf" + b"\x01" * 200, b"[" * 200_000, b'{"learner":' * 5000 + b"1",
     b'{"learner": 1, "learner": 2}', b"{L\x00\x00\x00\x00\x00\x00\x07learner", b"\xff\xfe{\x00}\x00"],
)  # fmt: skip
def test_what_is_no_json_is_not_given_to_xgboost(folder: Path, content: bytes) -> None:
    forge(folder, "booster-0.json", content)
    with pytest.raises(ModelFileError, match=r"booster-0\.json"):
        CellPredictor.load(folder)


MANIFESTS = {
    **{
        f"sigma {value}": put("targets.0.booster.sigma", value)
        for value in (0, -1.0, float("nan"), float("inf"), "1", None, True, 1e300, [])
    },
    "a base score below zero": put("targets.0.booster.base_score", -1.0),
    "no threads": put("targets.0.booster.params.n_threads", 0),
    "a million threads": put("targets.0.booster.params.n_threads", 10**6),
    "a parameter too many": put("targets.0.booster.params.evil", 1),
    "features below zero": put("targets.0.booster.n_features", -1),
    "other features": put("targets.0.booster.n_features", 3),
    "a state that is none": put("targets.0.booster", None),
    "scores that are NaN": put("targets.0.bounds.lower.scores.0", float("nan")),
    "scores out of order": put("targets.0.bounds.lower.scores.0", 1e6),
    "a weight of a score below zero": put("targets.0.bounds.lower.weights.0", -1.0),
    "a side that is none": put("targets.0.bounds.lower.side", "sideways"),
    "a bound on the wrong side": put("targets.0.bounds.lower.side", "upper"),
    "a bound that is a list": put("targets.0.bounds", [1]),
    "a limit below zero": put("targets.0.limit", -5.0),
    "a limit that is text": put("targets.0.limit", "x"),
    "a width beyond": put("targets.0.width", 10**6),
    "a curve that falls": put("targets.0.survival.hazard.0", 1e9),
    "a curve of NaN": put("targets.0.survival.slope", float("nan")),
    "no quantity": put("targets.0.quantity", {}),
    "quantities that are none": put("targets", 7),
    "no quantities": put("targets", []),
    "a weight below zero": put("evidence_weights.0", -1.0),
    "a weight too few": put("evidence_weights.0", DELETED),
    "weights of NaN": put("evidence_weights.0", float("nan")),
    "weights that are text": put("evidence_weights", "x"),
    "near beyond far": put("domain.near", 1e9),
    "near that is NaN": put("domain.near", float("nan")),
    "a range upside down": put("domain.ranges.temperature_C", [100, -100]),
    "a range of three": put("domain.ranges.temperature_C", [1, 2, 3]),
    "salts that are numbers": put("domain.salts", [1, 2]),
    "a domain that is none": put("domain", []),
    "a part of the domain too many": put("domain.more", 1),
    "no info": put("info", None),
    "columns that are none": put("columns", 1),
    "names of another kind": put("own_names", {"evil": []}),
    "names that are text": put("own_names", {"materials": ["x"]}),
    "a name without a formula": put("own_names", {"materials": [{"name": "x", "class": "oxide", "formula": "Qq9"}]}),
    "a molecule that is none": put("own_names", {"molecules": [{"name": "x", "smiles": "C1CC"}]}),
    "files that are none": put("files", 1),
    "a size that is text": lambda manifest: manifest["files"]["booster-0.json"].update(bytes="1"),
    "an entry that is none": lambda manifest: manifest["files"].update({"booster-0.json": None}),
}


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_that_nacre_would_not_write_is_refused(folder: Path, name: str) -> None:
    path = folder / "manifest.json"
    manifest = json.loads(path.read_bytes())
    MANIFESTS[name](manifest)
    path.write_bytes(sealed_manifest(manifest))
    with pytest.raises(ModelFileError) as caught:
        CellPredictor.load(folder)
    assert caught.value.hint


def parquet(frame: pd.DataFrame) -> bytes:
    file = io.BytesIO()
    frame.to_parquet(file, index=False)
    return file.getvalue()


EVIDENCE: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "a column too few": lambda frame: frame.iloc[:, :-1],
    "no notation": lambda frame: frame.drop(columns="cell"),
    "no rows": lambda frame: frame.iloc[:0],
    "features of text": lambda frame: frame.assign(**{frame.columns[-1]: "x"}),
    "features of another kind": lambda frame: frame.astype({frame.columns[-1]: np.float64}),
    "lists": lambda frame: frame.assign(more=[[1]] * len(frame)),
    "too many rows": lambda frame: frame.iloc[np.zeros(200_001, dtype=int)],
}


@pytest.mark.parametrize("name", EVIDENCE)
def test_evidence_of_another_shape_is_refused(folder: Path, name: str) -> None:
    frame = pd.read_parquet(folder / "evidence.parquet")
    forge(folder, "evidence.parquet", parquet(EVIDENCE[name](frame)))
    with pytest.raises(ModelFileError, match=r"evidence\.parquet"):
        CellPredictor.load(folder)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"\xff" * 100 + b"PAR1", b"x" * 1000])
def test_what_is_no_parquet_is_refused(folder: Path, content: bytes) -> None:
    forge(folder, "evidence.parquet", content)
    with pytest.raises(ModelFileError, match=r"evidence\.parquet"):
        CellPredictor.load(folder)


def test_what_is_sound_predicts_as_before(folder: Path, predictor: CellPredictor) -> None:
    pd.testing.assert_frame_equal(CellPredictor.load(folder).predict(CELLS), predictor.predict(CELLS))


def test_a_folder_is_tried_in_a_process_of_its_own(folder: Path) -> None:
    found = try_folder(folder)
    assert (found.quantities, found.features > 100, found.cells > 400) == (("lifetime", "overpotential"), True, True)
    forge(folder, "booster-0.json", b"binf")
    with pytest.raises(ModelFileError, match=r"booster-0\.json"):
        try_folder(folder)


def test_what_ends_the_process_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nacre.models.predictor.trial.sys.executable", "/bin/false")
    with pytest.raises(ModelFileError, match="ends the process"):
        try_folder(folder)
