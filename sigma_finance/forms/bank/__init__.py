"""Forms of bank accounts and their statements."""
