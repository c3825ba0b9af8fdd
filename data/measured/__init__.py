"""Tables of measured cells: schema, checks, merging, versions."""
