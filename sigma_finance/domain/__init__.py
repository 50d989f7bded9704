"""Rules that need no rows: plain Python, the clock and the policy are arguments."""
