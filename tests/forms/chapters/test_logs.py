"""The filters of the two logs, as an address holds them."""

from __future__ import annotations

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from sigma_finance.domain.audit import Action
from sigma_finance.domain.payments.delivery import EventState
from sigma_finance.forms.chapters import logs
from sigma_finance.queries.audit import AuditFilter
from sigma_finance.queries.payments.webhooks import WebhookEventFilter
from tests.forms.filling import Filler

FIRST, LAST = date(2026, 5, 4), date(2026, 5, 9)
EVENTS = WebhookEventFilter("refund", EventState.FAILED, FIRST, LAST)
LINES = AuditFilter("Tess", Action.CHARGE_MADE, FIRST, LAST, 7, "P-1")


def events(fill: Filler, asked: dict[str, str]) -> logs.EventsForm:
    return fill(lambda: logs.EventsForm(MultiDict(asked)))


def trail(fill: Filler, asked: dict[str, str]) -> logs.AuditForm:
    return fill(lambda: logs.AuditForm(MultiDict(asked)))


class TestStripesMessages:
    def test_come_back_from_the_address_as_they_were_asked_for(self, fill: Filler) -> None:
        for wanted in (EVENTS, WebhookEventFilter()):
            assert events(fill, logs.events_address(wanted)).read() == wanted

    def test_are_asked_for_in_words(self) -> None:
        assert logs.events_words(EVENTS) == {
            "q": "“refund”",
            "state": "Failed",
            "from": "From May 4, 2026",
            "to": "To May 9, 2026",
        }
        assert logs.events_address(WebhookEventFilter()) == {}

    @pytest.mark.parametrize(
        ("asked", "field"),
        [
            ({"from": "May"}, "first"),
            ({"from": "2026-05-09", "to": "2026-05-04"}, "last"),
        ],
    )
    def test_say_what_cannot_be_taken(self, fill: Filler, asked: dict[str, str], field: str) -> None:
        form = events(fill, asked)
        assert form.read() is None
        assert list(form.errors) == [field]


class TestTheTrail:
    def test_comes_back_from_the_address_as_it_was_asked_for(self, fill: Filler) -> None:
        for wanted in (LINES, AuditFilter()):
            form = trail(fill, logs.audit_address(wanted))
            assert form.read(member_id=wanted.member_id, payment=wanted.payment) == wanted

    def test_is_asked_for_in_words(self) -> None:
        assert logs.audit_words(LINES, "Ada") == {
            "q": "By “Tess”",
            "action": "Charge, made",
            "member": "About Ada",
            "payment": "About payment P-1",
            "from": "From May 4, 2026",
            "to": "To May 9, 2026",
        }
        assert logs.audit_address(LINES)["member"] == "7"

    def test_says_what_cannot_be_taken(self, fill: Filler) -> None:
        form = trail(fill, {"to": "May"})
        assert form.read(member_id=None, payment="") is None

    def test_reads_over_words_that_there_are_not(self, fill: Filler) -> None:
        form = trail(fill, {"action": "odd"})
        assert form.read(member_id=None, payment="") == AuditFilter()
