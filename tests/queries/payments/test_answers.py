"""Answers to disputes, as the services look for them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sandbox import Fault, Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import NotFound
from sigma_finance.extensions import db
from sigma_finance.queries.payments import answers as queries
from sigma_finance.services.payments import answering
from tests.books import Books, charge, open_books
from tests.services.payments.disputing import answer_of, dispute, mark, write


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


class TestWhatWaits:
    def test_is_by_its_day_what_is_open_and_not_answered(self, books: Books, sandbox: Sandbox) -> None:
        later, sooner, undated, answered = (dispute(books, sandbox) for _ in range(4))
        later.evidence_due_at = now() + timedelta(days=9)
        sooner.evidence_due_at = now() + timedelta(days=1)
        undated.evidence_due_at = None
        answered.answered = True
        db.session.commit()
        assert queries.waiting(chapter_id=books.chapter_id) == [sooner.id, later.id]
        assert queries.waiting(chapter_id=open_books().chapter_id) == []


class TestAnAnswer:
    def test_is_found_by_its_dispute_its_stage_and_its_key(self, books: Books, sandbox: Sandbox) -> None:
        made = dispute(books, sandbox)
        chapter_id = books.chapter_id
        answer_id = write(books, made)
        found = queries.find_answer(chapter_id=chapter_id, dispute_id=made.id, to_inquiry=False)
        assert found is not None
        assert found.id == answer_id
        assert queries.find_answer(chapter_id=chapter_id, dispute_id=made.id, to_inquiry=True) is None
        pack = queries.get_pack(chapter_id=chapter_id, dispute_id=made.id, answer_id=answer_id)
        assert (pack or b"").startswith(b"%PDF")
        other = open_books().chapter_id
        assert queries.get_pack(chapter_id=other, dispute_id=made.id, answer_id=answer_id) is None
        with pytest.raises(NotFound):
            queries.get_dispute(chapter_id=other, dispute_id=made.id)
        assert queries.find_by_reference(reference="DA-NONE") is None

    def test_without_a_word_of_stripe_is_listed_once_it_is_late(self, books: Books, sandbox: Sandbox) -> None:
        made = dispute(books, sandbox)
        write(books, made)
        sandbox.fault(Fault(path="/stripe/v1/disputes/", kind="drop", times=9, method="POST"))
        answering.send(chapter_id=books.chapter_id, dispute_id=made.id, mark=mark(made), by=OPERATOR)
        sandbox.clear_faults()
        reference = answer_of(made).reference
        assert queries.is_sent(chapter_id=books.chapter_id, dispute_id=made.id)
        assert queries.unanswered(before=now() - timedelta(minutes=1)) == []
        [one] = queries.unanswered(before=now() + timedelta(minutes=1))
        assert (one.reference, one.stripe_dispute_id) == (reference, made.stripe_dispute_id)
        answering.ask(reference=str(reference))
        assert queries.unanswered(before=now() + timedelta(minutes=1)) == []
        assert not queries.is_sent(chapter_id=books.chapter_id, dispute_id=made.id)
