"""Words that decide what a row is."""

from __future__ import annotations

from datetime import date

import pytest

from sigma_finance.domain.imports.statuses import (
    StatusVerdict,
    belongs,
    gone,
    is_kind,
    may_say_unpaid,
    paid,
    says_unpaid,
    yes_or_no,
)
from sigma_finance.domain.imports.tables import Cell, Flaw

TODAY = date(2026, 3, 1)


class TestAStatusOfAPayment:
    @pytest.mark.parametrize(
        "word", ["Paid", "PAID IN FULL", "Completed", "yes", "x", "✓", "Succeeded", "Paid (cash)", True]
    )
    def test_says_that_it_came_in(self, word: Cell) -> None:
        assert paid(word) is StatusVerdict.YES

    @pytest.mark.parametrize(
        "word",
        "Unpaid|Pending|Refunded|Failed|Voided|Bounced|Not paid|no|NSF|Declined|Past due|Cancelled|Chargeback|"
        "Refunded - 3/4|Requires payment method|IOU|Not yet paid|Reversed".split("|"),
    )
    def test_says_that_nothing_came_in_or_stayed(self, word: str) -> None:
        assert paid(word) is StatusVerdict.NO

    @pytest.mark.parametrize("word", ["See Bob", "?", "half", "Donation"])
    def test_says_nothing_that_we_can_tell(self, word: str) -> None:
        assert paid(word) is StatusVerdict.UNKNOWN

    def test_is_empty(self) -> None:
        assert paid("") is StatusVerdict.EMPTY

    def test_is_found_in_a_note_that_says_nothing_else(self) -> None:
        assert (says_unpaid("VOID"), says_unpaid("bounced"), says_unpaid("asked twice")) == (
            True,
            True,
            False,
        )


class TestAStatusOfAMember:
    @pytest.mark.parametrize("word", ["Active", "current", "In good standing", "Yes"])
    def test_says_that_they_belong(self, word: str) -> None:
        assert belongs(word) is StatusVerdict.YES

    @pytest.mark.parametrize(
        "word",
        "Inactive|Graduated|Dropped|Alumni|Alumnus|Resigned|Transferred|Suspended|On leave|LOA|Former member|no|"
        "Deceased|Expelled|Graduated (May 2025)|No longer active|Early alum".split("|"),
    )
    def test_says_that_they_have_left(self, word: str) -> None:
        assert belongs(word) is StatusVerdict.NO

    def test_says_nothing_that_we_can_tell(self) -> None:
        assert belongs("Pledge") is StatusVerdict.UNKNOWN

    @pytest.mark.parametrize(
        ("cell", "verdict"),
        [
            (date(2025, 5, 1), StatusVerdict.YES),
            (TODAY, StatusVerdict.YES),
            (date(2026, 3, 2), StatusVerdict.NO),
            (date(2026, 2, 28), StatusVerdict.YES),
            (date(2025, 12, 31), StatusVerdict.YES),
            ("2025", StatusVerdict.YES),
            ("2026", StatusVerdict.UNKNOWN),
            ("Graduated", StatusVerdict.YES),
            (Flaw.ERROR, StatusVerdict.EMPTY),
            (date(2027, 5, 1), StatusVerdict.NO),
            ("May 2024", StatusVerdict.YES),
            ("2027", StatusVerdict.NO),
            (2027, StatusVerdict.NO),
            ("yes", StatusVerdict.YES),
            ("No", StatusVerdict.NO),
            ("-", StatusVerdict.NO),
            ("", StatusVerdict.EMPTY),
            ("soon", StatusVerdict.UNKNOWN),
        ],
    )
    def test_may_be_a_day_on_which_they_left(self, cell: Cell, verdict: StatusVerdict) -> None:
        assert gone(cell, TODAY) is verdict


def test_ticks_and_crosses_say_yes_and_no() -> None:
    assert [yes_or_no(cell) for cell in ("x", "✓", True, "Y")] == [StatusVerdict.YES] * 4
    assert [yes_or_no(cell) for cell in ("-", "✗", False, "n")] == [StatusVerdict.NO] * 4
    assert (yes_or_no(""), yes_or_no("maybe")) == (StatusVerdict.EMPTY, StatusVerdict.UNKNOWN)
    assert [yes_or_no(cell) for cell in ("✓✔☑✅", "✗✘☒❌☐-–—")] == [StatusVerdict.YES, StatusVerdict.NO]
    assert yes_or_no("XX") is StatusVerdict.YES


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Payment", True),
        ("Payout", True),
        ("PAID", True),
        ("unpaid", True),
        ("Blue", False),
        ("", False),
    ],
)
def test_a_text_may_name_a_kind_of_transaction_or_a_state_of_one(text: str, kind: bool) -> None:
    assert is_kind(text) is kind


@pytest.mark.parametrize("word", ["due", "open", "sent", "bill", "past due", "invoice"])
def test_a_word_of_many_meanings_alone_says_nothing(word: str) -> None:
    assert not says_unpaid(word)


class TestWordsAmongOthers:
    @pytest.mark.parametrize(
        "text",
        "check bounced|refunded 3/4|NOT PAID YET|hasn't paid|charged back in May|cheque devuelto|noch nicht bezahlt|"
        "hajalipa bado|não pago ainda|VOID".split("|"),
    )
    def test_may_say_that_nothing_came_in(self, text: str) -> None:
        assert may_say_unpaid(text)

    @pytest.mark.parametrize(
        "text",
        "not refunded|non refundable|card declined, paid cash|owes $50 more|paid by his mother".split("|"),
    )
    def test_say_nothing_of_it(self, text: str) -> None:
        assert not may_say_unpaid(text)

    @pytest.mark.parametrize(
        "text",
        [
            "Graduated May 2024",
            "left in May",
            "Inactive since 2023",
            "dropped Fall 2022",
            "Ausgetreten am 3.4.",
        ],
    )
    def test_tell_beside_a_day_that_somebody_has_left(self, text: str) -> None:
        assert belongs(text) is StatusVerdict.NO

    def test_tell_beside_a_day_that_somebody_is_there(self) -> None:
        assert (belongs("Active since 2020"), paid("Paid on 3/4"), paid("Pending until May")) == (
            StatusVerdict.YES,
            StatusVerdict.YES,
            StatusVerdict.NO,
        )
