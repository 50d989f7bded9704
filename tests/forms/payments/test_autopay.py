"""A member's consent to autopay."""

from __future__ import annotations

from sigma_finance.forms.payments.autopay import ConsentForm
from tests.forms.filling import Filler


class TestAConsent:
    def test_is_asked_for(self, fill: Filler) -> None:
        assert fill(ConsentForm, {"agreed": "y"}).validate()
        form = fill(ConsentForm, {})
        assert not form.validate()
        assert form.errors == {"agreed": ["Tick that you agree, so that your chapter may charge you."]}
