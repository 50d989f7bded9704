"""The bank: accounts, statements, lines, reconciling."""
