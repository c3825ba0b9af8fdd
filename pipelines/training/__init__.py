"""Training, validation and retraining."""
