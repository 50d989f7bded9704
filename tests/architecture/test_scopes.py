"""The database gives out a chapter's rows to that chapter alone, and to the few places that are listed here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Table, create_engine, func, insert, select, text
from sqlalchemy.exc import ProgrammingError

import sigma_finance
from sandbox import Sandbox
from sigma_finance.config import database_url
from sigma_finance.database import scopes
from sigma_finance.database.scopes import across_chapters, for_chapter
from sigma_finance.extensions import db
from sigma_finance.models import Base, Member, WebhookEvent
from tests.harness.databases import Database
from tests.journeys.furniture import furnish
from tests.routes.house import House
from tests.routes.treasurer.desk import build_desk

PACKAGE = Path(sigma_finance.__file__).parent
#: Who may see the rows of all chapters, and why.
ACROSS = {
    "cli/commands.py:_scope": "a command that names no chapter is about all of them",
    "cli/shell.py:_prepare": "whoever works in the shell names no chapter",
    "queries/payments/pay_links.py:get_balance": "a link's own number leads to its chapter",
    "queries/chapters/platform.py:chapters": "those who run the platform see totals",
    "queries/chapters/platform.py:get_chapter": "those who run the platform see totals",
    "queries/logins/sessions.py:devices": "a person's own devices, whichever chapter each looks at",
    "queries/logins/sessions.py:find_viewer": "a cookie's token leads to its person and their chapter",
    "queries/logins/sessions.py:memberships": "a person's own chapters",
    "services/logins/logins.py:note": "a login is noted in each of its person's chapters",
    "services/logins/logins.py:tell": "a message about a login goes out in one of its person's chapters",
    "services/logins/email_changes.py:move": "an address follows its person into each of their chapters",
    "services/books/nightly.py:known_heads": "the operator's mail names the trails of all chapters",
    "services/messages/mail_events.py:receive": "the reference of a message leads to its chapter",
    "services/messages/outbox.py:deliver": "messages of all chapters leave together",
    "services/logins/passwords.py:forgot": "a person is written to in one of their chapters",
    "services/payments/accounts.py:are_any": "whether any chapter has an account decides what Stripe has to send",
    "services/payments/reconciliation.py:reconcile": "one Stripe account serves several chapters",
    "services/logins/email_changes.py:take_effect": "an address follows its person into each of their chapters",
    "services/members/registration.py:ask_for_link": "an invite's code leads to its chapter",
    "services/members/registration.py:get_invitation": "an invite's code leads to its chapter",
    "services/members/registration.py:join": "an invite's code leads to its chapter",
    "services/members/registration.py:register": "an invite's code leads to its chapter",
    "services/logins/second_factor.py:reset": "a login is noted in each of its person's chapters",
    "services/logins/sessions.py:begin": "a session begins in one of its person's chapters",
    "services/payments/holdings.py:differences": "the provider's account may hold the money of several chapters",
    "services/payments/payout_decisions.py:give": "the operator gives a chapter what is none's",
    "services/files.py:sweep": "files of all chapters that came to nothing are taken away together",
    "services/payments/webhooks.py:handle": "what a message is about leads to its chapter",
    "services/payments/webhooks.py:receive": "what a message is about leads to its chapter",
}
TABLES = [table for table in Base.metadata.sorted_tables if "chapter_id" in table.c]


@pytest.fixture
def house(app: Flask, sandbox: Sandbox) -> House:
    made = build_desk()
    furnish(made, sandbox)
    db.session.commit()
    return made


@pytest.fixture
def closed(house: House, database: Database) -> Iterator[House]:
    """A house, and no chapter open to whoever asks, as where a request begins."""
    kept = scopes._scope.set("")
    yield house
    db.session.rollback()
    scopes._scope.reset(kept)


def rows(table: Table) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def is_refused(table: Table, chapter_id: int) -> bool:
    """Whether the database takes no row of the chapter here, whatever else would be wrong with it."""
    try:
        db.session.connection().execute(insert(table).values({"chapter_id": chapter_id}))
    except ProgrammingError as refusal:
        return "row-level security" in str(refusal)
    finally:
        db.session.rollback()
    return False


class TestEveryTableOfAChapter:
    def test_gives_nothing_to_a_query_without_a_chapter(self, closed: House) -> None:
        assert {table.name: rows(table) for table in TABLES if rows(table)} == {}
        with across_chapters():
            filled = {table.name for table in TABLES if rows(table)}
        assert filled >= {"audit_events", "invites", "members", "payments", "postings", "webhook_events"}

    def test_gives_one_chapter_its_own_to_a_query_that_forgets_it(self, closed: House) -> None:
        ours, theirs = closed.tess.chapter_id, closed.stranger.chapter_id
        with for_chapter(ours):
            seen = {
                table.name: set(db.session.scalars(select(table.c.chapter_id).distinct())) for table in TABLES
            }
        assert {name: found for name, found in seen.items() if found - {ours}} == {}
        assert seen["members"] == {ours}
        with for_chapter(theirs):
            assert set(db.session.scalars(select(Member.chapter_id))) == {theirs}

    def test_takes_no_row_for_another_chapter(self, closed: House) -> None:
        theirs = closed.stranger.chapter_id
        for table in TABLES:
            with for_chapter(closed.tess.chapter_id):
                assert is_refused(table, theirs), table.name
            assert is_refused(table, theirs), table.name

    def test_changes_no_row_of_another_chapter(self, closed: House) -> None:
        theirs = closed.stranger.member_id
        change = text("UPDATE members SET name = 'Changed' WHERE id = :id")
        with for_chapter(closed.tess.chapter_id):
            assert db.session.execute(change, {"id": theirs}).rowcount == 0  # type: ignore[attr-defined]
        with for_chapter(closed.stranger.chapter_id):
            assert db.session.execute(change, {"id": theirs}).rowcount == 1  # type: ignore[attr-defined]

    def test_gives_a_message_that_nobody_claims_to_no_chapter_of_several(self, closed: House) -> None:
        with across_chapters():
            db.session.add(
                WebhookEvent(
                    event_id="evt_nobodys",
                    type="charge.updated",
                    object_id="ch_1",
                    livemode=False,
                    payload="{}",
                )
            )
            db.session.commit()
        nobodys = select(func.count(WebhookEvent.id)).where(WebhookEvent.event_id == "evt_nobodys")
        for chapter_id in (closed.tess.chapter_id, closed.stranger.chapter_id):
            with for_chapter(chapter_id):
                assert db.session.scalar(nobodys) == 0
        assert db.session.scalar(nobodys) == 0

    def test_is_closed_by_the_database_itself(self, app: Flask, database: Database) -> None:
        with database.connection.cursor() as cursor:
            cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
            assert {name for (name,) in cursor.fetchall()} == {table.name for table in TABLES}

    def test_is_closed_to_the_owner_as_well(self, closed: House, database: Database) -> None:
        engine = create_engine(database_url(database.owner))
        with engine.connect() as owner:
            assert owner.scalar(text("SELECT count(*) FROM members")) == 0
            with for_chapter(closed.stranger.chapter_id):
                seen = owner.scalars(text("SELECT DISTINCT chapter_id FROM members")).all()
        engine.dispose()
        assert seen == [closed.stranger.chapter_id]


class TestEveryChapter:
    def test_is_open_to_the_listed_places_alone(self) -> None:
        assert set(places()) == set(ACROSS)


def places() -> Iterator[str]:
    """The functions that name ``across_chapters``, as file and name."""
    for file in PACKAGE.rglob("*.py"):
        if file.name == "scopes.py":
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef) and any(
                isinstance(inner, ast.Name) and inner.id == "across_chapters" for inner in ast.walk(node)
            ):
                yield f"{file.relative_to(PACKAGE).as_posix()}:{node.name}"
