"""Reading tables that people kept: their headings, their cells, whom their rows mean, and what becomes of each row."""
