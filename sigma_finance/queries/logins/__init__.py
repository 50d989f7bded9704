"""What is read of who signs in, and by what."""
