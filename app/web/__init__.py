"""The page of nacre: `nacre web`."""
