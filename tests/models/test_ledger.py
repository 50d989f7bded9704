"""What the database lets the books hold."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.dates import today_in
from sigma_finance.extensions import db
from sigma_finance.models import EntryLink, Installment, JournalEntry, Posting
from tests.books import ZONE, Books, charge, open_books
from tests.models.samples import UNHEARD_OF, Sample, assert_refused, assert_taken, of, somebody_elsewhere

DAY = date(2026, 10, 1)
#: The day of an entry that is made now.
ON = {"booked_on": today_in(ZONE)}


def entry_of(books: Books) -> int:
    """The entry of a new charge of the first member."""
    made = charge(books, books.members[0])
    return db.session.scalars(select(JournalEntry.id).where(JournalEntry.charge_id == made)).one()


class TestAnEntry:
    def test_is_of_a_known_kind_and_reversed_once(self, books: Books) -> None:
        first, elsewhere, stranger = entry_of(books), entry_of(open_books()), somebody_elsewhere()
        entry = Sample(JournalEntry, of(books, kind=EntryKind.CHARGE_REVERSAL, booked_on=DAY))
        assert_taken(entry, {}, {}, {"reverses_entry_id": first})
        db.session.add(entry.row(reverses_entry_id=first))
        db.session.flush()
        assert_refused(
            entry,
            {
                "uq_journal_entries_reverses_entry_id": {"reverses_entry_id": first},
                "ck_journal_entries_kind_known": {"kind": UNHEARD_OF},
                "fk_journal_entries_reverses": {"reverses_entry_id": elsewhere},
                "fk_journal_entries_actor": {"actor_member_id": stranger},
            },
        )


class TestAPosting:
    def test_moves_something_within_bounds(self, books: Books) -> None:
        posting = Sample(Posting, of(books, entry_id=entry_of(books), **ON, account=Account.CASH_BANK))
        for minor in (0, 10**9, -(10**9)):
            assert_refused(posting, {"ck_postings_amount_bounded": {"amount_minor": minor}})
        assert_taken(posting, {"amount_minor": 10**9 - 1}, {"amount_minor": 1 - 10**9})

    def test_names_whom_it_concerns(self, books: Books) -> None:
        ada, entry_id = books.members[0], entry_of(books)
        part = db.session.scalars(select(Installment.id).where(Installment.member_id == ada)).one()
        posting = Sample(Posting, of(books, entry_id=entry_id, **ON, amount_minor=1))
        owed = {"account": Account.RECEIVABLE, "member_id": ada, "installment_id": part}
        kept = {"account": Account.MEMBER_CREDIT, "member_id": ada}
        for facts in (
            {**owed, "member_id": None},
            {**owed, "installment_id": None},
            {**kept, "member_id": None},
            {**kept, "installment_id": part},
            {**owed, "account": Account.CASH_BANK},
        ):
            assert_refused(posting, {"ck_postings_names_whom_it_concerns": facts})
        assert_taken(posting, owed, kept, {"account": Account.CASH_BANK, "member_id": ada})

    def test_is_on_an_account_of_its_own_chapter(self, books: Books) -> None:
        posting = Sample(Posting, of(books, **ON, account=Account.CASH_BANK, amount_minor=1))
        assert_refused(
            posting,
            {
                "ck_postings_account_known": {"entry_id": entry_of(books), "account": UNHEARD_OF},
                "fk_postings_chapter_id_entry_id_booked_on_journal_entries": {
                    "entry_id": entry_of(open_books())
                },
            },
        )

    def test_stands_on_the_day_of_its_entry(self, books: Books) -> None:
        facts = of(books, entry_id=entry_of(books), account=Account.CASH_BANK, amount_minor=1)
        assert_refused(
            Sample(Posting, facts),
            {
                "fk_postings_chapter_id_entry_id_booked_on_journal_entries": {"booked_on": DAY},
            },
        )


def entry_past_the_ledger(books: Books) -> int:
    """An entry that stands in no chain."""
    entry = JournalEntry(**of(books, kind=EntryKind.DEPOSIT, booked_on=DAY))
    db.session.add(entry)
    db.session.flush()
    for account, minor in ((Account.CASH_BANK, 1), (Account.CASH_ON_HAND, -1)):
        facts = of(books, entry_id=entry.id, booked_on=DAY, account=account, amount_minor=minor)
        db.session.add(Posting(**facts))
    db.session.flush()
    entry_id = entry.id
    db.session.commit()
    return entry_id


class TestAPlaceInTheChain:
    def test_is_taken_once_and_by_an_entry_of_its_chapter(self, books: Books) -> None:
        first, elsewhere = entry_of(books), entry_of(open_books())
        place = Sample(EntryLink, of(books, sequence=9, hash="0" * 64))
        unlinked = entry_past_the_ledger(books)
        assert_refused(
            place,
            {
                "uq_entry_links_chapter_id_sequence": {"entry_id": unlinked, "sequence": 1},
                "uq_entry_links_chapter_id_entry_id": {"entry_id": first},
                "fk_entry_links_chapter_id_entry_id_journal_entries": {"entry_id": elsewhere},
            },
        )


@pytest.mark.usefixtures("database")
class TestAnEntryThatDoesNotBalance:
    @pytest.mark.parametrize("amounts", [[100, -99], [100], []])
    def test_is_refused_when_its_transaction_commits(self, app: Flask, amounts: list[int]) -> None:
        made = open_books()
        entry = db.session.execute(
            text(
                "INSERT INTO journal_entries (chapter_id, kind, booked_on, memo, created_at)"
                " VALUES (:chapter, 'payment', '2026-01-01', '', now()) RETURNING id"
            ),
            {"chapter": made.chapter_id},
        ).scalar_one()
        for amount in amounts:
            db.session.execute(
                text(
                    "INSERT INTO postings (chapter_id, entry_id, booked_on, account, amount_minor)"
                    " VALUES (:chapter, :entry, '2026-01-01', 'cash_bank', :amount)"
                ),
                {"chapter": made.chapter_id, "entry": entry, "amount": amount},
            )
        with pytest.raises(DBAPIError, match="does not balance"):
            db.session.commit()
        db.session.rollback()
        assert db.session.get(JournalEntry, entry) is None
