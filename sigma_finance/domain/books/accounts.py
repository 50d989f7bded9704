"""The chart of accounts and the kinds of journal entry.

Signs follow the accountant: a positive posting is a debit, a negative one a credit; an entry sums to zero.
"""

from __future__ import annotations

import re

from sigma_finance.domain.labels import LabelledEnum
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.payments.places import BankPlace


class AccountType(LabelledEnum):
    """What an account is, from which its normal sign and its place in the reports follow."""

    ASSET = "asset"
    LIABILITY = "liability"
    INCOME = "income"
    EXPENSE = "expense"
    EQUITY = "equity"

    @property
    def normal_sign(self) -> int:
        """The sign of a posting that makes it grow: a debit (1) for what is owned or spent, else a credit (-1)."""
        return 1 if self in (AccountType.ASSET, AccountType.EXPENSE) else -1


class Account(LabelledEnum):
    """An account of a chapter's books."""

    RECEIVABLE = "receivable"
    CASH_STRIPE = "cash_stripe", "Cash at Stripe"
    CASH_BANK = "cash_bank", "Cash at bank"
    CASH_BANK_2 = "cash_bank_2", "Cash at bank, second account"
    CASH_BANK_3 = "cash_bank_3", "Cash at bank, third account"
    CASH_BANK_4 = "cash_bank_4", "Cash at bank, fourth account"
    CASH_BANK_5 = "cash_bank_5", "Cash at bank, fifth account"
    CASH_BANK_6 = "cash_bank_6", "Cash at bank, sixth account"
    CASH_ON_HAND = "cash_on_hand"
    PETTY_CASH = "petty_cash"
    IN_TRANSIT = "in_transit", "In transit to the bank"
    DUE_FROM_OPERATOR = "due_from_operator"
    MEMBER_CREDIT = "member_credit"
    PAYABLE_MEMBERS = "payable_members", "Payable to members"
    BILLS_PAYABLE = "bills_payable"
    UNASSIGNED = "unassigned"
    UNEXPLAINED = "unexplained"
    INCOME_DUES = "income_dues", "Dues income"
    INCOME_FEES = "income_fees", "Fee income"
    INCOME_OTHER = "income_other", "Other income"
    INCOME_DONATIONS = "income_donations", "Donations"
    INCOME_CARD_FEES = "income_card_fees", "Card fee income"
    INCOME_01 = "income_01", "Income category 1"
    INCOME_02 = "income_02", "Income category 2"
    INCOME_03 = "income_03", "Income category 3"
    INCOME_04 = "income_04", "Income category 4"
    INCOME_05 = "income_05", "Income category 5"
    INCOME_06 = "income_06", "Income category 6"
    INCOME_07 = "income_07", "Income category 7"
    INCOME_08 = "income_08", "Income category 8"
    HELD_NATIONAL = "held_national", "Held for the national body"
    HELD_REGIONAL = "held_regional", "Held for the regional body"
    HELD_01 = "held_01", "Held for another body, category 1"
    HELD_02 = "held_02", "Held for another body, category 2"
    HELD_03 = "held_03", "Held for another body, category 3"
    HELD_04 = "held_04", "Held for another body, category 4"
    HELD_05 = "held_05", "Held for another body, category 5"
    HELD_06 = "held_06", "Held for another body, category 6"
    WAIVERS = "waivers"
    PROCESSING_FEES = "processing_fees"
    DISPUTE_FEES = "dispute_fees"
    BANK_FEES = "bank_fees"
    EXPENSE_01 = "expense_01", "Expense category 1"
    EXPENSE_02 = "expense_02", "Expense category 2"
    EXPENSE_03 = "expense_03", "Expense category 3"
    EXPENSE_04 = "expense_04", "Expense category 4"
    EXPENSE_05 = "expense_05", "Expense category 5"
    EXPENSE_06 = "expense_06", "Expense category 6"
    EXPENSE_07 = "expense_07", "Expense category 7"
    EXPENSE_08 = "expense_08", "Expense category 8"
    EXPENSE_09 = "expense_09", "Expense category 9"
    EXPENSE_10 = "expense_10", "Expense category 10"
    EXPENSE_11 = "expense_11", "Expense category 11"
    EXPENSE_12 = "expense_12", "Expense category 12"
    EXPENSE_13 = "expense_13", "Expense category 13"
    EXPENSE_14 = "expense_14", "Expense category 14"
    EXPENSE_15 = "expense_15", "Expense category 15"
    EXPENSE_16 = "expense_16", "Expense category 16"
    EXPENSE_17 = "expense_17", "Expense category 17"
    EXPENSE_18 = "expense_18", "Expense category 18"
    EXPENSE_19 = "expense_19", "Expense category 19"
    EXPENSE_20 = "expense_20", "Expense category 20"
    OVER_AND_SHORT = "over_and_short"
    DISPUTED_IN_EXCESS = "disputed_in_excess"
    LOST_DISPUTES = "lost_disputes", "Lost in disputes and refunds"
    OPENING_BALANCE = "opening_balance"
    HISTORICAL_CASH = "historical_cash"
    HISTORICAL_INCOME = "historical_income"

    @property
    def type(self) -> AccountType:
        """What kind of account it is."""
        return _TYPES[self]

    @property
    def is_memorandum(self) -> bool:
        """Whether it stands outside the reports: payments of earlier years are kept for their members' history."""
        return self in (Account.HISTORICAL_CASH, Account.HISTORICAL_INCOME)

    def natural(self, posted_minor: int) -> int:
        """A sum of postings as reports state it: positive where the account holds what it is there for."""
        return self.type.normal_sign * posted_minor


