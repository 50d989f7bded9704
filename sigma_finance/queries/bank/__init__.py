"""Bank accounts, their statements and the lines of these."""
