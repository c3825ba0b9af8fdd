"""Scores that see absolute error: how far predicted hours are from the hours that a test showed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ...data.arrays import Bools, Floats, Ints
from ..labels.concordance import concordance
from ..labels.intervals import Interval


def told_metrics(
    prediction: npt.ArrayLike, learned: Interval, *, is_control: Bools, failed: Bools, published: Ints
) -> dict[str, float]:
    """Errors against demonstrated hours, in decades.

    Parameters
    ----------
    prediction : array-like of shape (n,)
        Predicted hours.
    learned : Interval
        `Labels.learned` of the n rows.
    is_control, failed : bool arrays of shape (n,)
        Untreated cells, and cells that were seen to fail.
    published : int array of shape (n,)
        The same number for rows told in one year and kind of text.

    Returns
    -------
    dict of str to float
        - ``log10_mae``: mean distance to the label, and of treated cells alone ``log10_mae_treated``;
        - ``bias_failed``, ``bias_control``, ``bias_treated``: mean of predicted over shown, above zero where too long;
        - ``told_concordance_alike``: concordance with the shown hours among treated cells told in one year and kind of
          text, where the habit of publishing does not help.
    """
    log = np.log10(np.asarray(prediction, dtype=np.float64))
    shown = np.log10(learned.point)
    with np.errstate(divide="ignore"):
        off = np.maximum(np.maximum(np.log10(learned.lower) - log, log - np.log10(learned.upper)), 0.0)
    exact = Interval(learned.point, learned.point)
    alike = concordance(prediction, exact, pairs="within", groups=published, mask=~is_control)
    return {
        "log10_mae": float(off.mean()),
        "log10_mae_treated": _mean(off[~is_control]),
        "bias_failed": _mean((log - shown)[failed]),
        "bias_control": _mean((log - shown)[is_control]),
        "bias_treated": _mean((log - shown)[~is_control]),
        "told_concordance_alike": alike.value,
    }


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else float("nan")