_TYPES = {
    Account.RECEIVABLE: AccountType.ASSET,
    Account.CASH_STRIPE: AccountType.ASSET,
    Account.CASH_BANK: AccountType.ASSET,
    Account.CASH_BANK_2: AccountType.ASSET,
    Account.CASH_BANK_3: AccountType.ASSET,
    Account.CASH_BANK_4: AccountType.ASSET,
    Account.CASH_BANK_5: AccountType.ASSET,
    Account.CASH_BANK_6: AccountType.ASSET,
    Account.CASH_ON_HAND: AccountType.ASSET,
    Account.PETTY_CASH: AccountType.ASSET,
    Account.IN_TRANSIT: AccountType.ASSET,
    Account.DUE_FROM_OPERATOR: AccountType.ASSET,
    Account.MEMBER_CREDIT: AccountType.LIABILITY,
    Account.PAYABLE_MEMBERS: AccountType.LIABILITY,
    Account.BILLS_PAYABLE: AccountType.LIABILITY,
    Account.UNASSIGNED: AccountType.LIABILITY,
    Account.UNEXPLAINED: AccountType.LIABILITY,
    Account.INCOME_DUES: AccountType.INCOME,
    Account.INCOME_FEES: AccountType.INCOME,
    Account.INCOME_OTHER: AccountType.INCOME,
    Account.INCOME_DONATIONS: AccountType.INCOME,
    Account.INCOME_CARD_FEES: AccountType.INCOME,
    Account.HELD_NATIONAL: AccountType.LIABILITY,
    Account.HELD_REGIONAL: AccountType.LIABILITY,
    Account.WAIVERS: AccountType.EXPENSE,
    Account.PROCESSING_FEES: AccountType.EXPENSE,
    Account.DISPUTE_FEES: AccountType.EXPENSE,
    Account.BANK_FEES: AccountType.EXPENSE,
    Account.OVER_AND_SHORT: AccountType.EXPENSE,
    Account.DISPUTED_IN_EXCESS: AccountType.ASSET,
    Account.LOST_DISPUTES: AccountType.EXPENSE,
    Account.OPENING_BALANCE: AccountType.EQUITY,
    Account.HISTORICAL_CASH: AccountType.ASSET,
    Account.HISTORICAL_INCOME: AccountType.INCOME,
}

