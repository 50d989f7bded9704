"""Payments of earlier years, from a file into the books and out again."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR, Actor, ActorKind
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.payments.labels import PaymentLabel
from sigma_finance.domain.payments.payments import Method, PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import (
    AuditEvent,
    Chapter,
    JournalEntry,
    OutboxMessage,
    Payment,
    Posting,
    Receipt,
)
from sigma_finance.queries.imports import batches as queries
from sigma_finance.queries.members import member_figures
from sigma_finance.queries.payments import own
from sigma_finance.services.imports import history as imports
from sigma_finance.services.imports import writing
from sigma_finance.services.imports.history import ImportResult, RowsToMend
from sigma_finance.services.payments import reversing
from tests.at_once import at_once
from tests.books import ZONE, Books, assert_books_hold, charge, member_of, open_books, pay
from tests.harness.holding import assert_verified
from tests.people import add_to_member_list
from tests.services.imports.importing import (
    DAY,
    address,
    checked,
    everything,
    history,
    imported,
    kept_rows,
    open_roster,
    outcomes,
    request,
    rows,
)

CAL, ANN = "Calvin Leeds", "Ann Ng"
ROW = (CAL, "", 200, date(2025, 1, 2), "Check", "no. 7")


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_roster(CAL, ANN)


def only_payment() -> Payment:
    db.session.rollback()
    return db.session.scalars(select(Payment)).one()


class TestChecking:
    def test_says_what_would_happen_to_each_row_and_writes_nothing(self, books: Books) -> None:
        before = everything()
        content = rows(
            ROW,
            ("Nobody", "", 5, "2025-01-02"),
            (ANN, "", "pending", "2025-01-02"),
            ("Total", "", "=SUM(C2:C3)"),
        )
        assert outcomes(checked(books, content)) == [
            (2, RowOutcome.TO_IMPORT),
            (3, RowOutcome.SKIPPED),
            (4, RowOutcome.TO_MEND),
            (5, RowOutcome.SKIPPED),
        ]
        assert everything() == before

    def test_knows_what_has_been_imported_before(self, books: Books) -> None:
        imported(books, rows(ROW))
        (decision,) = checked(books, rows(ROW))
        assert decision.outcome is RowOutcome.ALREADY_THERE
        assert decision.reason.startswith("Imported before.")

    @pytest.mark.parametrize("day", [date(1949, 12, 31), today_in(ZONE) + timedelta(days=1)])
    def test_refuses_a_day_that_cannot_be(self, books: Books, day: date) -> None:
        with pytest.raises(Invalid) as refusal:
            checked(books, rows(ROW), day=day)
        assert refusal.value.field == "day"


class TestImporting:
    def test_marks_a_payment_as_historical_and_dates_it_to_its_day(self, books: Books) -> None:
        done = imported(books, rows(ROW))
        payment = only_payment()
        assert (payment.historical, payment.import_batch_id, payment.state) == (
            True,
            done.batch_id,
            PaymentState.SUCCEEDED,
        )
        assert (payment.member_id, payment.amount_minor, payment.method, payment.note) == (
            books.members[0],
            20000,
            Method.CHECK,
            "no. 7",
        )
        assert (payment.received_on, payment.created_at.date()) == (date(2025, 1, 2), date(2025, 1, 2))
        assert payment.created_at == payment.succeeded_at

    def test_books_historical_cash_against_historical_income(self, books: Books) -> None:
        imported(books, rows(ROW))
        entry = db.session.scalars(select(JournalEntry)).one()
        assert (entry.kind, entry.booked_on, entry.memo) == (
            EntryKind.HISTORICAL,
            date(2025, 1, 2),
            "Imported from 2024-25.xlsx",
        )
        postings = db.session.scalars(select(Posting).order_by(Posting.id))
        assert [(p.account, p.amount_minor, p.member_id) for p in postings] == [
            (Account.HISTORICAL_CASH, 20000, books.members[0]),
            (Account.HISTORICAL_INCOME, -20000, books.members[0]),
        ]
        assert_books_hold(books)
        assert_verified()

    def test_touches_neither_what_is_owed_nor_credit_nor_what_was_paid(self, books: Books) -> None:
        cal, ann = books.members
        charge(books, cal, 15000)
        pay(books, ann, 500)
        before = [
            member_figures.member_figures(chapter_id=books.chapter_id, member_id=member)
            for member in books.members
        ]
        imported(books, rows(ROW, (ANN, "", 30, "2025-02-02")))
        db.session.rollback()
        after = [
            member_figures.member_figures(chapter_id=books.chapter_id, member_id=member)
            for member in books.members
        ]
        assert after == before
        assert (member_of(cal).balance_minor, member_of(ann).credit_minor) == (15000, 500)
        assert_verified()

    def test_gives_no_receipt_and_writes_to_nobody(self, books: Books) -> None:
        imported(books, rows(ROW))
        assert db.session.scalars(select(Receipt)).all() == []
        assert db.session.scalars(select(OutboxMessage)).all() == []
        assert pay(books, books.members[0], 100).receipt_number == f"R-{today_in(ZONE).year}-0001"

    def test_shows_in_the_members_history_below_newer_payments(self, books: Books) -> None:
        pay(books, books.members[0], 100)
        imported(books, rows(ROW))
        page = own.get_page(chapter_id=books.chapter_id, member_id=books.members[0], timezone=ZONE)
        assert [line.shown for line in page.lines] == [PaymentState.SUCCEEDED, PaymentLabel.HISTORICAL]
        assert page.lines[1].on == date(2025, 1, 2)

    def test_leaves_one_audit_line_and_makes_cached_figures_old(self, books: Books) -> None:
        before = db.session.get_one(Chapter, books.chapter_id).figures_version
        db.session.rollback()
        done = imported(books, rows(ROW, (ANN, "", 30, "2025-02-02")))
        db.session.rollback()
        (line,) = db.session.scalars(select(AuditEvent))
        assert (line.action, line.subject_type, line.subject_id) == (
            "payments.imported",
            "import_batches",
            done.batch_id,
        )
        assert (line.details["payments"], line.details["amount_minor"]) == (2, 23000)
        chapter = db.session.get_one(Chapter, books.chapter_id, populate_existing=True)
        assert chapter.figures_version == before + 1

    def test_keeps_what_became_of_each_row_and_who_did_it(self, books: Books) -> None:
        by = Actor(ActorKind.PERSON, member_id=books.members[1])
        done = imports.run(request=request(books, rows(ROW, ("Nobody", "", 5))), by=by)
        assert done.batch_id is not None
        batch = queries.get_batch(chapter_id=books.chapter_id, batch_id=done.batch_id)
        assert (batch.file_name, batch.made_by, batch.payments, batch.skipped) == ("2024-25.xlsx", ANN, 1, 1)
        assert outcomes(kept_rows(books, done.batch_id)) == [
            (2, RowOutcome.IMPORTED),
            (3, RowOutcome.SKIPPED),
        ]
        assert only_payment().recorded_by_member_id == books.members[1]

    def test_takes_all_rows_or_none(self, books: Books) -> None:
        content = rows(ROW, (ANN, "", "TBD", "2025-01-02"))
        before = everything()
        with pytest.raises(RowsToMend, match="One row has to be mended"):
            imported(books, content)
        assert everything() == before

    def test_takes_the_good_rows_alone_where_that_is_asked_for(self, books: Books) -> None:
        content = rows(ROW, (ANN, "", "TBD", "2025-01-02"), (ANN, "", 7, "31/31/2025"))
        done = imported(books, content, good_rows=True)
        assert (done.payments, len(history(books))) == (1, 1)
        mended = rows(ROW, (ANN, "", 50, "2025-01-02"), (ANN, "", 7, "2025-01-03"))
        assert imported(books, mended).payments == 2
        assert_verified()

    def test_knows_members_of_its_own_chapter_alone(self, books: Books) -> None:
        other = open_roster("Zed Only")
        assert imported(other, rows(ROW)) == ImportResult()
        assert imported(books, rows(("Zed Only", "zed.only@example.org", 5, "2025-01-02"))) == ImportResult()
        assert everything()["payments"] == 0

    def test_finds_members_who_have_left(self, books: Books) -> None:
        member = member_of(books.members[0])
        member.status = member.status.__class__("inactive")
        db.session.commit()
        assert imported(books, rows(ROW)).payments == 1


class TestImportingAgain:
    def test_adds_nothing(self, books: Books) -> None:
        content = rows(ROW, ROW, (ANN, "", 30, "2025-02-02"))
        assert imported(books, content).payments == 3
        before = everything()
        for _ in range(2):
            assert imported(books, content) == ImportResult()
        assert everything() == before

    def test_adds_what_is_new_where_the_file_has_grown(self, books: Books) -> None:
        imported(books, rows(ROW, (ANN, "", 30, "2025-02-02")))
        assert imported(books, rows((ANN, "", 40, "2025-03-02"), ROW, ROW)).payments == 2
        assert len(history(books)) == 4

    def test_knows_a_row_whatever_it_is_written_like(self, books: Books) -> None:
        imported(books, rows(ROW))
        again = rows(("leeds, CALVIN", address(CAL), "$200.00", "1/2/2025", "check #7", "another note"))
        assert imported(books, again) == ImportResult()

    def test_is_one_import_where_two_people_do_it_at_once(self, app: Flask) -> None:
        books = open_roster(CAL, ANN)
        content = rows(*[(CAL, "", number, date(2025, 1, 2)) for number in range(1, 200)])
        run = partial(imports.run, request=request(books, content), by=OPERATOR)
        results = at_once(app, [run, run, run])
        assert sorted(done.payments for done in results) == [0, 0, 199]
        assert len(history(books)) == 199
        assert_verified()


class TestUndoing:
    @pytest.fixture
    def batch_id(self, books: Books) -> int:
        done = imported(books, rows(ROW, (ANN, "", 30, "2025-02-02")))
        assert done.batch_id is not None
        return done.batch_id

    def test_takes_every_payment_back_and_leaves_it_visible(self, books: Books, batch_id: int) -> None:
        assert imports.undo(chapter_id=books.chapter_id, batch_id=batch_id, by=OPERATOR) == 2
        assert history(books) == []
        found = db.session.scalars(select(Payment)).all()
        assert [(p.state, p.historical) for p in found] == [(PaymentState.REVERSED, True)] * 2
        assert_books_hold(books)
        assert_verified()

    def test_reverses_each_entry_once_and_names_it(self, books: Books, batch_id: int) -> None:
        imports.undo(chapter_id=books.chapter_id, batch_id=batch_id, by=OPERATOR)
        entries = list(db.session.scalars(select(JournalEntry).order_by(JournalEntry.id)))
        assert [(e.kind, e.reverses_entry_id) for e in entries[2:]] == [
            (EntryKind.HISTORICAL_REVERSAL, e.id) for e in entries[:2]
        ]
        assert {e.booked_on for e in entries[2:]} == {today_in(ZONE)}
        assert sum(p.amount_minor for p in db.session.scalars(select(Posting))) == 0

    def test_notes_who_did_it_once(self, books: Books, batch_id: int) -> None:
        by = Actor(ActorKind.PERSON, member_id=books.members[0])
        imports.undo(chapter_id=books.chapter_id, batch_id=batch_id, by=by)
        batch = queries.get_batch(chapter_id=books.chapter_id, batch_id=batch_id)
        assert batch.undone_at is not None
        assert batch.undone_by == CAL
        actions = [line.action for line in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))]
        assert actions == ["payments.imported", "payments.import_undone"]

    def test_lets_the_file_be_imported_anew(self, books: Books, batch_id: int) -> None:
        imports.undo(chapter_id=books.chapter_id, batch_id=batch_id, by=OPERATOR)
        assert imported(books, rows(ROW)).payments == 1
        assert len(history(books)) == 1
        assert_verified()

    def test_is_refused_the_second_time(self, books: Books, batch_id: int) -> None:
        imports.undo(chapter_id=books.chapter_id, batch_id=batch_id, by=OPERATOR)
        before = everything()
        with pytest.raises(Conflict):
            imports.undo(chapter_id=books.chapter_id, batch_id=batch_id, by=OPERATOR)
        assert everything() == before

    def test_is_refused_to_another_chapter(self, books: Books, batch_id: int) -> None:
        with pytest.raises(NotFound):
            imports.undo(chapter_id=open_books().chapter_id, batch_id=batch_id, by=OPERATOR)
        assert len(history(books)) == 2

    def test_happens_once_where_two_people_do_it_at_once(self, app: Flask) -> None:
        books = open_roster(CAL, ANN)
        done = imported(books, rows(ROW))
        undo = partial(imports.undo, chapter_id=books.chapter_id, batch_id=done.batch_id or 0, by=OPERATOR)
        results = at_once(app, [undo, undo])
        assert sorted(isinstance(result, Conflict) for result in results) == [False, True]
        assert_verified()

    def test_goes_on_until_every_piece_is_taken_back(
        self, books: Books, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(writing, "CHUNK", 3)
        monkeypatch.setattr(imports, "CHUNK", 3)
        done = imported(books, rows(*[(CAL, "", number, DAY) for number in range(1, 12)]))
        assert imports.undo(chapter_id=books.chapter_id, batch_id=done.batch_id or 0, by=OPERATOR) == 11
        assert_verified()

    def test_is_the_only_way_to_take_an_imported_payment_back(self, books: Books, batch_id: int) -> None:
        payment = db.session.scalars(select(Payment)).first()
        assert payment is not None
        with pytest.raises(Conflict, match="with its whole import"):
            reversing.reverse(
                chapter_id=books.chapter_id, payment_id=payment.id, reason="Mistake", by=OPERATOR
            )


class TestWhatWentWrongElsewhere:
    """Each of these cost somebody's books something."""

    def test_a_name_inside_another_name_is_nobody(self, books: Books) -> None:
        assert outcomes(checked(books, rows(("Al Lee", "", 5, DAY)))) == [(2, RowOutcome.SKIPPED)]

    def test_a_person_called_total_gets_no_sum(self, books: Books) -> None:
        add_to_member_list(books.chapter_id, "Total", "total@example.org")
        assert imported(books, rows(("Total", "", 5000, DAY), ROW)).payments == 1

    def test_two_of_one_name_are_told_apart_by_their_address_alone(self, books: Books) -> None:
        twin = add_to_member_list(books.chapter_id, ANN, "ann.two@example.org")
        assert outcomes(checked(books, rows((ANN, "", 5, DAY)))) == [(2, RowOutcome.TO_MEND)]
        imported(books, rows((ANN, "Ann.Two@example.org ", 5, DAY)))
        assert [member for member, _, _ in history(books)] == [twin]

    def test_formulas_never_calculated_are_said(self, books: Books) -> None:
        (decision,) = checked(books, rows((CAL, "", "=100+100", DAY)))
        assert decision.outcome is RowOutcome.TO_MEND
        assert "never calculated" in decision.reason

    def test_amounts_as_people_write_them_do_not_stop_the_others(self, books: Books) -> None:
        content = rows((CAL, "", "$100", DAY), (ANN, "", "N/A", DAY), (ANN, "", "pending", DAY))
        assert [outcome for _, outcome in outcomes(checked(books, content))] == [
            RowOutcome.TO_IMPORT,
            RowOutcome.SKIPPED,
            RowOutcome.TO_MEND,
        ]
        assert imported(books, content, good_rows=True).payments == 1

    def test_dates_are_never_invented(self, books: Books) -> None:
        assert outcomes(checked(books, rows((CAL, "", 5, None)))) == [(2, RowOutcome.TO_MEND)]
        imported(books, rows((CAL, "", 5, None)), day=DAY)
        assert history(books) == [(books.members[0], DAY, 500)]
