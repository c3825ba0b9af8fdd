"""The page Screen: a space, its run, its results."""
