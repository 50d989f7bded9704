"""How a file is read: one way throughout, decided from all of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from sigma_finance.domain.imports.answers import Answers, UnansweredColumns
from sigma_finance.domain.imports.columns import PAYMENTS, ROSTER, Column, Slot
from sigma_finance.domain.imports.customs import AmountStyle, DateOrder
from sigma_finance.domain.imports.readings import (
    ColumnLine,
    FileTerms,
    ReadingSummary,
    holds_something,
    read_file,
    summary_of,
)
from sigma_finance.domain.imports.tables import Cell, Flaw, Table
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

    def test_is_read_in_its_currency_on_its_day_from_the_sheet_that_was_named(self) -> None:
        fall, spring = sheet(HEADS, ("Ada", 5, ""), name="Fall"), sheet(HEADS, ("Ada", 5, ""), name="Spring")
        extra = [sheet(("About",), name="One"), sheet(("About",), name="Two")]
        terms = FileTerms(PAYMENTS, "JPY", "America/New_York", TODAY, sheet="spring")
        file = read_file(Table("x", "", [fall, spring, *extra]), terms)
        assert (file.sheet.name, file.today, file.amounts.currency) == ("Spring", TODAY, "JPY")
        assert dict(file.facts)["Sheets not read"] == "Fall, One, Two"
        assert read(HEADS, ("Ada", 5, "")).summary.sheet == ""

    def test_counts_every_hidden_row_that_holds_anything(self) -> None:
        rows: list[Sequence[Cell]] = [("Ada", 5, ""), ("Ben", 5, ""), ("Cy", 5, ""), ("", "", "")]
        file = read(HEADS, *rows, hidden_rows=frozenset({1, 2, 3, 5}))
        assert dict(file.facts)["Rows hidden or struck through"] == "2"

    def test_counts_hidden_rows_and_says_whose_day_moments_are(self) -> None:
        file = read(HEADS, ("Ada", 5, "2025-01-02T03:04:05Z"), hidden_rows=frozenset({2}))
        assert dict(file.facts)["Rows hidden or struck through"] == "1"
        assert dict(file.facts)["Moments"] == "taken as days in America/New_York"

    def test_has_headings_in_two_rows(self) -> None:
        file = read(("Name", "Dues", ""), ("", "Q1", "Q2"), ("Ada", 5, 6))
        assert (file.heading_rows, dict(file.facts)["Headings"]) == ((1, 2), "rows 1 and 2")

    def test_calls_a_column_as_its_heading_does(self) -> None:
        file = read(HEADS, ("Ada", 5, ""))
        assert (file.heading(Slot(Column.AMOUNT)), file.heading(Slot(Column.NOTES))) == ("Amount", "Notes")
        file = read(("Member", "Paid ($)", "Paid on"), ("Ada", 5, ""))
        called = [file.heading(Slot(column)) for column in (Column.NAME, Column.AMOUNT, Column.DATE)]
        assert called == ["Member", "Paid ($)", "Paid on"]

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


class TestWhatIsAsked:
    @pytest.mark.parametrize(
        ("rows", "sentence"),
        [
            (
                [("Ada", 5, "25/04/2025"), ("Ben", 5, "04/25/2025")],
                "Say whether dates have the day or the month first: row 2 and row 3 show both ways.",
            ),
            (
                [("Ada", 5, "03/04/2025")],
                "Say whether dates have the day or the month first: row 2 could be read both ways.",
            ),
            (
                [("Ada", "1.200", "2025-04-03")],
                "Say whether a point or a comma stands before the cents: row 2 could be read both ways.",
            ),
            (
                [("Ada", "1.200", "2025-04-03"), ("Ben", "1,300", "2025-04-03")],
                "Say whether a point or a comma stands before the cents: row 2 and row 3 could be read both ways.",
            ),
        ],
    )
    def test_is_said_in_a_sentence(self, rows: list[Sequence[Cell]], sentence: str) -> None:
        file = read(HEADS, *rows, currency="EUR")
        assert [question.sentence for question in file.questions] == [sentence]

    def test_is_said_together_at_the_columns(self) -> None:
        file = read((*HEADS, "Stage", "Phase"), ("Ada", 5, "", "Pending", "Pending"))
        with pytest.raises(UnansweredColumns) as refusal:
            file.require_answers()
        assert refusal.value.message == (
            "Say what column D, “Stage”, is: it holds words that may say that nothing was paid. "
            "Say what column E, “Phase”, is: it holds words that may say that nothing was paid."
        )


class TestItsRows:
    def test_are_those_below_the_headings_that_hold_anything(self) -> None:
        table: list[Sequence[Cell]] = [
            ("Dues", ""),
            HEADS,
            ("Ada", 5, ""),
            ("", " ", ""),
            ("", "", Flaw.ERROR),
        ]
        file = read(*table)
        assert [number for number, _ in file.rows()] == [3, 5]

    def test_above_the_headings_are_those_that_are_more_than_titles(self) -> None:
        table: list[Sequence[Cell]] = [("Dues",), ("Ada", 5), ("Ben", 5, ""), (), HEADS, ("Cy", 5, "")]
        file = read(*table)
        assert [number for number, _ in file.above()] == [2, 3]

    def test_hold_what_was_merged_downwards_but_for_money_and_notes(self) -> None:
        heads = ("Name", "Amount", "Notes")
        spans = {place: [(2, 3)] for place in range(3)}
        file = read(heads, ("Ada", 5, "late"), ("", "", ""), ("", "", "x"), merged=spans)
        assert [list(cells) for _, cells in file.rows()] == [
            ["Ada", 5, "late"],
            ["Ada", "", ""],
            ["", "", "x"],
        ]

    @pytest.mark.parametrize(
        ("cells", "holds"),
        [
            ((), False),
            (("", " ", "\t"), False),
            (("", "x"), True),
            ((0,), True),
            ((Flaw.ERROR,), True),
        ],
    )
    def test_hold_something_where_a_cell_does(self, cells: Sequence[Cell], holds: bool) -> None:
        assert holds_something(cells) is holds

    def test_may_be_longer_than_the_headings_and_shorter(self) -> None:
        file = read(HEADS, ("Ada",), ("Ben", 5, "", "", "2025-01-02"))
        assert [(column.letter, column.heading) for column in file.columns] == [
            ("A", "Name"),
            ("B", "Amount"),
            ("C", "Date"),
            ("E", ""),
        ]
        assert file.columns[-1].named == "column E, without a heading,"


class TestMoments:
    @pytest.mark.parametrize(
        ("heading", "utc"),
        [
            ("Date (UTC)", True),
            ("Date (GMT)", True),
            ("date (utc)", True),
            ("Date", False),
            ("Date paid", False),
        ],
    )
    def test_are_in_utc_where_the_heading_says_so(self, heading: str, utc: bool) -> None:
        file = read(("Name", "Amount", heading), ("Ada", 5, "2025-01-02 03:04:05"))
        reading = file.dates[Slot(Column.DATE)]
        assert (reading.utc, reading.zone, reading.whole_days) == (utc, "America/New_York", False)
        assert ("Moments" in dict(file.facts)) is utc

    def test_are_in_utc_where_a_heading_of_one_word_says_so(self) -> None:
        file = read(
            ("Name", "Amount", "Created_UTC"), ("Ada", 5, "2025-01-02 03:04:05"), columns={"C": "date"}
        )
        assert file.dates[Slot(Column.DATE)].utc

    def test_are_days_where_each_is_a_midnight(self) -> None:
        file = read(("Name", "Amount", "Date (UTC)"), ("Ada", 5, "2025-01-02 00:00:00"))
        assert file.dates[Slot(Column.DATE)].whole_days
        assert "Moments" not in dict(file.facts)


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

    def test_is_kept_under_the_words_of_earlier_releases(self) -> None:
        summary = ReadingSummary("Fall", [ColumnLine("A", "Name", "Name", "x")], [("Headings", "row 1")])
        head = {"sheet": "Fall", "columns": [["A", "Name", "Name", "x"]], "facts": [["Headings", "row 1"]]}
        assert summary.as_head() == head
        assert summary_of(head) == summary

    def test_is_empty_for_an_import_of_before(self) -> None:
        assert summary_of({}) == ReadingSummary("", [], [])


class TestABlankStatus:
    def test_counts_where_the_column_names_exceptions_alone(self) -> None:
        slot = Slot(Column.STATUS)
        assert read((*HEADS, "Status"), ("Ada", 5, "", "Refunded")).blank_status_counts == {slot: True}
        assert read((*HEADS, "Status"), ("Ada", 5, "", "Paid")).blank_status_counts == {slot: False}

    @pytest.mark.parametrize(("word", "counts"), [("Active", False), ("Alumni", True)])
    def test_of_a_roster_goes_by_who_belongs(self, word: str, counts: bool) -> None:
        file = read(("Name", "Email", "Status"), ("Ada", "a@example.org", word), vocabulary=ROSTER)
        assert file.blank_status_counts == {Slot(Column.STATUS): counts}
