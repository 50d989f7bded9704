"""What a chapter does with its bank accounts and their statements."""
