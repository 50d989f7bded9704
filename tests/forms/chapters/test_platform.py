"""What those who run the platform enter about a chapter."""

from __future__ import annotations

import pytest

from sigma_finance.forms.chapters.platform import ChapterForm, SuspendForm
from tests.forms.filling import Filler

GOOD = {
    "name": "Sigma Delta",
    "slug": "SDS",
    "currency": "usd",
    "timezone": "Europe/Paris",
    "treasurer": "Tess@example.org",
}


class TestANewChapter:
    def test_is_read_in_the_form_that_is_kept(self, fill: Filler) -> None:
        form = fill(ChapterForm, GOOD)
        assert form.validate()
        made = form.chapter
        assert (made.name, made.slug, made.currency, made.timezone) == (
            "Sigma Delta",
            "sds",
            "USD",
            "Europe/Paris",
        )
        assert form.treasurer.address == "tess@example.org"

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("name", ""),
            ("slug", "a b"),
            ("slug", ""),
            ("currency", "XYZ"),
            ("currency", ""),
            ("timezone", "Mars/Olympus"),
            ("treasurer", "tess"),
        ],
    )
    def test_says_at_which_field_it_cannot_be_taken(self, fill: Filler, field: str, typed: str) -> None:
        form = fill(ChapterForm, {**GOOD, field: typed})
        assert not form.validate()
        assert list(form.errors) == [field]

    def test_begins_with_dollars_in_new_york(self, fill: Filler) -> None:
        form = fill(ChapterForm)
        assert (form.currency.data, form.timezone.data) == ("USD", "America/New_York")


class TestASuspension:
    @pytest.mark.parametrize(("because", "valid"), [("Unpaid", True), ("", False), ("x" * 301, False)])
    def test_needs_a_reason(self, fill: Filler, because: str, valid: bool) -> None:
        assert fill(SuspendForm, {"because": because}).validate() is valid
