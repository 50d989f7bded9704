"""How a file is read: one way throughout, decided from all of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from sigma_finance.domain.imports.answers import Answers, UnansweredColumns
from sigma_finance.domain.imports.columns import PAYMENTS, Column, Slot
from sigma_finance.domain.imports.customs import AmountStyle, DateOrder
from sigma_finance.domain.imports.readings import FileTerms, ReadingSummary, read_file, summary_of
from sigma_finance.domain.imports.tables import Cell, Table
from tests.domain.imports.reading import TODAY, read, sheet

HEADS = ("Name", "Amount", "Date")


class TestAFile:
    def test_says_how_it_is_read(self) -> None:
        file = read(HEADS, ("Ada", "200,00", "25.04.2025"))
        assert dict(file.facts) == {
            "Headings": "row 1",
            "Amounts": "1.200,00, a comma before the cents (row 2 shows it)",
            "Dates": "the day first: 03/04/2025 is April 3 (row 2 shows it)",
        }
        assert file.amounts.style is AmountStyle.COMMA
        assert file.dates[Slot(Column.DATE)].order is DateOrder.DAY_FIRST

    def test_says_that_it_is_read_as_somebody_said(self) -> None:
        answers = Answers(dates=DateOrder.DAY_FIRST, amounts=AmountStyle.COMMA)
        file = read(HEADS, ("Ada", "1.200", "3/4/2025"), answers=answers)
        assert "as you said" in dict(file.facts)["Dates"]
        assert "as you said" in dict(file.facts)["Amounts"]

    def test_names_the_sheets_that_are_not_read(self) -> None:
        shown, other = sheet(HEADS, ("Ada", 5, "")), sheet(("About",), name="Read me", hidden=True)
        terms = FileTerms(PAYMENTS, "USD", "America/New_York", TODAY)
        file = read_file(Table("x", "", [shown, other], encoding="UTF-8"), terms)
        assert dict(file.facts) == {
            "Headings": "row 1",
            "Sheet": "Payments",
            "Sheets not read": "Read me (hidden)",
            "Text": "UTF-8",
        }
        assert file.summary.sheet == "Payments"

    def test_counts_hidden_rows_and_says_whose_day_moments_are(self) -> None:
        file = read(HEADS, ("Ada", 5, "2025-01-02T03:04:05Z"), hidden_rows=frozenset({2}))
        assert dict(file.facts)["Hidden rows"] == "1"
        assert dict(file.facts)["Moments"] == "taken as days in America/New_York"

    def test_has_headings_in_two_rows(self) -> None:
        file = read(("Name", "Dues", ""), ("", "Q1", "Q2"), ("Ada", 5, 6))
        assert (file.heading_rows, dict(file.facts)["Headings"]) == ((1, 2), "rows 1 and 2")

    def test_calls_a_column_as_its_heading_does(self) -> None:
        file = read(HEADS, ("Ada", 5, ""))
        assert (file.heading(Slot(Column.AMOUNT)), file.heading(Slot(Column.NOTES))) == ("Amount", "Notes")

    def test_doubts_a_spreadsheets_own_dates_beside_texts_of_another_order(self) -> None:
        table: list[Sequence[Cell]] = [HEADS, ("Ada", 5, date(2025, 3, 4)), ("Ben", 5, "25/04/2025")]
        assert read(*table).dates[Slot(Column.DATE)].own_dates_doubted
        said = read(*table, answers=Answers(dates=DateOrder.DAY_FIRST))
        assert not said.dates[Slot(Column.DATE)].own_dates_doubted


class TestAQuestion:
    @pytest.mark.parametrize(
        ("row", "currency", "about"),
        [
            (("Ada", 5, "03/04/2025"), "EUR", "dates"),
            (("Ada", "1.200", "2025-04-03"), "EUR", "amounts"),
        ],
    )
    def test_is_open_where_a_file_could_be_read_both_ways(
        self, row: tuple[str, ...], currency: str, about: str
    ) -> None:
        file = read(HEADS, row, currency=currency)
        assert [question.about for question in file.questions] == [about]
        assert "row 2" in file.questions[0].sentence

    def test_is_open_where_a_column_could_decide(self) -> None:
        file = read((*HEADS, "Stage"), ("Ada", 5, "", "Pending"))
        assert file.questions[0].about == "D"
        with pytest.raises(UnansweredColumns, match="column D, “Stage”") as refusal:
            file.require_answers()
        assert refusal.value.field == "columns"

    def test_is_none_in_a_plain_file(self) -> None:
        file = read(HEADS, ("Ada", 5, "2025-04-03"))
        file.require_answers()
        assert list(file.questions) == []


class TestASummary:
    def test_names_every_column_and_is_kept(self) -> None:
        file = read((*HEADS, "Nickname"), ("Ada", 5, "", "A"), hidden_columns=frozenset({3}))
        summary = file.summary
        assert [(one.heading, one.reads) for one in summary.columns][-1] == ("Nickname", "Not read")
        assert summary.columns[-1].remark == "The file hides this column."
        assert summary_of(summary.as_head()) == summary

    def test_says_why_a_column_is_read_as_it_is(self) -> None:
        file = read(
            ("Name", "Amount", "Notes", "Comments"), ("Ada", 5, "a", "b"), hidden_columns=frozenset({3})
        )
        assert [one.remark for one in file.summary.columns] == [
            "",
            "",
            "",
            "C holds “Notes”. The file hides this column.",
        ]

    def test_is_empty_for_an_import_of_before(self) -> None:
        assert summary_of({}) == ReadingSummary("", [], [])


class TestABlankStatus:
    def test_counts_where_the_column_names_exceptions_alone(self) -> None:
        slot = Slot(Column.STATUS)
        assert read((*HEADS, "Status"), ("Ada", 5, "", "Refunded")).blank_status_counts == {slot: True}
        assert read((*HEADS, "Status"), ("Ada", 5, "", "Paid")).blank_status_counts == {slot: False}
