"""Which message tells a member of each kind of entry, or why none does."""

from __future__ import annotations

from sigma_finance.domain.books.accounts import EntryKind

#: Kinds of entry that move what a member owes or has in credit, and the kinds of message that say so.
TOLD_BY: dict[EntryKind, tuple[str, ...]] = {
    EntryKind.PAYMENT: ("receipt",),
    EntryKind.ASSIGNMENT: ("receipt",),
    EntryKind.PAYMENT_REVERSAL: ("payment_reversed",),
    EntryKind.REFUND: ("refunded",),
    EntryKind.REFUND_FAILED: ("refund_failed",),
    EntryKind.DISPUTE: ("payment_taken",),
    EntryKind.DISPUTE_WON: ("payment_returned",),
    EntryKind.WAIVER: ("charge_waived",),
    EntryKind.CHARGE_REVERSAL: ("charge_reversed",),
    EntryKind.RESCHEDULE: ("plan_agreed", "plan_ended"),
    EntryKind.CREDIT_RETURN: ("credit_paid_back",),
    EntryKind.CREDIT_RETURN_REVERSAL: ("credit_put_back",),
}
#: The others, and why nobody is written to.
UNTOLD: dict[EntryKind, str] = {
    EntryKind.CHARGE: "reminders tell of it before its day, and a late fee has words of its own",
    EntryKind.CREDIT_APPLIED: "the message that left the credit said that it pays what falls due next",
    EntryKind.PROCESSING_FEE: "it is the chapter's cost and touches no member",
    EntryKind.DEPOSIT: "it moves the chapter's cash from hand to bank",
    EntryKind.DEPOSIT_REVERSAL: "it moves the chapter's cash back",
    EntryKind.OPENING_CREDIT: "an import brings what the member had before, often of all at once and before they join",
    EntryKind.OPENING_CREDIT_REVERSAL: "the import that brought it is undone as a whole",
    EntryKind.HISTORICAL: "it tells of a year gone by and changes nothing that is owed",
    EntryKind.HISTORICAL_REVERSAL: "the import that brought it is undone as a whole",
}
