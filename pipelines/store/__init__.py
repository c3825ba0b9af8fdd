"""The way to MLflow: runs, versions, the champion."""
