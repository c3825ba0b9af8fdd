"""The examples that `nacre tour` runs on: the same files as in `docs/examples`."""
