"""What cannot work, told before any model is asked."""
