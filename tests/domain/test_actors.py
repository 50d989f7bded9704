"""Who acts, as the audit trail names them."""

from __future__ import annotations

import dataclasses

import pytest

from sigma_finance.domain.actors import OPERATOR, STRIPE, SYSTEM, Actor, ActorKind


class TestAnActor:
    @pytest.mark.parametrize(
        ("actor", "kind"),
        [(OPERATOR, ActorKind.OPERATOR), (STRIPE, ActorKind.STRIPE), (SYSTEM, ActorKind.SYSTEM)],
    )
    def test_that_is_no_person_has_no_login_and_no_address(self, actor: Actor, kind: ActorKind) -> None:
        assert actor == Actor(kind, user_id=None, member_id=None, ip="", user_agent="")

    def test_stays_who_it_was(self) -> None:
        with pytest.raises(dataclasses.FrozenInstanceError):
            OPERATOR.user_id = 1  # type: ignore[misc]

    def test_is_kept_by_words_that_rows_hold_already(self) -> None:
        assert {kind.value for kind in ActorKind} == {"person", "operator", "stripe", "system"}
