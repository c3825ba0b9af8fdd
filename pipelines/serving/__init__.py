"""Predictions for other programs."""
