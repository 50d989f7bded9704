"""How far a bank debit is, stage by stage."""

from __future__ import annotations

from datetime import date

import pytest

from sigma_finance.domain.payments import debits
from sigma_finance.domain.payments.debits import AccountCheck, DebitFacts, StepState
from sigma_finance.domain.payments.payments import PaymentState

FRIDAY = date(2026, 12, 4)


class TestADay:
    @pytest.mark.parametrize(
        ("from_on", "deposits", "settled"),
        [
            (date(2026, 11, 30), date(2026, 12, 2), date(2026, 12, 4)),
            (FRIDAY, date(2026, 12, 8), date(2026, 12, 10)),
            (date(2026, 12, 5), date(2026, 12, 8), date(2026, 12, 10)),
            (date(2026, 12, 6), date(2026, 12, 8), date(2026, 12, 10)),
        ],
    )
    def test_leaves_weekends_out(self, from_on: date, deposits: date, settled: date) -> None:
        assert (debits.deposits_by(from_on), debits.settles_by(from_on)) == (deposits, settled)

    def test_is_the_last_ten_days_after_the_deposits(self) -> None:
        assert debits.last_day(FRIDAY) == date(2026, 12, 14)


def said(facts: DebitFacts) -> list[tuple[str, StepState]]:
    return [(step.what, step.state) for step in debits.steps(facts)]


PROCESSING = PaymentState.PROCESSING
ASKED, PAID = "Your bank is asked for the money", "Paid"
COMES = "Paid, and your receipt comes"


class TestTheStages:
    @pytest.mark.parametrize("state", [PaymentState.PENDING, PaymentState.EXPIRED, PaymentState.CREATED])
    def test_of_what_was_never_begun_are_none(self, state: PaymentState) -> None:
        assert debits.steps(DebitFacts(state)) == []

    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            (
                DebitFacts(PROCESSING, AccountCheck.CHECKING),
                [
                    ("Your bank account is being checked", StepState.NOW),
                    (ASKED, StepState.NEXT),
                    (COMES, StepState.NEXT),
                ],
            ),
            (
                DebitFacts(PROCESSING, AccountCheck.WAITS, FRIDAY),
                [
                    ("Two small deposits are on their way to your bank account", StepState.NOW),
                    (ASKED, StepState.NEXT),
                    (COMES, StepState.NEXT),
                ],
            ),
            (
                DebitFacts(PROCESSING, AccountCheck.CONFIRMED, FRIDAY),
                [
                    ("You confirmed your bank account", StepState.DONE),
                    (ASKED, StepState.NOW),
                    (COMES, StepState.NEXT),
                ],
            ),
            (DebitFacts(PROCESSING, None, FRIDAY), [(ASKED, StepState.NOW), (COMES, StepState.NEXT)]),
            (
                DebitFacts(PaymentState.FAILED, AccountCheck.FAILED, problem="Too late."),
                [("Your bank account was not confirmed", StepState.FAILED)],
            ),
            (
                DebitFacts(PaymentState.FAILED, None, problem="Not enough money."),
                [(ASKED, StepState.DONE), ("Your bank did not pay", StepState.FAILED)],
            ),
            (
                DebitFacts(PaymentState.SUCCEEDED, None, paid_on=FRIDAY),
                [(ASKED, StepState.DONE), (PAID, StepState.DONE)],
            ),
            (
                DebitFacts(PaymentState.SUCCEEDED, None, paid_on=FRIDAY, returned_on=FRIDAY),
                [
                    (ASKED, StepState.DONE),
                    (PAID, StepState.DONE),
                    ("Sent back by your bank", StepState.FAILED),
                ],
            ),
        ],
    )
    def test_say_what_was_what_is_and_what_comes(
        self, facts: DebitFacts, expected: list[tuple[str, StepState]]
    ) -> None:
        assert said(facts) == expected

    def test_have_their_days_and_their_reasons(self) -> None:
        waits, asked, comes = debits.steps(DebitFacts(PROCESSING, AccountCheck.WAITS, FRIDAY))
        assert (waits.on, asked.on, comes.on) == (FRIDAY, None, None)
        assert "by December 14, 2026" in waits.note
        assert "by" not in debits.steps(DebitFacts(PROCESSING, AccountCheck.WAITS))[0].note.split(",")[0]
        _, comes = debits.steps(DebitFacts(PROCESSING, None, FRIDAY))
        assert comes.on == FRIDAY
        [failed] = debits.steps(DebitFacts(PaymentState.FAILED, AccountCheck.FAILED, problem="Too late."))
        assert failed.note == "Too late."
        returned = debits.steps(
            DebitFacts(
                PaymentState.SUCCEEDED, paid_on=FRIDAY, returned_on=FRIDAY, returned_because="It was stopped."
            )
        )[-1]
        assert (returned.on, returned.note) == (FRIDAY, "It was stopped.")
