"""A member hears of each movement of their money, with where their account stands after it."""

from __future__ import annotations

import pytest
from flask import Flask

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import EntryKind
from sigma_finance.extensions import db
from sigma_finance.gateways.messaging import render
from sigma_finance.models import Member, OutboxMessage
from sigma_finance.services.dues import charges
from sigma_finance.services.messages import movements
from tests.books import Books, charge, open_books, pay
from tests.services.payments.paying import deliver, press_pay, redeliver

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
    EntryKind.WRITE_OFF: "it is the chapter's loss, and no member owes or has anything by it",
    EntryKind.OPENING_BALANCES: "it says what the chapter held, and touches no member",
    EntryKind.BANK_OPENING: "it says what the chapter's bank held, and touches no member",
    EntryKind.BANK_FEE: "it is the bank's fee, and touches no member",
    EntryKind.BANK_FEE_REVERSAL: "it takes the bank's fee back, and touches no member",
    EntryKind.BANK_INTEREST: "it is the bank's interest, and touches no member",
    EntryKind.BANK_INTEREST_REVERSAL: "it takes the bank's interest back, and touches no member",
    EntryKind.DEPOSIT: "it moves the chapter's cash from hand to bank",
    EntryKind.DEPOSIT_REVERSAL: "it moves the chapter's cash back",
    EntryKind.PAYOUT: "it moves the chapter's cash on its way from Stripe to the bank",
    EntryKind.PAYOUT_ARRIVED: "it moves the chapter's cash",
    EntryKind.PAYOUT_RETURNED: "it moves the chapter's cash back",
    EntryKind.UNEXPLAINED: "it is between Stripe and the chapter, and no member's",
    EntryKind.EXPLAINED: "it is between Stripe and the chapter, and no member's",
    EntryKind.OPENING_CREDIT: "an import brings what the member had before, often of all at once and before they join",
    EntryKind.OPENING_CREDIT_REVERSAL: "the import that brought it is undone as a whole",
    EntryKind.EXPENSE: "it is the chapter's cost and touches no member",
    EntryKind.OTHER_INCOME: "it is the chapter's, and no member's",
    EntryKind.BILL: "it is owed to somebody who sent a bill",
    EntryKind.BILL_PAID: "it is paid to somebody who sent a bill",
    EntryKind.REIMBURSEMENT: "reimbursement_approved says so; what the member owes is the same",
    EntryKind.REIMBURSEMENT_PAID: "reimbursement_paid says so; what the member owes is the same",
    EntryKind.SPENDING_REVERSAL: "the officers correct what they entered, and no member owes or has anything by it",
    EntryKind.TRANSFER: "it moves the chapter's cash",
    EntryKind.TRANSFER_REVERSAL: "it moves the chapter's cash back",
    EntryKind.CASH_OVER: "it says what cash was counted",
    EntryKind.CASH_SHORT: "it says what cash was counted",
    EntryKind.HISTORICAL: "it tells of a year gone by and changes nothing that is owed",
    EntryKind.HISTORICAL_REVERSAL: "the import that brought it is undone as a whole",
}


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def told(kind: str) -> list[tuple[str, str, str]]:
    """Amount, balance and credit of each message of a kind."""
    db.session.rollback()
    rows = db.session.query(OutboxMessage).filter_by(kind=kind).order_by(OutboxMessage.id)
    return [(row.context["amount"], row.context["balance"], row.context["credit"]) for row in rows]


class TestWhatOfficersDo:
    def test_is_told_with_what_is_owed_after_it(self, books: Books) -> None:
        one = charge(books, books.members[0], 5000)
        charges.waive(
            chapter_id=books.chapter_id, charge_id=one, by=OPERATOR, amount_minor=2000, reason="Hardship"
        )
        assert told("charge_waived") == [("$20.00", "$30.00", "")]
        pay(books, books.members[0], 1000)
        charges.reverse(chapter_id=books.chapter_id, charge_id=one, by=OPERATOR, reason="Not theirs")
        assert told("charge_reversed") == [("$50.00", "$0.00", "$10.00")]


class TestWhatStripeTells:
    def paid(self, books: Books, sandbox: Sandbox) -> str:
        """A payment of all that is owed, by its session."""
        charge(books, books.members[0])
        session_id = press_pay(books).stripe_session_id or ""
        sandbox.pay(session_id)
        deliver(sandbox)
        return session_id

    def test_of_refunds_is_told_once_each(self, books: Books, sandbox: Sandbox) -> None:
        session_id = self.paid(books, sandbox)
        refund = sandbox.refund(session_id, amount=5000)
        events = sandbox.take_events()
        for event in [*events, *events]:
            redeliver(sandbox, event["id"])
        assert told("refunded") == [("$50.00", "$50.00", "")]
        sandbox.fail_refund(refund["id"])
        deliver(sandbox)
        assert told("refund_failed") == [("$50.00", "$0.00", "")]

    def test_of_a_dispute_is_told_when_money_goes_and_when_it_comes_back(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        disputed = sandbox.dispute(self.paid(books, sandbox))
        deliver(sandbox)
        assert told("payment_taken") == [("$200.00", "$200.00", "")]
        sandbox.win(disputed["id"])
        deliver(sandbox)
        assert told("payment_returned") == [("$200.00", "$0.00", "")]


class TestNobody:
    def test_is_written_to_where_no_member_or_no_money_is_concerned(self, books: Books) -> None:
        movements.tell(None, "refunded", 100)
        movements.tell(db.session.get_one(Member, books.members[0]), "refunded", 0)
        assert told("refunded") == []


class TestAKindOfEntry:
    @pytest.mark.parametrize("kind", EntryKind)
    def test_is_told_or_says_why_it_is_not(self, kind: EntryKind) -> None:
        assert (kind in TOLD_BY) != (kind in UNTOLD)
        assert kind in TOLD_BY or UNTOLD[kind]

    @pytest.mark.parametrize("kind", sorted({name for names in TOLD_BY.values() for name in names}))
    def test_is_told_by_a_message_that_stands_in_the_app(self, kind: str) -> None:
        assert render.get_kind(kind).in_app
