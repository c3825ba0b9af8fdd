"""What features can be anywhere in a part of a space."""
