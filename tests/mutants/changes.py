"""Sixty changes of one line each that make nacre wrong, each with the tests that should see it.

They are chosen, not drawn: each is a slip that a person could make and that changes what a chemist is told. The text on
the left stands in its file once; `make mutants` puts the one on the right in its place, in a copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a file.

    Attributes
    ----------
    file : str
        Below the project.
    old, new : str
        Part of one line, and what takes its place.
    wrong : str
        What is then wrong, in words.
    also : tuple of str
        Tests besides the one that mirrors the file, or in its place where there is none.
    """

    file: str
    old: str
    new: str
    wrong: str
    also: tuple[str, ...] = ()

    @property
    def tests(self) -> tuple[str, ...]:
        """The tests that should see it."""
        path = Path(self.file)
        mirror = Path("tests") / path.parent / f"test_{path.name}"
        return ((mirror.as_posix(),) if (ROOT / mirror).is_file() else ()) + self.also


CHANGES = (
    Change(
        "app/web/shared/markup.py",
        '_SPECIAL.sub(r"\\\\\\1", " ".join(str(text).split()))',
        '" ".join(str(text).split())',
        "names of a table are read as Markdown",
    ),
    Change(
        "data/amounts.py",
        "tuple(float(part // common)",
        "tuple(float(part)",
        "50:50 and 1:1 are two cells",
        (
            "tests/data/test_cell.py",
            "tests/data/notation/test_parse.py",
        ),
    ),
    Change(
        "data/amounts.py",
        "and value >= 100:",
        "and value > 100:",
        "an additive may be all of the electrolyte",
        (
            "tests/data/test_cell.py",
            "tests/data/notation/test_errors.py",
            "tests/data/notation/test_numbers.py",
        ),
    ),
    Change(
        "data/batch/composition.py",
        "self._core[4] / self._core[2]",
        "self._core[4]",
        "the share of additives is that among solvents",
    ),
    Change(
        "data/batch/doses.py",
        "10.0 * amount / volume",
        "amount / volume",
        "volume percent count a tenth",
        ("tests/data/batch/test_composition.py",),
    ),
    Change(
        "data/cycling/clocks.py",
        "np.floor(of_day) == 12",
        "np.floor(of_day) == 13",
        "12:30 PM is half past midnight",
    ),
    Change(
        "data/cycling/elapsed.py",
        "winner = first if _off(counted) <= _off(rival) else other",
        "winner = first",
        "a clock that charge contradicts is taken",
    ),
    Change(
        "data/cycling/half_cycles.py",
        "(step > GAP_H) & (step > GAP_INTERVALS * usual)",
        "(step > GAP_INTERVALS * usual)",
        "pauses of minutes are taken out of the test",
    ),
    Change(
        "data/cycling/judgement.py",
        "return bool(window.mean() >= 0.8)",
        "return bool(window.mean() > 0.0)",
        "a disturbance of one half-cycle is a failure",
    ),
    Change(
        "data/cycling/judgement.py",
        "if share < criteria.short else",
        "if share > criteria.short else",
        "soft shorts are called short circuits",
    ),
    Change(
        "data/cycling/judgement.py",
        "float(main.start_h[stop]) if event else float(halves",
        "float(main.end_h[stop]) if event else float(halves",
        "a cell lives until after the half-cycle in which it fails",
    ),
    Change(
        "data/cycling/numbers.py",
        'if evidence["."] != evidence[","]:',
        "if evidence is told:",
        "groups of three digits no longer tell the decimal mark",
    ),
    Change(
        "data/cycling/trace.py",
        "if not once.all():",
        "if once.sum() < 0:",
        "records that stand twice count twice",
        ("tests/data/cycling/test_files.py",),
    ),
    Change(
        "data/measured/merging.py",
        '"coating_method", "coating_thickness_nm")',
        '"coating_method")',
        "coatings of two thicknesses are one cell",
    ),
    Change(
        "data/measured/merging.py",
        "or not _doi(record):",
        "or _doi(record) is None:",
        "replicates without a DOI are dropped",
    ),
    Change(
        "data/measured/merging.py",
        "record = self._completed(self.rows[place][0], record)",
        "record = dict(record)",
        "a row that leaves an outcome out takes the known one back",
    ),
    Change(
        "data/measured/merging.py",
        ".strip().lower()",
        ".strip()",
        "a DOI in capitals is another paper",
    ),
    Change(
        "data/measured/missing.py",
        'UNKNOWN if is_part else ""',
        '""',
        "a coating that is not stated becomes none",
        (
            "tests/data/measured/test_intake.py",
            "tests/data/measured/test_tables.py",
        ),
    ),
    Change(
        "data/quantity.py",
        '(event != "failed_before")',
        '(event != "failed")',
        "a failure at 300 h may have been at any hour before",
    ),
    Change(
        "data/quantity.py",
        "exact = low.isna() & high.isna()",
        "exact = low.isna() | high.isna()",
        "a single bound is forgotten for the value",
    ),
    Change(
        "features/electrolyte/formulation.py",
        'frozenset({"C", "H", "Li", "Na",',
        'frozenset({"C", "H", "Li",',
        "sodium counts among the hetero atoms",
    ),
    Change(
        "features/electrolyte/solvation.py",
        "ratio = TYPICAL_RATIO * (donor_weights / donors) * (anions / anion_weights)",
        "ratio = TYPICAL_RATIO * (donor_weights / donors) * (anion_weights / anions)",
        "anions that bind strongly are left out of the shell",
    ),
    Change(
        "features/guards/guard.py",
        "(melting[mixture] > temperature + DEPRESSION_K)",
        "(melting[mixture] > temperature)",
        "a mixture freezes at the melting point of its pure solvent",
    ),
    Change(
        "features/guards/guard.py",
        "melt = (per_solvent > SALT_PER_SOLVENT) & ~traits.is_ionic[mixture]",
        "melt = per_solvent > SALT_PER_SOLVENT",
        "ionic liquids are refused as melts",
    ),
    Change(
        "features/materials/columns.py",
        "-((high - low) ** 2) / 4.0",
        "-(high - low) / 4.0",
        "the ionic character of a bond is not Pauling's",
    ),
    Change(
        "features/protocol.py",
        "(1.0 - _CATION_TRANSFERENCE)",
        "_CATION_TRANSFERENCE",
        "Sand's time counts the wrong ion",
    ),
    Change(
        "models/labels/concordance.py",
        "return np.asarray(earlier & ~same)",
        "return np.asarray(earlier)",
        "two cells of the same lifetime count as a pair",
    ),
    Change(
        "models/labels/dataset.py",
        "np.where(self.interval.is_right_censored, self.interval.lower, self.interval.upper)",
        "self.interval.upper",
        "tests that ended early are learned as lasting for ever",
    ),
    Change(
        "models/labels/dataset.py",
        "confidence[rows] / (counts if quantity.from_catalogue else 1.0)",
        "confidence[rows]",
        "a paper with many cells outvotes the others",
    ),
    Change(
        "models/labels/intervals.py",
        "np.sqrt(lower) * np.sqrt(upper)",
        "0.5 * (lower + upper)",
        "the middle of 10 to 1,000 h is 505 h",
    ),
    Change(
        "models/predictor/bounds.py",
        "(1.0 / rows)[code][order]",
        "(1.0 / rows)[code]",
        "weights are given to the scores of other papers",
    ),
    Change(
        "models/predictor/bounds.py",
        "level * (self.n_groups + 1) - 1e-9",
        "level * self.n_groups - 1e-9",
        "bounds hold less often than they say where papers are few",
    ),
    Change(
        "models/predictor/bounds.py",
        "np.log(interval.lower), ~interval.is_left_censored",
        "np.log(interval.lower), ~interval.is_right_censored",
        "bounds learn from failures alone",
    ),
    Change(
        "models/predictor/bounds.py",
        "factors[np.searchsorted(self.edges, distance)])",
        "factors[::-1][np.searchsorted(self.edges, distance)])",
        "cells far from all that is known get the narrow bounds",
    ),
    Change(
        "models/predictor/coverage.py",
        "own += slot == 1",
        "own += 0",
        "a component that nobody tested is no novelty",
    ),
    Change(
        "models/predictor/domain.py",
        "[0.90, 1.0]",
        "[0.50, 1.0]",
        "half of the known cells would be at the edge",
    ),
    Change(
        "models/predictor/domain.py",
        '(edges if role == "additives" else outs)',
        '(edges if role != "salts" else outs)',
        "a new solvent is as harmless as a new additive",
    ),
    Change(
        "models/predictor/domain.py",
        "elif value < low or value > high:",
        "elif value > high:",
        "no test is too cold for the domain",
    ),
    Change(
        "models/predictor/evidence.py",
        "out[absent] = 1.0",
        "out[absent] = 0.0",
        "a cell of which nothing is known is like every other",
    ),
    Change(
        "models/predictor/evidence.py",
        "papers[rows][:, None] == papers[None, :]",
        "rows[:, None] == np.arange(len(papers))[None, :]",
        "a paper's own series makes its cells look well known",
    ),
    Change(
        "models/predictor/lab.py",
        "away = norm.ppf(level) * spread",
        "away = norm.ppf((1 + level) / 2) * spread",
        "one-sided bounds of a lab are two-sided ones",
    ),
    Change(
        "models/predictor/survival.py",
        "np.maximum(hazard - so_far, 0.0)",
        "hazard",
        "a cell that ran already has the chances of a new one",
    ),
    Change(
        "models/promotion/contest.py",
        "is_new = ~np.isin(linked, linked[learned_from])[rows]",
        "is_new = ~learned_from[rows]",
        "a known cell under the name of a new paper is no test of the champion",
    ),
    Change(
        "models/promotion/contest.py",
        "sample_weight=known.weight[keep],",
        "sample_weight=np.ones(len(keep)),",
        "in the contest the champion learns with other weights",
    ),
    Change(
        "models/promotion/drift.py",
        "chance = (int(filled.sum()) - 1) *",
        "chance = int(filled.sum()) *",
        "chance is taken off once too often",
    ),
    Change(
        "models/promotion/drift.py",
        "len(values) - len(known)) / len(values)",
        "0) / len(values)",
        "that nobody states a temperature any more is no drift",
    ),
    Change(
        "models/promotion/own_cells.py",
        "np.where(ended, chance**2, 0.0)",
        "0.0",
        "a chance that was too good costs nothing",
    ),
    Change(
        "models/promotion/rule.py",
        "return not self.low <= -self.margin",
        "return not self.gain <= -self.margin",
        "what is not clearly worse is called not worse",
    ),
    Change(
        "models/validation/folds.py",
        "share = None if weight is None else weight[train]",
        "share = None",
        "validation forgets the weights",
    ),
    Change(
        "pipelines/explanation/chances.py",
        "times = [survived + time for time in HORIZONS]",
        "times = list(HORIZONS)",
        "the chance of 100 h more is that of 100 h in all",
    ),
    Change(
        "pipelines/screening/exact/incumbents.py",
        'found = bounded["first"] < rows["candidate"]',
        'found = bounded["first"] > rows["candidate"]',
        "a proof decides ties by the highest number",
        ("tests/pipelines/screening/exact/test_prove.py",),
    ),
    Change(
        "pipelines/screening/run/ranking.py",
        'first[own], side="right")',
        'first[own], side="left")',
        "of two cells that live equally long the worse one stays on the front",
    ),
    Change(
        "pipelines/screening/run/ranking.py",
        "return np.concatenate([best(rows[~bare], k), best(rows[bare], k)])",
        "return best(rows, k)",
        "bare sodium is ranked among protected sodium",
        ("tests/pipelines/screening/test_screen.py",),
    ),
    Change(
        "pipelines/screening/shortlist.py",
        'pool if settings.allow_out else pool[pool["domain"] != OUT]',
        "pool",
        "cells out of the domain are on the shortlist",
    ),
    Change(
        "pipelines/serving/gathering.py",
        "self._waiting.extend(others)",
        "self._waiting.extendleft(others)",
        "a request that waits is overtaken by all later ones",
    ),
    Change(
        "pipelines/store/champion.py",
        'if pointer["stamp"] != stamp:',
        'if pointer["stamp"][1:] != stamp[1:]:',
        "two promotions within a tick of the clock are one",
        ("tests/laws/test_champion.py",),
    ),
    Change(
        "pipelines/store/registering.py",
        "CellPredictor.load(data)  # nothing damaged is kept",
        "pass  # nothing damaged is kept",
        "damaged files of a model are kept",
        ("tests/pipelines/store/test_versions.py",),
    ),
    Change(
        "pipelines/store/versions.py",
        "if one.promoted and _key(one) < _key(current)]",
        "if _key(one) < _key(current)]",
        "a rollback goes to a version that never was champion",
    ),
    Change(
        "pipelines/store/versions.py",
        "if expected is not None and before != expected:",
        "if expected is not None and not before:",
        "who trains longest wins over what was promoted meanwhile",
    ),
    Change(
        "pipelines/training/retrain.py",
        "if decision.promote and losses:",
        "if not decision.promote and losses:",
        "a model that is worse on the lab's own cells is promoted",
    ),
)
