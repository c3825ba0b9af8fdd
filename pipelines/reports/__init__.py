"""Form: how results look as page, Markdown, JSON or picture."""
