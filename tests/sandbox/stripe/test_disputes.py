"""Disputes, and the money they move."""

from __future__ import annotations

import pytest
import stripe
import time_machine

from sandbox.stripe.errors import StripeRefusal
from tests.sandbox.standing import Stand, new_session


def paid(stand: Stand, card: str = "4242424242424242") -> str:
    """The id of a session that was paid by card, its fee known."""
    session = new_session(stand)
    stand.sandbox.pay(session.id, card=card)
    stand.sandbox.hasten()
    return session.id


def told(stand: Stand) -> list[str]:
    """The types of the events about disputes, in order."""
    return [event["type"] for event in stand.sandbox.events() if "dispute" in event["type"]]


class TestADispute:
    def test_takes_the_money_and_a_fee_at_once(self, stand: Stand) -> None:
        session = paid(stand)
        before = stand.sandbox.balance()
        made = stand.sandbox.dispute(session)
        dispute = stand.client.v1.disputes.retrieve(made["id"])
        assert (dispute.status, dispute.reason, dispute.amount) == ("needs_response", "fraudulent", 20_000)
        (taken,) = dispute.balance_transactions
        assert (taken.amount, taken.fee, taken.net) == (-20_000, 1_500, -21_500)
        assert stand.sandbox.balance() == before - 21_500
        assert dispute.evidence_details.due_by == dispute.created + 7 * 24 * 3600
        assert stand.client.v1.charges.retrieve(str(dispute.charge)).disputed
        assert told(stand) == ["charge.dispute.created", "charge.dispute.funds_withdrawn"]
        listed = stand.client.v1.disputes.list(params={"payment_intent": str(dispute.payment_intent)})
        assert [each.id for each in listed.data] == [dispute.id]

    def test_brings_the_money_back_when_it_is_won(self, stand: Stand) -> None:
        session = paid(stand)
        before = stand.sandbox.balance()
        dispute = stand.sandbox.dispute(session)
        assert stand.sandbox.submit_evidence(dispute["id"])["status"] == "under_review"
        won = stand.sandbox.win(dispute["id"])
        assert won["status"] == "won"
        assert stand.sandbox.balance() == before - 1_500
        assert told(stand)[-3:] == [
            "charge.dispute.updated",
            "charge.dispute.funds_reinstated",
            "charge.dispute.closed",
        ]

    def test_brings_the_fee_back_too_where_stripe_returns_it(self, stand: Stand) -> None:
        session = paid(stand)
        before = stand.sandbox.balance()
        stand.sandbox.win(stand.sandbox.dispute(session)["id"], return_fee=True)
        assert stand.sandbox.balance() == before

    def test_keeps_the_money_away_when_it_is_lost(self, stand: Stand) -> None:
        session = paid(stand)
        before = stand.sandbox.balance()
        lost = stand.sandbox.lose(stand.sandbox.dispute(session)["id"])
        assert lost["status"] == "lost"
        assert stand.sandbox.balance() == before - 21_500
        assert told(stand)[-1] == "charge.dispute.closed"

    def test_may_be_of_a_part(self, stand: Stand) -> None:
        assert stand.sandbox.dispute(paid(stand), amount=5_000)["amount"] == 5_000

    def test_is_opened_once_and_decided_once(self, stand: Stand) -> None:
        session = paid(stand)
        dispute = stand.sandbox.dispute(session)
        with pytest.raises(StripeRefusal):
            stand.sandbox.dispute(session)
        stand.sandbox.lose(dispute["id"])
        with pytest.raises(StripeRefusal):
            stand.sandbox.win(dispute["id"])

    def test_follows_by_itself_on_the_documented_card(self, stand: Stand) -> None:
        paid(stand, card="4000000000002685")
        (dispute,) = stand.sandbox.every("dispute")
        assert dispute["reason"] == "product_not_received"


