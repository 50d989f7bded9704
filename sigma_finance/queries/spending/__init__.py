"""What pages read of the money that a chapter spends."""
