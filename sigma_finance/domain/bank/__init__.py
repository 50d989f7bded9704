"""Rules of the bank: what a statement's lines say, which entry each is, and how far an account is reconciled."""