class TestEvidence:
    def test_is_staged_until_it_is_submitted(self, stand: Stand) -> None:
        made = stand.sandbox.dispute(paid(stand))
        staged = stand.client.v1.disputes.update(
            made["id"], params={"evidence": {"customer_name": "Ada"}, "submit": False, "metadata": {"a": "b"}}
        )
        assert (staged.status, staged.evidence.customer_name) == ("needs_response", "Ada")
        assert staged.evidence_details.has_evidence
        sent = stand.client.v1.disputes.update(made["id"], params={"submit": True})
        assert (sent.status, sent.evidence_details.submission_count) == ("under_review", 1)
        with pytest.raises(stripe.InvalidRequestError):
            stand.client.v1.disputes.update(made["id"], params={"submit": True})

    @pytest.mark.parametrize(("words", "end"), [("winning_evidence", "won"), ("losing_evidence", "lost")])
    def test_decides_by_the_words_of_a_test(self, stand: Stand, words: str, end: str) -> None:
        made = stand.sandbox.dispute(paid(stand))
        stand.client.v1.disputes.update(made["id"], params={"evidence": {"uncategorized_text": words}})
        stand.sandbox.hasten()
        assert stand.client.v1.disputes.retrieve(made["id"]).status == end

    def test_is_refused_where_it_is_too_long_or_of_no_file(self, stand: Stand) -> None:
        made = stand.sandbox.dispute(paid(stand))
        with pytest.raises(stripe.InvalidRequestError):
            stand.client.v1.disputes.update(
                made["id"], params={"evidence": {"uncategorized_text": "x" * 150_001}}
            )
        with pytest.raises(stripe.InvalidRequestError):
            stand.client.v1.disputes.update(
                made["id"], params={"evidence": {"uncategorized_file": "file_invented"}}
            )

    def test_comes_too_late_once_its_day_is_over(self, stand: Stand) -> None:
        made = stand.sandbox.dispute(paid(stand))
        late = time_machine.travel(made["evidence_details"]["due_by"] + 1)
        with late, pytest.raises(stripe.InvalidRequestError):
            stand.client.v1.disputes.update(made["id"], params={"submit": True})


class TestGivingIn:
    def test_loses_a_dispute_and_closes_an_inquiry(self, stand: Stand) -> None:
        lost = stand.sandbox.dispute(paid(stand))
        asked = stand.sandbox.inquire(paid(stand))
        assert stand.client.v1.disputes.close(lost["id"]).status == "lost"
        assert stand.client.v1.disputes.close(asked["id"]).status == "warning_closed"
        with pytest.raises(stripe.InvalidRequestError):
            stand.client.v1.disputes.close(lost["id"])


class TestAnInquiry:
    def test_may_become_a_dispute(self, stand: Stand) -> None:
        asked = stand.sandbox.inquire(paid(stand))
        stand.sandbox.submit_evidence(asked["id"])
        found = stand.client.v1.disputes.retrieve(asked["id"])
        assert (found.status, found.balance_transactions) == ("warning_under_review", [])
        stand.sandbox.escalate(asked["id"])
        found = stand.client.v1.disputes.retrieve(asked["id"])
        assert (found.status, found.evidence_details.submission_count) == ("needs_response", 0)
        assert len(found.balance_transactions) == 1
        with pytest.raises(StripeRefusal):
            stand.sandbox.close_inquiry(asked["id"])


class TestABankDebitThatComesBack:
    def test_is_a_dispute_lost_from_its_first_moment(self, stand: Stand) -> None:
        session = new_session(stand)
        stand.sandbox.pay_by_bank(session.id)
        stand.sandbox.settle(session.id)
        stand.sandbox.hasten()
        before = stand.sandbox.balance()
        returned = stand.sandbox.return_debit(session.id)
        assert (returned["status"], returned["evidence_details"]["due_by"]) == ("lost", None)
        assert told(stand) == [
            "charge.dispute.created",
            "charge.dispute.funds_withdrawn",
            "charge.dispute.closed",
        ]
        assert stand.sandbox.balance() == before - 21_500
