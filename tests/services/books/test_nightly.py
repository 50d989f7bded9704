"""The mail of the night, and the heads of audit trails in it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text

from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.jobs import JobFailed
from sigma_finance.extensions import db
from sigma_finance.models import OutboxMessage
from sigma_finance.queries.chapters import chapters
from sigma_finance.services.books import nightly, verify
from sigma_finance.tasks import work
from tests.books import Books, charge
from tests.harness.standing import ServedApp
from tests.people import People, open_chapter
from tests.services.books.spoiling import in_hand

OPERATOR = "operator@example.org"
#: Cuts the last line off the trail, and sets the chain's end back, as who has the database in hand would.
SHORTEN = (
    "DELETE FROM audit_events WHERE sequence = (SELECT max(sequence) FROM audit_events)",
    (
        "UPDATE chapters SET audit_sequence = audit_sequence - 1, audit_head ="
        " (SELECT hash FROM audit_events WHERE chapter_id = chapters.id ORDER BY sequence DESC LIMIT 1)"
    ),
)


@pytest.fixture
def people(app: Flask) -> People:
    app.config["OPERATOR_EMAIL"] = OPERATOR
    made = open_chapter()
    books = Books(made.chapter_id, made.slug, [made.member.member_id])
    for _ in range(3):
        charge(books, made.member.member_id)
    return made


def mails(kind: str) -> list[OutboxMessage]:
    db.session.rollback()
    return db.session.query(OutboxMessage).filter_by(kind=kind).order_by(OutboxMessage.id).all()


def shorten(standing: ServedApp) -> None:
    with in_hand(standing):
        for statement in SHORTEN:
            db.session.execute(text(statement))
        db.session.commit()


class TestTheNightlyMail:
    def test_tells_the_operator_that_all_is_well_with_the_head_of_each_trail(self, people: People) -> None:
        work.verify_books()
        [mail] = mails("nightly_check")
        assert mail.to_email == OPERATOR
        [written] = mail.context["heads"]
        head = nightly.read_head(written)
        assert (head.chapter, head.sequence) == ("sds", 3)
        assert mails("books_differ") == []

    def test_goes_out_once_a_night(self, people: People) -> None:
        work.verify_books()
        work.verify_books()
        assert len(mails("nightly_check")) == 1
        with time_machine.travel(now() + timedelta(days=1)):
            work.verify_books()
        assert len(mails("nightly_check")) == 2

    def test_goes_nowhere_without_an_operators_address(self, app: Flask, people: People) -> None:
        app.config["OPERATOR_EMAIL"] = ""
        work.verify_books()
        assert mails("nightly_check") == []

    def test_of_books_that_differ_goes_to_admins_and_operator_once(
        self, people: People, standing: ServedApp
    ) -> None:
        with in_hand(standing):
            db.session.execute(text("UPDATE members SET balance_minor = 7 WHERE balance_minor > 0"))
            db.session.commit()
        for _ in range(2):
            with pytest.raises(JobFailed):
                work.verify_books()
        with in_hand(standing):
            db.session.execute(text("UPDATE members SET balance_minor = 60000 WHERE balance_minor = 7"))
            db.session.commit()
        assert [mail.to_email for mail in mails("books_differ")] == [people.admin.email]
        [mail] = mails("nightly_differs")
        assert (mail.to_email, mail.context["differing"]) == (OPERATOR, "sds")


class TestATrailThatWasShortened:
    def test_looks_whole_by_itself(self, people: People, standing: ServedApp) -> None:
        shorten(standing)
        assert verify.verify_audit(chapters=chapters.chapters()).ok

    def test_is_found_by_the_head_that_was_mailed(self, people: People, standing: ServedApp) -> None:
        work.verify_books()
        shorten(standing)
        report = verify.verify_audit(chapters=chapters.chapters(), heads=nightly.known_heads())
        [found] = report.differences
        assert (found.subject, found.found) == ("audit line 3, known from a mail", "missing")
        with pytest.raises(JobFailed):
            work.verify_books()

    def test_is_found_when_other_lines_were_written_since(self, people: People, standing: ServedApp) -> None:
        work.verify_books()
        shorten(standing)
        charge(Books(people.chapter_id, people.slug, []), people.member.member_id, 500)
        report = verify.verify_audit(chapters=chapters.chapters(), heads=nightly.known_heads())
        assert [found.subject for found in report.differences] == ["audit line 3, known from a mail"]

    def test_is_no_fault_where_it_only_grew(self, people: People) -> None:
        work.verify_books()
        charge(Books(people.chapter_id, people.slug, []), people.member.member_id, 500)
        assert verify.verify_audit(chapters=chapters.chapters(), heads=nightly.known_heads()).ok


class TestAHeadOfAMail:
    def test_that_nobody_signed_counts_for_nothing(self, people: People) -> None:
        work.verify_books()
        [mail] = mails("nightly_check")
        mail.context = {**mail.context, "heads": [mail.context["heads"][0][:-1] + "x", "nonsense"]}
        db.session.commit()
        assert nightly.known_heads() == []
        with pytest.raises(Invalid):
            nightly.read_head("nonsense")

    def test_is_known_under_an_earlier_key(self, app: Flask, people: People) -> None:
        work.verify_books()
        app.config["SECRET_KEY_FALLBACKS"] = [app.config["SECRET_KEY"]]
        app.config["SECRET_KEY"] = "another key of this deployment"
        assert len(nightly.known_heads()) == 1
