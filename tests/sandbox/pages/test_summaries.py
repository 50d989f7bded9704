"""Where a session and an event stand, as a word and a tone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.engine.work import Bench, Json, Work
from sandbox.handle import Sandbox
from sandbox.pages import summaries
from sandbox.stripe import sessions
from tests.sandbox.standing import order

Play = Callable[[Sandbox, str], object]


def _refunded(sandbox: Sandbox, session: str, amount: int | None = None) -> None:
    sandbox.pay(session)
    sandbox.refund(session, amount=amount)


def _disputed(sandbox: Sandbox, session: str, end: str | None = None) -> None:
    sandbox.pay(session)
    dispute = sandbox.dispute(session)
    if end:
        getattr(sandbox, end)(dispute["id"])


def _debit_failed(sandbox: Sandbox, session: str) -> None:
    sandbox.pay_by_bank(session)
    sandbox.fail(session)


def _free(sandbox: Sandbox, session: str) -> None:
    sandbox.promote(session)
    sandbox.pay_nothing(session)


def opened(sandbox: Sandbox) -> str:
    """The id of an open session."""
    with sandbox.bench.changing() as work:
        session_id: str = sessions.create(work, order())["id"]
    return session_id


def summary(sandbox: Sandbox, session: str) -> Json:
    with sandbox.bench.looking() as work:
        return summaries.of_session(work, work.get("checkout.session", session))


@pytest.fixture
def sandbox(bench: Bench) -> Sandbox:
    return Sandbox(bench)


class TestASession:
    @pytest.mark.parametrize(
        ("play", "word", "tone"),
        [
            (lambda *_: None, "Open", "quiet"),
            (Sandbox.decline, "Declined", "bad"),
            (Sandbox.pay, "Paid", "good"),
            (_free, "Paid", "good"),
            (Sandbox.pay_by_bank, "Processing", "info"),
            (_debit_failed, "Failed", "bad"),
            (Sandbox.expire, "Expired", "quiet"),
            (_refunded, "Refunded", "quiet"),
            (lambda sandbox, session: _refunded(sandbox, session, 1), "Partly refunded", "quiet"),
            (_disputed, "Disputed", "warn"),
            (lambda sandbox, session: _disputed(sandbox, session, "win"), "Dispute won", "good"),
            (lambda sandbox, session: _disputed(sandbox, session, "lose"), "Dispute lost", "bad"),
        ],
    )
    def test_stands_where_its_money_does(self, sandbox: Sandbox, play: Play, word: str, tone: str) -> None:
        session = opened(sandbox)
        play(sandbox, session)
        shown = summary(sandbox, session)
        assert (shown["word"], shown["tone"]) == (word, tone)

    def test_is_shown_with_all_that_hangs_on_it_and_nothing_of_another(self, sandbox: Sandbox) -> None:
        session, other = opened(sandbox), opened(sandbox)
        _refunded(sandbox, other, 300)
        _refunded(sandbox, session, 200)
        sandbox.hasten()
        shown = summary(sandbox, session)
        assert (
            shown["charge"]["payment_intent"] == shown["intent"]["id"] == shown["session"]["payment_intent"]
        )
        assert shown["transaction"]["source"] == shown["charge"]["id"]
        assert [each["amount"] for each in shown["refunds"]] == [200]
        assert shown["disputes"] == []

    def test_is_shown_with_the_events_about_it_alone(self, sandbox: Sandbox) -> None:
        session, other = opened(sandbox), opened(sandbox)
        sandbox.pay(session)
        sandbox.pay(other)
        sandbox.refund(session)
        with sandbox.bench.looking() as work:
            found = summaries.events_of(work, work.get("checkout.session", session))
        assert [event["type"] for event in found] == [
            "charge.refunded",
            "refund.created",
            "charge.updated",
            "checkout.session.completed",
            "payment_intent.succeeded",
            "charge.succeeded",
            "payment_intent.created",
        ]


class TestAnEvent:
    @pytest.mark.parametrize(
        ("endpoint", "statuses", "word"),
        [
            (None, [], "Kept"),
            ("http://127.0.0.1:9/webhook", [], "Waiting"),
            ("http://127.0.0.1:9/webhook", [500, None], "Failing"),
            ("http://127.0.0.1:9/webhook", [302], "Failing"),
            ("http://127.0.0.1:9/webhook", [500, 204], "Delivered"),
        ],
    )
    def test_stands_where_its_attempts_left_it(
        self, bench: Bench, endpoint: str | None, statuses: list[int | None], word: str
    ) -> None:
        bench.settings.webhook_url = endpoint
        with bench.changing() as work:
            event = work.emit("thing.created", {"id": "t_1", "object": "thing"})
            for status in statuses:
                attempted(work, event["id"], status)
            shown = summaries.of_event(work, event)
        assert shown["word"] == word
        assert [each["status"] for each in shown["attempts"]] == statuses


def attempted(work: Work, event_id: str, status: int | None) -> None:
    """Write down an attempt to deliver an event."""
    work.connection.execute(
        "INSERT INTO attempts (event_id, at, url, status, answer) VALUES (?, 0, 'http://x', ?, '')",
        (event_id, status),
    )
