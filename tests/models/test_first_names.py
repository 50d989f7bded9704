"""The names of the first guide, and a login that names its role."""

from __future__ import annotations

import pytest

from sigma_finance.models import Invite, InviteCode, PaymentPlan, Plan, User, first_names


class TestTheNames:
    def test_are_those_of_the_tables_that_there_are(self) -> None:
        assert PaymentPlan is first_names.PaymentPlan is Plan
        assert InviteCode is first_names.InviteCode is Invite

    def test_a_login_has_no_role_outside_the_shell(self) -> None:
        with pytest.raises(TypeError, match="role"):
            User(name="Admin", email="admin@example.com", role="treasurer")
