"""What the page of the docs that predicts in a browser computes with: predictor and tables as plain data."""
