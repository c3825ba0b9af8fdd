"""Are explanations faithful, stable and quick? Each figure beside what it has to beat.

`pred_contribs` of the booster is TreeSHAP by the paths of the trees; the interventional kind, which breaks the
correlations between groups, is computed beside it. Groups and causes are signed sums of features.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from itertools import combinations, product
from math import comb
from pathlib import Path

import numpy as np
import numpy.typing as npt
import xgboost as xgb

from nacre.data.batch.cells import CellBatch
from nacre.data.cell import Cell, format_cell
from nacre.data.measured.tables import published_cells
from nacre.data.notation.parse import parse_cell
from nacre.features.catalogue import GROUPS
from nacre.features.matrix import feature_names, featurize
from nacre.models.attribution.contributions import attribute
from nacre.models.estimators.booster import IntervalBooster
from nacre.models.labels.dataset import Dataset, make_dataset
from nacre.models.predictor.cell_predictor import CellPredictor
from nacre.models.validation.comparison import Settings, fit_one
from nacre.pipelines.explanation.changes.knobs import knobs
from nacre.pipelines.explanation.changes.single import possible, removals
from nacre.pipelines.explanation.changes.suggestions import neighbours
from nacre.pipelines.explanation.explain import explain
from nacre.pipelines.explanation.known_cells import KnownCells
from nacre.pipelines.reports.explanation import write_report
from nacre.pipelines.training.train import fit

Floats = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float32]
Figures = dict[str, float]

#: Cells of the reports that are timed.
CELLS = (
    "0.8 M NaPF6 + 0.2 M NaNO3 in EC/PC/DEC (1:1:1 v/v) + 5 wt% FEC | 1 mA/cm2, 1 mAh/cm2",
    "1 M NaPF6 in diglyme | 1 mA/cm2, 1 mAh/cm2",
    "1 M NaPF6 in diglyme | coating: NaF + PVDF | host: Ti3C2 + carbon nanotube | 1 mA/cm2",
    "unknown | coating: unknown | host: unknown",
    "1 M NaPF6 in EC/TMP (1:1 v/v) | 500 mA/cm2, 1 mAh/cm2",
)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=int, default=100_000, help="rows whose attribution is timed")
    parser.add_argument("--seeds", type=int, default=5, help="retrainings")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    data = make_dataset(published_cells())
    predictor = fit(data, Settings(repeats=1, folds=3, jobs=1))[0]
    figures: Figures = {}
    parts: tuple[Callable[[], Figures], ...] = (
        lambda: additivity(predictor),
        lambda: curves(predictor),
        lambda: stability(data, predictor, arguments.seeds),
        lambda: leave_one_out(predictor),
        lambda: synthetic(predictor),
        lambda: interventional(predictor),
        lambda: reports(predictor),
        lambda: records(predictor),
        lambda: speed(predictor, arguments.cells),
    )
    for part in parts:
        found = part()
        figures |= found
        for name, value in found.items():
            print(f"{name:<78}{value:12.4g}", flush=True)
    if arguments.json:
        print(json.dumps(figures))


def additivity(predictor: CellPredictor) -> Figures:
    """Largest share of the margin that base and contributions miss, over the known cells."""
    found = {}
    for name, target in predictor.targets.items():
        margin = target.booster.predict_margin(predictor.evidence.features)
        attribution = attribute(target.booster, predictor.evidence.features)
        total = attribution.base + sum(attribution.by_group().values())
        found[f"additivity error of the margin, {name}"] = float(np.max(np.abs(total - margin) / np.abs(margin)))
    return found


def curves(predictor: CellPredictor, steps: int = 30, orders: int = 10) -> Figures:
    """Areas under deletion and insertion curves over those of random orders.

    Deletion: features of a cell are replaced by those of another known cell, the strongest first; the mean change of
    the margin should be large early (ratio above 1). Insertion goes the other way round; what is missing of the
    margin should vanish early (ratio below 1).
    """
    random = np.random.default_rng(0)
    known = predictor.evidence.features
    found = {}
    for name, target in predictor.targets.items():
        contributions = attribute(target.booster, known).contributions
        used = np.flatnonzero(np.any(contributions, axis=0))
        other = known[random.permutation(len(known))]
        ranked = used[np.argsort(-np.abs(contributions[:, used]), axis=1, kind="stable")]
        shuffled = [np.stack([random.permutation(used) for _ in known]) for _ in range(orders)]
        for word, (start, end) in {"deletion": (known, other), "insertion": (other, known)}.items():
            area = _area(target.booster, start, end, known, ranked, steps)
            chance = np.mean([_area(target.booster, start, end, known, order, steps) for order in shuffled])
            found[f"{word} area over that of random orders, {name}"] = float(area / chance)
    return found


def _area(
    booster: IntervalBooster, start: Matrix, end: Matrix, cells: Matrix, order: npt.NDArray[np.int64], steps: int
) -> float:
    """Mean distance from the margin of `cells` while features go over from start to end in an order of each row."""
    margin = booster.predict_margin(cells)
    changed = start.copy()
    rows = np.arange(len(cells))
    distance = []
    for step in range(min(steps, order.shape[1])):
        place = order[:, step]
        changed[rows, place] = end[rows, place]
        distance.append(np.abs(booster.predict_margin(changed) - margin).mean())
    return float(np.mean(distance))


def stability(data: Dataset, predictor: CellPredictor, seeds: int) -> Figures:
    """Mean rank correlation of the contributions of one cell between retrainings with other seeds."""
    found = {}
    for name in predictor.targets:
        fitted = [attribute(fit_one(data, name, seed), data.features) for seed in range(seeds)]
        for word, sums in (
            ("groups", [np.stack(list(one.by_group().values()), axis=1) for one in fitted]),
            ("causes", [np.stack(list(one.by_cause().values()), axis=1) for one in fitted]),
            ("single features", [one.contributions for one in fitted]),
        ):
            pairs = [np.nanmean(_row_correlation(a, b)) for a, b in combinations(sums, 2)]
            found[f"rank correlation between seeds, {word}, {name}"] = float(np.mean(pairs))
    return found


def _row_correlation(one: Floats, other: Floats) -> Floats:
    """Spearman's rank correlation of each row, shape (n,); NaN for rows without variation."""
    from scipy.stats import rankdata

    a, b = (rankdata(x, axis=1) - (x.shape[1] + 1) / 2 for x in (one, other))
    with np.errstate(invalid="ignore"):
        return np.asarray((a * b).sum(axis=1) / np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1)))


