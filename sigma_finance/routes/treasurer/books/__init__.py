"""Officers' pages of the ledger, its entries and documents, receipts and the checks of them."""
