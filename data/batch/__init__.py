"""Cells as columns: what features are computed from."""
