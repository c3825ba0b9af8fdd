"""How a screen runs: chunks, engines, findings, checkpoints."""
