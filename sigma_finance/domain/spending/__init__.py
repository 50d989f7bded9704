"""What a chapter spends: categories, expenses, reimbursements, bills, transfers, and the count of cash."""
