"""How a test was published: it decides how long a test is shown, whatever the cell.

Tests became longer over the years, and abstracts tell the best cell of a paper while its text tells the others too.
Models see both, so that they do not take the habit of a year for chemistry; a cell that is asked for counts as one
told in the text of a recent paper.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ..data.arrays import Floats
from ..data.batch.cells import CellBatch
from .blocks import Numbers
from .feature import Feature
from .part import Part

#: The group of these features.
REPORT = "report"
#: What a cell that stands in no table counts as: the text of a paper of this year.
REFERENCE_YEAR = 2024.0
#: Where the figures of a row were read, as tables name it.
ABSTRACT, REVIEW = "paper_abstract", "review"

REPORT_FEATURES = (
    Feature("report.year", "year of publication", "", "Tests became longer over the years.", "table of cells", "other"),
    Feature(
        "report.is_abstract", "told in an abstract", "", "An abstract tells the best cell of a paper.",
        "table of cells", "other",
    ),
    Feature(
        "report.is_review", "told in a review", "", "A review tells the best cell of a paper beside its control.",
        "table of cells", "other",
    ),
)  # fmt: skip
#: The three columns of a cell that stands in no table.
REFERENCE = (REFERENCE_YEAR, 0.0, 0.0)


def report_columns(year: npt.ArrayLike, origin: Sequence[str]) -> Floats:
    """How rows of a table were published, for `CellBatch.report`.

    Parameters
    ----------
    year : array-like of shape (n,)
        NaN where unknown: the reference.
    origin : sequence of str
        Words of the column `origin`; any other than an abstract or a review counts as a paper's text.

    Returns
    -------
    float64 array of shape (n, 3)

    Examples
    --------
    >>> report_columns([2021, np.nan], ["paper_abstract", ""]).tolist()
    [[2021.0, 1.0, 0.0], [2024.0, 0.0, 0.0]]
    """
    years = np.asarray(year, dtype=np.float64)
    words = np.asarray(origin, dtype=str)
    return np.stack([np.where(np.isnan(years), REFERENCE_YEAR, years), words == ABSTRACT, words == REVIEW], axis=1)


def _fill(batch: CellBatch, matrix: Numbers) -> None:
    """Write every feature, in the order of `REPORT_FEATURES`."""
    matrix[:] = REFERENCE if batch.report is None else batch.report


REPORT_PART = Part({REPORT: "how the test was published"}, REPORT_FEATURES, fill=_fill)
