"""What a message holds when it is written, and which of those that wait leaves first."""

from __future__ import annotations

import pytest
from flask import Flask

from sandbox import Sandbox
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.dates import long_date, today_in
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.domain.messages.kinds import Haste
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.gateways.messaging.render import UnknownKind
from sigma_finance.models import Member, OutboxMessage
from sigma_finance.services.messages import outbox
from tests.books import ZONE, Books, open_books


@pytest.fixture
def books(any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Books:
    """A chapter whose messages wait until a test delivers them."""
    monkeypatch.setitem(any_app.extensions, "outbox_runner", None)
    return open_books()


@transactional
def write(books: Books, kind: str, **context: object) -> None:
    member = db.session.get_one(Member, books.members[0])
    outbox.tell(member, kind, **context)


def write_note(books: Books) -> None:
    figures = ("amount", "payments", "owed", "past_due", "late", "waiting")
    write(books, "weekly_note", review_url="https://dues.example.org", **dict.fromkeys(figures, "1"))


class TestAMessage:
    def test_says_what_its_kind_says_and_the_day_on_which_it_was_written(self, books: Books) -> None:
        write_note(books)
        message = db.session.query(OutboxMessage).one()
        assert (message.haste, message.in_app) == (Haste.BULK, True)
        assert message.context["written_on"] == long_date(today_in(ZONE))

    def test_to_a_member_names_them_and_is_theirs(self, books: Books) -> None:
        write_note(books)
        message, member = db.session.query(OutboxMessage).one(), db.session.get_one(Member, books.members[0])
        assert (message.member_id, message.to_email) == (member.id, member.email)
        assert message.context["member_name"] == member.name

    def test_is_not_written_to_a_member_without_an_address(self, books: Books) -> None:
        db.session.get_one(Member, books.members[0]).email = None
        db.session.commit()
        write_note(books)
        assert db.session.query(OutboxMessage).all() == []

    def test_of_a_kind_that_was_never_written_is_refused_at_once(self, books: Books) -> None:
        with pytest.raises(UnknownKind):
            write(books, "newsletter")


class TestAnAnswer:
    def test_reaches_the_chapters_treasurer_by_name(self, books: Books, sandbox: Sandbox) -> None:
        appoint(books, books.members[1])
        write_note(books)
        outbox.deliver()
        [message] = sandbox.messages()
        treasurer = db.session.get_one(Member, books.members[1])
        assert message.raw["reply_to"] == {"email": treasurer.email, "name": treasurer.name}

    def test_to_what_the_treasurer_was_written_goes_nowhere_else(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        appoint(books, books.members[0])
        write_note(books)
        outbox.deliver()
        [message] = sandbox.messages()
        assert "reply_to" not in message.raw

    @pytest.mark.parametrize("values", [{"email": None}, {"status": MemberStatus.INACTIVE}])
    def test_reaches_nobody_who_left_or_has_no_address(
        self, books: Books, sandbox: Sandbox, values: dict[str, object]
    ) -> None:
        appoint(books, books.members[1], **values)
        write_note(books)
        outbox.deliver()
        assert "reply_to" not in sandbox.messages()[0].raw


def appoint(books: Books, member_id: int, **values: object) -> None:
    member = db.session.get_one(Member, member_id)
    for name, value in {"role": Role.TREASURER, **values}.items():
        setattr(member, name, value)
    db.session.commit()


class TestAMessageThatSomebodyWaitsFor:
    def test_leaves_before_any_number_of_others(self, books: Books, sandbox: Sandbox) -> None:
        for _ in range(5):
            write_note(books)
        write(books, "reset_password", name="Ada", reset_url="https://dues.example.org/reset/x")
        outbox.deliver(limit=1)
        assert [one.subject for one in sandbox.messages()] == ["Set a new password"]
        outbox.deliver()
        assert len(sandbox.messages()) == 6
