"""What a chapter does about the ledger, its entries and documents, receipts and the checks of them."""
