"""A line of the bank on its page."""

from __future__ import annotations

from sqlalchemy import select

from sigma_finance.domain.books.accounts import EntryKind
from sigma_finance.extensions import db
from sigma_finance.models import BankMatch, JournalEntry, Payment
from tests.banking import days_ago
from tests.harness.client import Client
from tests.harness.holding import assert_verified
from tests.routes.house import House, owe
from tests.routes.treasurer.bank.banking import bring_in, open_account


class TestALine:
    def test_becomes_a_payment_of_the_member_whom_it_names(self, tess: Client, house: House) -> None:
        owe(house.ada)
        zelle, _ = bring_in(tess, open_account(tess))
        page = tess.get(f"/treasurer/bank/lines/{zelle}")
        assert "Nothing in your books could be it" in page.text
        form = tess.get(f"/treasurer/bank/lines/{zelle}/payment")
        done = tess.follow(tess.submit(form))
        assert "Booked. Receipt" in done.text
        assert "Made of this line" in done.text
        db.session.rollback()
        payment = db.session.scalars(select(Payment)).one()
        assert (payment.member_id, payment.method.value) == (house.ada.member_id, "zelle")
        shown = tess.get(f"/treasurer/payments/{payment.reference}")
        assert f"/treasurer/bank/lines/{zelle}" in shown.text
        assert (
            "That is no longer possible" in tess.get(f"/treasurer/bank/lines/{zelle}/entry", status=409).text
        )
        assert_verified()

    def test_becomes_a_fee_that_can_be_taken_back(self, tess: Client) -> None:
        account = open_account(tess)
        _, fee = bring_in(tess, account)
        assert "left the bank" not in tess.get(f"/treasurer/bank/lines/{fee}").text
        tess.submit(tess.get(f"/treasurer/bank/lines/{fee}/entry"))
        page = tess.get(f"/treasurer/bank/lines/{fee}")
        assert "Bank fee" in page.text
        db.session.rollback()
        entry = db.session.scalars(select(JournalEntry.id)).one()
        assert f"/treasurer/bank/lines/{fee}" in tess.get(f"/treasurer/books/entries/{entry}").text
        done = tess.follow(tess.submit(page, action=f"/treasurer/bank/lines/{fee}/back"))
        assert "Reversed. The line is open again." in done.text
        assert_verified()

    def test_is_matched_and_unmatched_by_hand(self, tess: Client, house: House) -> None:
        zelle, _ = bring_in(tess, open_account(tess))
        record = tess.get(f"/treasurer/payments/record?member={house.ada.member_id}")
        sent = {"amount": "100.00", "method": "zelle", "received_on": days_ago(40).isoformat()}
        agreed = tess.submit(record, sent, status=422)
        tess.submit(agreed, {"keep_credit": "10000"})
        page = tess.get(f"/treasurer/bank/lines/{zelle}")
        assert "Entries of this amount" in page.text
        form = f"/treasurer/bank/lines/{zelle}/match"
        assert "at least one entry" in tess.post(form, {}, status=422).text
        db.session.rollback()
        [entry] = db.session.scalars(select(JournalEntry.id).where(JournalEntry.kind == EntryKind.PAYMENT))
        done = tess.follow(tess.submit(page, {"entries": str(entry)}, action=form))
        assert "Matched." in done.text
        assert "Chosen by an officer" in done.text
        back = tess.follow(tess.submit(done, action=f"/treasurer/bank/lines/{zelle}/unmatch"))
        assert "It is no entry any more." in back.text
        db.session.rollback()
        assert db.session.scalars(select(BankMatch)).one().undone_at is not None

    def test_is_no_strangers_business(self, tess: Client, stranger: Client) -> None:
        zelle, _ = bring_in(tess, open_account(tess))
        for path in ("", "/payment", "/entry"):
            stranger.get(f"/treasurer/bank/lines/{zelle}{path}", status=404)
