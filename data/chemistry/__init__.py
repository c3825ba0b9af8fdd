"""Species and materials: formulas, names, structures."""
