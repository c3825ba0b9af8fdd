"""Features of coating and host."""
