"""What money is spent on and how: the kinds, the states and how they move, the lines that each step posts."""

from __future__ import annotations

from sigma_finance.domain.books.accounts import HELD_IN_HAND, Account, EntryKind
from sigma_finance.domain.books.lines import PostingLine
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.labels import LabelledEnum


class SpendingKind(LabelledEnum):
    """What a document of spending is."""

    EXPENSE = "expense"
    INCOME = "income", "Other income"
    BILL = "bill"
    REIMBURSEMENT = "reimbursement"

    @property
    def payable(self) -> Account | None:
        """Where it stands while it is owed; None for what is paid as it is booked."""
        return _PAYABLE.get(self)


_PAYABLE = {
    SpendingKind.BILL: Account.BILLS_PAYABLE,
    SpendingKind.REIMBURSEMENT: Account.PAYABLE_MEMBERS,
}


class SpendingState(LabelledEnum):
    """Where it stands, by the word of its badge."""

    ASKED = "spending_asked", "Waiting for approval"
    OWED = "spending_owed", "To be paid"
    PAID = "spending_paid", "Paid"
    DECLINED = "spending_declined", "Declined"
    WITHDRAWN = "spending_withdrawn", "Withdrawn"
    REVERSED = "spending_reversed", "Reversed"


_S = SpendingState
#: Along which its states move; a payment that is taken back leaves it to be paid again.
MOVES: dict[SpendingState, frozenset[SpendingState]] = {
    _S.ASKED: frozenset({_S.OWED, _S.PAID, _S.DECLINED, _S.WITHDRAWN}),
    _S.OWED: frozenset({_S.PAID, _S.REVERSED}),
    _S.PAID: frozenset({_S.OWED, _S.REVERSED}),
    _S.DECLINED: frozenset(),
    _S.WITHDRAWN: frozenset(),
    _S.REVERSED: frozenset(),
}


def check_move(before: SpendingState, after: SpendingState) -> None:
    """Raise Conflict where something that stands here cannot come to stand there."""
    if after not in MOVES[before]:
        raise Conflict(f"This is {before.label.lower()} by now. Open its page again to see what can be done.")


class SpendMethod(LabelledEnum):
    """How money went out, or came in."""

    CHECK = "check"
    TRANSFER = "bank_transfer"
    ZELLE = "zelle"
    CASH_APP = "cash_app", "Cash App"
    DEBIT_CARD = "debit_card"
    CASH = "cash"
    OTHER = "other"


def check_place(method: SpendMethod, place: Account) -> None:
    """Raise Invalid where money of this method does not come from there: cash from hands, all else from a bank."""
    in_hand = place in HELD_IN_HAND
    if method is SpendMethod.CASH and not in_hand:
        raise Invalid("Cash is paid from cash on hand or petty cash. Choose one of them.", field="place")
    if method is not SpendMethod.CASH and in_hand:
        raise Invalid("Only cash is paid from here. Choose a bank account, or cash.", field="place")


def paid_at_once(
    kind: SpendingKind, category: Account, place: Account, amount_minor: int
) -> list[PostingLine]:
    """An expense, or other income: the category against the cash that it was paid from or came to."""
    sign = -1 if kind is SpendingKind.INCOME else 1
    return [PostingLine(category, sign * amount_minor), PostingLine(place, -sign * amount_minor)]


def owed(category: Account, payable: Account, amount_minor: int) -> list[PostingLine]:
    """A bill, or an approved reimbursement: the category against what is owed."""
    return [PostingLine(category, amount_minor), PostingLine(payable, -amount_minor)]


def paid(payable: Account, place: Account, amount_minor: int) -> list[PostingLine]:
    """What was owed, paid."""
    return [PostingLine(payable, amount_minor), PostingLine(place, -amount_minor)]


def moved(out_of: Account, into: Account, amount_minor: int) -> list[PostingLine]:
    """Cash from one own account to another; raises Invalid where both are one."""
    if out_of is into:
        raise Invalid("Choose two different accounts.", field="into")
    return [PostingLine(into, amount_minor), PostingLine(out_of, -amount_minor)]


def counted(
    place: Account, *, book_minor: int, counted_minor: int
) -> tuple[EntryKind, list[PostingLine]] | None:
    """What makes the books say what was counted; None where they do."""
    over = counted_minor - book_minor
    if not over:
        return None
    kind = EntryKind.CASH_OVER if over > 0 else EntryKind.CASH_SHORT
    return kind, [PostingLine(place, over), PostingLine(Account.OVER_AND_SHORT, -over)]


#: The entry by which each kind comes into the books, and the one by which it is paid where that comes later.
BOOKED_AS = {
    SpendingKind.EXPENSE: EntryKind.EXPENSE,
    SpendingKind.INCOME: EntryKind.OTHER_INCOME,
    SpendingKind.BILL: EntryKind.BILL,
    SpendingKind.REIMBURSEMENT: EntryKind.REIMBURSEMENT,
}
PAID_AS = {
    SpendingKind.BILL: EntryKind.BILL_PAID,
    SpendingKind.REIMBURSEMENT: EntryKind.REIMBURSEMENT_PAID,
}
