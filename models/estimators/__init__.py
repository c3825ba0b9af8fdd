"""Estimators that learn from intervals."""
