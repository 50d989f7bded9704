"""What members are charged: made, waived when right, reversed when wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import Account, ChargeKind, EntryKind, WaiverKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Conflict, Forbidden, Invalid, NotFound
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Charge, Installment, JournalEntry, OutboxMessage, Posting
from sigma_finance.services.deciding import NeedsSecond
from sigma_finance.services.dues import charges
from sigma_finance.services.dues.charges import NewCharge
from tests.books import ZONE, Books, assert_books_hold, charge, member_of, open_books, pay
from tests.giving import actor, open_desk, waive
from tests.people import open_chapter


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def new(member_id: int, amount_minor: int = 300, what: str = " Fall  dues ") -> NewCharge:
    return NewCharge(member_id, ChargeKind.FEE, what, amount_minor, date(2026, 12, 24))


def audited(books: Books) -> Sequence[str]:
    db.session.rollback()
    return db.session.scalars(
        select(AuditEvent.action).where(AuditEvent.chapter_id == books.chapter_id).order_by(AuditEvent.id)
    ).all()


def told(books: Books) -> Sequence[str]:
    return db.session.scalars(
        select(OutboxMessage.kind).where(OutboxMessage.chapter_id == books.chapter_id)
    ).all()


def waive_of(books: Books, charge_id: int, amount_minor: int, reason: str = "Hardship") -> None:
    charges.waive(
        chapter_id=books.chapter_id,
        charge_id=charge_id,
        amount_minor=amount_minor,
        reason=reason,
        kind=WaiverKind.HARDSHIP,
        by=OPERATOR,
    )


def reverse_of(books: Books, charge_id: int, reason: str = "Wrong member") -> None:
    charges.reverse(chapter_id=books.chapter_id, charge_id=charge_id, reason=reason, by=OPERATOR)


class TestCharging:
    def test_makes_one_installment_and_books_what_it_earns(self, books: Books) -> None:
        ada = books.members[0]
        made = charges.charge(chapter_id=books.chapter_id, request=new(ada), by=OPERATOR)
        found = db.session.get_one(Charge, made)
        assert (found.description, found.amount_minor, found.charged_on) == ("Fall dues", 300, today_in(ZONE))
        part = db.session.scalars(select(Installment).where(Installment.charge_id == made)).one()
        assert (part.due_on, part.open_minor) == (date(2026, 12, 24), 300)
        lines = db.session.execute(select(Posting.account, Posting.amount_minor).order_by(Posting.id)).all()
        assert {tuple(line) for line in lines} == {(Account.RECEIVABLE, 300), (Account.INCOME_FEES, -300)}
        assert member_of(ada).balance_minor == 300
        assert audited(books) == [Action.CHARGE_MADE.value]
        assert_books_hold(books)

    def test_is_refused_without_a_word_beyond_bounds_and_for_a_stranger(self, books: Books) -> None:
        ada, stranger = books.members[0], open_books().members[0]
        for request, refusal in (
            (new(ada, what=" "), Invalid),
            (new(ada, what="x" * 121), Invalid),
            (new(ada, 0), Invalid),
            (new(ada, 10**9), Invalid),
            (new(stranger), NotFound),
        ):
            with pytest.raises(refusal):
                charges.charge(chapter_id=books.chapter_id, request=request, by=OPERATOR)
        assert audited(books) == []


class TestWaiving:
    def test_forgives_a_part_says_why_and_tells_the_member(self, books: Books) -> None:
        ada = books.members[0]
        made = charge(books, ada, 300)
        waive_of(books, made, 100)
        assert member_of(ada).balance_minor == 200
        entry = db.session.scalars(select(JournalEntry).where(JournalEntry.kind == EntryKind.WAIVER)).one()
        assert entry.memo == WaiverKind.HARDSHIP.memo("Hardship")
        assert entry.charge_id == made
        assert audited(books)[-1] == Action.CHARGE_WAIVED.value
        assert told(books) == ["charge_waived"]
        assert_books_hold(books)

    @pytest.mark.parametrize("amount", [0, -1, 201])
    def test_takes_what_is_open_or_less(self, books: Books, amount: int) -> None:
        made = charge(books, books.members[0], 300)
        pay(books, books.members[0], 100)
        with pytest.raises(Invalid, match=r"\$2.00 of this charge is open") as refusal:
            waive_of(books, made, amount)
        assert refusal.value.field == "amount"

    def test_asks_for_a_reason_and_a_charge_of_the_chapter(self, books: Books) -> None:
        made = charge(books, books.members[0], 300)
        with pytest.raises(Invalid) as refusal:
            waive_of(books, made, 100, reason="  ")
        assert refusal.value.field == "reason"
        with pytest.raises(NotFound):
            waive_of(open_books(), made, 100)
        assert member_of(books.members[0]).balance_minor == 300


class TestReversing:
    def test_leaves_what_had_settled_it_as_credit(self, books: Books) -> None:
        ada = books.members[0]
        made = charge(books, ada, 300)
        pay(books, ada, 100)
        reverse_of(books, made)
        member = member_of(ada)
        assert (member.balance_minor, member.credit_minor) == (0, 100)
        assert db.session.get_one(Charge, made).reversed_at is not None
        assert audited(books)[-1] == Action.CHARGE_REVERSED.value
        assert "charge_reversed" in told(books)
        assert_books_hold(books)

    def test_works_once_with_a_reason_and_in_its_own_chapter(self, books: Books) -> None:
        made = charge(books, books.members[0], 300)
        with pytest.raises(Invalid):
            reverse_of(books, made, reason="")
        with pytest.raises(NotFound):
            reverse_of(open_books(), made)
        reverse_of(books, made)
        with pytest.raises(Conflict, match="reversed already"):
            reverse_of(books, made)
        assert member_of(books.members[0]).balance_minor == 0


class TestOnesOwnCharge:
    def test_is_left_to_another_officer_where_there_is_one(self, sqlite_app: Flask) -> None:
        people = open_chapter()
        own = people.treasurer
        books = Books(people.chapter_id, people.slug, [own.member_id])
        made = charge(books, own.member_id, 300)
        whose = {"chapter_id": people.chapter_id, "charge_id": made, "reason": "x", "by": actor(own)}
        with pytest.raises(Forbidden, match="has to waive it"):
            charges.waive(amount_minor=100, **whose)  # type: ignore[arg-type]
        with pytest.raises(Forbidden, match="has to reverse it"):
            charges.reverse(**whose)  # type: ignore[arg-type]
        alone = {"chapter_id": people.chapter_id, "by": actor(own)}
        assert not charges.may_waive_alone(member_id=people.member.member_id, **alone)  # type: ignore[arg-type]
        assert member_of(own.member_id).balance_minor == 300


class TestAboveTheLimit:
    def test_another_officer_approves(self, sqlite_app: Flask) -> None:
        desk = open_desk()
        tess = actor(desk.tess)
        waive(desk, tess, 4_000)
        more = charge(desk.books, desk.ben, 12_000)
        asked = {"chapter_id": desk.books.chapter_id, "charge_id": more, "reason": "Hardship", "by": tess}
        with pytest.raises(NeedsSecond):
            charges.waive(amount_minor=12_000, **asked)  # type: ignore[arg-type]
        charges.waive(amount_minor=12_000, approved=True, **asked)  # type: ignore[arg-type]
        assert_books_hold(desk.books)

    def test_a_reversal_is_of_the_sum_that_was_approved(self, sqlite_app: Flask) -> None:
        desk = open_desk()
        asked = {"chapter_id": desk.books.chapter_id, "charge_id": desk.paid, "reason": "Wrong"}
        with pytest.raises(Conflict, match="has changed since this was asked"):
            charges.reverse(by=actor(desk.tess), approved=1, **asked)  # type: ignore[arg-type]
        charges.reverse(by=actor(desk.tess), approved=7_000, **asked)  # type: ignore[arg-type]
        assert member_of(desk.ada).credit_minor == 11_000
