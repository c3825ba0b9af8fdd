"""What sentences and tables of papers say of symmetric cells."""
