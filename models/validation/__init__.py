"""Splits, scores and comparisons."""
