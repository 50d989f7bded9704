"""The chain of entries: whatever the owner of the database alters by SQL is found."""

from __future__ import annotations

import secrets

import pytest
from flask import Flask
from sqlalchemy import func, select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.audit_heads import AuditHead, Chain
from sigma_finance.domain.errors import Invalid
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, EntryLink, JournalEntry
from sigma_finance.queries import audit_heads
from sigma_finance.queries.books import journal
from sigma_finance.queries.chapters import chapters
from sigma_finance.services.books import chain, nightly, verify
from sigma_finance.services.payments import recording
from tests.books import Books, charge, manual, open_books, pay
from tests.harness.standing import ServedApp
from tests.services.books.spoiling import in_hand, spoiled

BREAKS_THE_BOOKS = True


@pytest.fixture
def books(any_app: Flask) -> Books:
    """Books with four entries."""
    made = open_books()
    charge(made, made.members[0], 20000)
    for amount in (500, 700, 900):
        pay(made, made.members[0], amount)
    return made


def broken(books: Books, *heads: AuditHead) -> list[str]:
    found = chain.broken(chapter_id=books.chapter_id, slug=books.slug, heads=heads)
    return [breach.subject for breach in found]


def entry(books: Books, place: int) -> int:
    """The entry that stands at a place of the chain."""
    return journal.links(chapter_id=books.chapter_id)[place - 1][1]


class TestTheChain:
    def test_holds_every_entry_and_ends_where_the_chapter_says(self, books: Books) -> None:
        assert broken(books) == []
        links = select(func.count(EntryLink.id)).where(EntryLink.chapter_id == books.chapter_id)
        assert db.session.scalar(links) == 4
        chapter = db.session.get_one(Chapter, books.chapter_id)
        assert (chapter.books_sequence, chapter.books_head) == (
            4,
            journal.links(chapter_id=books.chapter_id)[-1][2],
        )

    def test_is_one_of_its_own_in_each_chapter(self, books: Books) -> None:
        other = open_books()
        assert broken(other) == []
        pay(other, other.members[0], 100)
        assert journal.end(chapter_id=other.chapter_id).sequence == 1

    def test_is_written_with_many_entries_at_once(self, books: Books) -> None:
        requests = [manual(books, books.members[0], 100, form_key=secrets.token_hex(8)) for _ in range(5)]
        recording.record_many(requests=requests, by=OPERATOR)
        assert broken(books) == []
        assert journal.end(chapter_id=books.chapter_id).sequence == 9


class TestTampering:
    @pytest.mark.parametrize(
        ("script", "where"),
        [
            ("UPDATE journal_entries SET memo = 'Another' WHERE id = {second}", ["entry {second}"]),
            (
                "UPDATE journal_entries SET created_at = '2020-01-01 00:00:00' WHERE id = {second}",
                ["entry {second}"],
            ),
            (
                "UPDATE postings SET amount_minor = -amount_minor WHERE entry_id = {second}",
                ["entry {second}"],
            ),
            ("UPDATE postings SET payment_id = NULL WHERE entry_id = {second}", ["entry {second}"]),
            (
                "UPDATE postings SET account = 'cash_bank' WHERE entry_id = {second} AND amount_minor > 0",
                ["entry {second}"],
            ),
            ("DELETE FROM postings WHERE entry_id = {second} AND amount_minor > 0", ["entry {second}"]),
            (
                "DELETE FROM postings WHERE entry_id = {second}; DELETE FROM journal_entries WHERE id = {second}",
                ["entry {second}"],
            ),
            (
                "UPDATE entry_links SET hash = 'x' WHERE entry_id = {second}",
                ["entry {second}", "entry {third}"],
            ),
            (
                "DELETE FROM entry_links WHERE entry_id = {second}",
                ["place 2 in the chain", "entry {third}", "entry {second}"],
            ),
            (
                "DELETE FROM entry_links WHERE entry_id = {fourth}",
                ["place in the chain, the last", "entry {fourth}"],
            ),
        ],
    )
    def test_is_found_where_it_was_done(
        self, books: Books, standing: ServedApp, script: str, where: list[str]
    ) -> None:
        places = {
            name: entry(books, place) for place, name in enumerate(("first", "second", "third", "fourth"), 1)
        }
        with in_hand(standing), spoiled(script.format(**places)):
            assert broken(books) == [one.format(**places) for one in where]
            assert verify.BOOKS_CHAIN in {
                one.check for one in verify.verify(chapters=chapters.chapters()).differences
            }

    def test_of_the_end_is_found_by_the_head_that_was_mailed(self, books: Books, standing: ServedApp) -> None:
        [head] = audit_heads.books_ends(chapter_ids=[books.chapter_id])
        third = journal.links(chapter_id=books.chapter_id)[2]
        script = (
            f"DELETE FROM postings WHERE entry_id = {entry(books, 4)}; "
            f"DELETE FROM entry_links WHERE sequence = 4 AND chapter_id = {books.chapter_id}; "
            f"DELETE FROM journal_entries WHERE id = {entry(books, 4)}; "
            f"UPDATE chapters SET books_sequence = 3, books_head = '{third[2]}' WHERE id = {books.chapter_id}"
        )
        with in_hand(standing), spoiled(script):
            assert broken(books) == []
            assert broken(books, head) == ["place 4, known from a mail"]
            assert broken(books, AuditHead("another", 4, head.hash)) == []

    def test_by_adding_an_entry_is_found(self, books: Books, standing: ServedApp) -> None:
        script = (
            "INSERT INTO journal_entries (chapter_id, kind, booked_on, memo, created_at) "
            f"SELECT chapter_id, kind, booked_on, memo, created_at FROM journal_entries WHERE id = {entry(books, 1)}"
        )
        with in_hand(standing), spoiled(script):
            last = db.session.scalar(select(func.max(JournalEntry.id)))
            assert broken(books) == [f"entry {last}"]


class TestAHead:
    def test_of_books_is_signed_apart_from_those_of_the_trail(self, books: Books) -> None:
        [head] = audit_heads.books_ends(chapter_ids=[books.chapter_id])
        written = nightly.sign_head(head, Chain.BOOKS)
        assert nightly.read_head(f"Books {written}", Chain.BOOKS) == head
        with pytest.raises(Invalid):
            nightly.read_head(written)
