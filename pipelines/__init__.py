"""The jobs that a user runs: train, predict, explain, screen, retrain, serve."""
