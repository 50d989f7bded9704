"""Whom an officer invites."""

from __future__ import annotations

from typing import Any

import pytest

from sigma_finance.domain.permissions import Role
from sigma_finance.forms.members.invites import InviteAudience, InviteForm
from sigma_finance.queries.members.members import Choice
from tests.forms.filling import Filler

LISTED = [Choice(7, "Zoe", "zoe@example.org", True, 100)]
EMAIL, MEMBER_LIST, CODE = InviteAudience


def sent(fill: Filler, whom: InviteAudience, **typed: Any) -> InviteForm:
    form = fill(lambda: InviteForm(whom), {"role": "member", "days": "14", **typed})
    form.ask(Role.SECRETARY, LISTED)
    return form


class TestAnInvite:
    @pytest.mark.parametrize(
        ("whom", "typed", "asked"),
        [
            (EMAIL, {"email": "Ada@example.org"}, ("ada@example.org", None, 1)),
            (MEMBER_LIST, {"member": "7"}, (None, 7, 1)),
            (CODE, {"max_uses": "30"}, (None, None, 30)),
        ],
    )
    def test_is_for_an_address_a_member_or_whoever_has_the_code(
        self,
        fill: Filler,
        whom: InviteAudience,
        typed: dict[str, str],
        asked: tuple[str | None, int | None, int],
    ) -> None:
        form = sent(fill, whom, **typed)
        assert form.validate(), form.errors
        request = form.request(chapter_id=1, by_member_id=2)
        assert (request.email, request.member_id, request.max_uses) == asked
        assert (request.role, request.days, request.created_by_member_id) == (Role.MEMBER, 14, 2)

    @pytest.mark.parametrize(
        ("whom", "typed", "field"),
        [
            (EMAIL, {"email": ""}, "email"),
            (MEMBER_LIST, {"member": "8"}, "member"),
            (CODE, {"max_uses": "0"}, "max_uses"),
            (CODE, {"max_uses": "1001"}, "max_uses"),
            (CODE, {"max_uses": "1", "role": "treasurer"}, "role"),
            (CODE, {"max_uses": "1", "days": "91"}, "days"),
        ],
    )
    def test_says_at_which_field_it_cannot_be_taken(
        self, fill: Filler, whom: InviteAudience, typed: dict[str, str], field: str
    ) -> None:
        form = sent(fill, whom, **typed)
        assert not form.validate()
        assert list(form.errors) == [field]

    def test_does_not_say_what_anybody_owes(self, fill: Filler) -> None:
        assert sent(fill, MEMBER_LIST).member.choices == [("", "Choose a member"), ("7", "Zoe", {})]

    def test_is_named_by_whom_it_is_for(self) -> None:
        assert [one.label for one in InviteAudience] == ["By e-mail", "From the member list", "Open code"]
