"""Every status has a word, an icon and a tone."""

from __future__ import annotations

from enum import StrEnum

import pytest

from sigma_finance.domain.books.standing import StandingKind
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.members.invite_lists import InviteeFate
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.domain.payments.accounts import AccountState
from sigma_finance.domain.payments.debits import StepState
from sigma_finance.domain.payments.delivery import EventState, MessageState
from sigma_finance.domain.payments.labels import PaymentLabel
from sigma_finance.domain.payments.payments import DisputeState, PaymentState, RefundState
from sigma_finance.domain.spending.spending import SpendingState
from sigma_finance.web import badges
from sigma_finance.web.assets import icon

STATUSES: list[StrEnum] = [
    status
    for kind in (
        DisputeState,
        EventState,
        RowOutcome,
        InviteeFate,
        MemberStatus,
        MessageState,
        PaymentLabel,
        PaymentState,
        RefundState,
        SpendingState,
        StandingKind,
        StepState,
    )
    for status in kind
]


class TestABadge:
    @pytest.mark.parametrize("status", STATUSES, ids=repr)
    def test_exists_for_every_status_of_the_product(self, status: StrEnum) -> None:
        assert badges.badge_for(status).word

    @pytest.mark.parametrize("status", sorted(badges.BADGES))
    def test_has_an_icon_that_is_there(self, status: str) -> None:
        assert icon(badges.BADGES[status].icon)

    @pytest.mark.parametrize("state", [*AccountState, "used"])
    def test_exists_for_however_an_account_stands(self, state: str) -> None:
        assert badges.badge_for(f"account_{state}").word

    def test_says_what_the_status_calls_itself(self) -> None:
        assert badges.badge_for(PaymentState.REPORTED).word == PaymentState.REPORTED.label

    def test_says_what_the_page_prefers(self) -> None:
        assert (
            badges.badge_for(PaymentState.PROCESSING, "Bank debit under way").word == "Bank debit under way"
        )

    def test_is_never_made_up_for_a_status_that_has_none(self) -> None:
        with pytest.raises(KeyError):
            badges.badge_for("mislaid")
