"""Answering a dispute, as the stand-in for Stripe takes it."""

from __future__ import annotations

import pytest

from sandbox import Fault
from sigma_finance.gateways.payments import stripe as gateway
from sigma_finance.gateways.payments.types import DisputeEvidence, EvidenceFile, ProviderDispute
from tests.sandbox.standing import Stand, order

PACK = EvidenceFile("evidence.pdf", b"%PDF-1.7 what happened")


@pytest.fixture
def disputed(stand: Stand) -> str:
    """The id of a dispute over what a card has paid."""
    session = stand.client.v1.checkout.sessions.create(order())
    stand.sandbox.pay(session.id)
    return str(stand.sandbox.dispute(session.id)["id"])


def submit(dispute_id: str, *, key: str = "DA-1", file_id: str = "") -> ProviderDispute:
    sent = DisputeEvidence(
        dispute_id,
        {"uncategorized_text": "They were there.", "customer_name": ""},
        file_id or gateway.upload_evidence(file=PACK, idempotency_key=f"{key}-file"),
    )
    return gateway.submit_evidence(evidence=sent, idempotency_key=key)


class TestAFile:
    def test_is_kept_byte_by_byte_once_a_key(self, stand: Stand) -> None:
        made = gateway.upload_evidence(file=PACK, idempotency_key="DA-1-file")
        assert gateway.upload_evidence(file=PACK, idempotency_key="DA-1-file") == made
        assert stand.sandbox.evidence_file(made) == PACK.content
        assert stand.sandbox.get("file", made)["filename"] == "evidence.pdf"

    def test_that_stripe_would_not_take_is_refused(self, stand: Stand) -> None:
        with pytest.raises(gateway.ProviderRefused, match="Nothing was sent"):
            gateway.upload_evidence(file=EvidenceFile("notes.txt", b"hello"), idempotency_key="DA-2")


class TestEvidence:
    def test_goes_to_the_bank_with_its_texts_and_its_file(self, stand: Stand, disputed: str) -> None:
        assert not gateway.get_dispute(dispute_id=disputed).answered
        found = submit(disputed)
        assert (found.status, found.answered) == ("under_review", True)
        kept = stand.sandbox.get("dispute", disputed)["evidence"]
        assert kept["uncategorized_text"] == "They were there."
        assert stand.sandbox.evidence_file(kept["uncategorized_file"]) == PACK.content
        assert kept["customer_name"] == "Pat Payer", "an empty text leaves what Stripe knew"

    def test_is_sent_once(self, stand: Stand, disputed: str) -> None:
        first = submit(disputed, file_id=(file := gateway.upload_evidence(file=PACK, idempotency_key="f")))
        assert submit(disputed, file_id=file) == first, "the same key brings the same answer"
        with pytest.raises(gateway.ProviderRefused, match="Nothing was sent"):
            submit(disputed, key="DA-2")

    def test_whose_answer_is_lost_may_have_gone(self, stand: Stand, disputed: str) -> None:
        file_id = gateway.upload_evidence(file=PACK, idempotency_key="f")
        stand.sandbox.fault(
            Fault(path=f"/stripe/v1/disputes/{disputed}", kind="drop", moment="after", times=9)
        )
        with pytest.raises(gateway.OutcomeUnknown):
            submit(disputed, file_id=file_id)
        stand.sandbox.clear_faults()
        assert gateway.get_dispute(dispute_id=disputed).answered

    def test_of_no_dispute_is_missing(self, stand: Stand) -> None:
        with pytest.raises(gateway.ProviderObjectMissing):
            submit("du_invented")


class TestGivingUp:
    def test_loses_a_dispute(self, disputed: str) -> None:
        assert gateway.close_dispute(dispute_id=disputed, idempotency_key="DA-1").status == "lost"
        with pytest.raises(gateway.ProviderRefused, match="The dispute is as it was"):
            gateway.close_dispute(dispute_id=disputed, idempotency_key="DA-2")
