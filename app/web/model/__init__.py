"""The page Data and model: known cells, new cells, versions."""
