"""Features of the electrolyte."""
