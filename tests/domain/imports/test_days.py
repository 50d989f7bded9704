"""Dates as people write them, read in one order throughout a file; moments are the chapter's days."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.customs import AmountStyle, Customs, DateOrder
from sigma_finance.domain.imports.days import ColumnDates, DateEvidence, DateReading, is_date, read_date
from sigma_finance.domain.imports.tables import Cell, Flaw

AMERICAN = Customs(AmountStyle.POINT, DateOrder.MONTH_FIRST)

TODAY = date(2026, 3, 1)
NEW_YORK = "America/New_York"
BRITISH = Customs(dates=DateOrder.DAY_FIRST)


def day(cell: Cell, **reading: Any) -> date | None:
    return read_date(cell, today=TODAY, reading=DateReading(**{"zone": NEW_YORK, **reading}))


def evidence(*cells: Cell) -> DateEvidence:
    found = DateEvidence()
    for row, cell in enumerate(cells, 2):
        found.add(row, cell)
    return found


class TestADate:
    @pytest.mark.parametrize(
        "cell",
        [
            date(2025, 9, 5),
            datetime(2025, 9, 5, 13, 30),  # noqa: DTZ001  (a spreadsheet's dates have no zone)
            "2025-09-05",
            "2025/9/5",
            "2025-09-05 00:00:00",
            "2025-09-05T10:11:12.5Z",
            "9/5/2025",
            "09/05/25",
            "9-5-2025",
            "9.5.2025",
            "9/5/2025 10:15 PM",
            "Sep 5, 2025",
            "Sept. 5 2025",
            "September 5th, 2025",
            "Friday, September 5, 2025",
            "5 September 2025",
            "05-Sep-2025",
            "5-sep-25",
        ],
    )
    def test_is_read_in_its_common_forms(self, cell: Cell) -> None:
        assert day(cell) == date(2025, 9, 5)

    def test_has_the_day_first_where_the_file_does(self) -> None:
        assert day("03/04/2025", order=DateOrder.DAY_FIRST) == date(2025, 4, 3)
        assert day("25.04.2025", order=DateOrder.DAY_FIRST) == date(2025, 4, 25)
        assert day("2025-04-03", order=DateOrder.DAY_FIRST) == date(2025, 4, 3)

    def test_of_two_digits_is_of_this_century_unless_that_has_not_come(self) -> None:
        assert day("1/2/26") == date(2026, 1, 2)
        assert day("1/2/98") == date(1998, 1, 2)

    @pytest.mark.parametrize("cell", ["", "  "])
    def test_is_none_where_the_cell_is_empty(self, cell: Cell) -> None:
        assert day(cell) is None

    @pytest.mark.parametrize(
        "cell",
        [
            "13/1/2025",
            "2025-02-30",
            "Febtober 1, 2025",
            "last fall",
            "N/A",
            "2025",
            "２０２５-09-05",
            "2025-09-05 25:00",
            "2025-09-05 10:15 PM EST",
            45905,
            45905.0,
            True,
            "2026-03-02",
            date(1949, 12, 31),
            Flaw.UNCALCULATED,
        ],
    )
    def test_is_refused_where_it_is_not_certain_or_not_possible(self, cell: Cell) -> None:
        with pytest.raises(Invalid, match=r"^The date "):
            day(cell)

    def test_that_a_spreadsheet_may_have_turned_around_is_refused(self) -> None:
        with pytest.raises(Invalid, match="Say how dates are read"):
            day(date(2025, 3, 4), own_dates_doubted=True)


class TestAMoment:
    @pytest.mark.parametrize(
        "cell",
        ["2025-09-05T02:11:12Z", "2025-09-05 02:11 UTC", "2025-09-05T02:11:12+00:00", "2025-09-05 02:11 GMT"],
    )
    def test_in_utc_is_the_chapters_day(self, cell: str) -> None:
        assert day(cell) == date(2025, 9, 4)
        assert day(cell, zone="Africa/Nairobi") == date(2025, 9, 5)

    def test_of_another_zone_is_the_chapters_day(self) -> None:
        assert day("2025-09-05T23:30:00-10:00") == date(2025, 9, 6)
        assert day("2025-09-05 23:30 +0300") == date(2025, 9, 5)

    def test_without_a_zone_is_the_day_that_it_says(self) -> None:
        assert day("2025-09-05 02:11") == date(2025, 9, 5)

    def test_under_a_heading_that_says_utc_is_the_chapters_day(self) -> None:
        assert day("2025-09-05 02:11", utc=True) == date(2025, 9, 4)
        assert day(datetime(2025, 9, 5, 2, 11), utc=True) == date(2025, 9, 4)  # noqa: DTZ001
        assert day("2025-09-05", utc=True) == date(2025, 9, 5)

    def test_at_midnight_is_a_day_where_all_of_the_column_are(self) -> None:
        column = ColumnDates()
        for cell in ("2025-09-05T00:00:00Z", "2025-10-01T00:00:00.000Z"):
            column.add(cell, utc=False)
        assert column.whole_days
        assert day("2025-09-05T00:00:00Z", whole_days=True) == date(2025, 9, 5)
        column.add("2025-10-01T04:30:00Z", utc=False)
        assert not column.whole_days

    def test_of_a_spreadsheets_own_counts_where_the_heading_says_utc(self) -> None:
        column = ColumnDates()
        midnight, later = (datetime(2025, 9, 5, *time) for time in ((0, 0), (4, 30)))  # noqa: DTZ001  (as above)
        column.add(later, utc=False)
        column.add(midnight, utc=True)
        assert (column.own, column.moments, column.whole_days) == (2, 1, True)
        column.add(later, utc=True)
        assert (column.moments, column.whole_days) == (2, False)


class TestTheOrderOfAFile:
    @pytest.mark.parametrize("customs", [AMERICAN, BRITISH, Customs()])
    def test_is_what_one_date_of_it_shows(self, customs: Customs) -> None:
        assert evidence("03/04/2025", "25/04/2025", "01/05/2025").order(customs) is DateOrder.DAY_FIRST
        assert evidence("03/04/2025", "04/25/2025").order(customs) is DateOrder.MONTH_FIRST

    def test_is_asked_for_where_dates_contradict_each_other(self) -> None:
        assert evidence("25/04/2025", "04/25/2025").order(AMERICAN) is None

    def test_is_the_usual_one_where_every_date_fits_both(self) -> None:
        assert evidence("03/04/2025").order(AMERICAN) is DateOrder.MONTH_FIRST
        assert evidence("03/04/2025").order(BRITISH) is DateOrder.DAY_FIRST
        assert evidence("03/04/2025").order(Customs()) is None

    def test_is_asked_for_where_points_stand_between_and_the_month_is_usually_first(self) -> None:
        assert evidence("03.04.2025").order(AMERICAN) is None
        assert evidence("03.04.2025").order(BRITISH) is DateOrder.DAY_FIRST

    def test_makes_no_difference_where_no_date_depends_on_it(self) -> None:
        assert evidence("2025-04-03", "4/4/2025", date(2025, 3, 4)).order(Customs()) is DateOrder.MONTH_FIRST

    def test_puts_a_spreadsheets_own_dates_in_doubt_where_texts_show_another_than_usual(self) -> None:
        found, column = evidence("25/04/2025"), ColumnDates()
        column.add(date(2025, 3, 4), utc=False)
        assert column.is_doubted(DateOrder.DAY_FIRST, found, AMERICAN)
        assert not column.is_doubted(DateOrder.DAY_FIRST, found, BRITISH)
        column.add(date(2025, 3, 14), utc=False)
        assert not column.is_doubted(DateOrder.DAY_FIRST, found, AMERICAN)

    def test_says_which_row_shows_it(self) -> None:
        assert evidence("03/04/2025", "25/04/2025").reason(DateOrder.DAY_FIRST) == "row 3 shows it"


def test_a_date_is_told_from_other_words() -> None:
    assert [is_date(text) for text in ("2025-01-01", "1/2/2025", "May 5, 2025")] == [True] * 3
    assert [is_date(text) for text in ("200", "Lee 5, 2025", "45905", "")] == [False] * 4


class TestTheReason:
    @pytest.mark.parametrize(
        ("cell", "said"),
        [
            (45000, "The date is “45000”, which is no date. Give the cell the format of a date."),
            ("soon", "The date is “soon”, which is no date we can read. Write it as 2025-09-30."),
            (
                "s" * 41,
                f"The date is “{'s' * 40}…”, which is no date we can read. Write it as 2025-09-30.",
            ),
            ("2025-02-30", "The date is “2025-02-30”, a day that no calendar has."),
            ("2/30/2025", "The date is “2/30/2025”, a day that no calendar has."),
            ("Feb 30, 2025", "The date is “Feb 30, 2025”, a day that no calendar has."),
            ("2025-01-02 25:00", "The date is “2025-01-02 25:00”, a time that no clock has."),
            (
                "2025-01-02 03:04 EST",
                "The date is “2025-01-02 03:04 EST”, in a time zone that is not certain. Write the day alone.",
            ),
            ("2026-03-02", "The date is 2026-03-02, which has not come yet."),
            ("1949-12-31", "The date is 1949-12-31, which is before 1950."),
        ],
    )
    def test_says_what_is_wrong_with_a_date(self, cell: Cell, said: str) -> None:
        with pytest.raises(Invalid) as refusal:
            day(cell)
        assert refusal.value.message == said

    def test_of_a_spreadsheets_own_date_says_what_to_do(self) -> None:
        with pytest.raises(Invalid) as refusal:
            day(date(2025, 3, 4), order=DateOrder.DAY_FIRST, own_dates_doubted=True)
        assert refusal.value.message == (
            "The date is the spreadsheet's own 2025-03-04, while others are text that has the day first: 03/04/2025 "
            "is April 3. It may have taken day and month for each other. Say how dates are read, or write all as "
            "2025-09-30."
        )

    @pytest.mark.parametrize("cell", [TODAY, date(1950, 1, 1)])
    def test_is_none_at_the_bounds(self, cell: date) -> None:
        assert day(cell) == cell

    def test_of_an_order_is_the_first_row_that_shows_it(self) -> None:
        found = evidence("03/04/2025", "04/25/2025", "05/26/2025")
        assert found.reason(DateOrder.MONTH_FIRST) == "row 3 shows it"
        assert found.reason(DateOrder.DAY_FIRST) == "as where the chapter is"
        assert evidence().reason(DateOrder.DAY_FIRST) == ""


class TestAMomentsDay:
    @pytest.mark.parametrize(
        ("cell", "found"),
        [
            ("2025-01-02 12:30 AM UTC", date(2025, 1, 1)),
            ("2025-01-02 12:30 PM UTC", date(2025, 1, 2)),
            ("2025-01-02 4:59 AM Z", date(2025, 1, 1)),
            ("2025-01-02 05:00Z", date(2025, 1, 2)),
            ("2025-01-02 04:59:59Z", date(2025, 1, 1)),
            ("2025-01-02 4:59 PM GMT", date(2025, 1, 2)),
            ("2025-01-02 06:59+02:00", date(2025, 1, 1)),
            ("2025-01-02 07:00+02", date(2025, 1, 2)),
            ("2025-01-02 10:29+05:30", date(2025, 1, 1)),
            ("2025-01-02 10:30+0530", date(2025, 1, 2)),
            ("2025-01-01 20:59-08:00", date(2025, 1, 1)),
            ("2025-01-01 21:00-08:00", date(2025, 1, 2)),
        ],
    )
    def test_is_the_chapters_day(self, cell: str, found: date) -> None:
        assert day(cell) == found

    def test_of_a_spreadsheet_is_the_chapters_day_where_the_heading_says_utc(self) -> None:
        early = datetime(2025, 1, 2, 4, 59)  # noqa: DTZ001  (a spreadsheet's dates have no zone)
        assert day(early) == date(2025, 1, 2)
        assert day(early, utc=True) == date(2025, 1, 1)
        assert day(early, utc=True, whole_days=True) == date(2025, 1, 2)

    def test_has_no_zone_behind_its_day_unless_the_heading_says_utc(self) -> None:
        assert day("2025-01-02 UTC", utc=True) == date(2025, 1, 2)
        with pytest.raises(Invalid):
            day("2025-01-02 UTC")

    @pytest.mark.parametrize(
        ("cells", "utc", "whole"),
        [
            (["2025-01-02 00:00Z", "2025-01-03 00:00:00Z"], False, True),
            (["2025-01-02 00:00Z", "2025-01-03 00:01Z"], False, False),
            (["2025-01-02 00:00:01Z"], False, False),
            (["2025-01-02 24:00Z"], False, True),
            (["2025-01-02 00:60Z"], False, True),
            (["2025-01-02 00:00:60Z"], False, True),
            (["2025-01-02 00:00"], False, False),
            (["2025-01-02 00:00"], True, True),
            (["2025-01-02"], True, False),
        ],
    )
    def test_is_a_day_where_all_of_a_column_are_midnights(
        self, cells: list[str], utc: bool, whole: bool
    ) -> None:
        column = ColumnDates()
        for cell in cells:
            column.add(cell, utc=utc)
        assert column.whole_days is whole


class TestWhatIsDoubted:
    @pytest.mark.parametrize(
        ("own", "doubted"),
        [([], False), ([date(2025, 3, 12)], True), ([date(2025, 3, 13), date(2025, 3, 4)], False)],
    )
    def test_is_a_column_of_dates_up_to_the_twelfth(self, own: list[date], doubted: bool) -> None:
        column = ColumnDates()
        for cell in own:
            column.add(cell, utc=False)
        shown = evidence("25/04/2025")
        assert column.is_doubted(DateOrder.DAY_FIRST, shown, AMERICAN) is doubted

    @pytest.mark.parametrize(
        ("cell", "order"),
        [
            ("13/12/2025", DateOrder.DAY_FIRST),
            ("12/13/2025", DateOrder.MONTH_FIRST),
            ("Friday, 13/12/2025 10:15", DateOrder.DAY_FIRST),
            ("12/11/2025", None),
            ("12/12/2025", None),
            ("13/13/2025", None),
        ],
    )
    def test_is_shown_by_a_number_above_twelve(self, cell: str, order: DateOrder | None) -> None:
        assert evidence(cell).shown_by == ({order: 2} if order else {})

    @pytest.mark.parametrize("text", ["Friday, 9/5/2025", "9/5/2025 10:15 PM", "Fri Sep 5, 2025 10:15"])
    def test_is_a_date_with_its_weekday_and_its_time(self, text: str) -> None:
        assert is_date(text)
