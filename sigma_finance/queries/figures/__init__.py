"""What is read of what overview, statistics and dashboard show."""
