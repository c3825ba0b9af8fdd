"""How numbers become predictions: estimators, bounds, domain, evidence, attribution, validation."""
