"""What to screen: a space of candidates, addressed by number."""
