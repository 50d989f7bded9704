"""Members' consents to autopay, what is to be charged by it, and each try."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.domain.payments.autopay import AttemptState, AutopayEndReason, MandateState
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import AutopayAttempt, AutopayMandate, Installment, Member, Payment
from sigma_finance.queries.payments import autopay
from sigma_finance.queries.payments.autopay import UnansweredCharge
from tests import rows
from tests.books import ZONE, Books, charge, open_books, pay
from tests.dues import change

DAY = timedelta(days=1)


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def consent(books: Books, member: int = 0, **facts: Any) -> int:
    """An active consent from today on; returns its id."""
    known: dict[str, Any] = {
        "reference": new_reference("A"),
        "state": MandateState.ACTIVE,
        "consent": "Yes",
        "consented_at": now() - DAY,
        "stripe_customer_id": f"cus_{books.members[member]}",
        "stripe_method_id": f"pm_{books.members[member]}",
        "label": "Visa 4242",
        "starts_on": today_in(ZONE),
    }
    made = AutopayMandate(chapter_id=books.chapter_id, member_id=books.members[member], **(known | facts))
    return rows.keep(made)


def owe(books: Books, due_in: int = 2, member: int = 0, amount_minor: int = 5000) -> int:
    """Charge a member; returns the id of the installment."""
    charge_id = charge(books, books.members[member], amount_minor, due_in=due_in)
    return db.session.scalars(select(Installment.id).where(Installment.charge_id == charge_id)).one()


def attempt(
    books: Books,
    installment_id: int,
    state: AttemptState = AttemptState.PLANNED,
    due_in: int = 2,
    number: int = 1,
) -> int:
    """A try to charge an installment; one that was charged has a payment."""
    charged = state in (AttemptState.CHARGING, AttemptState.PAID, AttemptState.FAILED)
    member_id = db.session.get_one(Installment, installment_id).member_id
    payment_id = rows.payment(books.chapter_id, member_id, PaymentState.FAILED) if charged else None
    day = today_in(ZONE) + due_in * DAY
    return rows.keep(
        AutopayAttempt(
            chapter_id=books.chapter_id,
            member_id=member_id,
            installment_id=installment_id,
            number=number,
            state=state,
            first_on=day,
            due_on=day,
            payment_id=payment_id,
        )
    )


class TestAConsent:
    def test_is_the_members_own(self, books: Books) -> None:
        made, other = consent(books), open_books()
        member_id = books.members[0]
        found = autopay.find_active(chapter_id=books.chapter_id, member_id=member_id)
        assert found is not None
        assert found.id == made
        whose = {"chapter_id": books.chapter_id, "member_id": member_id}
        assert autopay.last_customer(**whose, account="") == f"cus_{member_id}"
        assert autopay.last_customer(**whose, account="acct_1") is None
        assert autopay.find_active(chapter_id=other.chapter_id, member_id=member_id) is None
        assert autopay.find_active(chapter_id=books.chapter_id, member_id=books.members[1]) is None
        assert autopay.last_customer(chapter_id=other.chapter_id, member_id=member_id, account="") is None

    def test_is_found_by_what_stripe_knows(self, books: Books) -> None:
        made = consent(books)
        member_id = books.members[0]
        reference = db.session.get_one(AutopayMandate, made).reference
        for found in (
            autopay.find_by_reference(reference=reference),
            autopay.find_kept(account="", stripe_id=f"cus_{member_id}"),
            autopay.find_kept(account="", stripe_id=f"pm_{member_id}"),
        ):
            assert found is not None
            assert found.id == made
        assert autopay.find_kept(account="", stripe_id="pm_other") is None
        assert autopay.find_kept(account="acct_1", stripe_id=f"pm_{member_id}") is None

    def test_that_ended_charges_nothing_and_is_found_last(self, books: Books) -> None:
        ended: dict[str, Any] = {
            "state": MandateState.ENDED,
            "ended_at": now(),
            "ending": AutopayEndReason.FAILED,
        }
        consent(books, **ended)
        made = consent(books, **ended)
        member_id = books.members[0]
        assert autopay.find_active(chapter_id=books.chapter_id, member_id=member_id) is None
        assert autopay.find_kept(account="", stripe_id=f"pm_{member_id}") is None
        found = autopay.last_ended(chapter_id=books.chapter_id, member_id=member_id)
        assert found is not None
        assert found.id == made
        assert autopay.last_ended(chapter_id=open_books().chapter_id, member_id=member_id) is None

    def test_of_who_left_is_to_end(self, books: Books) -> None:
        consent(books)
        consent(books, 1)
        assert autopay.members_gone(chapter_id=books.chapter_id) == []
        change(books.members[1], status=MemberStatus.INACTIVE)
        assert autopay.members_gone(chapter_id=books.chapter_id) == books.members[1:]
        assert autopay.members_gone(chapter_id=open_books().chapter_id) == []

    def test_says_by_which_card_a_member_is_charged(self, books: Books) -> None:
        consent(books)
        found = db.session.execute(
            select(Member.id, autopay.autopay_method()).where(Member.chapter_id == books.chapter_id)
        )
        assert {row[0]: row[1] for row in found} == {books.members[0]: "Visa 4242", books.members[1]: None}


class TestWhatIsUntold:
    def untold(self, books: Books, until: int = 3, **asked: Any) -> list[int]:
        day = today_in(ZONE) + until * DAY
        found = autopay.untold(chapter_id=books.chapter_id, until=day, **asked)
        return [one.installment_id for one in found]

    def test_is_what_falls_due_under_a_consent(self, books: Books) -> None:
        consent(books)
        soon = owe(books, 3)
        owe(books, 4)
        owe(books, -1)
        owe(books, 1, member=1)
        assert self.untold(books) == [soon]
        assert self.untold(books, member_ids=books.members[1:]) == []
        assert self.untold(open_books()) == []

    @pytest.mark.parametrize(
        ("state", "is_untold"),
        [
            (AttemptState.PLANNED, False),
            (AttemptState.FAILED, False),
            (AttemptState.SKIPPED, False),
            (AttemptState.DROPPED, True),
        ],
    )
    def test_is_nothing_that_was_planned_or_tried(
        self, books: Books, state: AttemptState, is_untold: bool
    ) -> None:
        consent(books)
        installment_id = owe(books)
        attempt(books, installment_id, state)
        assert self.untold(books) == [installment_id] * is_untold

    @pytest.mark.parametrize(
        "values", [{"status": MemberStatus.INACTIVE}, {"member_class": MemberClass.EXEMPT}]
    )
    def test_is_nothing_of_who_left_or_is_exempt(self, books: Books, values: dict[str, object]) -> None:
        consent(books)
        owe(books)
        change(books.members[0], **values)
        assert self.untold(books) == []


class TestWhatIsComing:
    def test_says_what_autopay_last_did_of_each_installment(self, books: Books) -> None:
        tried, new = owe(books, -5), owe(books, 5)
        owe(books, -9)
        attempt(books, tried, AttemptState.FAILED)
        attempt(books, tried, AttemptState.PLANNED, number=2)
        member_id = books.members[0]
        found = autopay.coming(chapter_id=books.chapter_id, member_id=member_id, from_on=today_in(ZONE))
        assert [(one.installment_id, one.state) for one in found] == [
            (tried, AttemptState.PLANNED),
            (new, None),
        ]
        other = open_books().chapter_id
        assert autopay.coming(chapter_id=other, member_id=member_id, from_on=today_in(ZONE)) == []


class TestATry:
    def test_is_charged_when_its_day_has_come(self, books: Books) -> None:
        planned = attempt(books, owe(books), due_in=2)
        attempt(books, owe(books, member=1), due_in=3)
        on = today_in(ZONE) + 2 * DAY
        assert autopay.members_to_charge(chapter_id=books.chapter_id, on=on) == books.members[:1]
        assert autopay.members_to_charge(chapter_id=open_books().chapter_id, on=on) == []
        member_id = books.members[0]
        mine = autopay.planned(chapter_id=books.chapter_id, member_id=member_id)
        assert [one.id for one in mine] == [planned]
        assert autopay.planned(chapter_id=books.chapter_id, member_id=member_id, until=on - DAY) == []

    def test_is_counted_by_installment_and_found_by_payment(self, books: Books) -> None:
        installment_id, other = owe(books), open_books().chapter_id
        assert autopay.tries(chapter_id=books.chapter_id, installment_id=installment_id) == (0, 0)
        attempt(books, installment_id, AttemptState.FAILED)
        second = attempt(books, installment_id, AttemptState.CHARGING, number=2)
        assert autopay.tries(chapter_id=books.chapter_id, installment_id=installment_id) == (2, 1)
        assert autopay.tries(chapter_id=other, installment_id=installment_id) == (0, 0)
        payment_id = db.session.get_one(AutopayAttempt, second).payment_id or 0
        found = autopay.of_payment(chapter_id=books.chapter_id, payment_id=payment_id)
        assert [one.id for one in found] == [second]
        assert autopay.of_payment(chapter_id=other, payment_id=payment_id) == []


class TestAnInstallment:
    def test_is_known_with_what_is_open_of_it(self, books: Books) -> None:
        installment_id, other = owe(books), open_books().chapter_id
        asked = {"member_id": books.members[0], "installment_id": installment_id}
        found = autopay.find_open_installment(chapter_id=books.chapter_id, **asked)
        assert found is not None
        assert autopay.find_open_installment(chapter_id=other, **asked) is None
        assert autopay.open_minor(chapter_id=books.chapter_id, installment_ids=[installment_id]) == {
            installment_id: 5000
        }
        assert autopay.open_minor(chapter_id=other, installment_ids=[installment_id]) == {}
        pay(books, books.members[0], 5000)
        assert autopay.find_open_installment(chapter_id=books.chapter_id, **asked) is None


class TestMoneyUnderWay:
    @pytest.mark.parametrize(
        ("state", "under_way"),
        [
            (PaymentState.CREATED, True),
            (PaymentState.PENDING, True),
            (PaymentState.PROCESSING, True),
            (PaymentState.FAILED, False),
        ],
    )
    def test_is_what_may_still_come(self, books: Books, state: PaymentState, under_way: bool) -> None:
        rows.payment(books.chapter_id, books.members[0], state)
        found = [
            autopay.is_money_under_way(chapter_id=books.chapter_id, member_id=member_id)
            for member_id in books.members
        ]
        assert found == [under_way, False]
        other = open_books().chapter_id
        assert not autopay.is_money_under_way(chapter_id=other, member_id=books.members[0])

    def test_is_unanswered_where_a_charge_has_no_end(self, books: Books) -> None:
        consent(books)
        facts = {"autopay": True, "stripe_payment_intent_id": "pi_1"}
        made = rows.payment(books.chapter_id, books.members[0], PaymentState.CREATED, **facts)
        rows.payment(books.chapter_id, books.members[0], PaymentState.CREATED)
        rows.payment(books.chapter_id, books.members[0], PaymentState.FAILED, autopay=True)
        reference = db.session.get_one(Payment, made).reference
        found = autopay.unanswered(before=now() + DAY)
        assert found == [UnansweredCharge(reference, "", f"cus_{books.members[0]}", "pi_1")]
        assert autopay.unanswered(before=now() - DAY) == []
