"""The notation: text to cell and back."""
