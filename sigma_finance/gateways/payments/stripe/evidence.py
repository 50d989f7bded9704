"""Answering a dispute: its evidence kept at Stripe, sent to the bank once, or the dispute given up.

Follows https://docs.stripe.com/disputes/api and https://docs.stripe.com/file-upload.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from sigma_finance.gateways.payments.stripe import calls, objects
from sigma_finance.gateways.payments.types import DisputeEvidence, EvidenceFile, ProviderDispute

if TYPE_CHECKING:
    from stripe.params import DisputeUpdateParamsEvidence

_NOTHING_SENT = "Nothing was sent."


class _NamedFile(io.BytesIO):
    """A document as the library wants it: something to read from that has a name."""

    def __init__(self, file: EvidenceFile) -> None:
        super().__init__(file.content)
        self.name = file.name


def upload_evidence(*, file: EvidenceFile, idempotency_key: str) -> str:
    """Keep a document at Stripe, to be named by a dispute's evidence; returns its id. No bank sees it by this."""
    made = calls.ask(
        "upload_evidence",
        lambda stripe: stripe.v1.files.create(
            {"file": _NamedFile(file), "purpose": "dispute_evidence"}, {"idempotency_key": idempotency_key}
        ),
        so=_NOTHING_SENT,
    )
    return calls.read(lambda answer: answer.id, made)


def submit_evidence(*, evidence: DisputeEvidence, idempotency_key: str) -> ProviderDispute:
    """Send a dispute's evidence to the bank, which Stripe takes once; asked twice under one key, it is sent once.

    Raises Refused where nothing was sent, OutcomeUnknown where it may have been.
    """
    known_id = objects.known(evidence.dispute_id)
    fields = _fields(evidence)
    found = calls.ask(
        "submit_evidence",
        lambda stripe: stripe.v1.disputes.update(
            known_id,
            {"evidence": fields, "submit": True},
            {"idempotency_key": idempotency_key},
        ),
        so=_NOTHING_SENT,
    )
    return calls.read(objects.dispute, found)


def _fields(evidence: DisputeEvidence) -> DisputeUpdateParamsEvidence:
    """The texts that say something, by the names of Stripe's fields, and the file."""
    fields: Any = {name: text for name, text in evidence.texts.items() if text}
    fields["uncategorized_file"] = evidence.file_id
    return fields  # type: ignore[no-any-return]


def close_dispute(*, dispute_id: str, idempotency_key: str) -> ProviderDispute:
    """Give a dispute up: its bank has decided for the payer from then on. Raises as ``submit_evidence`` does."""
    known_id = objects.known(dispute_id)
    found = calls.ask(
        "close_dispute",
        lambda stripe: stripe.v1.disputes.close(known_id, None, {"idempotency_key": idempotency_key}),
        so="The dispute is as it was.",
    )
    return calls.read(objects.dispute, found)
