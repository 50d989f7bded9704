"""Where money can lie at the bank: a chapter has several accounts there, the first of which it always had."""

from __future__ import annotations

from sigma_finance.domain.labels import LabelledEnum


class BankPlace(LabelledEnum):
    """A chapter's accounts at the bank, the first one first; each is the account of the books of the same word."""

    FIRST = "cash_bank", "First account"
    SECOND = "cash_bank_2", "Second account"
    THIRD = "cash_bank_3", "Third account"
    FOURTH = "cash_bank_4", "Fourth account"
    FIFTH = "cash_bank_5", "Fifth account"
    SIXTH = "cash_bank_6", "Sixth account"
