"""Chapters that are paid on an account of their own."""

from __future__ import annotations

from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR, Actor
from sigma_finance.extensions import db
from sigma_finance.models import ConnectedAccount
from sigma_finance.services.payments import own_accounts
from tests.books import Books


def newest(chapter_id: int) -> ConnectedAccount:
    """The account that a chapter connected last."""
    db.session.rollback()
    return db.session.scalars(
        select(ConnectedAccount)
        .where(ConnectedAccount.chapter_id == chapter_id)
        .order_by(ConnectedAccount.id.desc())
        .limit(1)
    ).one()


def connected(chapter_id: int, sandbox: Sandbox, *, by: Actor = OPERATOR, finished: bool = True) -> str:
    """Connect an account to a chapter, and finish it at Stripe; returns its name there."""
    own_accounts.connect(chapter_id=chapter_id, by=by)
    account = newest(chapter_id).account or ""
    if finished:
        sandbox.finish_account(account)
        own_accounts.refresh(chapter_id=chapter_id, account_id=newest(chapter_id).id)
    return account


def paid_on_its_own(books: Books, sandbox: Sandbox) -> str:
    """Have a chapter paid on an account of its own; returns its name at Stripe."""
    account = connected(books.chapter_id, sandbox)
    own_accounts.use(chapter_id=books.chapter_id, account_id=newest(books.chapter_id).id, by=OPERATOR)
    sandbox.take_events()
    return account
