"""Answering a payer's bank."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from sandbox import Fault, Sandbox
from sigma_finance.domain.actors import OPERATOR, Actor, ActorKind
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from sigma_finance.domain.payments.payments import AnswerKind, AnswerState, DisputeState
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Dispute
from sigma_finance.services.payments import answering, own_accounts, reconciliation
from tests.at_once import at_once
from tests.books import Books, assert_books_hold, charge, member_of, open_books
from tests.people import add_person
from tests.services.payments.disputing import answer_of, dispute, dispute_of, mark, page, write
from tests.services.payments.owning import newest, paid_on_its_own
from tests.services.payments.paying import deliver, press_pay


@pytest.fixture
def books(any_app: Flask) -> Books:
    made = open_books()
    charge(made, made.members[0])
    return made


def send(books: Books, made: Dispute, *, by: Actor = OPERATOR) -> AnswerState:
    return answering.send(chapter_id=books.chapter_id, dispute_id=made.id, mark=mark(made), by=by)


def accept(books: Books, made: Dispute) -> AnswerState:
    return answering.accept(chapter_id=books.chapter_id, dispute_id=made.id, by=OPERATOR)


def noted(books: Books) -> list[str]:
    db.session.rollback()
    return list(
        db.session.scalars(
            select(AuditEvent.action)
            .where(AuditEvent.chapter_id == books.chapter_id, AuditEvent.action.startswith("dispute."))
            .order_by(AuditEvent.sequence)
        )
    )


def posted(sandbox: Sandbox, ending: str) -> list[str | None]:
    """The keys under which Stripe was asked to do something."""
    return [one.idempotency_key for one in sandbox.requests() if one.method == "POST" and ending in one.path]


class TestEvidence:
    def test_is_sent_as_it_was_read_and_once(self, books: Books, sandbox: Sandbox) -> None:
        made = dispute(books, sandbox)
        write(books, made, said="I paid, and saw it on my statement.")
        read = answer_of(made).pack or b""
        assert send(books, made) is AnswerState.TAKEN
        kept = sandbox.get("dispute", made.stripe_dispute_id)
        assert kept["status"] == "under_review"
        assert kept["evidence"]["uncategorized_text"] == "They were there."
        assert kept["evidence"]["customer_name"] == "Member 0"
        assert sandbox.evidence_file(kept["evidence"]["uncategorized_file"]) == read
        answer = answer_of(made)
        assert (answer.state, answer.kind) == (AnswerState.TAKEN, AnswerKind.EVIDENCE)
        assert posted(sandbox, "/disputes/") == [answer.reference]
        assert dispute_of(made.stripe_dispute_id).answered
        with pytest.raises(Conflict, match="Evidence is sent once"):
            send(books, made)
        with pytest.raises(Conflict, match="Evidence is sent once"):
            write(books, made)
        with pytest.raises(Conflict, match="Evidence is sent once"):
            accept(books, made)
        assert noted(books) == ["dispute.opened", "dispute.answered"]

    def test_wins_the_money_back(self, books: Books, sandbox: Sandbox) -> None:
        made = dispute(books, sandbox)
        assert member_of(books.members[0]).balance_minor == 20000
        write(books, made, words="Here it is: winning_evidence.")
        send(books, made)
        sandbox.hasten()
        deliver(sandbox)
        assert dispute_of(made.stripe_dispute_id).state is DisputeState.WON
        assert member_of(books.members[0]).balance_minor == 0
        assert_books_hold(books)

    def test_needs_words(self, books: Books, sandbox: Sandbox) -> None:
        made = dispute(books, sandbox)
        for words in ("", " \n ", "x" * 5001):
            with pytest.raises(Invalid) as refusal:
                write(books, made, words=words)
            assert refusal.value.field == "words"
        with pytest.raises(Invalid) as refusal:
            write(books, made, said="x" * 5001)
        assert refusal.value.field == "members_words"

    def test_that_was_put_together_anew_has_to_be_read_again(self, books: Books, sandbox: Sandbox) -> None:
        made = dispute(books, sandbox)
        with pytest.raises(Conflict, match="no evidence to send yet"):
            send(books, made)
        write(books, made)
        read = mark(made)
        write(books, made, words="Another word.")
        with pytest.raises(Conflict, match="Read it once more"):
            answering.send(chapter_id=books.chapter_id, dispute_id=made.id, mark=read, by=OPERATOR)
        assert posted(sandbox, "/disputes/") == []

    def test_keeps_its_key_and_its_file_before_the_call(self, books: Books, sandbox: Sandbox) -> None:
        made = dispute(books, sandbox)
        write(books, made)
        sandbox.fault(
            Fault(path="/stripe/v1/disputes/", kind="drop", moment="before", times=9, method="POST")
        )
        assert send(books, made) is AnswerState.ASKED
        answer = answer_of(made)
        assert answer.file_id is not None
        assert "Evidence is sent once" in page(books, made).why_not(now())
        sandbox.clear_faults()
        with time_machine.travel(now() + answering.ANSWERED_WITHIN + timedelta(seconds=5)):
            reconciliation.reconcile()
            assert (answer_of(made).state, answer_of(made).reference) == (AnswerState.TAKEN, answer.reference)
            assert len(posted(sandbox, "/files")) == 1

    def test_whose_word_was_lost_is_found_to_be_there(self, books: Books, sandbox: Sandbox) -> None:
        made = dispute(books, sandbox)
        write(books, made)
        sandbox.fault(Fault(path="/stripe/v1/disputes/", kind="drop", moment="after", times=9, method="POST"))
        assert send(books, made) is AnswerState.ASKED
        sandbox.clear_faults()
        asked = len(posted(sandbox, "/disputes/"))
        with time_machine.travel(now() + answering.ANSWERED_WITHIN + timedelta(seconds=5)):
            reconciliation.reconcile()
            assert answer_of(made).state is AnswerState.TAKEN
        assert len(posted(sandbox, "/disputes/")) == asked

    def test_that_never_arrived_is_a_draft_again_once_its_key_is_old(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        made = dispute(books, sandbox)
        write(books, made)
        sandbox.fault(Fault(path="/stripe/v1/files", kind="drop", moment="before", times=9, method="POST"))
        assert send(books, made) is AnswerState.ASKED
        sandbox.clear_faults()
        with time_machine.travel(now() + answering.ASK_AGAIN_FOR + timedelta(minutes=5)):
            reconciliation.reconcile()
            answer = answer_of(made)
            assert (answer.state, answer.problem) == (AnswerState.DRAFT, answering.NEVER_REACHED)
            assert send(books, made) is AnswerState.TAKEN

    def test_that_stripe_refuses_can_be_mended(self, books: Books, sandbox: Sandbox) -> None:
        made = dispute(books, sandbox)
        write(books, made)
        sandbox.fault(Fault(path="/stripe/v1/files", status=429, times=1))
        with pytest.raises(Unavailable, match="busy"):
            send(books, made)
        answer = answer_of(made)
        assert (answer.state, answer.words) == (AnswerState.DRAFT, "They were there.")
        assert "busy" in answer.problem
        assert send(books, made) is AnswerState.TAKEN
        assert noted(books)[1:] == ["dispute.answered", "dispute.answer_refused", "dispute.answered"]

    def test_of_a_dispute_that_was_answered_at_stripe_is_refused(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        made = dispute(books, sandbox)
        write(books, made)
        sandbox.submit_evidence(made.stripe_dispute_id)
        with pytest.raises(Conflict, match="Nothing was sent"):
            send(books, made)
        assert dispute_of(made.stripe_dispute_id).answered, "what Stripe has is looked up at once"
        assert answer_of(made).state is AnswerState.DRAFT

    def test_is_sent_once_by_two_at_once(self, any_app: Flask, books: Books, sandbox: Sandbox) -> None:
        made = dispute(books, sandbox)
        write(books, made)
        chapter_id, dispute_id, read = books.chapter_id, made.id, mark(made)

        def press() -> AnswerState:
            return answering.send(chapter_id=chapter_id, dispute_id=dispute_id, mark=read, by=OPERATOR)

        came = at_once(any_app, [press, press])
        assert sorted(type(one).__name__ for one in came) == ["AnswerState", "Conflict"]
        assert len(posted(sandbox, "/disputes/")) == 1

    def test_that_stripe_has_stays_with_it_whatever_is_said_later(
        self, books: Books, sandbox: Sandbox
    ) -> None:
        made = dispute(books, sandbox)
        write(books, made)
        send(books, made)
        reference = str(answer_of(made).reference)
        taken_at = answer_of(made).taken_at
        answering.refuse(reference=reference, problem="It came too late.")
        answering.take(reference=reference)
        answer = answer_of(made)
        assert (answer.state, answer.problem, answer.taken_at) == (AnswerState.TAKEN, "", taken_at)


class TestAnAnswer:
    def test_comes_in_time(self, books: Books, sandbox: Sandbox) -> None:
        made = dispute(books, sandbox)
        write(books, made)
        with time_machine.travel(now() + timedelta(days=8)):
            for act in (lambda: send(books, made), lambda: accept(books, made), lambda: write(books, made)):
                with pytest.raises(Conflict, match="last day to answer has gone by"):
                    act()

    def test_is_none_to_a_debit_that_came_back(self, books: Books, sandbox: Sandbox) -> None:
        session_id = press_pay(books).stripe_session_id or ""
        sandbox.pay_by_bank(session_id)
        sandbox.settle(session_id)
        returned = sandbox.return_debit(session_id)
        deliver(sandbox)
        made = dispute_of(returned["id"])
        with pytest.raises(Conflict, match="can't be contested"):
            write(books, made)
        with pytest.raises(Conflict, match="can't be contested"):
            accept(books, made)

    def test_is_none_to_a_dispute_that_is_decided(self, books: Books, sandbox: Sandbox) -> None:
        made = dispute(books, sandbox)
        sandbox.lose(made.stripe_dispute_id)
        deliver(sandbox)
        with pytest.raises(Conflict, match="decided"):
            write(books, made)

    def test_is_not_given_for_ones_own_payment(self, books: Books, sandbox: Sandbox) -> None:
        made = dispute(books, sandbox)
        mine = Actor(ActorKind.PERSON, None, books.members[0])
        assert write(books, made, by=mine), "where no other officer may"
        add_person(books.chapter_id, "Otto Other", "otto@example.org", Role.TREASURER)
        with pytest.raises(Forbidden, match="your own"):
            write(books, made, by=mine)

    def test_to_nothing_is_not_found(self, books: Books, sandbox: Sandbox) -> None:
        made = dispute(books, sandbox)
        other = open_books()
        with pytest.raises(NotFound):
            write(other, made)
        assert answering.ask(reference="DA-UNKNOWN") is AnswerState.TAKEN
        answering.refuse(reference="DA-UNKNOWN", problem="nothing")
        answering.take(reference="DA-UNKNOWN")


class TestAnAcceptance:
    def test_loses_the_dispute_at_once(self, books: Books, sandbox: Sandbox) -> None:
        made = dispute(books, sandbox)
        assert accept(books, made) is AnswerState.TAKEN
        assert dispute_of(made.stripe_dispute_id).state is DisputeState.LOST
        assert member_of(books.members[0]).balance_minor == 20000
        assert noted(books) == ["dispute.opened", "dispute.accepted", "dispute.lost"]
        assert_books_hold(books)

    def test_ends_an_inquiry_with_nothing_moved(self, books: Books, sandbox: Sandbox) -> None:
        made = dispute(books, sandbox, asks=True)
        accept(books, made)
        assert page(books, made).line.state_in_words == "The bank let it be"
        assert member_of(books.members[0]).balance_minor == 0

    def test_that_stripe_refuses_leaves_what_was_written(self, books: Books, sandbox: Sandbox) -> None:
        made = dispute(books, sandbox)
        write(books, made)
        sandbox.submit_evidence(made.stripe_dispute_id)
        with pytest.raises(Conflict, match="as it was"):
            accept(books, made)
        assert answer_of(made).words == "They were there."


class TestAnInquiry:
    def test_that_becomes_a_dispute_wants_an_answer_of_its_own(self, books: Books, sandbox: Sandbox) -> None:
        made = dispute(books, sandbox, asks=True)
        write(books, made, words="What we told the bank first.")
        send(books, made)
        assert page(books, made).line.state_in_words == "Answered, the bank looks at it"
        sandbox.escalate(made.stripe_dispute_id)
        deliver(sandbox)
        found = page(books, made)
        assert (found.line.state_in_words, found.answer, found.why_not(now())) == (
            "Waits for an answer",
            None,
            "",
        )
        write(books, made, words="And what we say now.")
        assert send(books, made) is AnswerState.TAKEN
        assert [one.words for one in page(books, made).answers] == [
            "What we told the bank first.",
            "And what we say now.",
        ]


class TestOfAChapterWithAnAccountOfItsOwn:
    def test_is_told_to_the_account_on_which_the_payment_is(self, books: Books, sandbox: Sandbox) -> None:
        paid_on_its_own(books, sandbox)
        made = dispute(books, sandbox)
        write(books, made)
        own_accounts.stop(chapter_id=books.chapter_id, account_id=newest(books.chapter_id).id, by=OPERATOR)
        assert send(books, made) is AnswerState.TAKEN
        sandbox.win(made.stripe_dispute_id)
        deliver(sandbox)
        assert dispute_of(made.stripe_dispute_id).state is DisputeState.WON
        assert_books_hold(books)
