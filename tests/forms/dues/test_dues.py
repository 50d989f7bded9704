"""What an officer enters about dues."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sigma_finance.domain.members.members import MemberClass
from sigma_finance.forms.dues.dues import AssessForm, PeriodForm, WaiveForm
from tests.forms.filling import Filler

GOOD = {"name": "2026-27", "amount": "200.00", "due_on": "2026-09-01"}


def period(fill: Filler, **typed: Any) -> PeriodForm:
    form = fill(PeriodForm, {**GOOD, **typed})
    form.ask("USD")
    return form


class TestAPeriod:
    def test_is_read_with_what_each_class_pays_and_what_others_get(self, fill: Filler) -> None:
        form = period(fill, associate="0", alumni="50.00", national="30.00")
        assert form.validate(), form.errors
        terms = form.terms
        assert (terms.amount_minor, terms.due_on) == (20000, date(2026, 9, 1))
        assert terms.by_class == {MemberClass.ASSOCIATE: 0, MemberClass.ALUMNI: 5000}
        assert (terms.national_minor, terms.regional_minor) == (3000, 0)

    @pytest.mark.parametrize(("typed", "charges"), [("charged", True), ("left", False), (None, False)])
    def test_charges_who_joins_later_where_it_is_said(
        self, fill: Filler, typed: str | None, *, charges: bool
    ) -> None:
        form = period(fill, **({"late_joiners": typed} if typed else {}))
        assert form.validate()
        assert form.terms.charges_late_joiners is charges

    def test_charges_a_class_the_amount_where_its_field_is_left_empty(self, fill: Filler) -> None:
        form = period(fill)
        assert form.validate()
        assert form.terms.by_class == {}

    @pytest.mark.parametrize(
        ("field", "typed"),
        [("name", ""), ("amount", "0"), ("due_on", "soon"), ("alumni", "x"), ("national", "-1")],
    )
    def test_says_at_which_field_it_cannot_be_taken(self, fill: Filler, field: str, typed: str) -> None:
        form = period(fill, **{field: typed})
        assert not form.validate()
        assert list(form.errors) == [field]

    def test_has_no_terms_before_it_is_valid(self, fill: Filler) -> None:
        with pytest.raises(AssertionError):
            _ = period(fill, due_on="").terms


class TestAnAssessment:
    def test_is_for_what_the_page_said(self, fill: Filler) -> None:
        form = fill(AssessForm, {"members": "3", "total": "60000"})
        assert form.validate()
        assert form.is_for(3, 60000)
        assert not form.is_for(4, 60000)
        assert not form.is_for(3, 60001)

    def test_asks_again_where_the_members_have_changed(self, fill: Filler) -> None:
        form = fill(AssessForm, {"members": "3", "total": "60000"})
        assert form.validate()
        form.ask_again(4, 80000)
        assert form.is_for(4, 80000)
        assert form.form_errors == ["The members have changed since this page was opened. Look again."]


class TestAWaiver:
    @pytest.mark.parametrize(
        ("typed", "field"),
        [({"amount": "x"}, "amount"), ({"kind": "gift"}, "kind"), ({"reason": ""}, "reason"), ({}, None)],
    )
    def test_needs_an_amount_a_kind_and_a_reason(
        self, fill: Filler, typed: dict[str, str], field: str | None
    ) -> None:
        form = fill(WaiveForm, {"amount": "50.00", "kind": "hardship", "reason": "Lost the job", **typed})
        assert form.validate() is (field is None)
        assert list(form.errors) == ([field] if field else [])
