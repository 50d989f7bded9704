"""How much a member pays now, and what they report."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from sigma_finance.domain.books.owing import DueItem
from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.payments.payments import Method
from sigma_finance.forms.payments.payments import PayForm, ReportForm
from tests.forms.filling import Filler

TODAY = date(2026, 5, 4)
DUES = [DueItem("Dues", TODAY + timedelta(days=days), 5000) for days in (1, 8, 15)]


def pay(fill: Filler, dues: list[DueItem] | None = None, **typed: str) -> PayForm:
    form = fill(PayForm, typed)
    chosen = DUES if dues is None else dues
    form.offer(owed_minor=sum(due.open_minor for due in chosen), dues=chosen, currency="USD")
    return form


def rows(form: PayForm) -> list[str]:
    return [str(value) for value, *_ in form.what.iter_choices()]


class TestPaying:
    def test_offers_what_there_is(self, fill: Filler) -> None:
        assert rows(pay(fill)) == ["all", "next", "several", "other"]
        assert pay(fill).several.choices == [("2", "2, by May 12, 2026: $100.00")]
        assert rows(pay(fill, DUES[:2])) == ["all", "next", "other"]
        assert rows(pay(fill, DUES[:1])) == ["all", "other"]

    @pytest.mark.parametrize(
        ("typed", "amount_minor"),
        [
            ({"what": "all"}, 15000),
            ({"what": "next"}, 5000),
            ({"what": "several", "several": "2"}, 10000),
            ({"what": "other", "amount": "12.34"}, 1234),
            ({"amount": "12.34"}, 1234),
            ({"what": "all", "amount": "x", "several": "9"}, 15000),
        ],
    )
    def test_works_the_amount_out_here(self, fill: Filler, typed: dict[str, Any], amount_minor: int) -> None:
        form = pay(fill, **typed)
        assert form.validate(), form.errors
        assert form.amount_minor == amount_minor

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({}, "what"),
            ({"what": "everything"}, "what"),
            ({"what": "several", "several": "3"}, "several"),
            ({"what": "several"}, "several"),
            ({"what": "other", "amount": "150.01"}, "amount"),
            ({"what": "other", "amount": ""}, "amount"),
            ({"what": "other", "amount": "0.10"}, "amount"),
        ],
    )
    def test_says_at_which_field_it_cannot_be_taken(
        self, fill: Filler, typed: dict[str, Any], field: str
    ) -> None:
        form = pay(fill, **typed)
        assert not form.validate()
        assert list(form.errors) == [field]

    @pytest.mark.parametrize("what", ["all", "next"])
    def test_refuses_a_sum_of_ours_that_no_card_can_pay(self, fill: Filler, what: str) -> None:
        form = pay(fill, [DueItem("Dues", TODAY, 10), DueItem("Dues", TODAY, 10)], what=what)
        assert not form.validate()
        assert list(form.errors) == ["what"]

    def test_refuses_so_many_installments_as_no_card_can_pay(self, fill: Filler) -> None:
        form = pay(fill, [DueItem("Dues", TODAY, 10)] * 3, what="several", several="2")
        assert not form.validate()
        assert list(form.errors) == ["several"]

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"what": "all"}, "what"),
            ({"what": "several", "several": "2"}, "several"),
            ({"what": "other", "amount": "5.00"}, "amount"),
        ],
    )
    def test_shows_a_refusal_where_the_amount_came_from(
        self, fill: Filler, typed: dict[str, Any], field: str
    ) -> None:
        form = pay(fill, **typed)
        assert form.validate()
        form.refused(Conflict("What is owed has changed."))
        assert list(form[field].errors) == ["What is owed has changed."]


GOOD = {
    "amount": "50.00",
    "method": "zelle",
    "received_on": "2026-05-04",
    "taken_by": "Tess",
    "note": "x",
}


class TestReporting:
    def sent(self, fill: Filler, **typed: Any) -> ReportForm:
        form = fill(ReportForm, {**GOOD, **typed})
        form.ask(today=TODAY, currency="USD")
        return form

    def test_is_read(self, fill: Filler) -> None:
        form = self.sent(fill)
        assert form.validate(), form.errors
        entry = form.entry(chapter_id=1, member_id=2)
        assert (entry.amount_minor, entry.method, entry.received_on) == (5000, Method.ZELLE, TODAY)
        assert (entry.taken_by, entry.note) == ("Tess", "x")

    @pytest.mark.parametrize(
        ("field", "typed"),
        [("amount", ""), ("method", "card"), ("received_on", "2026-05-05"), ("received_on", "")],
    )
    def test_says_at_which_field_it_cannot_be_taken(self, fill: Filler, field: str, typed: str) -> None:
        form = self.sent(fill, **{field: typed})
        assert not form.validate()
        assert list(form.errors) == [field]
