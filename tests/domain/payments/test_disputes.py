"""What a payer's bank says, in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from sigma_finance.domain.payments import disputes
from sigma_finance.domain.payments.disputes import DisputeFacts
from sigma_finance.domain.payments.payments import DisputeState, Method


class TestAReason:
    @pytest.mark.parametrize(
        ("reason", "said"),
        [
            ("fraudulent", "The payer says that they did not make this payment."),
            ("debit_not_authorized", "The payer says that they did not allow the debit."),
            ("a_reason_of_tomorrow", "A reason of tomorrow."),
            ("", "The bank gives no reason."),
        ],
    )
    def test_is_a_sentence(self, reason: str, said: str) -> None:
        assert disputes.reason_in_words(reason) == said


class TestWhereItStands:
    @pytest.mark.parametrize(
        ("state", "moved", "by_debit", "said"),
        [
            (DisputeState.OPEN, True, False, "Waits for an answer"),
            (DisputeState.OPEN, False, False, "The bank only asks"),
            (DisputeState.WON, True, False, "Won"),
            (DisputeState.WON, False, False, "The bank let it be"),
            (DisputeState.LOST, True, False, "Lost"),
            (DisputeState.LOST, True, True, "Sent back by the bank"),
        ],
    )
    def test_tells_an_inquiry_and_a_returned_debit_apart(
        self, state: DisputeState, moved: bool, by_debit: bool, said: str
    ) -> None:
        assert disputes.state_in_words(state, moved=moved, by_debit=by_debit) == said

    def test_tells_what_was_answered(self) -> None:
        said = [
            disputes.state_in_words(DisputeState.OPEN, moved=moved, by_debit=False, answered=True)
            for moved in (True, False)
        ]
        assert said == ["Answered, the bank decides", "Answered, the bank looks at it"]

    @pytest.mark.parametrize(
        ("state", "how", "said"),
        [
            (DisputeState.LOST, {"by_debit": True}, "can't be contested"),
            (DisputeState.OPEN, {"answered": True}, "The money is with the bank until then."),
            (DisputeState.OPEN, {"answered": True, "moved": False}, "No money has moved."),
            (DisputeState.OPEN, {}, "Send your evidence"),
            (DisputeState.OPEN, {"moved": False}, "This is an inquiry, the bank's warning"),
            (DisputeState.WON, {}, "The money is with the chapter."),
            (DisputeState.WON, {"moved": False}, "asked and let it be"),
            (DisputeState.LOST, {}, "decided for the payer"),
        ],
    )
    def test_is_explained(self, state: DisputeState, how: dict[str, bool], said: str) -> None:
        facts = {"moved": True, "by_debit": False, **how}
        assert said in disputes.state_explained(state, **facts)


NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
OPEN = DisputeFacts(DisputeState.OPEN, Method.CARD, NOW + timedelta(hours=1), answered=False)


class TestWhetherItCanBeAnswered:
    @pytest.mark.parametrize(
        ("facts", "said"),
        [
            (OPEN, ""),
            (DisputeFacts(DisputeState.OPEN, Method.CARD, None, answered=False), ""),
            (DisputeFacts(DisputeState.LOST, Method.BANK_DEBIT, None, answered=False), "can't be contested"),
            (DisputeFacts(DisputeState.WON, Method.CARD, None, answered=True), "has decided"),
            (DisputeFacts(DisputeState.OPEN, Method.CARD, NOW, answered=True), "sent once"),
            (DisputeFacts(DisputeState.OPEN, Method.CARD, None, answered=False, sent=True), "sent once"),
            (DisputeFacts(DisputeState.OPEN, Method.CARD, NOW, answered=False), "has gone by"),
        ],
    )
    def test_is_told_with_its_reason(self, facts: DisputeFacts, said: str) -> None:
        refusal = disputes.why_not_answered(facts, at=NOW)
        assert said in refusal
        assert bool(said) is bool(refusal)


LAST = date(2026, 12, 31)


class TestTheTimeThatIsLeft:
    @pytest.mark.parametrize(
        ("today", "said"),
        [
            (date(2026, 12, 24), "7 days left"),
            (date(2026, 12, 30), "1 day left"),
            (date(2026, 12, 31), "Today is the last day"),
            (date(2027, 1, 1), "The day has gone by"),
        ],
    )
    def test_is_counted_in_days(self, today: date, said: str) -> None:
        assert disputes.left_in_words(LAST, today=today) == said

    @pytest.mark.parametrize(
        ("before", "told", "due"),
        [
            (8, None, None),
            (7, None, 7),
            (3, None, 7),
            (3, 7, None),
            (2, 7, 2),
            (2, None, 2),
            (0, None, 2),
            (0, 2, None),
            (-1, None, None),
            (-1, 7, None),
        ],
    )
    def test_is_warned_of_a_week_and_two_days_before_once_each(
        self, before: int, told: int | None, due: int | None
    ) -> None:
        today = LAST - timedelta(days=before)
        assert disputes.warning_due(LAST, today=today, told=told) == due
