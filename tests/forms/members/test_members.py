"""What an officer enters about members, and about offices."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sigma_finance.domain.members.members import MemberClass, Post
from sigma_finance.domain.permissions import Role
from sigma_finance.forms.members.members import AppointForm, EndTermForm, MemberForm
from sigma_finance.queries.members.members import Choice
from tests.forms.filling import Filler


def member(fill: Filler, roles: tuple[Role, ...] = tuple(Role), **typed: Any) -> MemberForm:
    form = fill(MemberForm, {"name": "Ada Byron", "member_class": "regular", "role": "member", **typed})
    form.offer(roles)
    return form


class TestAMember:
    def test_is_read(self, fill: Filler) -> None:
        form = member(
            fill,
            email="Ada@example.org",
            phone="404  555 0123",
            member_class="exempt",
            exempt_because="Abroad",
            initiated_on="2024-10-12",
            role="treasurer",
        )
        assert form.validate(), form.errors
        found = form.details
        assert (found.name, found.email, found.phone) == ("Ada Byron", "ada@example.org", "404 555 0123")
        assert (found.member_class, found.exempt_because) == (MemberClass.EXEMPT, "Abroad")
        assert (found.initiated_on, found.role) == (date(2024, 10, 12), Role.TREASURER)

    def test_needs_a_name_alone(self, fill: Filler) -> None:
        form = member(fill)
        assert form.validate(), form.errors
        assert (form.details.email or None, form.details.phone, form.details.initiated_on) == (None, "", None)

    def test_keeps_their_role_where_the_officer_may_not_change_it(self, fill: Filler) -> None:
        form = member(fill, (), role="admin")
        assert form.validate(), form.errors
        assert form.details.role is None

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("name", ""),
            ("email", "ada"),
            ("phone", "call me"),
            ("member_class", "pledge"),
            ("initiated_on", "May"),
            ("role", "king"),
        ],
    )
    def test_says_at_which_field_it_cannot_be_taken(self, fill: Filler, field: str, typed: str) -> None:
        changed: dict[str, Any] = {field: typed}
        form = member(fill, **changed)
        assert not form.validate()
        assert list(form.errors) == [field]


class TestAnAppointment:
    def sent(self, fill: Filler, **typed: str) -> AppointForm:
        form = fill(AppointForm, {"member": "1", "post": "president", "starts_on": "2026-05-04", **typed})
        form.offer([Choice(1, "Ada", None, True, 0)], [Post.PRESIDENT])
        return form

    def test_is_read(self, fill: Filler) -> None:
        form = self.sent(fill, ends_on="2027-05-03")
        assert form.validate(), form.errors
        found = form.appointment
        assert (found.member_id, found.post, found.starts_on, found.ends_on) == (
            1,
            Post.PRESIDENT,
            date(2026, 5, 4),
            date(2027, 5, 3),
        )

    @pytest.mark.parametrize(("field", "typed"), [("member", "2"), ("post", "treasurer"), ("starts_on", "")])
    def test_says_at_which_field_it_cannot_be_taken(self, fill: Filler, field: str, typed: str) -> None:
        form = self.sent(fill, **{field: typed})
        assert not form.validate()
        assert list(form.errors) == [field]


class TestAnEnd:
    def test_is_a_day(self, fill: Filler) -> None:
        form = fill(EndTermForm, {"last_day": "2026-05-04"})
        assert form.validate()
        assert form.day == date(2026, 5, 4)

    def test_is_none_before_it_is_valid(self, fill: Filler) -> None:
        form = fill(EndTermForm, {"last_day": ""})
        assert not form.validate()
        with pytest.raises(AssertionError):
            _ = form.day