#: What a chapter can name as categories of its own, by what each is; the names are theirs, never the sign.
EXPENSE_CATEGORIES = tuple(account for account in Account if re.fullmatch(r"expense_[0-9]+", account))
INCOME_CATEGORIES = tuple(account for account in Account if re.fullmatch(r"income_[0-9]+", account))
HELD_CATEGORIES = tuple(account for account in Account if re.fullmatch(r"held_[0-9]+", account))
_TYPES |= {
    **dict.fromkeys(EXPENSE_CATEGORIES, AccountType.EXPENSE),
    **dict.fromkeys(INCOME_CATEGORIES, AccountType.INCOME),
    **dict.fromkeys(HELD_CATEGORIES, AccountType.LIABILITY),
}

#: Accounts whose postings always name a member.
MEMBER_ACCOUNTS = (Account.RECEIVABLE, Account.MEMBER_CREDIT)
#: A chapter's bank accounts, the first one first.
BANK_ACCOUNTS = (
    Account.CASH_BANK,
    Account.CASH_BANK_2,
    Account.CASH_BANK_3,
    Account.CASH_BANK_4,
    Account.CASH_BANK_5,
    Account.CASH_BANK_6,
)
CASH_ACCOUNTS = (Account.CASH_STRIPE, *BANK_ACCOUNTS, Account.CASH_ON_HAND, Account.PETTY_CASH)
#: Cash that somebody holds in their hands, of which there is never less than none.
HELD_IN_HAND = (Account.CASH_ON_HAND, Account.PETTY_CASH)
#: Cash, and what is on its way from one account of it to another.
CASH_AND_MOVING = (*CASH_ACCOUNTS, Account.IN_TRANSIT, Account.DUE_FROM_OPERATOR)
#: What of a charge is not the chapter's own income: liabilities, collected for others.
HELD_ACCOUNTS = (Account.HELD_NATIONAL, Account.HELD_REGIONAL)
#: What went back of a payment beyond what it held: asked back while that can still come, an expense once it is lost.
EXCESS_ACCOUNTS = (Account.DISPUTED_IN_EXCESS, Account.LOST_DISPUTES)


class Explanation(LabelledEnum):
    """What an officer may call money that the provider took or gave and nothing of ours stands behind."""

    STRIPE_FEES = "processing_fees", "Stripe's fees"
    DISPUTE_FEES = "dispute_fees"
    LOSS = "lost_disputes", "Lost in disputes and refunds"
    INCOME = "income_other", "Other income"

    @property
    def account(self) -> Account:
        """The account that it stands on then."""
        return Account(self.value)


class EntryKind(LabelledEnum):
    """Why an entry was made."""

    CHARGE = "charge"
    CHARGE_REVERSAL = "charge_reversal"
    PAYMENT = "payment"
    PAYMENT_REVERSAL = "payment_reversal"
    WAIVER = "waiver"
    RESCHEDULE = "reschedule"
    CREDIT_APPLIED = "credit_applied"
    ASSIGNMENT = "assignment"
    REFUND = "refund"
    REFUND_FAILED = "refund_failed"
    DISPUTE = "dispute"
    DISPUTE_WON = "dispute_won"
    WRITE_OFF = "write_off", "Written off"
    PROCESSING_FEE = "processing_fee"
    DEPOSIT = "deposit"
    DEPOSIT_REVERSAL = "deposit_reversal"
    CREDIT_RETURN = "credit_payout", "Credit return"
    CREDIT_RETURN_REVERSAL = "credit_payout_reversal", "Credit return reversal"
    OPENING_CREDIT = "opening_credit"
    OPENING_CREDIT_REVERSAL = "opening_credit_reversal"
    HISTORICAL = "historical", "Historical payment"
    HISTORICAL_REVERSAL = "historical_reversal"
    PAYOUT = "payout", "Payout to the bank"
    PAYOUT_ARRIVED = "payout_arrived", "Payout at the bank"
    PAYOUT_RETURNED = "payout_returned", "Payout that came back"
    UNEXPLAINED = "unexplained", "Stripe line without explanation"
    EXPLAINED = "explained", "Stripe line explained"
    BANK_OPENING = "bank_opening", "Opening balance at the bank"
    OPENING_BALANCES = "opening_balances"
    BANK_FEE = "bank_fee"
    BANK_FEE_REVERSAL = "bank_fee_reversal"
    BANK_INTEREST = "bank_interest", "Interest and other money from the bank"
    BANK_INTEREST_REVERSAL = "bank_interest_reversal"
    EXPENSE = "expense"
    OTHER_INCOME = "other_income"
    BILL = "bill"
    BILL_PAID = "bill_paid", "Bill paid"
    REIMBURSEMENT = "reimbursement", "Reimbursement approved"
    REIMBURSEMENT_PAID = "reimbursement_paid", "Reimbursement paid"
    SPENDING_REVERSAL = "spending_reversal"
    TRANSFER = "transfer", "Transfer between own accounts"
    TRANSFER_REVERSAL = "transfer_reversal"
    CASH_OVER = "cash_over", "Cash counted, over"
    CASH_SHORT = "cash_short", "Cash counted, short"

    @property
    def in_members_words(self) -> str:
        """What a member reads of money that went back, or came again; else its label."""
        return _OF_MONEY_THAT_MOVED.get(self) or self.label


