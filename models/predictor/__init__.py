"""The predictor: estimators, bounds, domain and evidence in one object."""
