"""Forms of who signs in, and by what."""
