"""The audit trail in sentences."""

from __future__ import annotations

from string import Formatter
from typing import Any

import pytest

from sigma_finance.domain.audit import Action
from sigma_finance.domain.audit_words import sentence


class TestASentence:
    @pytest.mark.parametrize("action", list(Action))
    def test_is_there_for_every_action_and_names_only_what_its_line_holds(self, action: Action) -> None:
        named = {name for _, name, _, _ in Formatter().parse(action.sentence) if name}
        assert named <= action.keys | {"who", "subject"}

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

    def test_says_amounts_in_the_currency_of_the_chapter(self) -> None:
        details = {"member_id": 7, "amount_minor": 5000, "method": "cash_app", "receipt": ""}
        said = sentence(
            "payment.recorded",
            who="Tess",
            subject="",
            details=details,
            members={7: "Ada"},
            currency="GBP",
        )
        assert said == "Tess recorded £50.00 by Cash App from Ada."

    def test_of_an_action_that_is_gone_names_it(self) -> None:
        said = sentence("old.thing", who="Tess", subject="", details={}, members={}, currency="USD")
        assert said == "Tess: old.thing."

    @pytest.mark.parametrize(
        ("action", "details", "words"),
        [
            (
                "payment.recorded",
                {"receipt": None, "member_id": 9, "method": "barter"},
                "by barter from nobody yet.",
            ),
            ("period.created", {"amount_minor": 20000, "due_on": "2026-12-31"}, "December 31, 2026"),
            ("member.contact_changed", {"fields": ["phone", "e_mail"]}, "changed phone, e mail of Ada"),
            ("charge.made", {"kind": "late_fee", "amount_minor": 500}, "late fee"),
            ("payment.recorded", {}, "Tess recorded unknown by unknown from unknownunknown."),
        ],
    )
    def test_says_what_its_details_hold_in_words(
        self, action: str, details: dict[str, Any], words: str
    ) -> None:
        said = sentence(action, who="Tess", subject="Ada", details=details, members={}, currency="USD")
        assert words in said
