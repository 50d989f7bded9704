"""Pages about the money that a chapter spends."""
