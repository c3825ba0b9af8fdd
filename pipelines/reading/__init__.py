"""Papers to proposed rows of measured cells, and the review of these rows by a person."""
