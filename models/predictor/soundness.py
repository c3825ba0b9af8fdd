"""What a saved predictor must look like before any library reads it: structure, sizes, finite numbers, sound trees.

A digest tells that a file is as it was written, not who wrote it. XGBoost ends the process on files that are not its
own, so everything that it is given is looked at here first.
"""

from __future__ import annotations

import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

import numpy as np

from ...data.chemistry.own_checks import checked
from ...data.errors import ModelFileError, NacreError

#: Limits; a predictor of the published cells has 122 features, 120 trees of 7 nodes and files of 0.2 MB.
MOST_BYTES = 64 * 2**20
MOST_DEPTH, MOST_TARGETS, MOST_TREES, MOST_NODES, MOST_ROWS, MOST_COLUMNS = 12, 50, 20_000, 4096, 200_000, 5000
_OBJECTIVES = {"survival:aft", "reg:squarederror"}
_HINT = "It is none that nacre wrote. Train again, or ask who made it."
#: Arrays of a tree: all have one entry a node.
_CHILDREN = ("left_children", "right_children")
_WHOLE = (*_CHILDREN, "parents", "split_indices", "default_left", "split_type")
_FIGURES = ("split_conditions", "base_weights", "loss_changes", "sum_hessian")
_CATEGORIES = ("categories", "categories_nodes", "categories_segments", "categories_sizes")


def _fail(file: str, reason: str) -> NoReturn:
    """Refuse a file."""
    raise ModelFileError(f"{file} of the saved predictor {reason}.", hint=_HINT)


def read_json(content: bytes, file: str, *, open_ended: Iterable[str] = (), walked: bool = True) -> dict[str, Any]:
    """JSON with a limit on its depth, in which every number is finite and no key stands twice.

    Parameters
    ----------
    content : bytes
        UTF-8.
    file : str
        What errors call it.
    open_ended : iterable of str
        Keys of the outermost object under which numbers need not be finite.
    walked : bool
        Whether every value is looked at; else only what JSON itself does not have (NaN, Infinity) is refused.

    Returns
    -------
    dict

    Raises
    ------
    ModelFileError
    """
    if len(content) > MOST_BYTES:
        _fail(file, f"has more than {MOST_BYTES:,} bytes")
    try:
        constant = None if walked else _no_constant
        read = json.loads(content.decode("utf-8"), object_pairs_hook=_once, parse_constant=constant)
    except (ValueError, RecursionError):
        _fail(file, "is damaged: it is no plain JSON")
    if not isinstance(read, dict):
        _fail(file, "is damaged: it is no JSON object")
    for key, value in read.items() if walked else ():
        if not _is_plain(value, MOST_DEPTH, finite=key not in set(open_ended)):
            _fail(file, f"holds under {key[:40]!r} what is no finite number or nests too deeply")
    return read


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _no_constant(_: str) -> NoReturn:
    raise ValueError


def _is_plain(value: Any, depth: int, *, finite: bool) -> bool:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return depth > 0 and all(_is_plain(one, depth - 1, finite=finite) for one in value.values())
    if isinstance(value, list):
        return depth > 0 and all(_is_plain(one, depth - 1, finite=finite) for one in value)
    if isinstance(value, int) and not isinstance(value, bool):
        return abs(value) < 2**63
    return not finite or not isinstance(value, float) or math.isfinite(value)


# -- the manifest ----------------------------------------------------------------------------------------------


def check_manifest(manifest: Mapping[str, Any], width: int) -> None:
    """The parts of a manifest that no reader of theirs checks.

    Parameters
    ----------
    manifest : dict
    width : int
        Features of the predictor.

    Raises
    ------
    ModelFileError
    """
    file = "manifest.json"
    targets, weights = manifest["targets"], manifest["evidence_weights"]
    if not isinstance(targets, list) or not 0 < len(targets) <= MOST_TARGETS:
        _fail(file, "names no quantities, or too many")
    if not isinstance(manifest["info"], dict) or not isinstance(manifest["domain"], dict):
        _fail(file, "lacks its domain or where it comes from")
    if not _are_numbers(weights) or len(weights) != width or min(weights) < 0 or not 0.99 < sum(weights) < 1.01:
        _fail(file, "has other weights than features")
    _check_domain(manifest["domain"], file)
    for target in targets:
        _check_state(target["booster"], file)
        _check_state(target["booster"].get("booster", target["booster"]), file)
        _check_target(target, width, file)


