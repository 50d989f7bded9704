"""What making the demo needs of the database."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.exc import NoResultFound

from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.payments.delivery import MessageState
from sigma_finance.extensions import db
from sigma_finance.models import OutboxMessage
from sigma_finance.queries.chapters import demo
from tests.books import Books, charge, open_books


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def message(books: Books, kind: str) -> int:
    made = OutboxMessage(
        chapter_id=books.chapter_id,
        kind=kind,
        to_email="ada@example.org",
        context={},
        reference=new_reference("M"),
    )
    db.session.add(made)
    db.session.commit()
    return made.id


class TestTheNewestCharge:
    def test_is_the_members_own(self, books: Books) -> None:
        charge(books, books.members[0])
        newest = charge(books, books.members[0])
        charge(books, books.members[1])
        assert demo.newest_charge_id(chapter_id=books.chapter_id, member_id=books.members[0]) == newest

    def test_is_none_of_another_chapter(self, books: Books) -> None:
        charge(books, books.members[0])
        with pytest.raises(NoResultFound):
            demo.newest_charge_id(chapter_id=open_books().chapter_id, member_id=books.members[0])


class TestOldMessages:
    def test_count_as_sent_in_their_chapter_and_of_their_kind(self, books: Books) -> None:
        other = open_books()
        old, another, foreign = message(books, "receipt"), message(books, "invite"), message(other, "receipt")
        demo.mark_sent(chapter_id=books.chapter_id, kinds=["receipt"])
        db.session.commit()
        states = {one.id: (one.state, one.sent_at is not None) for one in db.session.query(OutboxMessage)}
        assert states[old] == (MessageState.SENT, True)
        assert states[another] == states[foreign] == (MessageState.QUEUED, False)
