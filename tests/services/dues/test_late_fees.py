"""Late fees: once for each installment, never on a fee, and never on who is spared."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.dues.late_fees import late_fee
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.domain.payments.payments import Method, PaymentState
from sigma_finance.domain.policy import LateFeeKind, Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Charge, OutboxMessage, Payment
from sigma_finance.services.dues import charges, late_fees
from sigma_finance.services.dues.charges import NewCharge
from sigma_finance.services.dues.late_fees import FeesDiffer
from tests.books import ZONE, Books, assert_books_hold, charge, member_of, open_books, pay

FLAT = Policy(late_fee=LateFeeKind.FLAT, late_fee_minor=1500, late_fee_grace_days=7)


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    keep(made, FLAT)
    return made


def keep(books: Books, policy: Policy) -> None:
    db.session.get_one(Chapter, books.chapter_id).policy = policy.kept()
    db.session.commit()


def post(books: Books) -> tuple[int, int]:
    done = late_fees.charge(chapter_id=books.chapter_id, by=OPERATOR)
    assert_books_hold(books)
    return done.fees, done.total_minor


def change(member_id: int, **values: object) -> None:
    member = member_of(member_id)
    for name, value in values.items():
        setattr(member, name, value)
    db.session.commit()


class TestTheFee:
    @given(
        open_minor=st.integers(0, 10**6),
        kind=st.sampled_from(LateFeeKind),
        amount=st.integers(0, 10**5),
        share=st.integers(0, 10_000),
        threshold=st.integers(0, 10**5),
        cap=st.integers(0, 10**5),
    )
    def test_is_within_its_cap_and_nothing_below_the_threshold(
        self, open_minor: int, kind: LateFeeKind, amount: int, share: int, threshold: int, cap: int
    ) -> None:
        rules = Policy(
            late_fee=kind,
            late_fee_minor=amount,
            late_fee_share=share,
            late_fee_threshold_minor=threshold,
            late_fee_cap_minor=cap,
        )
        fee = late_fee(open_minor, rules)
        assert fee >= 0
        assert not cap or fee <= cap
        assert open_minor >= max(threshold, 1) or fee == 0
        assert kind is not LateFeeKind.NONE or fee == 0
        assert kind is not LateFeeKind.PERCENT or fee <= open_minor

    def test_of_five_per_cent(self) -> None:
        assert late_fee(20010, Policy(late_fee=LateFeeKind.PERCENT, late_fee_share=500)) == 1000


class TestCharging:
    def test_waits_for_the_days_of_grace(self, books: Books) -> None:
        charge(books, books.members[0], due_in=-7)
        assert post(books) == (0, 0)
        charge(books, books.members[1], due_in=-8)
        assert post(books) == (1, 1500)
        assert member_of(books.members[1]).balance_minor == 21500

    def test_happens_once_even_after_the_fee_was_reversed(self, books: Books) -> None:
        charge(books, books.members[0], due_in=-30)
        assert post(books) == (1, 1500)
        fee = db.session.scalars(select(Charge).where(Charge.kind == ChargeKind.LATE_FEE)).one()
        charges.reverse(chapter_id=books.chapter_id, charge_id=fee.id, reason="Talked to them", by=OPERATOR)
        assert post(books) == (0, 0)

    def test_is_told_to_the_member(self, books: Books) -> None:
        charge(books, books.members[0], due_in=-30)
        post(books)
        [mail] = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "late_fee"))
        assert (mail.member_id, mail.context["amount"]) == (books.members[0], "$15.00")

    def test_is_of_what_is_open_alone(self, books: Books) -> None:
        keep(books, Policy(late_fee=LateFeeKind.PERCENT, late_fee_share=1000, late_fee_grace_days=0))
        charge(books, books.members[0], due_in=-1)
        pay(books, books.members[0], 15000)
        assert post(books) == (1, 500)

    @pytest.mark.parametrize("kind", [ChargeKind.FEE, ChargeKind.FINE, ChargeKind.LATE_FEE])
    def test_is_never_on_a_fee(self, books: Books, kind: ChargeKind) -> None:
        request = NewCharge(books.members[0], kind, "Fee", 1000, today_in(ZONE) - timedelta(days=60))
        charges.charge(chapter_id=books.chapter_id, request=request, by=OPERATOR)
        assert post(books) == (0, 0)

    def test_spares_who_is_exempt_gone_newly_initiated_or_on_hold(self, books: Books) -> None:
        today = today_in(ZONE)
        ada = books.members[0]
        charge(books, ada, due_in=-30)
        for spared, back in (
            ({"member_class": MemberClass.EXEMPT}, {"member_class": MemberClass.REGULAR}),
            ({"status": MemberStatus.INACTIVE}, {"status": MemberStatus.ACTIVE}),
            ({"initiated_on": today}, {"initiated_on": None}),
        ):
            change(ada, **spared)
            assert post(books) == (0, 0), spared
            change(ada, **back)
        late_fees.hold(chapter_id=books.chapter_id, member_id=ada, until=today, by=OPERATOR)
        assert post(books) == (0, 0)
        change(ada, no_late_fees_until=today - timedelta(days=1))
        assert post(books) == (1, 1500)

    def test_spares_whose_bank_debit_is_under_way(self, books: Books) -> None:
        charge(books, books.members[0], due_in=-30)
        under_way = Payment(
            chapter_id=books.chapter_id,
            member_id=books.members[0],
            reference=new_reference(),
            method=Method.BANK_DEBIT,
            state=PaymentState.PROCESSING,
            amount_minor=20000,
        )
        db.session.add(under_way)
        db.session.commit()
        assert post(books) == (0, 0)

    def test_is_refused_when_it_is_no_longer_what_was_agreed_to(self, books: Books) -> None:
        charge(books, books.members[0], due_in=-30)
        with pytest.raises(FeesDiffer):
            late_fees.charge(chapter_id=books.chapter_id, by=OPERATOR, agreed_minor=3000)
        assert member_of(books.members[0]).balance_minor == 20000

    @pytest.mark.parametrize("days", [-1, 367])
    def test_can_be_held_within_a_year(self, books: Books, days: int) -> None:
        with pytest.raises(Invalid):
            late_fees.hold(
                chapter_id=books.chapter_id,
                member_id=books.members[0],
                until=today_in(ZONE) + timedelta(days=days),
                by=OPERATOR,
            )
