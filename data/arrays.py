"""The arrays of nacre by their element type."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
#: Features: one row a cell, one column a feature, NaN where unknown.
Matrix = npt.NDArray[np.float32]
#: Text of any length.
Texts = npt.NDArray[np.object_]
