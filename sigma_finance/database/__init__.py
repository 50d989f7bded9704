"""How the database is spoken to: transactions, chapter scopes, faults, paging, days."""
