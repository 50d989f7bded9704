"""What is read of rosters and past payments from a file."""
