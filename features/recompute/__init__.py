"""Commands that compute the shipped tables anew."""
