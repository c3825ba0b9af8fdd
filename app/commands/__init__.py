"""The commands, one file each; `nacre.cli` puts them together."""
