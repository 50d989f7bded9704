"""What a page costs, beside what the same page costs by less; run by ``scripts/bench.py``."""
