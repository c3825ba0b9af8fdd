"""The page in the browser, `nacre web`."""
