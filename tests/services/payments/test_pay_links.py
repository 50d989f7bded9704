"""Pay links: made, found again, taken back, and what stands in the way of paying by one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.payments.pay_links import PayLinkKind
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Chapter, PayLink, Payment
from sigma_finance.services.payments import pay_links
from sigma_finance.services.payments.pay_links import LinkEnded, NothingToPay, PayLinkAltered
from tests import rows
from tests.books import Books, charge, open_books, pay

DAY = timedelta(days=1)
MEMBER, OFFICER = PayLinkKind.MEMBER, PayLinkKind.OFFICER


@pytest.fixture
def books(sqlite_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0], 20000)
    return made


def make(books: Books, kind: PayLinkKind = MEMBER, member: int = 0) -> int:
    return pay_links.make(
        chapter_id=books.chapter_id, member_id=books.members[member], kind=kind, by=OPERATOR
    )


def token_of(link_id: int) -> str:
    return pay_links.address_of(link_id).rpartition("/")[2]


def revoke(books: Books, link_id: int, member: int = 0) -> None:
    pay_links.revoke(
        chapter_id=books.chapter_id, member_id=books.members[member], link_id=link_id, by=OPERATOR
    )


def start(link_id: int, amount_minor: int = 20000) -> str:
    return pay_links.start(token=token_of(link_id), amount_minor=amount_minor, by=OPERATOR)


def audited() -> list[str]:
    db.session.rollback()
    wanted = (Action.PAY_LINK_MADE.value, Action.PAY_LINK_REVOKED.value)
    lines = select(AuditEvent.action).where(AuditEvent.action.in_(wanted)).order_by(AuditEvent.id)
    return list(db.session.scalars(lines))


class TestMaking:
    def test_gives_the_link_that_there_is_and_notes_a_new_one(self, books: Books) -> None:
        first = make(books)
        assert make(books) == first
        assert make(books, OFFICER) != first
        assert audited() == [Action.PAY_LINK_MADE.value] * 2

    def test_gives_a_new_one_once_the_old_one_is_nearly_over(self, books: Books) -> None:
        first = make(books)
        link = db.session.get_one(PayLink, first)
        link.created_at, link.expires_at = now() - 20 * DAY, now() + timedelta(minutes=1)
        db.session.commit()
        assert make(books) != first

    def test_is_refused_where_nothing_is_owed_and_for_a_stranger(self, books: Books) -> None:
        with pytest.raises(Conflict, match="Nothing is owed"):
            make(books, member=1)
        other = open_books()
        with pytest.raises(NotFound):
            pay_links.make(chapter_id=other.chapter_id, member_id=books.members[0], kind=MEMBER, by=OPERATOR)

    def test_for_a_reminder_notes_nothing_of_its_own(self, books: Books) -> None:
        whose = {"chapter_id": books.chapter_id, "member_id": books.members[0]}
        address = transactional(pay_links.for_reminder)(**whose, by=OPERATOR)
        assert transactional(pay_links.for_reminder)(**whose, by=OPERATOR) == address
        token = address.rpartition("/")[2]
        assert pay_links.get_balance(token=token).payable_minor == 20000
        assert audited() == []


class TestRevoking:
    def test_works_once_and_for_the_members_own(self, books: Books) -> None:
        link_id = make(books)
        with pytest.raises(NotFound):
            revoke(books, link_id, member=1)
        revoke(books, link_id)
        with pytest.raises(NotFound, match="no such pay link any more"):
            revoke(books, link_id)
        assert audited() == [Action.PAY_LINK_MADE.value, Action.PAY_LINK_REVOKED.value]
        with pytest.raises(LinkEnded, match="was taken back"):
            start(link_id)

    def test_closes_the_page_that_was_opened_by_it(self, books: Books, sandbox: Sandbox) -> None:
        link_id = make(books)
        start(link_id)
        assert [one["status"] for one in sandbox.sessions()] == ["open"]
        revoke(books, link_id)
        assert [one["status"] for one in sandbox.sessions()] == ["expired"]


class TestWhatStandsInTheWay:
    def test_is_an_address_that_was_changed(self, books: Books) -> None:
        token = token_of(make(books))
        for wrong in (token[:-1], token + "x", "", token_of(999_999)):
            with pytest.raises(PayLinkAltered):
                pay_links.get_balance(token=wrong)

    def test_is_an_end_a_payment_and_a_suspended_chapter(self, books: Books) -> None:
        link_id = make(books)
        under_way = rows.payment(
            books.chapter_id, books.members[0], PaymentState.PROCESSING, amount_minor=20000
        )
        with pytest.raises(NothingToPay, match="under way"):
            start(link_id)
        db.session.get_one(Payment, under_way).state = PaymentState.FAILED
        chapter = db.session.get_one(Chapter, books.chapter_id)
        chapter.suspended_at, chapter.suspended_because = now(), "x"
        db.session.commit()
        with pytest.raises(LinkEnded, match="is suspended"):
            start(link_id)
        chapter.suspended_at = None
        db.session.commit()
        link = db.session.get_one(PayLink, link_id)
        link.created_at, link.expires_at = now() - 2 * DAY, now() - DAY
        db.session.commit()
        with pytest.raises(LinkEnded, match="has expired"):
            start(link_id)

    def test_is_a_balance_that_is_settled(self, books: Books) -> None:
        link_id = make(books)
        pay(books, books.members[0], 20000)
        with pytest.raises(NothingToPay, match="is settled"):
            start(link_id)

    @pytest.mark.parametrize("amount", [0, 20001])
    def test_is_an_amount_that_cannot_be_paid(self, books: Books, amount: int) -> None:
        with pytest.raises(Invalid) as refusal:
            start(make(books), amount)
        assert refusal.value.field == "amount"


class TestPaying:
    def test_is_booked_for_the_member_on_the_payers_return(self, books: Books, sandbox: Sandbox) -> None:
        link_id = make(books)
        start(link_id, 5000)
        paid = db.session.scalars(select(Payment)).one()
        assert (paid.pay_link_id, paid.member_id) == (link_id, books.members[0])
        session_id = sandbox.sessions()[0]["id"]
        sandbox.pay(session_id)
        balance = pay_links.get_balance(token=token_of(link_id))
        pay_links.settle_return(balance=balance, reference=paid.reference, session_id=session_id)
        assert pay_links.get_balance(token=token_of(link_id)).payable_minor == 15000

    def test_by_another_link_is_nobodys_to_return_to(self, books: Books) -> None:
        link_id, other = make(books), make(books, OFFICER)
        start(link_id, 5000)
        reference = db.session.scalars(select(Payment.reference)).one()
        balance = pay_links.get_balance(token=token_of(other))
        with pytest.raises(NotFound):
            pay_links.settle_return(balance=balance, reference=reference, session_id=None)
