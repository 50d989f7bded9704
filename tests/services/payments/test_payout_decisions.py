"""What people decide about payouts, and what they are told where they can't."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import Account, Explanation
from sigma_finance.domain.errors import Conflict, NotFound
from sigma_finance.domain.payments.payouts import LineKind
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, ChapterPayout, PayoutLine
from sigma_finance.services.payments import payout_decisions
from tests.books import Books, open_books
from tests.services.payments.paying import deliver
from tests.services.payments.paying_out import NET, pay_and_know_fee, stands


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def pay_out(sandbox: Sandbox, *, arrives: bool = True) -> str:
    made = sandbox.pay_out()
    sandbox.itemise(made["id"])
    if arrives:
        sandbox.arrive(made["id"])
    deliver(sandbox)
    made_id: str = made["id"]
    return made_id


def part(books: Books) -> int:
    db.session.rollback()
    return db.session.scalars(
        select(ChapterPayout.id).where(ChapterPayout.chapter_id == books.chapter_id)
    ).one()


def line(kind: LineKind) -> int:
    db.session.rollback()
    return db.session.scalars(select(PayoutLine.id).where(PayoutLine.kind == kind)).one()


def actions(books: Books) -> list[str]:
    db.session.rollback()
    return list(
        db.session.scalars(
            select(AuditEvent.action)
            .where(AuditEvent.chapter_id == books.chapter_id, AuditEvent.action.like("payout%"))
            .order_by(AuditEvent.sequence)
        )
    )


class TestConfirmingThatItCame:
    @pytest.fixture
    def shared(self, books: Books, sandbox: Sandbox) -> Books:
        pay_and_know_fee(books, sandbox)
        pay_and_know_fee(open_books(), sandbox)
        return books

    def test_is_done_once_and_written_down(self, shared: Books, sandbox: Sandbox) -> None:
        pay_out(sandbox)
        payout_id = part(shared)
        payout_decisions.confirm(chapter_id=shared.chapter_id, payout_id=payout_id, by=OPERATOR)
        assert stands(shared) == {Account.CASH_BANK: NET}
        with pytest.raises(Conflict, match="already"):
            payout_decisions.confirm(chapter_id=shared.chapter_id, payout_id=payout_id, by=OPERATOR)
        assert actions(shared) == [Action.PAYOUT_MOVED, Action.PAYOUT_CONFIRMED]

    def test_waits_until_the_operator_has_it(self, shared: Books, sandbox: Sandbox) -> None:
        pay_out(sandbox, arrives=False)
        with pytest.raises(Conflict, match="not at the operator's bank"):
            payout_decisions.confirm(chapter_id=shared.chapter_id, payout_id=part(shared), by=OPERATOR)

    def test_is_for_shared_payouts_of_the_own_chapter(self, books: Books, sandbox: Sandbox) -> None:
        pay_and_know_fee(books, sandbox)
        pay_out(sandbox)
        with pytest.raises(Conflict, match="by itself"):
            payout_decisions.confirm(chapter_id=books.chapter_id, payout_id=part(books), by=OPERATOR)
        with pytest.raises(NotFound):
            payout_decisions.confirm(chapter_id=open_books().chapter_id, payout_id=part(books), by=OPERATOR)


class TestExplainingALine:
    def test_is_for_what_nothing_stands_behind(self, books: Books, sandbox: Sandbox) -> None:
        pay_and_know_fee(books, sandbox)
        sandbox.adjust(-700)
        pay_out(sandbox)
        category = Explanation.DISPUTE_FEES
        with pytest.raises(Conflict, match="explain this line"):
            payout_decisions.explain(
                chapter_id=books.chapter_id, line_id=line(LineKind.PAYMENT), category=category, by=OPERATOR
            )
        with pytest.raises(NotFound):
            payout_decisions.explain(
                chapter_id=open_books().chapter_id,
                line_id=line(LineKind.ADJUSTMENT),
                category=category,
                by=OPERATOR,
            )
        assert stands(books)[Account.UNEXPLAINED] == 700
        payout_decisions.explain(
            chapter_id=books.chapter_id, line_id=line(LineKind.ADJUSTMENT), category=category, by=OPERATOR
        )
        assert Account.UNEXPLAINED not in stands(books)
        assert actions(books)[-1] == Action.PAYOUT_LINE_EXPLAINED


class TestGivingALineToAChapter:
    def test_is_for_what_is_nobodys(self, books: Books, sandbox: Sandbox) -> None:
        pay_and_know_fee(books, sandbox)
        pay_out(sandbox)
        for line_id in (line(LineKind.PAYMENT), 999_999):
            with pytest.raises(NotFound):
                payout_decisions.give(line_id=line_id, chapter_id=books.chapter_id)
