"""The rows of refunds that are asked for here."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import EntryKind
from sigma_finance.domain.dates import now
from sigma_finance.domain.dues.requests import PeriodTerms
from sigma_finance.domain.payments.payments import Method, RefundState
from sigma_finance.domain.payments.refunds import StillOwed
from sigma_finance.extensions import db
from sigma_finance.models import Charge, Payment
from sigma_finance.queries.payments import refunds as queries
from sigma_finance.services.dues import charges, periods
from sigma_finance.services.payments import refunding
from tests.books import Books, charge, first_of_next_year, open_books, pay, payment_of
from tests.services.payments.refunding import pay_online, refund, refunds_of, wanted


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


def cash(books: Books) -> Payment:
    return payment_of(pay(books, books.members[0], 20000).reference)


class TestWhatWasAskedFor:
    def test_counts_until_it_is_answered(self, books: Books, sandbox: Sandbox) -> None:
        payment = pay_online(books, sandbox)
        refunding.intend(request=wanted(payment, 5000), by=OPERATOR)
        refunding.intend(request=wanted(payment, 2000), by=OPERATOR)
        assert queries.asked_minor(payment) == 7000
        assert [one.payment_intent for one in queries.unanswered(before=now() + timedelta(seconds=1))] == [
            payment_of(payment.reference).stripe_payment_intent_id
        ] * 2
        assert queries.unanswered(before=now() - timedelta(minutes=1)) == []
        refunding.ask(chapter_id=books.chapter_id, refund_id=refunds_of(payment)[0].id)
        assert queries.asked_minor(payment) == 2000

    def test_is_found_by_its_form_and_its_reference(self, books: Books) -> None:
        payment = cash(books)
        request = wanted(payment, 500, method=Method.CASH)
        made = refunding.intend(request=request, by=OPERATOR)
        [row] = refunds_of(payment)
        found = queries.find_by_form_key(chapter_id=books.chapter_id, form_key=request.form_key)
        assert found is not None
        assert found.id == made
        by_reference = queries.find_by_reference(reference=row.reference or "")
        assert by_reference is not None
        assert by_reference.id == made
        whose = {"chapter_id": books.chapter_id, "payment_id": payment.id}
        assert queries.find(**whose, refund_id=made + 1) is None

    def test_is_told_by_its_state(self, books: Books) -> None:
        payment = cash(books)
        assert not queries.is_any(payment, RefundState.SUCCEEDED)
        refund(payment, 500, method=Method.CASH)
        assert queries.is_any(payment, RefundState.FAILED, RefundState.SUCCEEDED)
        assert not queries.is_any(payment, RefundState.FAILED)


class TestWhatIsForgivenBeside:
    def test_names_its_entry_and_charge(self, books: Books) -> None:
        payment = cash(books)
        refund(payment, 500, owed=StillOwed.WAIVED, method=Method.CASH)
        [(entry, of_charge, lines)] = queries.forgiven_beside(refunds_of(payment)[0])
        assert (entry.kind, of_charge.description) == (EntryKind.WAIVER, "Dues")
        assert sorted(line.amount_minor for line in lines) == [-500, 500]

    def test_is_nothing_where_it_is_owed_again(self, books: Books) -> None:
        payment = cash(books)
        refund(payment, 500, method=Method.CASH)
        assert queries.forgiven_beside(refunds_of(payment)[0]) == []


class TestAChargeMadeAnew:
    def test_is_another_of_its_period(self, books: Books) -> None:
        period = periods.create_period(
            chapter_id=books.chapter_id,
            name="2026-27",
            terms=PeriodTerms(5000, first_of_next_year()),
            by=OPERATOR,
        )
        periods.assess(chapter_id=books.chapter_id, period_id=period, by=OPERATOR)
        of_member = (Charge.dues_period_id == period, Charge.member_id == books.members[0])
        first = db.session.query(Charge).filter(*of_member).one()
        first_id = first.id
        charges.reverse(chapter_id=books.chapter_id, charge_id=first_id, reason="Wrong", by=OPERATOR)
        assert not queries.is_charged_anew(db.session.get_one(Charge, first_id))
        db.session.rollback()
        periods.assess(chapter_id=books.chapter_id, period_id=period, by=OPERATOR)
        assert queries.is_charged_anew(db.session.get_one(Charge, first_id))

    def test_is_none_where_it_is_of_no_period(self, books: Books) -> None:
        one = db.session.query(Charge).filter(Charge.chapter_id == books.chapter_id).one()
        assert not queries.is_charged_anew(one)
