"""Forms of rosters and past payments from a file."""
