"""The audit trail in sentences."""

from __future__ import annotations

from string import Formatter

import pytest

from sigma_finance.domain.audit import KEYS, Action
from sigma_finance.domain.audit_words import SENTENCES, sentence


class TestASentence:
    @pytest.mark.parametrize("action", list(Action))
    def test_is_there_for_every_action_and_names_only_what_its_line_holds(self, action: Action) -> None:
        named = {name for _, name, _, _ in Formatter().parse(SENTENCES[action]) if name}
        assert named <= KEYS[action] | {"who", "subject"}

    def test_says_who_did_what(self) -> None:
        details = {"member_id": 7, "amount_minor": 5000, "method": "cash", "receipt": "R-2026-0001"}
        said = sentence(
            "payment.recorded",
            who="Tess",
            subject="",
            details=details,
            members={7: "Ada"},
            currency="USD",
        )
        assert said == "Tess recorded $50.00 by cash from Ada, receipt R-2026-0001."

    def test_of_an_action_that_is_gone_names_it(self) -> None:
        said = sentence("old.thing", who="Tess", subject="", details={}, members={}, currency="USD")
        assert said == "Tess: old.thing."
