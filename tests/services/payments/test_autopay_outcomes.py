"""What a failed charge by autopay leads to."""

from __future__ import annotations

from sigma_finance.domain.payments.autopay import AttemptState, AutopayEndReason, MandateState
from sigma_finance.domain.payments.payments import PaymentState
from tests.books import assert_books_hold, charge, member_of
from tests.services.payments.autopay_member import AutopayMember

GOOD, SAVES_THEN_DECLINES = "4242424242424242", "4000000000000341"
ALWAYS_ASKS = "4000002760003184"


class TestAFailure:
    def test_is_told_tried_again_and_ends_autopay_after_the_last_try(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=4)
        term.turn_on(SAVES_THEN_DECLINES)
        charged = [day for day in range(20) if term.day(day).charged]
        assert charged == [4, 5, 7, 9]
        assert [payment.state for payment in term.payments()] == [PaymentState.FAILED] * 4
        assert term.states() == [AttemptState.FAILED] * 4
        assert term.last().ending is AutopayEndReason.FAILED
        kinds = term.kinds()
        assert kinds == ["autopay_on", "autopay_notice", *["autopay_failed"] * 3, "autopay_ended"]
        assert term.mails()[2].context["next_on"] == "January 6, 2027"
        assert member_of(term.member_id).balance_minor == 20000
        assert_books_hold(term.books)

    def test_is_cured_by_another_card_before_the_next_try(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=4)
        term.turn_on(SAVES_THEN_DECLINES)
        for day in range(5):
            term.day(day)
        term.turn_on()
        assert term.day(5).charged == 1
        assert member_of(term.member_id).balance_minor == 0
        assert term.states() == [AttemptState.FAILED, AttemptState.PAID]

    def test_that_needs_the_member_asks_them_and_is_not_tried_again(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=4)
        term.turn_on(ALWAYS_ASKS)
        assert [day for day in range(12) if term.day(day).charged] == [4]
        assert term.last().state is MandateState.ACTIVE
        failed = term.mails()[-1].context
        assert "confirm" in failed["todo"]
        assert failed["next_on"] == ""

    def test_of_a_method_that_was_removed_reads_as_a_failure(self, term: AutopayMember) -> None:
        charge(term.books, term.member_id, due_in=4)
        term.turn_on()
        term.day(1)
        term.sandbox.let_go(term.last().stripe_method_id or "")
        term.day(4)
        assert [payment.state for payment in term.payments()] == [PaymentState.FAILED]
        assert term.states() == [AttemptState.FAILED, AttemptState.PLANNED]
