"""The page Predict: a cell, its prediction, sliders, why."""
