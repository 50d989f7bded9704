"""Field types and shapes; no database."""
