"""What two people decide together: acts above the chapter's limit, asked for by one officer and approved by another.

Whatever gives money or forgiveness away counts together (``GIVES``), by officer and by member, over ``WINDOW``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sigma_finance.domain.books.accounts import CASH_ACCOUNTS, Account, EntryKind
from sigma_finance.domain.labels import LabelledEnum

#: Nobody approves what was asked longer ago than this.
GOOD_FOR = timedelta(days=30)
#: What one officer gives, and what one member is given, is summed over this time.
WINDOW = timedelta(days=30)
#: Whoever became an officer has to wait so long before they approve anything.
NEW_FOR = timedelta(days=7)

_OWED = (Account.RECEIVABLE, Account.MEMBER_CREDIT)
#: The kinds of entry by which an officer gives something away, and the accounts whose credits in them say how much:
#: what a member owes less, or has in credit more, and the cash that leaves. A charge that is reversed gives what was
#: open of it and what had settled it; money that is paid back counts whatever it came from, a reversal or an import.
#: What went back of a payment twice is given up by writing it off. Cash that an opening balance takes off the books is
#: gone from them. A reimbursement is given when it is approved, not again when it is paid.
GIVES: Mapping[EntryKind, tuple[Account, ...]] = {
    EntryKind.WAIVER: _OWED,
    EntryKind.CHARGE_REVERSAL: _OWED,
    EntryKind.OPENING_CREDIT: _OWED,
    EntryKind.PAYMENT_REVERSAL: CASH_ACCOUNTS,
    EntryKind.CREDIT_RETURN: CASH_ACCOUNTS,
    EntryKind.REFUND: CASH_ACCOUNTS,
    EntryKind.WRITE_OFF: (Account.DISPUTED_IN_EXCESS,),
    EntryKind.OPENING_BALANCES: CASH_ACCOUNTS,
    EntryKind.BANK_OPENING: CASH_ACCOUNTS,
    EntryKind.BANK_FEE: CASH_ACCOUNTS,
    EntryKind.BANK_INTEREST_REVERSAL: CASH_ACCOUNTS,
    EntryKind.EXPENSE: CASH_ACCOUNTS,
    EntryKind.BILL_PAID: CASH_ACCOUNTS,
    EntryKind.REIMBURSEMENT: (Account.PAYABLE_MEMBERS,),
    EntryKind.CASH_SHORT: CASH_ACCOUNTS,
    EntryKind.SPENDING_REVERSAL: CASH_ACCOUNTS,
}

#: Of these what puts something on the books makes up for nothing that they take off.
CORRECTS = (EntryKind.OPENING_BALANCES, EntryKind.BANK_OPENING, EntryKind.SPENDING_REVERSAL)


def has_lapsed(asked_at: datetime, at: datetime) -> bool:
    """Whether a request has waited for longer than it can be approved; who asked can ask again once it is closed."""
    return at - asked_at > GOOD_FOR


class Act(LabelledEnum):
    """What is asked for."""

    WAIVER = "waiver", "Waive a charge"
    REVERSAL = "reversal", "Reverse a payment"
    CHARGE_REVERSAL = "charge_reversal", "Reverse a charge"
    CHARGES_REVERSAL = "charges_reversal", "Reverse charges made together"
    CREDIT_RETURN = "credit_return", "Pay credit back"
    REFUND = "refund", "Refund a payment"
    WRITE_OFF = "write_off", "Write off what went back in excess"
    LIMIT = "limit", "Raise the limit for one officer"
    ROSTER = "roster", "Import a roster that brings credit"
    ROSTER_UNDOING = "roster_undoing", "Undo the import of a roster"
    REOPENING = "reopening", "Reopen closed books"
    EXPENSE = "expense", "Record an expense"
    REIMBURSEMENT = "reimbursement", "Approve a reimbursement"
    BILL = "bill", "Pay a bill"
    CASH_COUNT = "cash_count", "Book cash that is short"
    INCOME_TAKEN_BACK = "income_taken_back", "Take other income back"


class ApprovalState(LabelledEnum):
    """Where a request stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class OfficeSource:
    """What makes somebody an officer: since when, and by which member; neither where the operator did."""

    since: datetime | None
    given_by: int | None


def why_not(
    *,
    approver: int,
    has: Collection[OfficeSource],
    asker: int,
    asker_has: Iterable[OfficeSource],
    at: datetime,
) -> str:
    """Why the member ``approver`` cannot approve what ``asker`` asked for; nothing where they can.

    Nobody approves for whom they made an officer, nor for who made them one, so that no officer makes themselves a
    second one; and whoever is new in office waits.
    """
    if approver == asker:
        return "You asked for this. Another officer has to approve it."
    of_asker = list(asker_has)
    if of_asker and all(source.given_by == approver for source in of_asker):
        return "You made who asked an officer. Somebody else has to approve it."
    from_others = [source for source in has if source.given_by != asker]
    if not from_others:
        return "Who asked made you an officer. Somebody else has to approve it."
    if all(source.since is not None and at - source.since < NEW_FOR for source in from_others):
        return f"You can approve once you have been an officer for {NEW_FOR.days} days."
    return ""


@dataclass(frozen=True)
class RoleLine:
    """A line of the trail that gave a member a role, or took it: whether it may then, when, and who gave it."""

    may: bool
    at: datetime
    given_by: int | None
    joins: bool = False


def role_source(lines: Iterable[RoleLine]) -> OfficeSource:
    """Since when a role has lasted that a member has now, by the lines of the trail in their order.

    A role that was given to somebody who could not sign in yet begins as they join. What the operator gives needs no
    wait, since no officer can make themselves a second one by it.
    """
    found: OfficeSource | None = None
    for line in lines:
        if not line.may:
            found = None
        elif found is None:
            found = OfficeSource(None if line.given_by is None else line.at, line.given_by)
        elif line.joins and found.given_by is not None:
            found = OfficeSource(line.at, found.given_by)
    return found or OfficeSource(None, None)
