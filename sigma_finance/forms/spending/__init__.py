"""Forms about the money that a chapter spends."""
