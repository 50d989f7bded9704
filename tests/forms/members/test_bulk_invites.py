"""A list of people to invite, pasted or in a file."""

from __future__ import annotations

import io
from typing import Any

import pytest

from sigma_finance.domain.permissions import Role
from sigma_finance.forms.members.bulk_invites import LONGEST_LIST, ListForm
from tests.forms.filling import Filler


def sent(fill: Filler, issuer: Role = Role.TREASURER, **typed: Any) -> ListForm:
    form = fill(ListForm, {"people": "Ada <ada@example.org>", "role": "member", "days": "14", **typed})
    form.ask(issuer)
    return form


class TestAList:
    def test_is_read(self, fill: Filler) -> None:
        form = sent(fill, people="Ada <ada@example.org>\nben@example.org", role="secretary", days="7")
        assert form.validate(), form.errors
        assert [one.email for one in form.listed] == ["ada@example.org", "ben@example.org"]
        assert (form.chosen_role, form.days.number) == (Role.SECRETARY, 7)

    def test_gets_the_people_of_a_file_too(self, fill: Filler) -> None:
        form = sent(fill, people="", file=(io.BytesIO(b"x"), "people.csv"))
        assert form.validate(), form.errors
        form.add(["Cyd <cyd@example.org>"])
        assert [one.name for one in form.listed] == ["Cyd"]

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"people": ""}, "people"),
            ({"people": "x" * (LONGEST_LIST + 1)}, "people"),
            ({"role": "admin"}, "role"),
            ({"days": "0"}, "days"),
            ({"days": "91"}, "days"),
        ],
    )
    def test_says_at_which_field_it_cannot_be_taken(
        self, fill: Filler, typed: dict[str, Any], field: str
    ) -> None:
        form = sent(fill, **typed)
        assert not form.validate()
        assert list(form.errors) == [field]
