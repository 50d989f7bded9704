"""What went back of a payment beyond what it held, given up by an officer."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR, Actor, ActorKind
from sigma_finance.domain.approvals import Act
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.payments.requests import NewCreditReturn
from sigma_finance.domain.permissions import Role
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Approval, AuditEvent, Chapter, Payment
from sigma_finance.services import approvals
from sigma_finance.services.approvals import ApprovalRequest
from sigma_finance.services.deciding import NeedsSecond
from sigma_finance.services.payments import credit_returns, writing_off
from tests.books import ZONE, Books, charge, open_books, pay
from tests.people import Person, add_person
from tests.services.payments.in_excess import assert_holds, excess, on
from tests.services.payments.paying import deliver, press_pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


@pytest.fixture
def session_id(books: Books, sandbox: Sandbox) -> str:
    """A card payment of 200.00 of which 50.00 were paid back in cash, refunded whole afterwards."""
    found = press_pay(books).stripe_session_id or ""
    pay(books, books.members[0], 5000)
    sandbox.pay(found)
    deliver(sandbox)
    back = NewCreditReturn(
        books.chapter_id, books.members[0], 5000, Method.ZELLE, today_in(ZONE), "", "a key"
    )
    credit_returns.return_credit(request=back, by=OPERATOR)
    return found


@pytest.fixture
def refund(sandbox: Sandbox, session_id: str) -> str:
    """The refund; 50.00 of it the payment did not hold any more."""
    made = str(sandbox.refund(session_id)["id"])
    deliver(sandbox)
    return made


def payment_id(session_id: str) -> int:
    db.session.rollback()
    return db.session.scalars(select(Payment.id).where(Payment.stripe_session_id == session_id)).one()


def write_off(books: Books, session_id: str, by: Actor = OPERATOR, reason: str = "Moved away") -> int:
    return writing_off.write_off(
        chapter_id=books.chapter_id, payment_id=payment_id(session_id), reason=reason, by=by
    )


class TestWritingOff:
    def test_makes_an_expense_of_what_went_back_twice(
        self, books: Books, sandbox: Sandbox, session_id: str, refund: str
    ) -> None:
        assert excess(books) == (5000, 0)
        assert write_off(books, session_id) == 5000
        assert excess(books) == (0, 5000)
        assert_holds(books, sandbox)
        written = select(AuditEvent.details).where(AuditEvent.action == Action.EXCESS_WRITTEN_OFF)
        assert db.session.scalars(written).one()["amount_minor"] == 5000

    def test_works_once_and_asks_for_a_reason(self, books: Books, session_id: str, refund: str) -> None:
        with pytest.raises(Invalid):
            write_off(books, session_id, reason=" ")
        write_off(books, session_id)
        with pytest.raises(Conflict, match="Nothing of this payment"):
            write_off(books, session_id)

    def test_is_made_good_where_the_refund_fails_after_all(
        self, books: Books, sandbox: Sandbox, session_id: str, refund: str
    ) -> None:
        write_off(books, session_id)
        sandbox.fail_refund(refund)
        deliver(sandbox)
        assert excess(books) == (0, 0)
        assert_holds(books, sandbox)

    def test_waits_while_a_bank_decides(self, books: Books, sandbox: Sandbox, session_id: str) -> None:
        sandbox.refund(session_id, amount=5000)
        sandbox.dispute(session_id)
        deliver(sandbox)
        assert on(books, Account.DISPUTED_IN_EXCESS) > 0
        with pytest.raises(Conflict, match="may still come back"):
            write_off(books, session_id)

    def test_that_was_approved_is_of_what_stood_there_then(
        self, books: Books, session_id: str, refund: str
    ) -> None:
        whose = {"chapter_id": books.chapter_id, "payment_id": payment_id(session_id)}
        with pytest.raises(Conflict, match="has changed since"):
            writing_off.write_off(**whose, reason="Moved away", by=OPERATOR, approved=4999)
        assert excess(books) == (5000, 0)
        assert writing_off.write_off(**whose, reason="Moved away", by=OPERATOR, approved=5000) == 5000
        assert excess(books) == (0, 5000)

    def test_of_another_chapter_is_not_found(self, books: Books, session_id: str, refund: str) -> None:
        with pytest.raises(NotFound):
            write_off(open_books(), session_id)


class TestAboveTheLimit:
    @pytest.fixture
    def officers(self, books: Books) -> tuple[Person, Person]:
        """Two treasurers in a chapter with a limit of 20.00."""
        chapter = db.session.get_one(Chapter, books.chapter_id)
        chapter.policy = Policy(second_person_above_minor=2000).kept()
        db.session.commit()
        names = ("tess", "theo")
        return tuple(
            add_person(books.chapter_id, name, f"{name}@example.org", Role.TREASURER) for name in names
        )  # type: ignore[return-value]

    def test_takes_another_officer(
        self,
        books: Books,
        sandbox: Sandbox,
        session_id: str,
        refund: str,
        officers: tuple[Person, Person],
    ) -> None:
        tess, theo = (Actor(ActorKind.PERSON, one.user_id, one.member_id) for one in officers)
        with pytest.raises(NeedsSecond):
            write_off(books, session_id, by=tess)
        assert excess(books) == (5000, 0)
        wanted = ApprovalRequest(
            Act.WRITE_OFF, payment_id(session_id), books.members[0], 5000, "Moved away", {}
        )
        asked = approvals.ask(chapter_id=books.chapter_id, request=wanted, by=tess)
        approvals.approve(chapter_id=books.chapter_id, approval_id=asked, by=theo)
        assert excess(books) == (0, 5000)
        assert len(db.session.get_one(Approval, asked).facts["entries"]) == 1
        assert_holds(books, sandbox)
