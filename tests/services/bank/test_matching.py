"""Lines of the bank and entries of the books."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.bank.words import BankCategory, MatchReason
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.extensions import db
from sigma_finance.models import BankLine, BankMatch, JournalEntry
from sigma_finance.services.bank import making, matching
from sigma_finance.services.payments import deposits
from tests.banking import add_account, bring_in, days_ago, zelle
from tests.books import Books, assert_books_hold, open_books, pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


@pytest.fixture
def account(books: Books) -> int:
    return add_account(books)


def line(books: Books, account: int, amount: str, days: int, text: str = "ZELLE") -> BankLine:
    bring_in(books, account, [(days_ago(days).isoformat(), text, amount)])
    db.session.rollback()
    return db.session.scalars(select(BankLine).order_by(BankLine.id.desc())).first()  # type: ignore[return-value]


def reasons() -> list[MatchReason]:
    db.session.rollback()
    return list(db.session.scalars(select(BankMatch.reason).where(BankMatch.undone_at.is_(None))))


class TestImportedLines:
    def test_are_matched_by_amount_where_nothing_else_is_near(self, books: Books, account: int) -> None:
        zelle(books, 10000, 10)
        assert line(books, account, "100.00", 8).matched_at is not None
        assert reasons() == [MatchReason.AMOUNT]

    def test_are_not_matched_far_away(self, books: Books, account: int) -> None:
        zelle(books, 10000, 30)
        assert line(books, account, "100.00", 8).matched_at is None

    def test_are_never_guessed_between_two(self, books: Books, account: int) -> None:
        zelle(books, 10000, 10)
        zelle(books, 10000, 9, member=1)
        assert line(books, account, "100.00", 8).matched_at is None
        assert reasons() == []

    def test_are_told_apart_by_reference_and_check_number(self, books: Books, account: int) -> None:
        first, second = zelle(books, 10000, 40), zelle(books, 10000, 40, member=1)
        zelle(books, 10000, 40, note="check 1042")
        assert line(books, account, "100.00", 8, f"ZELLE {second}").matched_at is not None
        assert line(books, account, "100.00", 8, "CHECK #1042").matched_at is not None
        assert line(books, account, "100.00", 7, f"ZELLE {first.lower()}").matched_at is not None
        assert set(reasons()) == {MatchReason.REFERENCE, MatchReason.CHECK}

    def test_are_matched_with_a_deposit(self, books: Books, account: int) -> None:
        ids = [pay(books, member, 5000).payment_id for member in books.members]
        deposits.deposit(
            chapter_id=books.chapter_id, payment_ids=ids, deposited_on=days_ago(0), note="", by=OPERATOR
        )
        assert line(books, account, "100.00", 0, "COUNTER DEPOSIT").matched_at is not None
        assert reasons() == [MatchReason.DEPOSIT]

    def test_are_matched_once_the_entry_is_there(self, books: Books, account: int) -> None:
        found = line(books, account, "100.00", 8)
        assert found.matched_at is None
        assert matching.match_all(chapter_id=books.chapter_id, account_id=account, by=OPERATOR) == 0
        zelle(books, 10000, 9)
        assert matching.match_all(chapter_id=books.chapter_id, account_id=account, by=OPERATOR) == 1


class TestMatchingByHand:
    def test_takes_several_entries_that_make_up_the_line(self, books: Books, account: int) -> None:
        zelle(books, 10000, 10)
        zelle(books, 5000, 9)
        found = line(books, account, "150.00", 8)
        entries = list(db.session.scalars(select(JournalEntry.id).order_by(JournalEntry.id)))
        with pytest.raises(Invalid, match=r"\$100.00, the line to \$150.00"):
            matching.match(chapter_id=books.chapter_id, line_id=found.id, entry_ids=entries[:1], by=OPERATOR)
        with pytest.raises(Invalid, match="at least one"):
            matching.match(chapter_id=books.chapter_id, line_id=found.id, entry_ids=[], by=OPERATOR)
        matching.match(chapter_id=books.chapter_id, line_id=found.id, entry_ids=entries, by=OPERATOR)
        assert reasons() == [MatchReason.BY_HAND, MatchReason.BY_HAND]
        with pytest.raises(Conflict, match="already"):
            matching.match(chapter_id=books.chapter_id, line_id=found.id, entry_ids=entries, by=OPERATOR)
        matching.unmatch(chapter_id=books.chapter_id, line_id=found.id, by=OPERATOR)
        assert reasons() == []
        with pytest.raises(Conflict, match="not matched"):
            matching.unmatch(chapter_id=books.chapter_id, line_id=found.id, by=OPERATOR)

    def test_takes_an_entry_once(self, books: Books, account: int) -> None:
        zelle(books, 10000, 10)
        first = line(books, account, "100.00", 8)
        [entry] = db.session.scalars(select(JournalEntry.id))
        assert first.matched_at is not None
        second = line(books, account, "100.00", 7)
        with pytest.raises(Conflict, match="meanwhile"):
            matching.match(chapter_id=books.chapter_id, line_id=second.id, entry_ids=[entry], by=OPERATOR)

    def test_knows_no_line_of_another_chapter(self, books: Books, account: int) -> None:
        found = line(books, account, "100.00", 8)
        with pytest.raises(NotFound):
            matching.match(chapter_id=open_books().chapter_id, line_id=found.id, entry_ids=[1], by=OPERATOR)


class TestWhatWasMadeOfALine:
    def test_is_taken_back_not_unmatched(self, books: Books, account: int) -> None:
        found = line(books, account, "-5.00", 8, "MONTHLY FEE")
        making.make_entry(
            chapter_id=books.chapter_id, line_id=found.id, category=BankCategory.FEE, by=OPERATOR
        )
        with pytest.raises(Conflict, match="Take it back"):
            matching.unmatch(chapter_id=books.chapter_id, line_id=found.id, by=OPERATOR)
        assert_books_hold(books)
