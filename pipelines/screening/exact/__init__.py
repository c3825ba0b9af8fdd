"""The best of a space, proved: parts that cannot hold anything better are ruled out as a whole."""