def leave_one_out(predictor: CellPredictor) -> Figures:
    """How often a part's contribution has the sign of what leaving it out really does (where that is 5 % or more)."""
    agreed: dict[str, list[bool]] = {}
    for cell in KnownCells.of(predictor).cells:
        changes = [c for c in possible(removals(cell)) if c.change.startswith("without") and c.part in GROUPS]
        for change in changes:
            if change.part in {"salt", "solvent"}:
                continue
            pair = featurize(CellBatch.from_cells([cell, change.cell]))
            for name, target in predictor.targets.items():
                margin = target.booster.predict_margin(pair)
                effect = margin[0] - margin[1]
                own = attribute(target.booster, pair[:1]).by_group()[change.part][0]
                if abs(effect) >= np.log(1.05):
                    agreed.setdefault(name, []).append(bool(np.sign(effect) == np.sign(own)))
    return {f"sign of SHAP as of leaving out, share of {len(v)}, {k}": float(np.mean(v)) for k, v in agreed.items()}


def synthetic(predictor: CellPredictor, n: int = 1500) -> Figures:
    """Whether the five known causes of a made-up lifetime are found.

    Once with columns shuffled on their own (no correlation), once with rows as they are (features go together).
    """
    random = np.random.default_rng(0)
    known = predictor.evidence.features
    causes = (
        "protocol.current_density_mA_cm2",
        "solvent.lumo_eV.mean",
        "coating.present",
        "electrolyte.fluorine_per_na",
        "host.carbon_fraction",
    )
    places = [feature_names().index(name) for name in causes]
    found = {}
    for word in ("independent", "correlated"):
        rows = random.integers(len(known), size=(n, known.shape[1] if word == "independent" else 1))
        features = np.ascontiguousarray(np.take_along_axis(known, np.broadcast_to(rows, (n, known.shape[1])), axis=0))
        effects = _effects(features[:, places])
        hours = np.exp(6.0 + effects.sum(axis=1) + random.normal(0, 0.2, n))
        booster = IntervalBooster(sigma=0.5, n_estimators=300, n_threads=1).fit(features, hours, hours)
        attribution = attribute(booster, features)
        top = np.argsort(-np.abs(attribution.contributions).mean(axis=0))[: len(causes)]
        found[f"synthetic task, {word}: share of the causes among the strongest five"] = len(
            set(top) & set(places)
        ) / len(causes)
        groups = attribution.by_group()
        true = {name.partition(".")[0]: effects[:, i] for i, name in enumerate(causes)}
        ranks = [_correlation(groups[group], values) for group, values in true.items()]
        found[f"synthetic task, {word}: correlation of groups with their true effect"] = float(np.mean(ranks))
        single = [_correlation(attribution.contributions[:, p], effects[:, i]) for i, p in enumerate(places)]
        found[f"synthetic task, {word}: correlation of single features"] = float(np.mean(single))
    return found


def _effects(values: Matrix) -> Floats:
    """True effects: a standardised feature each, up and down in turn, a step for the flag; 0 where not stated."""
    center, spread = np.nanmean(values, axis=0), np.nanstd(values, axis=0)
    signs = np.array([-1.0, 1.0, 1.0, 0.8, 0.8])
    return np.asarray(np.nan_to_num((values - center) / spread) * signs * 0.5, dtype=np.float64)


def _correlation(one: Floats, other: Floats) -> float:
    return float(np.corrcoef(one, other)[0, 1]) if np.ptp(one) > 0 else 0.0


