"""Whether every way of spoiling the books is found: each test spoils a copy behind the application's back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import TimeoutError as PoolTimeout

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR, Actor, ActorKind
from sigma_finance.domain.books.accounts import Account, ChargeKind
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.members.requests import InviteRequest, Offer
from sigma_finance.domain.payments.pay_links import PayLinkKind
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.payments.requests import NewCreditReturn
from sigma_finance.domain.permissions import Role
from sigma_finance.domain.spending.categories import CategoryKind
from sigma_finance.domain.spending.requests import NewSpending
from sigma_finance.domain.spending.spending import SpendingKind
from sigma_finance.extensions import db
from sigma_finance.models import SignInSession
from sigma_finance.queries import audit_heads
from sigma_finance.queries.books.verify import CHECKS, RuleBreach
from sigma_finance.queries.books.verify import find as find_rows
from sigma_finance.queries.chapters import chapters
from sigma_finance.services.books import verify
from sigma_finance.services.dues import charges, periods
from sigma_finance.services.members import handovers, invites
from sigma_finance.services.payments import (
    checkout,
    credit_returns,
    deposits,
    pay_links,
    reversing,
    webhooks,
)
from sigma_finance.services.spending import categories, expenses
from tests.books import ZONE, Books, open_books, pay
from tests.harness.holding import broken_rules
from tests.harness.standing import ServedApp
from tests.people import add_person
from tests.services.books.spoiling import SPOILED, SPOILED_IN_A_FILE, in_hand, spoiled

BREAKS_THE_BOOKS = True


@pytest.fixture
def books(any_app: Flask, sandbox: Sandbox) -> Books:
    """A term in which everything happened, on either database."""
    return a_full_term(sandbox)


@pytest.fixture
def books_on_sqlite(sqlite_app: Flask, sandbox: Sandbox) -> Books:
    """The same in a file, where what PostgreSQL lets nobody do can be done."""
    return a_full_term(sandbox)


def a_full_term(sandbox: Sandbox) -> Books:
    """A term in which everything happened once: every kind of payment, and everything that can go back."""
    made = open_books(members=7)
    due_on = today_in(ZONE) + timedelta(days=30)
    periods.assess_named(
        chapter_id=made.chapter_id, name="2026-27", amount_minor=20000, due_on=due_on, by=OPERATOR
    )
    pay(made, made.members[1], 25000)
    pay(made, made.members[2], 5000)
    charge_id = charges.charge(
        chapter_id=made.chapter_id,
        request=charges.NewCharge(made.members[2], ChargeKind.FINE, "Fine", 1500, due_on),
        by=OPERATOR,
    )
    charges.waive(
        chapter_id=made.chapter_id, charge_id=charge_id, amount_minor=500, reason="Hardship", by=OPERATOR
    )
    reversed_id = pay(made, made.members[3], 20000).payment_id
    reversing.reverse(chapter_id=made.chapter_id, payment_id=reversed_id, reason="Bounced", by=OPERATOR)
    _move_cash(made)
    _pay_by_card(made, made.members[0], sandbox, refund=5000)
    _pay_by_card(made, made.members[4], sandbox, refund=700, dispute=True)
    _leave_unmatched(made, sandbox)
    _let_people_in(made)
    _pay_by_link(made, made.members[5], sandbox)
    _pay_out(sandbox)
    _hand_over(made)
    _spend(made)
    return made


def _spend(books: Books) -> None:
    """A bill that is owed."""
    categories.add(chapter_id=books.chapter_id, kind=CategoryKind.EXPENSE, name="Food", by=OPERATOR)
    request = NewSpending(
        chapter_id=books.chapter_id,
        kind=SpendingKind.BILL,
        category=Account.EXPENSE_01,
        payee="Corner Shop",
        amount_minor=4000,
        spent_on=today_in(ZONE),
        what="",
        form_key="a key of this test",
        due_on=today_in(ZONE),
    )
    expenses.record(request=request, file_ids=[], by=OPERATOR)


def _pay_out(sandbox: Sandbox) -> None:
    """Everything at Stripe goes to the bank, with a fee that nobody knows."""
    sandbox.hasten()
    _deliver(sandbox)
    sandbox.adjust(-700, words="Radar")
    made = sandbox.pay_out()
    sandbox.itemise(made["id"])
    sandbox.arrive(made["id"])
    _deliver(sandbox)


def _pay_by_link(books: Books, member_id: int, sandbox: Sandbox) -> None:
    link_id = pay_links.make(
        chapter_id=books.chapter_id, member_id=member_id, kind=PayLinkKind.OFFICER, by=OPERATOR
    )
    token = pay_links.address_of(link_id).rpartition("/")[2]
    pay_links.start(token=token, amount_minor=700, by=OPERATOR)
    sandbox.pay(sandbox.sessions()[0]["id"])
    _deliver(sandbox)


def _hand_over(books: Books) -> None:
    """The office goes to the next treasurer, with the books as they are."""
    old = add_person(books.chapter_id, "Tess", f"tess.{books.slug}@example.org", Role.TREASURER)
    new = add_person(books.chapter_id, "Ben", f"ben.{books.slug}@example.org")
    by_old, by_new = (Actor(ActorKind.PERSON, one.user_id, one.member_id) for one in (old, new))
    offer = Offer(new.member_id)
    handovers.offer(chapter_id=books.chapter_id, offer=offer, by=by_old)
    handovers.accept(chapter_id=books.chapter_id, by=by_new)


def _move_cash(books: Books) -> None:
    """Some of it to the bank, some of the credit back to its member."""
    cash = pay(books, books.members[6], 22000).payment_id
    deposits.deposit(
        chapter_id=books.chapter_id, payment_ids=[cash], deposited_on=today_in(ZONE), note="", by=OPERATOR
    )
    back = NewCreditReturn(
        books.chapter_id, books.members[6], 500, Method.CASH, today_in(ZONE), "", "a key of this test"
    )
    credit_returns.return_credit(request=back, by=OPERATOR)


def _pay_by_card(
    books: Books, member_id: int, sandbox: Sandbox, *, refund: int = 0, dispute: bool = False
) -> None:
    checkout.start(chapter_id=books.chapter_id, member_id=member_id, amount_minor=20000, by=OPERATOR)
    session_id = sandbox.sessions()[0]["id"]
    sandbox.pay(session_id)
    if refund:
        sandbox.refund(session_id, amount=refund)
    if dispute:
        sandbox.dispute(session_id)
    _deliver(sandbox)


def _deliver(sandbox: Sandbox) -> None:
    for event in sandbox.take_events():
        signed = sandbox.signed(event["id"])
        webhooks.handle(event_id=webhooks.receive(payload=signed.payload, signature=signed.header))


def _leave_unmatched(books: Books, sandbox: Sandbox) -> None:
    """Money of ours whose member nobody knows: the member of its row is forgotten before Stripe tells of it."""
    checkout.start(chapter_id=books.chapter_id, member_id=books.members[5], amount_minor=20000, by=OPERATOR)
    session_id = sandbox.sessions()[0]["id"]
    db.session.execute(
        db.text("UPDATE payments SET member_id = NULL WHERE stripe_session_id = :id"), {"id": session_id}
    )
    db.session.commit()
    sandbox.pay(session_id)
    _deliver(sandbox)


def _let_people_in(books: Books) -> None:
    person = add_person(books.chapter_id, "Sam Ford", "sam.ford@example.org", Role.TREASURER)
    db.session.add(
        SignInSession(
            user_id=person.user_id,
            member_id=person.member_id,
            token_hash="0" * 64,
            ip="192.0.2.1",
            user_agent="",
            expires_at=now() + timedelta(hours=1),
        )
    )
    db.session.commit()
    request = InviteRequest(chapter_id=books.chapter_id, role=Role.MEMBER, email="new@example.org")
    invites.create(request=request, issuer_role=Role.ADMIN, by=OPERATOR)


def find() -> set[str]:
    """The checks that find something now."""
    return {difference.check for difference in verify.verify(chapters=chapters.chapters()).differences}


class TestVerifying:
    def test_finds_nothing_where_nothing_is_wrong(self, books: Books) -> None:
        report = verify.verify(chapters=chapters.chapters())
        assert (report.ok, list(report.differences)) == (True, [])

    def test_finds_every_way_of_spoiling_the_books(self, books: Books, standing: ServedApp) -> None:
        with in_hand(standing):
            assert [check for check in SPOILED if not finds(check, SPOILED[check])] == []
            assert find() == set()

    def test_finds_what_a_file_alone_lets_one_spoil(
        self, books_on_sqlite: Books, standing: ServedApp
    ) -> None:
        with in_hand(standing):
            assert [check for check, script in SPOILED_IN_A_FILE.items() if not finds(check, script)] == []

    def test_is_tried_with_every_check(self) -> None:
        assert {*SPOILED, *SPOILED_IN_A_FILE, verify.READABLE} == set(verify.SENTENCES)

    def test_goes_on_past_a_chapter_that_cannot_be_read(
        self, books: Books, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = open_books()
        both = [one for one in chapters.chapters() if one.id in (books.chapter_id, other.chapter_id)]

        def breaks_for_the_first(chapter: chapters.ChapterRow) -> Iterator[RuleBreach]:
            if chapter.id == both[0].id:
                raise ArithmeticError
            yield RuleBreach("receipts of 2026", "issued in 2026", "issued on 2027-01-01")

        monkeypatch.setattr(verify, "_wrong_years", breaks_for_the_first)
        found = {(one.check, one.chapter) for one in verify.verify(chapters=both).differences}
        assert found == {(verify.READABLE, both[0].slug), (verify.RECEIPT_YEARS, both[1].slug)}

    def test_breaks_off_where_the_database_is_gone(
        self, any_app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        open_books()

        def away(_chapter: chapters.ChapterRow) -> Iterator[RuleBreach]:
            raise PoolTimeout

        monkeypatch.setattr(verify, "_wrong_years", away)
        with pytest.raises(PoolTimeout):
            verify.verify(chapters=chapters.chapters())

    def test_looks_at_the_chosen_chapters_alone(self, books: Books, standing: ServedApp) -> None:
        other = open_books()
        [chosen] = [chapter for chapter in chapters.chapters() if chapter.id == other.chapter_id]
        with in_hand(standing), spoiled("UPDATE members SET credit_minor = 1 WHERE name = 'Member 2'"):
            assert find() == {"member_credits", "credit_is_applied"}
            assert verify.verify(chapters=[chosen]).ok


def finds(name: str, script: str) -> bool:
    """Whether a check finds something after a script, by itself and in the one statement that follows every test."""
    statements = {check.name: check for check in CHECKS}
    with spoiled(script):
        if name not in statements:
            return name in find()
        every = [chapter.id for chapter in chapters.chapters()]
        found = [key for key in every if find_rows(statements[name], chapter_id=key)]
        return found == [key for key in every if name in broken_rules(key)] != []


class TestTheAuditTrail:
    @pytest.mark.parametrize(
        ("script", "where"),
        [
            ("UPDATE audit_events SET details = '{}' WHERE sequence = 2", ["audit line 2"]),
            ("UPDATE audit_events SET actor = 'stripe' WHERE sequence = 3", ["audit line 3"]),
            ("DELETE FROM audit_events WHERE sequence = 2", ["audit line 2"]),
            ("UPDATE audit_events SET previous_hash = 'x' WHERE sequence = 2", ["audit line 2"] * 2),
            ("DELETE FROM audit_events WHERE sequence = 4", ["audit line, the last"]),
            ("DELETE FROM audit_events", ["audit line, the last"]),
        ],
    )
    def test_shows_where_a_line_was_edited_or_dropped(
        self, any_app: Flask, standing: ServedApp, script: str, where: list[str]
    ) -> None:
        books = open_books()
        for amount in (100, 200, 300, 400):
            pay(books, books.members[0], amount)
        with in_hand(standing):
            assert verify.verify_audit(chapters=chapters.chapters()).ok
            with spoiled(script):
                report = verify.verify_audit(chapters=chapters.chapters())
                links = verify.broken_links(chapter_id=books.chapter_id)
        assert [difference.subject for difference in report.differences] == where
        assert [link.subject for link in links] == where
        assert (report.count(verify.AUDIT_CHAIN), report.count(verify.READABLE)) == (len(where), 0)

    def test_is_held_against_the_heads_of_its_own_chapter_alone(self, any_app: Flask) -> None:
        books, other = open_books(), open_books()
        for one in (books, other):
            pay(one, one.members[0], 100)
        [kept] = audit_heads.ends(chapter_ids=[other.chapter_id])
        both = chapters.chapters()
        assert verify.verify_audit(chapters=both, heads=[kept]).ok
        report = verify.verify_audit(chapters=both, heads=[replace(kept, hash="0" * 64)])
        assert [(one.chapter, one.subject) for one in report.differences] == [
            (other.slug, f"audit line {kept.sequence}, known from a mail")
        ]
