"""What a chapter does about rosters and past payments from a file."""
