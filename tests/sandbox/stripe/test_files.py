"""Files for disputes, as Stripe takes them."""

from __future__ import annotations

import io

import pytest
import stripe

from tests.sandbox.standing import Stand


def upload(stand: Stand, content: bytes, purpose: str = "dispute_evidence") -> stripe.File:
    return stand.client.v1.files.create(params={"file": io.BytesIO(content), "purpose": purpose})


class TestAFile:
    def test_is_kept_with_what_is_in_it(self, stand: Stand) -> None:
        made = upload(stand, b"%PDF-1.7 pages")
        assert (made.type, made.size, made.purpose) == ("pdf", 14, "dispute_evidence")
        assert stand.client.v1.files.retrieve(made.id).id == made.id
        assert stand.sandbox.evidence_file(made.id) == b"%PDF-1.7 pages"

    @pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-" + b"x" * 5_000_000])
    def test_that_is_no_document_or_too_large_is_refused(self, stand: Stand, content: bytes) -> None:
        with pytest.raises(stripe.InvalidRequestError):
            upload(stand, content)

    def test_for_something_else_is_refused(self, stand: Stand) -> None:
        with pytest.raises(stripe.InvalidRequestError):
            upload(stand, b"%PDF-1.7", "business_logo")

    def test_has_to_be_one(self, stand: Stand) -> None:
        with pytest.raises(stripe.InvalidRequestError):
            stand.client.v1.files.create(params={"file": "a name", "purpose": "dispute_evidence"})
