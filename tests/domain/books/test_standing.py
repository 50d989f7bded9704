"""A member's standing, asked with a date."""

from __future__ import annotations

from datetime import date

import pytest

from sigma_finance.domain.books.standing import StandingFacts, StandingKind, standing

TODAY = date(2026, 12, 31)


def facts(**known: object) -> StandingFacts:
    base: dict[str, object] = {"exempt": False, "neophyte_until": None, "oldest_open_due_on": None}
    return StandingFacts(**{**base, **known})  # type: ignore[arg-type]


class TestStanding:
    @pytest.mark.parametrize(
        ("known", "kind"),
        [
            (facts(exempt=True, oldest_open_due_on=date(2020, 1, 1)), StandingKind.EXEMPT),
            (facts(neophyte_until=TODAY, oldest_open_due_on=date(2020, 1, 1)), StandingKind.NEOPHYTE),
            (
                facts(neophyte_until=date(2026, 12, 30), oldest_open_due_on=date(2020, 1, 1)),
                StandingKind.NOT_FINANCIAL,
            ),
            (facts(oldest_open_due_on=date(2026, 12, 30)), StandingKind.NOT_FINANCIAL),
            (facts(oldest_open_due_on=date(2026, 12, 30), on_plan=True), StandingKind.NOT_FINANCIAL),
            (facts(oldest_open_due_on=TODAY, on_plan=True), StandingKind.ON_PLAN),
            (facts(oldest_open_due_on=TODAY), StandingKind.FINANCIAL),
            (facts(), StandingKind.FINANCIAL),
        ],
    )
    def test_is_the_first_that_fits(self, known: StandingFacts, kind: StandingKind) -> None:
        assert standing(known, today=TODAY).kind is kind

    def test_stays_good_through_the_whole_due_day(self) -> None:
        due = facts(oldest_open_due_on=TODAY)
        assert standing(due, today=TODAY).kind is StandingKind.FINANCIAL
        assert standing(due, today=date(2027, 1, 1)).kind is StandingKind.NOT_FINANCIAL

    @pytest.mark.parametrize(
        ("known", "reason"),
        [
            (facts(exempt=True), "Exempt from dues."),
            (facts(neophyte_until=TODAY), "Newly initiated, in good standing until December 31, 2026."),
            (facts(oldest_open_due_on=date(2026, 1, 5)), "Past due since January 5, 2026."),
            (facts(on_plan=True), "On a payment plan with nothing past due."),
            (
                facts(oldest_open_due_on=date(2027, 1, 5)),
                "Nothing past due; the next amount is due by January 5, 2027.",
            ),
            (facts(), "Nothing is owed."),
        ],
    )
    def test_explains_itself_in_a_sentence(self, known: StandingFacts, reason: str) -> None:
        assert standing(known, today=TODAY).reason == reason


class TestAWord:
    def test_stands_for_each_standing(self) -> None:
        assert [kind.label for kind in StandingKind] == [
            "Exempt",
            "Neophyte",
            "Not financial",
            "On plan",
            "Financial",
        ]
