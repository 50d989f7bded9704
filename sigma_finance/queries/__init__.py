"""What pages read: every SELECT that is more than a get."""
