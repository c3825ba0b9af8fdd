"""Outcome intervals, data sets for training, concordance."""
