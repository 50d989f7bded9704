"""A charge that is not a period's dues."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.members.members import MemberClass
from sigma_finance.forms.dues.charging import ChargeForm
from sigma_finance.queries.members.members import Choice
from tests.forms.filling import Filler

PEOPLE = [
    Choice(1, "Ada", "ada@example.org", True, 0),
    Choice(2, "Ben", None, True, 0),
    Choice(3, "ben", "b@example.org", True, 0),
]
CLASSES = {MemberClass.REGULAR: [1], MemberClass.ALUMNI: [2, 3]}
GOOD = {"kind": "fee", "description": "Pins", "amount": "5.00", "due_on": "2026-05-04", "whom": "chosen"}


def sent(fill: Filler, **typed: Any) -> ChargeForm:
    form = fill(ChargeForm, {**GOOD, **typed})
    form.ask(PEOPLE, CLASSES, "USD")
    return form


class TestACharge:
    def test_is_read(self, fill: Filler) -> None:
        form = sent(fill, members=["1", "2"])
        assert form.validate(), form.errors
        assert (form.charge_kind, form.amount.minor, form.day, form.chosen) == (
            ChargeKind.FEE,
            500,
            date(2026, 5, 4),
            [1, 2],
        )

    @pytest.mark.parametrize(
        ("whom", "members", "chosen"),
        [("all", [], [1, 2, 3]), ("alumni", ["1"], [2, 3]), ("regular", [], [1]), ("chosen", ["3"], [3])],
    )
    def test_is_of_all_of_a_class_or_of_some(
        self, fill: Filler, whom: str, members: list[str], chosen: list[int]
    ) -> None:
        form = sent(fill, whom=whom, members=members)
        assert form.validate(), form.errors
        assert form.chosen == chosen

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({}, "members"),
            ({"whom": "exempt"}, "whom"),
            ({"members": "1", "kind": ""}, "kind"),
            ({"members": "1", "kind": "dues"}, "kind"),
            ({"members": "1", "amount": "0"}, "amount"),
            ({"members": "1", "due_on": ""}, "due_on"),
            ({"members": "1", "description": ""}, "description"),
        ],
    )
    def test_says_at_which_field_it_cannot_be_taken(
        self, fill: Filler, typed: dict[str, str], field: str
    ) -> None:
        form = sent(fill, **typed)
        assert not form.validate()
        assert field in form.errors

    def test_is_of_nobody_of_another_chapter(self, fill: Filler) -> None:
        assert not sent(fill, members=["99"]).validate()

    def test_tells_two_of_one_name_apart(self, fill: Filler) -> None:
        assert sent(fill).members.choices == [(1, "Ada"), (2, "Ben (no. 2)"), (3, "ben (b@example.org)")]

    def test_has_no_day_before_it_is_valid(self, fill: Filler) -> None:
        with pytest.raises(AssertionError):
            _ = sent(fill, due_on="").day


class TestTheYes:
    def test_is_to_as_many_members_and_this_amount(self, fill: Filler) -> None:
        form = sent(fill, members=["1", "2"])
        assert form.validate()
        assert not form.agrees()
        assert form.agreed.data == "2 500"
        again = sent(fill, members=["1", "2"], agreed="2 500")
        assert again.validate()
        assert again.agrees()
        other = sent(fill, members=["1"], agreed="2 500")
        assert other.validate()
        assert not other.agrees()
