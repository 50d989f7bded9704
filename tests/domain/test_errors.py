"""The ways a request can be refused."""

from __future__ import annotations

import pytest

from sigma_finance.domain import errors

KINDS = (errors.NotFound, errors.Forbidden, errors.Conflict, errors.Invalid, errors.Unavailable)


class TestARefusal:
    @pytest.mark.parametrize("kind", KINDS)
    def test_says_what_is_wrong_and_at_which_field(self, kind: type[errors.DomainError]) -> None:
        refusal = kind("Enter an amount.", field="amount")
        assert (str(refusal), refusal.message, refusal.field) == (
            "Enter an amount.",
            "Enter an amount.",
            "amount",
        )

    def test_may_be_about_no_field(self) -> None:
        assert errors.NotFound("There is no such page.").field is None

    @pytest.mark.parametrize("kind", KINDS)
    def test_is_of_one_kind_alone(self, kind: type[errors.DomainError]) -> None:
        assert [other for other in KINDS if issubclass(kind, other)] == [kind]
