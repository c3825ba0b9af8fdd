"""The predictor that ships with nacre, trained on its published cells: data only, written by `make model`."""

from pathlib import Path

#: What is read where nothing was trained yet.
FOLDER = Path(__file__).parent
