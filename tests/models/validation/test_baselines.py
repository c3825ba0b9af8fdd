"""Baselines: medians by hand."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from nacre.data.errors import NacreError
from nacre.models.validation.baselines import Constant, ControlOrNot

INF = float("inf")
FLAG = np.array([[1], [1], [0], [0], [0]])
LOWER, UPPER = [10, 20, 100, 300, 0], [10, 20, INF, 300, 200]


def test_control_or_not_gives_the_median_of_the_flag():
    model = ControlOrNot().fit(FLAG, LOWER, UPPER)
    assert model.predict([[0], [1]]).tolist() == [200, 15]


def test_an_unknown_flag_gets_the_median_of_all():
    model = ControlOrNot().fit(FLAG, LOWER, UPPER)
    assert model.predict([[np.nan], [7]]).tolist() == [100, 100]


def test_constant_does_not_look_at_the_cell():
    model = Constant().fit(FLAG, LOWER, UPPER)
    assert model.predict(np.zeros((3, 9))).tolist() == [100, 100, 100]


def test_bad_input_is_refused():
    with pytest.raises(NacreError, match="one column"):
        ControlOrNot().fit(np.ones((5, 2)), LOWER, UPPER)
    with pytest.raises(NacreError, match="4 flags and 5 labels"):
        ControlOrNot().fit(FLAG[:4], LOWER, UPPER)
    with pytest.raises(NacreError, match="row 0"):
        Constant().fit(FLAG, [-1], [1])


@pytest.mark.parametrize("model", [Constant(), ControlOrNot()])
def test_estimator_habits(model):
    with pytest.raises(NotFittedError):
        clone(model).predict(FLAG)
