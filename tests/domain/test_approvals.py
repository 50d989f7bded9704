"""Who may approve what another officer asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sigma_finance.domain.approvals import (
    GOOD_FOR,
    NEW_FOR,
    Act,
    ApprovalState,
    OfficeSource,
    RoleLine,
    has_lapsed,
    role_source,
    why_not,
)

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
LONG_AGO, LATELY = NOW - timedelta(days=400), NOW - timedelta(days=6, hours=23)
TESS, ANN, EVE = 1, 2, 3
BY_OPERATOR = OfficeSource(None, None)


def refusal(has: list[OfficeSource], asker_has: list[OfficeSource] | None = None, approver: int = ANN) -> str:
    whose = [BY_OPERATOR] if asker_has is None else asker_has
    return why_not(approver=approver, has=has, asker=TESS, asker_has=whose, at=NOW)


class TestAnOfficer:
    def test_approves_for_another_whom_neither_made_an_officer(self) -> None:
        assert refusal([OfficeSource(LONG_AGO, EVE)], [OfficeSource(LONG_AGO, EVE)]) == ""
        assert refusal([BY_OPERATOR]) == ""

    def test_approves_nothing_of_their_own(self) -> None:
        said = "You asked for this. Another officer has to approve it."
        assert refusal([BY_OPERATOR], approver=TESS) == said

    def test_waits_seven_days_and_no_longer(self) -> None:
        said = "You can approve once you have been an officer for 7 days."
        assert refusal([OfficeSource(LATELY, EVE)]) == said
        assert refusal([OfficeSource(NOW - NEW_FOR, EVE)]) == ""

    def test_approves_nothing_for_who_made_them_one_however_long_ago(self) -> None:
        said = "Who asked made you an officer. Somebody else has to approve it."
        assert refusal([OfficeSource(LONG_AGO, TESS)]) == said

    def test_approves_nothing_for_whom_they_made_one(self) -> None:
        said = "You made who asked an officer. Somebody else has to approve it."
        assert refusal([BY_OPERATOR], [OfficeSource(LONG_AGO, ANN)]) == said

    def test_may_where_another_reason_makes_either_an_officer(self) -> None:
        assert refusal([OfficeSource(LONG_AGO, TESS), OfficeSource(LONG_AGO, EVE)]) == ""
        assert refusal([BY_OPERATOR], [OfficeSource(LONG_AGO, ANN), BY_OPERATOR]) == ""
        assert "7 days" in refusal([OfficeSource(LONG_AGO, TESS), OfficeSource(LATELY, EVE)])

    def test_approves_for_who_is_no_officer_any_more(self) -> None:
        assert refusal([BY_OPERATOR], []) == ""


class TestARole:
    def test_that_no_line_tells_of_is_the_operators(self) -> None:
        assert role_source([]) == BY_OPERATOR

    def test_lasts_since_it_was_given_and_not_since_it_grew(self) -> None:
        lines = [RoleLine(True, LONG_AGO, TESS), RoleLine(True, LATELY, EVE)]
        assert role_source(lines) == OfficeSource(LONG_AGO, TESS)

    def test_begins_anew_after_it_was_taken(self) -> None:
        lines = [RoleLine(True, LONG_AGO, EVE), RoleLine(False, LONG_AGO, TESS), RoleLine(True, LATELY, TESS)]
        assert role_source(lines) == OfficeSource(LATELY, TESS)

    def test_of_a_row_on_the_roster_begins_as_its_person_joins(self) -> None:
        lines = [RoleLine(True, LONG_AGO, TESS), RoleLine(True, LATELY, EVE, joins=True)]
        assert role_source(lines) == OfficeSource(LATELY, TESS)

    def test_that_the_operator_gave_needs_no_wait(self) -> None:
        assert role_source([RoleLine(True, LATELY, None)]) == BY_OPERATOR
        assert (
            role_source([RoleLine(True, LATELY, None), RoleLine(True, LATELY, TESS, joins=True)])
            == BY_OPERATOR
        )


class TestAnAct:
    @pytest.mark.parametrize(
        ("act", "label"), [(Act.WAIVER, "Waive a charge"), (Act.REVERSAL, "Reverse a payment")]
    )
    def test_is_named_by_what_an_officer_does(self, act: Act, label: str) -> None:
        assert act.label == label

    def test_has_a_label_each(self) -> None:
        assert len({act.label for act in Act}) == len(Act)


class TestARequest:
    @pytest.mark.parametrize(
        ("state", "label"),
        [
            (ApprovalState.WAITING, "Waiting"),
            (ApprovalState.APPROVED, "Approved"),
            (ApprovalState.DECLINED, "Declined"),
            (ApprovalState.WITHDRAWN, "Withdrawn"),
        ],
    )
    def test_says_where_it_stands(self, state: ApprovalState, label: str) -> None:
        assert state.label == label

    def test_can_be_approved_for_thirty_days(self) -> None:
        assert timedelta(days=30) == GOOD_FOR

    @pytest.mark.parametrize(
        ("waited", "lapsed"), [(timedelta(), False), (GOOD_FOR, False), (2 * GOOD_FOR, True)]
    )
    def test_lapses_after_thirty_days(self, waited: timedelta, lapsed: bool) -> None:
        asked_at = datetime(2026, 2, 1, tzinfo=UTC)
        assert has_lapsed(asked_at, asked_at + waited) is lapsed
