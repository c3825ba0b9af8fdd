"""What-ifs: a cell changed in one place and predicted again."""