def _check_domain(domain: Mapping[str, Any], file: str) -> None:
    lists = all(isinstance(domain[role], list) and all(isinstance(name, str) for name in domain[role])
                for role in ("salts", "solvents", "additives", "materials"))  # fmt: skip
    near, far = domain["near"], domain["far"]
    if not lists or not _are_numbers([near, far]) or not 0 <= near <= far or not isinstance(domain["origin"], str):
        _fail(file, "has a domain that is none")
    for low, high in domain["ranges"].values():
        if not _are_numbers([low, high]) or low > high:
            _fail(file, "has a domain that is none")


def _check_state(state: Mapping[str, Any], file: str) -> None:
    for name in ("sigma", "base_score"):
        if name in state and (not _are_numbers([state[name]]) or not 0 < state[name] < 1e12):
            _fail(file, f"has a {name} that is not above zero")
    if not _are_whole([state["n_features"]]) or not 0 < state["n_features"] <= MOST_COLUMNS:
        _fail(file, "has another number of features")
    threads = state["params"].get("n_threads", 1)
    if not _are_whole([threads]) or not 0 < threads <= 1024:
        _fail(file, "asks for an odd number of threads")


def _check_target(target: Mapping[str, Any], width: int, file: str) -> None:
    own, limit = target.get("width"), target.get("limit")
    if own is not None and (not _are_whole([own]) or not 0 < own <= width):
        _fail(file, "has a quantity that sees more features than there are")
    if target["booster"]["n_features"] != (width if own is None else own):
        _fail(file, "has a quantity with other features than its model")
    if limit is not None and (not _are_numbers([limit]) or not 0 < limit < 1e12):
        _fail(file, "has a limit that is not above zero")
    if not isinstance(target["bounds"], dict) or not set(target["bounds"]) <= {"lower", "upper"}:
        _fail(file, "has bounds on sides that do not exist")
    if any(bound["side"] != side for side, bound in target["bounds"].items()):
        _fail(file, "has bounds on the wrong side")


def check_own_names(names: Any) -> None:  # noqa: ANN401 - JSON
    """Names that a model brings along are as sound as those that a user adds.

    Parameters
    ----------
    names : object
        By kind the rows of its table.

    Raises
    ------
    ModelFileError
    """
    file = "manifest.json"
    if not isinstance(names, dict) or not set(names) <= {"materials", "molecules"}:
        _fail(file, "brings names of unknown kinds")
    for kind, rows in names.items():
        if not isinstance(rows, list) or len(rows) > MOST_COLUMNS or not all(map(_is_row, rows)):
            _fail(file, "brings names that are none")
        for row in rows:
            try:
                checked(kind, [dict(row)], beside=[])
            except (NacreError, KeyError) as error:
                if "already" not in str(error):
                    _fail(file, f"brings a name that cannot be kept ({type(error).__name__})")


def _is_row(row: Any) -> bool:  # noqa: ANN401 - JSON
    if not isinstance(row, dict) or "name" not in row:
        return False
    return all(isinstance(one, str) and len(one) <= 1000 for one in row.values())


def _are_numbers(values: Any) -> bool:  # noqa: ANN401 - JSON
    return isinstance(values, list) and all(
        isinstance(one, int | float) and not isinstance(one, bool) for one in values
    )


def _are_whole(values: Any) -> bool:  # noqa: ANN401 - JSON
    return isinstance(values, list) and all(type(one) is int for one in values)


# -- trees -----------------------------------------------------------------------------------------------------


def check_trees(content: bytes, width: int, file: str) -> None:
    """The boosters of a file are trees that refer to features and nodes that exist, with finite numbers.

    Parameters
    ----------
    content : bytes
        A booster as XGBoost JSON, or the members of a blend.
    width : int
        Features that it sees.
    file : str

    Raises
    ------
    ModelFileError
    """
    read = read_json(content, file, walked=False)
    if set(read) == {"booster", "forest", "process"}:
        read = read_json(content, file)
        for member in ("booster", "forest"):
            if not isinstance(read[member], str):
                _fail(file, f"has no {member}")
            _check_booster(read_json(read[member].encode(), file, walked=False), width, file)
        return
    _check_booster(read, width, file)


