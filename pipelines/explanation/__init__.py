"""What an explanation says, part by part; it knows no page and no picture."""
