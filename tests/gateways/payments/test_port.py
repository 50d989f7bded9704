"""The port asks in the product's words, and the provider answers all of it."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

import sigma_finance
from sigma_finance.gateways.payments.port import (
    Checkouts,
    Deployment,
    MoneyBack,
    MoneyOut,
    ProviderAccount,
    SavedMethods,
)
from sigma_finance.gateways.payments.providers import provider
from tests.gateways.payments.importing import imported

PAYMENTS = Path(sigma_finance.__file__).parent / "gateways/payments"
QUESTIONS = {
    name: getattr(port, name)
    for port in (Deployment, ProviderAccount)
    for name in sorted(dir(port))
    if not name.startswith("_")
}


class TestThePort:
    @pytest.mark.parametrize("question", QUESTIONS)
    def test_is_answered_by_the_provider_in_its_own_words(self, question: str) -> None:
        asked = inspect.signature(QUESTIONS[question], eval_str=False)
        answered = inspect.signature(getattr(provider(), question), eval_str=False)
        assert list(asked.parameters)[1:] == list(answered.parameters)

    def test_names_no_vendor(self) -> None:
        for module in ("port.py", "types.py"):
            assert not any("stripe" in name for name in imported(PAYMENTS / module))

    def test_asks_for_a_key_of_ours_wherever_something_changes(self) -> None:
        changing = [name for name in QUESTIONS if name.startswith(("create_", "expire_", "charge_", "open_"))]
        without = {
            name
            for name in changing
            if "idempotency_key" not in inspect.signature(QUESTIONS[name]).parameters
        }
        assert without == {"create_portal_session"}  # which opens a door and changes nothing

    def test_takes_every_argument_by_its_name(self) -> None:
        for part in (Checkouts, SavedMethods, MoneyBack, MoneyOut, Deployment):
            for name in (name for name in vars(part) if not name.startswith("_")):
                _, *given = inspect.signature(getattr(part, name)).parameters.values()
                kinds = {one.kind for one in given if name != "within"}
                assert kinds <= {inspect.Parameter.KEYWORD_ONLY}, name
