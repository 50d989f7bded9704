"""Bringing a file in, and what has to be said before it is imported."""

from __future__ import annotations

import io
from datetime import date

import pytest

from sigma_finance.forms.imports.imports import ConfirmImportForm, FileForm, RosterTermsForm, TermsForm
from tests.forms.filling import Filler


class TestAFile:
    def test_is_asked_for(self, fill: Filler) -> None:
        assert not fill(FileForm, {}).validate()
        form = fill(FileForm, {"file": (io.BytesIO(b"Name"), "fall.csv")})
        assert form.validate(), form.errors


class TestTerms:
    def terms(self, fill: Filler, **typed: str) -> TermsForm:
        form = fill(TermsForm, typed)
        form.offer(["Fall", "Spring"])
        return form

    @pytest.mark.parametrize(
        ("typed", "day", "sheet"),
        [({"day": "2026-05-04", "sheet": "Fall"}, date(2026, 5, 4), "Fall"), ({"sheet": ""}, None, "")],
    )
    def test_may_be_left_out(self, fill: Filler, typed: dict[str, str], day: date | None, sheet: str) -> None:
        form = self.terms(fill, **typed)
        assert form.validate(), form.errors
        assert (form.day.data, form.sheet.data) == (day, sheet)

    @pytest.mark.parametrize(("field", "typed"), [("sheet", "Winter"), ("day", "May")])
    def test_are_refused_where_the_file_has_no_such_thing(self, fill: Filler, field: str, typed: str) -> None:
        form = self.terms(fill, **{field: typed})
        assert not form.validate()
        assert list(form.errors) == [field]

    def test_of_a_roster_ask_when_debts_are_due(self, fill: Filler) -> None:
        assert fill(RosterTermsForm).day.label.text == "What they owe is due on"


class TestTheYes:
    @pytest.mark.parametrize(("typed", "good"), [({}, False), ({"good_rows": "y"}, True)])
    def test_is_to_leaving_out_what_has_to_be_mended(
        self, fill: Filler, typed: dict[str, str], good: bool
    ) -> None:
        form = fill(ConfirmImportForm, typed)
        assert form.validate()
        assert form.good_rows.data is good
