"""Documents as PDF: receipts and statements, set by Typst."""
