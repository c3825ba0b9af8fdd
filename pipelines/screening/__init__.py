"""Screening: a space to its best candidates."""
