"""The payments of an import as rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask

from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.dates import now
from sigma_finance.domain.imports.kinds import ImportKind
from sigma_finance.domain.payments.payments import Method, PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import Payment
from sigma_finance.queries.imports import import_books
from sigma_finance.queries.imports.import_books import ImportedPayment
from tests.books import Books, open_books
from tests.rows import import_batch
from tests.services.imports.importing import imported, open_roster, rows

BREAKS_THE_BOOKS = True
DAY = date(2025, 1, 2)


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def batch_of(books: Books, sheet: str = "") -> int:
    return import_batch(books.chapter_id, ImportKind.HISTORICAL, payments=1, sheet=sheet)


def row(books: Books, batch_id: int, key: str | None, **facts: Any) -> dict[str, Any]:
    known = {
        "chapter_id": books.chapter_id,
        "member_id": books.members[0],
        "reference": new_reference("H"),
        "method": Method.CHECK,
        "state": PaymentState.SUCCEEDED,
        "amount_minor": 5000,
        "received_on": DAY,
        "historical": True,
        "import_batch_id": batch_id,
        "import_key": key,
        "succeeded_at": now(),
    }
    return known | facts


class TestPaymentsThatLookAlike:
    def test_are_found_by_member_day_and_amount_with_where_they_stood(self, books: Books) -> None:
        first, second, other = batch_of(books, "2024"), batch_of(books), open_books()
        import_books.add_payments(
            [
                row(books, first, "a", note="no. 7"),
                row(books, second, "b"),
                row(books, second, None),
                row(books, second, "c", amount_minor=1),
                row(other, batch_of(other), "d"),
            ]
        )
        db.session.commit()
        wanted = (books.members[0], DAY, 5000)
        found = import_books.alike(chapter_id=books.chapter_id, facts=[wanted, (books.members[1], DAY, 5000)])
        assert {key: [one.key for one in booked] for key, booked in found.items()} == {wanted: ["a", "b"]}
        [one, _] = found[wanted]
        assert (one.note, one.source.sheet, one.source.file_name) == ("no. 7", "2024", "fall.xlsx")
        apart = import_books.alike(chapter_id=books.chapter_id, facts=[wanted], apart_from=first)
        assert [one.key for one in apart[wanted]] == ["b"]

    def test_are_looked_up_however_many_are_asked_for(self, books: Books) -> None:
        import_books.add_payments([row(books, batch_of(books), "a", amount_minor=1500)])
        db.session.commit()
        many = [(books.members[0], DAY, minor) for minor in range(1, 2002)]
        found = import_books.alike(chapter_id=books.chapter_id, facts=many)
        assert list(found) == [(books.members[0], DAY, 1500)]


class TestThePaymentsOfAnImport:
    def test_come_in_their_order_after_one_of_them_with_their_entries(self, any_app: Flask) -> None:
        books = open_roster("Calvin Leeds")
        table = [("Calvin Leeds", "", amount, DAY) for amount in (5, 6, 7)]
        done = imported(books, rows(*table))
        other = open_roster("Ann Ng")
        imported(other, rows(("Ann Ng", "", 8, DAY)))
        batch_id = done.batch_id or 0
        found = import_books.added_after(chapter_id=books.chapter_id, batch_id=batch_id, payment_id=0)
        assert [one.amount_minor for one in found] == [500, 600, 700]
        assert all(one.entry_id for one in found)
        rest = import_books.added_after(
            chapter_id=books.chapter_id, batch_id=batch_id, payment_id=found[0].id
        )
        assert rest == found[1:]
        elsewhere = import_books.added_after(chapter_id=other.chapter_id, batch_id=batch_id, payment_id=0)
        assert elsewhere == []

    def test_are_reversed_some_at_a_time_and_can_come_again(self, books: Books) -> None:
        batch_id = batch_of(books)
        import_books.add_payments([row(books, batch_id, key) for key in "abc"])
        db.session.commit()

        def standing(limit: int) -> list[ImportedPayment]:
            return import_books.next_to_reverse(chapter_id=books.chapter_id, batch_id=batch_id, limit=limit)

        two = [one.id for one in standing(2)]
        assert len(two) == 2
        for chapter_id in (open_books().chapter_id, books.chapter_id):
            assert [one.id for one in standing(2)] == two
            import_books.mark_reversed(chapter_id=chapter_id, payment_ids=two, problem="Undone")
            db.session.commit()
        assert len(standing(2)) == 1
        gone = db.session.get_one(Payment, two[0])
        db.session.refresh(gone)
        assert (gone.state, gone.import_key, gone.problem) == (PaymentState.REVERSED, None, "Undone")


class TestCatchingUp:
    def test_leaves_what_was_written_in_place(self, books: Books) -> None:
        import_books.add_payments([row(books, batch_of(books), "a")])
        import_books.catch_up()
        db.session.commit()
        assert db.session.query(Payment).filter_by(chapter_id=books.chapter_id).count() == 1
