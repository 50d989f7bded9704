"""The words of the bank's side: formats of statements, why a line is an entry, what a line can become."""

from __future__ import annotations

from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.labels import LabelledEnum


class StatementFormat(LabelledEnum):
    """What a statement was written as."""

    TABLE = "table", "CSV or workbook"
    OFX = "ofx", "OFX"
    CAMT = "camt", "camt.053"


class MatchReason(LabelledEnum):
    """Why a line of a statement is taken for an entry."""

    PAYOUT = "payout", "A payout of Stripe"
    DEPOSIT = "deposit", "A deposit"
    CHECK = "check", "The number of the check"
    REFERENCE = "reference", "The reference"
    AMOUNT = "amount", "The amount, and no other near that day"
    BY_HAND = "by_hand", "Chosen by an officer"
    MADE = "made", "Made of this line"


class LineState(LabelledEnum):
    """Whether a line is an entry of the books, by the word of its badge."""

    OPEN = "line_open", "Not matched"
    MATCHED = "line_matched", "Matched"
    RECONCILED = "line_reconciled", "Reconciled"


class BankCategory(LabelledEnum):
    """What money is that the bank itself took or gave."""

    FEE = "bank_fees", "Bank fee"
    INTEREST = "income_other", "Interest, or other money from the bank"

    @property
    def account(self) -> Account:
        """The account that it stands on."""
        return Account(self.value)

    @property
    def kind(self) -> EntryKind:
        """The kind of its entry."""
        return EntryKind.BANK_FEE if self is BankCategory.FEE else EntryKind.BANK_INTEREST

    @property
    def reversal(self) -> EntryKind:
        """The kind of the entry that takes it back."""
        return EntryKind.BANK_FEE_REVERSAL if self is BankCategory.FEE else EntryKind.BANK_INTEREST_REVERSAL
