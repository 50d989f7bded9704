"""Forms about the ledger's spans."""
