"""What a person says of a file where it does not say it itself."""

from __future__ import annotations

from datetime import date

import pytest

from sigma_finance.domain.imports.answers import NONE, Answers, HiddenRows, LookAlikes, SeenBefore
from sigma_finance.domain.imports.customs import AmountStyle, DateOrder
from sigma_finance.forms.imports.answers import RosterTermsForm, TermsForm
from tests.forms.filling import Filler


class TestTerms:
    def terms(self, fill: Filler, **typed: str) -> TermsForm:
        form = fill(TermsForm, typed)
        form.offer(["Fall", "Spring"], [("cp1250", "Central European")])
        return form

    @pytest.mark.parametrize(
        ("typed", "day", "sheet"),
        [({"day": "2026-05-04", "sheet": "Fall"}, date(2026, 5, 4), "Fall"), ({"sheet": ""}, None, "")],
    )
    def test_may_be_left_out(self, fill: Filler, typed: dict[str, str], day: date | None, sheet: str) -> None:
        form = self.terms(fill, **typed)
        assert form.validate(), form.errors
        assert (form.day.data, form.sheet.data) == (day, sheet)

    @pytest.mark.parametrize(
        ("field", "typed"), [("sheet", "Winter"), ("day", "May"), ("dates", "never"), ("text", "utf-7")]
    )
    def test_are_refused_where_the_file_has_no_such_thing(self, fill: Filler, field: str, typed: str) -> None:
        form = self.terms(fill, **{field: typed})
        assert not form.validate()
        assert list(form.errors) == [field]

    def test_of_a_roster_ask_when_debts_are_due(self, fill: Filler) -> None:
        assert fill(RosterTermsForm).day.label.text == "What they owe is due on"

    def test_make_answers(self, fill: Filler) -> None:
        typed = {"dates": "day-first", "amounts": "comma", "hidden_rows": "leave", "seen_before": "new"}
        form = self.terms(fill, **typed)
        assert form.validate(), form.errors
        said = form.answers({**typed, "column-F": "status", "column-G": "", "day": ""})
        assert said == Answers(
            {"F": "status"}, DateOrder.DAY_FIRST, AmountStyle.COMMA, SeenBefore.NEW, HiddenRows.LEAVE
        )
        assert self.terms(fill).answers({}) == NONE

    def test_of_a_roster_are_about_look_alikes(self, fill: Filler) -> None:
        form = fill(RosterTermsForm, {"look_alikes": "new"})
        form.offer([], [])
        assert form.validate(), form.errors
        assert form.answers({}).look_alikes is LookAlikes.NEW

    def test_offer_for_a_column_what_its_table_can_hold(self, fill: Filler) -> None:
        assert ("refunded", "Refunded or taken back") in self.terms(fill).choices
        assert ("left", "Who has left") in fill(RosterTermsForm).choices
        assert self.terms(fill).choices[-1] == ("not-read", "Not read")
