"""A payment plan that a member chooses, and what they agree to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from sigma_finance.domain.policy import Frequency, Policy
from sigma_finance.forms.dues.plans import AgreeForm, PlanForm
from tests.forms.filling import Filler

TODAY = date(2026, 5, 4)
RULES = Policy()
GOOD = {"frequency": "monthly", "installments": "3", "first_on": "2026-06-01"}


def plan(fill: Filler, *, rules: Policy = RULES, **typed: Any) -> PlanForm:
    form = fill(PlanForm, {**GOOD, **typed})
    form.ask(owed_minor=10000, rules=rules, today=TODAY)
    return form


class TestAPlan:
    def test_is_worked_out_to_the_cent(self, fill: Filler) -> None:
        form = plan(fill)
        assert form.validate(), form.errors
        assert [(part.due_on, part.amount_minor) for part in form.parts] == [
            (date(2026, 6, 1), 3334),
            (date(2026, 7, 1), 3333),
            (date(2026, 8, 1), 3333),
        ]
        terms = form.terms
        assert (terms.frequency, terms.installments, terms.first_on, terms.owed_minor) == (
            Frequency.MONTHLY,
            3,
            date(2026, 6, 1),
            10000,
        )
        assert form.agreement("Sigma", "USD") == (
            "I will pay Sigma the $100.00 that I owe in these installments: $33.34 by 2026-06-01; "
            "$33.33 by 2026-07-01; $33.33 by 2026-08-01."
        )

    @pytest.mark.parametrize(
        ("rules", "offered"),
        [
            (Policy(), True),
            (Policy(plan_installments=2), False),
            (Policy(plans_offered=(Frequency.WEEKLY,)), False),
            (Policy(plans_end_on=date(2026, 7, 31)), False),
        ],
    )
    def test_is_offered_by_the_chapters_terms(self, fill: Filler, rules: Policy, offered: bool) -> None:
        form = plan(fill, rules=rules)
        assert form.validate()
        assert form.offered is offered

    @pytest.mark.parametrize(
        ("typed", "fields"),
        [
            ({"installments": ""}, {"installments"}),
            ({"installments": "0"}, {"installments"}),
            ({"installments": "999"}, {"installments"}),
            ({"installments": "x"}, {"installments"}),
            ({"installments": "", "first_on": ""}, {"installments", "first_on"}),
            ({"frequency": ""}, {"frequency"}),
            ({"frequency": "daily"}, {"frequency"}),
            ({"first_on": ""}, {"first_on"}),
            ({"first_on": (TODAY - timedelta(days=1)).isoformat()}, {"first_on"}),
            ({"first_on": "2030-01-01"}, {"first_on"}),
            ({"frequency": "quarterly", "installments": "40"}, {"installments"}),
        ],
    )
    def test_says_at_which_field_it_cannot_be_taken(
        self, fill: Filler, typed: dict[str, Any], fields: set[str]
    ) -> None:
        form = plan(fill, **typed)
        assert not form.validate()
        assert set(form.errors) == fields

    def test_has_no_terms_before_it_is_valid(self, fill: Filler) -> None:
        with pytest.raises(AssertionError):
            _ = plan(fill, first_on="").terms


class TestTheYes:
    def agree(self, fill: Filler, **typed: str) -> AgreeForm:
        form = fill(AgreeForm, {**GOOD, **typed})
        form.ask(owed_minor=10000, rules=Policy(), today=TODAY)
        return form

    def test_is_asked_for(self, fill: Filler) -> None:
        assert self.agree(fill, agreed="y").validate()
        form = self.agree(fill)
        assert not form.validate()
        assert form.errors == {"agreed": ["Tick that you agree to pay on these dates."]}

    @pytest.mark.parametrize(("owed", "current"), [("10000", True), ("9999", False), ("", False)])
    def test_is_to_what_is_owed_now(self, fill: Filler, owed: str, current: bool) -> None:
        assert self.agree(fill, owed=owed).is_current is current