_OF_MONEY_THAT_MOVED = {
    EntryKind.REFUND: "Refunded",
    EntryKind.REFUND_FAILED: "Refund failed, counts again",
    EntryKind.DISPUTE: "Taken back by the payer's bank",
    EntryKind.DISPUTE_WON: "Given back by the payer's bank",
}


#: Credit that a member brought from before the books began; it comes from no payment.
OPENING_KINDS = (EntryKind.OPENING_CREDIT, EntryKind.OPENING_CREDIT_REVERSAL)


class ChargeKind(LabelledEnum):
    """What a member is charged for."""

    DUES = "dues"
    REGISTRATION = "registration"
    EVENT = "event"
    FEE = "fee"
    FINE = "fine"
    LATE_FEE = "late_fee"
    OTHER = "other"
    OPENING = "opening", "Brought forward"

    @property
    def income(self) -> Account:
        """The account that a charge of this kind earns on."""
        match self:
            case ChargeKind.DUES:
                return Account.INCOME_DUES
            case ChargeKind.REGISTRATION | ChargeKind.FEE | ChargeKind.FINE | ChargeKind.LATE_FEE:
                return Account.INCOME_FEES
            case ChargeKind.EVENT | ChargeKind.OTHER:
                return Account.INCOME_OTHER
            case ChargeKind.OPENING:
                return Account.OPENING_BALANCE


class WaiverKind(LabelledEnum):
    """Why a part of a charge is forgiven; it stands before the reason, on statements too."""

    WAIVER = "waiver"
    SCHOLARSHIP = "scholarship"
    HARDSHIP = "hardship"
    OTHER = "other"

    def memo(self, reason: str) -> str:
        """What the books say of it: the reason alone where the kind tells nothing more."""
        return reason if self in (WaiverKind.WAIVER, WaiverKind.OTHER) else f"{self.label}: {reason}"


#: What an officer may charge by hand; dues come from periods, openings from the roster's import.
CHARGED_BY_HAND = (
    ChargeKind.REGISTRATION,
    ChargeKind.EVENT,
    ChargeKind.FEE,
    ChargeKind.FINE,
    ChargeKind.OTHER,
)


def cash_account(method: Method) -> Account:
    """Where money of this method lies until it is moved on."""
    match method:
        case Method.CARD | Method.BANK_DEBIT:
            return Account.CASH_STRIPE
        case Method.CASH | Method.CHECK | Method.OTHER:
            return Account.CASH_ON_HAND
        case Method.ZELLE | Method.CASH_APP | Method.BANK_TRANSFER:
            return Account.CASH_BANK


def bank_account(place: BankPlace) -> Account:
    """The account of the books that a chapter's account at the bank is."""
    return Account(place.value)
