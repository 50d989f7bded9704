"""What the database takes for bank accounts, their statements and lines."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from sigma_finance.domain.bank.words import BankCategory, MatchReason, StatementFormat
from sigma_finance.domain.dates import now
from sigma_finance.domain.payments.places import BankPlace
from sigma_finance.extensions import db
from sigma_finance.models import (
    BankAccount,
    BankLine,
    BankMatch,
    BankReconciliation,
    BankRule,
    BankStatement,
    ImportFile,
    JournalEntry,
)
from tests.books import Books, charge
from tests.models.samples import UNHEARD_OF, Sample, assert_refused, assert_taken, of, somebody_elsewhere
from tests.rows import keep

DAY = date(2026, 10, 1)


def accounts(books: Books) -> Sample:
    return Sample(
        BankAccount,
        of(books, place=BankPlace.FIRST, name="Checking", begins_on=DAY, opening_minor=0, remembered={}),
    )


def statements(books: Books, account: int) -> Sample:
    facts = {"file_name": "a.csv", "file_sha256": "0" * 64, "first_on": DAY, "last_on": DAY, "decisions": b""}
    counts = {"lines": 1, "already_there": 0, "refused": 0}
    return Sample(
        BankStatement,
        of(books, bank_account_id=account, format=StatementFormat.TABLE, **facts, **counts),
    )


def lines(books: Books, account: int, statement: int) -> Sample:
    facts = {"row": 2, "booked_on": DAY, "amount_minor": 500, "key": "k", "nth": 1}
    return Sample(BankLine, of(books, bank_account_id=account, statement_id=statement, **facts))


class TestABankAccount:
    def test_has_a_place_of_its_own_in_the_books(self, books: Books) -> None:
        sample = accounts(books)
        reconciled = {"place": BankPlace.SIXTH, "reconciled_through": DAY, "reconciled_minor": 5}
        assert_taken(sample, {}, reconciled)
        sample.keep()
        assert_refused(
            sample,
            {
                "uq_bank_accounts_chapter_id_place": {},
                "ck_bank_accounts_place_known": {"place": UNHEARD_OF},
                "ck_bank_accounts_reconciled_to_a_balance": {
                    "place": BankPlace.SECOND,
                    "reconciled_through": DAY,
                },
            },
        )

    def test_has_a_name_that_the_database_does_not_know(self, books: Books) -> None:
        account = accounts(books).keep()
        db.session.expire_all()
        assert db.session.scalar(select(BankAccount.name).where(BankAccount.id == account)) == "Checking"
        kept = db.session.connection().exec_driver_sql("SELECT name FROM bank_accounts").scalar_one()
        assert "Checking" not in kept


class TestAStatement:
    def test_is_of_one_file(self, books: Books) -> None:
        account = accounts(books).keep()
        sample = statements(books, account)
        assert_taken(sample, {})
        file = keep(
            ImportFile(
                chapter_id=books.chapter_id,
                member_id=books.members[0],
                kind="statement",
                name="a",
                content=b"",
            )
        )
        sample.keep(file_id=file)
        assert_refused(
            sample,
            {
                "uq_bank_statements_chapter_id_file_id": {"file_id": file},
                "ck_bank_statements_format_known": {"format": UNHEARD_OF},
                "fk_bank_statements_made_by_members": {"made_by_member_id": somebody_elsewhere()},
            },
        )


class TestALine:
    def test_stands_once_among_its_equals(self, books: Books) -> None:
        account = accounts(books).keep()
        sample = lines(books, account, statements(books, account).keep())
        sample.keep()
        assert_taken(sample, {"nth": 2}, {"key": "another"})
        assert_refused(
            sample,
            {
                "uq_bank_lines_chapter_id_bank_account_id_key_nth": {},
                "ck_bank_lines_amount_bounded": {"nth": 2, "amount_minor": 0},
            },
        )


class TestAMatch:
    def test_takes_an_entry_once_on_an_account(self, books: Books) -> None:
        account = accounts(books).keep()
        line = lines(books, account, statements(books, account).keep()).keep()
        charge(books, books.members[0])
        entry = db.session.scalars(select(JournalEntry.id)).first()
        facts = {"bank_account_id": account, "line_id": line, "entry_id": entry, "reason": MatchReason.AMOUNT}
        sample = Sample(BankMatch, of(books, **facts))
        sample.keep()
        assert_refused(
            sample,
            {
                "uq_bank_matches_standing": {},
                "ck_bank_matches_reason_known": {"reason": UNHEARD_OF},
                "fk_bank_matches_made_by_members": {
                    "made_by_member_id": somebody_elsewhere(),
                    "undone_at": now(),
                },
            },
        )


class TestARule:
    def test_stands_once_for_its_words(self, books: Books) -> None:
        sample = Sample(BankRule, of(books, contains="monthly fee", category=BankCategory.FEE))
        sample.keep()
        assert_refused(
            sample,
            {
                "uq_bank_rules_standing": {},
                "ck_bank_rules_contains_something": {"contains": ""},
                "ck_bank_rules_category_known": {"contains": "other", "category": UNHEARD_OF},
                "fk_bank_rules_made_by_members": {
                    "contains": "other",
                    "made_by_member_id": somebody_elsewhere(),
                },
            },
        )


class TestAReconciliation:
    def test_agrees_once_for_each_day(self, books: Books) -> None:
        account = accounts(books).keep()
        facts = {"bank_account_id": account, "through": DAY, "closing_minor": 5}
        sample = Sample(BankReconciliation, of(books, **facts, book_minor=7, outstanding_minor=2))
        sample.keep()
        assert_refused(
            sample,
            {
                "uq_bank_reconciliations_chapter_id_bank_account_id_through": {},
                "ck_bank_reconciliations_agrees": {"through": date(2026, 11, 1), "book_minor": 8},
                "fk_bank_reconciliations_made_by_members": {
                    "through": date(2026, 11, 1),
                    "made_by_member_id": somebody_elsewhere(),
                },
            },
        )
