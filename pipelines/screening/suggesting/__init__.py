"""The parts of a suggestion: what is known, what is wished, the candidates looked at, the table."""
