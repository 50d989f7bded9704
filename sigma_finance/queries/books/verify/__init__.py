"""What must hold of the books, asked of the rows: every check is one statement that recomputes from the postings."""

from __future__ import annotations

from sigma_finance.queries.books.verify import (
    autopay,
    books,
    isolation,
    money,
    payouts,
    people,
    proof,
    spending,
)
from sigma_finance.queries.books.verify.checks import Check, RuleBreach, find

CHECKS: tuple[Check, ...] = (
    *books.CHECKS,
    *money.CHECKS,
    *payouts.CHECKS,
    *autopay.CHECKS,
    *proof.CHECKS,
    *people.CHECKS,
    *spending.CHECKS,
    *isolation.CHECKS,
)

__all__ = ["CHECKS", "Check", "RuleBreach", "find"]
