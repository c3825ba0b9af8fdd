"""How a cell becomes numbers: columns over batches, and the catalogue that tells what each means."""
