"""The jobs that a user runs, each one file."""