def _check_booster(read: dict[str, Any], width: int, file: str) -> None:
    try:
        learner = read["learner"]
        boosting = learner["gradient_booster"]
        model, told = boosting["model"], learner["learner_model_param"]
        trees = model["trees"]
        sound = (
            set(read) == {"learner", "version"}
            and boosting["name"] == "gbtree"
            and learner["objective"]["name"] in _OBJECTIVES
            and int(told["num_feature"]) == width
            and int(told["num_class"]) == 0
            and int(told["num_target"]) == 1
            and not learner["feature_names"]
            and not learner["feature_types"]
            and all(not one for one in model.get("cats", {}).values())
            and int(model["gbtree_model_param"]["num_trees"]) == len(trees) == len(model["tree_info"]) <= MOST_TREES
            and set(model["tree_info"]) <= {0}
            and _is_base(told["base_score"])
            and _are_rounds(model, len(trees))
        )
        if not sound:
            _fail(file, "is no booster of trees with the features of its model")
        for tree in trees:
            if not _is_tree(tree, width):
                _fail(file, "has a tree that refers to what is not there")
    except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError):
        _fail(file, "is no booster of trees")


def _is_base(text: str) -> bool:
    return all(math.isfinite(float(one)) for one in text.strip("[]").split(","))


def _are_rounds(model: Mapping[str, Any], trees: int) -> bool:
    """Whether the rounds count all trees, each of as many as are averaged."""
    rounds, averaged = model.get("iteration_indptr"), int(model["gbtree_model_param"]["num_parallel_tree"])
    if rounds is None:
        return 0 < averaged <= MOST_TREES
    return _are_whole(rounds) and rounds[0] == 0 and rounds[-1] == trees and all(np.diff(rounds) >= 0) and averaged > 0


def _is_tree(tree: Mapping[str, Any], width: int) -> bool:
    told = tree["tree_param"]
    nodes = int(told["num_nodes"])
    return (
        0 < nodes <= MOST_NODES
        and int(told["num_feature"]) == width
        and int(told["size_leaf_vector"]) in {0, 1}
        and not any(tree[name] for name in _CATEGORIES)
        and all(_are_whole(tree[name]) and len(tree[name]) == nodes for name in _WHOLE)
        and all(_are_numbers(tree[name]) and len(tree[name]) == nodes for name in _FIGURES)
        and not set(tree["split_type"]) - {0}
        and not set(tree["default_left"]) - {0, 1}
        # beyond float32, which XGBoost keeps, a number is none
        and max(abs(one) for name in _FIGURES for one in tree[name]) < 3.4e38
        and _are_splits(tree["left_children"], tree["right_children"], tree["split_indices"], width)
    )


def _are_splits(left: Sequence[int], right: Sequence[int], features: Sequence[int], width: int) -> bool:
    """Whether nodes split on features that exist, and every node hangs on the first one, and on one other only."""
    seen, level = {0}, [0]
    while level:
        children = []
        for node in level:
            if left[node] == right[node] == -1:
                continue
            if not 0 <= features[node] < width:
                return False
            children += [left[node], right[node]]
        if not all(0 < child < len(left) for child in children) or len({*children} | seen) < len(children) + len(seen):
            return False
        seen |= {*children}
        level = children
    return len(seen) == len(left)


# -- evidence --------------------------------------------------------------------------------------------------


def check_parquet(content: bytes, features: list[str], file: str) -> None:
    """The table of evidence has the columns and types that it is read with, and no more than it may hold.

    Parameters
    ----------
    content : bytes
    features : list of str
        Names of the columns of the matrix.
    file : str

    Raises
    ------
    ModelFileError
    """
    import pyarrow as pa
    from pyarrow import parquet

    if len(content) > MOST_BYTES or content[:4] != b"PAR1" or content[-4:] != b"PAR1":
        _fail(file, "is no Parquet file")
    try:
        told = parquet.ParquetFile(io.BytesIO(content))
        meta, schema = told.metadata, told.schema_arrow
        size = sum(meta.row_group(place).total_byte_size for place in range(meta.num_row_groups))
    except (pa.ArrowException, OSError, ValueError, OverflowError):
        _fail(file, "is no Parquet file that can be read")
    if not 0 < meta.num_rows <= MOST_ROWS or meta.num_columns > MOST_COLUMNS or not 0 <= size <= 8 * MOST_BYTES:
        _fail(file, "holds more than it may")
    kinds = pa.types
    simple = (
        kinds.is_floating,
        kinds.is_integer,
        kinds.is_boolean,
        kinds.is_string,
        kinds.is_large_string,
        kinds.is_null,
    )
    if any(not any(is_type(kind) for is_type in simple) for kind in schema.types):
        _fail(file, "has columns of unknown types")
    if len(set(schema.names)) < len(schema.names) or not {"record_id", "paper", "cell", *features} <= set(schema.names):
        _fail(file, "has other columns than its model")
    if any(schema.field(name).type != pa.float32() for name in features):
        _fail(file, "has features that are no numbers")
