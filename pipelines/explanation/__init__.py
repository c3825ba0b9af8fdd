"""What an explanation says, part by part; `pipelines/explain.py` puts it together, `pipelines/report.py` writes it."""
