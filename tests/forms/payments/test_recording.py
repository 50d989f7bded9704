"""What an officer enters about money."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sigma_finance.domain.payments.payments import Method
from sigma_finance.forms.payments.recording import AssignForm, ReasonForm, RecordForm
from sigma_finance.queries.members.members import Choice
from tests.forms.filling import Filler

TODAY = date(2026, 5, 4)
PEOPLE = [Choice(1, "Ada", None, True, 20000)]


def sent(fill: Filler, **typed: Any) -> RecordForm:
    good = {"member": "1", "amount": "50.00", "method": "cash", "received_on": "2026-05-04"}
    form = fill(RecordForm, {**good, **typed})
    form.ask(PEOPLE, today=TODAY, currency="USD")
    return form


class TestRecording:
    def test_is_read(self, fill: Filler) -> None:
        form = sent(fill, taken_by="Tess", note="No. 7")
        assert form.validate(), form.errors
        entry = form.entry(chapter_id=9)
        assert (entry.chapter_id, entry.member_id, entry.amount_minor, entry.method) == (
            9,
            1,
            5000,
            Method.CASH,
        )
        assert (entry.received_on, entry.taken_by, entry.note) == (TODAY, "Tess", "No. 7")
        assert form.label == "Record payment"

    @pytest.mark.parametrize(
        ("field", "typed"),
        [("member", "2"), ("amount", "x"), ("method", ""), ("method", "card"), ("received_on", "2026-05-05")],
    )
    def test_says_at_which_field_it_cannot_be_taken(self, fill: Filler, field: str, typed: str) -> None:
        form = sent(fill, **{field: typed})
        assert not form.validate()
        assert list(form.errors) == [field]


class TestASurplus:
    @pytest.mark.parametrize(
        ("owed", "agreed", "agrees"),
        [(5000, "", True), (4000, "1000", True), (4000, "900", False), (4000, "", False)],
    )
    def test_is_agreed_to_by_its_sum(self, fill: Filler, owed: int, agreed: str, agrees: bool) -> None:
        form = sent(fill, **({"keep_credit": agreed} if agreed else {}))
        assert form.validate()
        assert form.agrees(owed) is agrees

    @pytest.mark.parametrize(
        ("owed", "words"),
        [
            (4000, "$50.00 is more than the $40.00 owed; $10.00 will be kept as credit."),
            (0, "Nothing is owed; $50.00 will be kept as credit."),
        ],
    )
    def test_is_asked_about(self, fill: Filler, owed: int, words: str) -> None:
        form = sent(fill)
        assert form.validate()
        assert not form.agrees(owed)
        assert list(form.amount.errors) == [words]
        assert form.label == f"Record $50.00 {Method.CASH.in_words}"
        assert form.keep_credit.render_kw == {"value": str(5000 - owed)}


class TestAReason:
    @pytest.mark.parametrize(("reason", "valid"), [("Typed twice", True), ("", False), ("x" * 301, False)])
    def test_is_asked_for(self, fill: Filler, reason: str, valid: bool) -> None:
        assert fill(ReasonForm, {"reason": reason}).validate() is valid


class TestAssigning:
    @pytest.mark.parametrize(("member", "valid"), [("1", True), ("2", False), ("", False)])
    def test_is_to_a_member_of_the_list(self, fill: Filler, member: str, valid: bool) -> None:
        form = fill(AssignForm, {"member": member})
        form.member.offer(PEOPLE, None)
        assert form.validate() is valid