def interventional(predictor: CellPredictor, cells: int = 40, background: int = 60) -> Figures:
    """Path-dependent sums by group beside interventional Shapley values of the same groups, which are exact here.

    The worth of a set of groups is the mean margin with these groups of the cell and all others of another known cell;
    with seven groups all 128 sets are predicted.
    """
    random = np.random.default_rng(0)
    known = predictor.evidence.features
    chosen, others = (known[random.choice(len(known), size, replace=False)] for size in (cells, background))
    member = np.array([[name.partition(".")[0] == group for group in GROUPS] for name in feature_names()])
    sets = np.array(list(product([False, True], repeat=len(GROUPS))))
    found = {}
    for name, target in predictor.targets.items():
        worth = np.empty((len(sets), cells))
        for place, kept in enumerate(sets):
            own = (member @ kept).astype(bool)
            mixed = np.where(own, chosen[:, None, :], others[None, :, :]).reshape(-1, known.shape[1])
            worth[place] = target.booster.predict_margin(mixed).reshape(cells, background).mean(axis=1)
        exact = _shapley(sets, worth)
        path = np.stack(list(attribute(target.booster, chosen).by_group().values()), axis=1)
        key = "path-dependent and interventional groups"
        found[f"rank correlation of {key}, {name}"] = float(np.nanmean(_row_correlation(path, exact)))
        found[f"mean distance of {key} (e-folds), {name}"] = float(np.abs(path - exact).mean())
        found[f"mean size of interventional groups (e-folds), {name}"] = float(np.abs(exact).mean())
    return found


def _shapley(sets: npt.NDArray[np.bool_], worth: Floats) -> Floats:
    """Shapley values of players, shape (n_cells, n_players), from the worth of every set of them."""
    n = sets.shape[1]
    place = {tuple(one): i for i, one in enumerate(sets)}
    values = np.zeros((worth.shape[1], n))
    for one, i in place.items():
        for player in np.flatnonzero(~np.array(one)):
            joined = tuple(flag or p == player for p, flag in enumerate(one))
            weight = 1.0 / (n * comb(n - 1, sum(one)))
            values[:, player] += weight * (worth[place[joined]] - worth[i])
    return values


def reports(predictor: CellPredictor) -> Figures:
    """Seconds for the slowest of five pages after import, and the size of the largest."""
    seconds, size = [], []
    with tempfile.TemporaryDirectory() as folder:
        write_report(explain(parse_cell(CELLS[1]), predictor), predictor, Path(folder) / "warm.html")
        for text in CELLS:
            start = time.perf_counter()
            path = write_report(explain(parse_cell(text), predictor), predictor, Path(folder) / "page.html")
            seconds.append(time.perf_counter() - start)
            size.append(path.stat().st_size / 1e6)
    return {"slowest of five pages (s)": max(seconds), "largest of five pages (MB)": max(size)}


def records(predictor: CellPredictor) -> Figures:
    """What it saves that changed cells are made as records, and not written to text and parsed."""
    cells, seen = [parse_cell(text) for text in CELLS], KnownCells.of(predictor)

    def made() -> list[Cell]:
        found: list[Cell] = []
        for cell in cells:
            changes = [*removals(cell), *neighbours(cell, seen)]
            changes += [one for knob in knobs(cell, predictor) for one in knob.candidates()]
            found += [one.cell for one in changes]
        return found

    def through_text() -> None:
        for cell in made():
            parse_cell(format_cell(cell))

    def explained() -> None:
        for cell in cells:
            explain(cell, predictor, known=seen)

    best = {job: min(times) for job, times in _timed((made, through_text, explained)).items()}
    return {
        "changed cells of five explanations": float(len(made())),
        "changed cells through text over records": best["through_text"] / best["made"],
        "five explanations through text over as they are": 1
        + (best["through_text"] - best["made"]) / best["explained"],
    }


def speed(predictor: CellPredictor, n: int) -> Figures:
    """Time of an attribution with its sums by group and cause over that of the booster's `pred_contribs` alone."""
    booster = predictor.target("lifetime").booster
    known = predictor.evidence.features
    features = np.ascontiguousarray(known[np.random.default_rng(0).integers(len(known), size=n)])

    def own() -> None:
        booster.booster_.predict(xgb.DMatrix(features, nthread=booster.n_threads), pred_contribs=True)

    def ours() -> None:
        found = attribute(booster, features)
        found.by_group()
        found.by_cause()

    best = {job: min(times) for job, times in _timed((own, ours)).items()}
    return {
        f"attribution of {n:,} cells (s)": best["ours"],
        f"attribution of {n:,} cells over pred_contribs": best["ours"] / best["own"],
    }


def _timed(jobs: tuple[Callable[[], object], ...], repeats: int = 3) -> dict[str, list[float]]:
    """Times of jobs that take turns, so that a busy machine hurts all alike."""
    found: dict[str, list[float]] = {job.__name__: [] for job in jobs}
    for _, job in product(range(repeats), jobs):
        start = time.perf_counter()
        job()
        found[job.__name__].append(time.perf_counter() - start)
    return found


if __name__ == "__main__":
    main()
