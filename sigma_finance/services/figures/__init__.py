"""What a chapter does about what overview, statistics and dashboard show."""
