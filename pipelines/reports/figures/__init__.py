"""Figures, drawn with matplotlib so that one drawing serves page, print and file; molecules are RDKit's."""
