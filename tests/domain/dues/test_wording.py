"""What stands open, as a message says it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sigma_finance.domain.dues.reminders import OpenPart, statement
from sigma_finance.domain.dues.wording import facts

TODAY = date(2026, 12, 17)


def part(number: int, day: int, minor: int, *, autopay_on: date | None = None) -> OpenPart:
    due_on = date(2026, 12, day)
    return OpenPart(number, "Dues", due_on, minor, date(2026, 9, 1), autopay_on=autopay_on)


def said(*parts: OpenPart) -> dict[str, Any]:
    return facts(statement(parts, today=TODAY), "USD", method="Visa ending 4242")


class TestTheFacts:
    def test_name_each_sum_with_the_date_that_it_is_of(self) -> None:
        told = said(part(1, 3, 5000), part(2, 10, 5000), part(3, 17, 6000), part(4, 24, 7000))
        assert (told["past_due"], told["oldest"], told["since"]) == ("$100.00", "$50.00", "December 3, 2026")
        assert told["due_today"] == "$60.00"
        assert (told["due_soon"], told["due_on"]) == ("$70.00", "December 24, 2026")

    def test_name_no_part_of_a_sum_that_is_of_one_date(self) -> None:
        told = said(part(1, 10, 5000), part(2, 10, 2000))
        assert (told["past_due"], told["oldest"], told["since"]) == ("$70.00", "", "December 10, 2026")
        assert (told["due_today"], told["due_soon"], told["due_on"]) == ("", "", "")

    def test_name_nothing_past_due_where_nothing_is(self) -> None:
        told = said(part(1, 17, 6000))
        assert (told["past_due"], told["oldest"], told["since"]) == ("", "", "")
        assert told["due_today"] == "$60.00"

    def test_give_each_date_a_section_with_its_parts(self) -> None:
        told = said(part(1, 10, 5000), part(2, 24, 2000), part(3, 24, 3000, autopay_on=date(2026, 12, 24)))
        assert told["sections"] == [
            {
                "kind": "past_due",
                "on": "December 17, 2026",
                "sum": "$50.00",
                "method": "",
                "parts": [["Dues, due December 10, 2026", "$50.00"]],
            },
            {
                "kind": "due_by",
                "on": "December 24, 2026",
                "sum": "$20.00",
                "method": "",
                "parts": [["Dues", "$20.00"]],
            },
            {
                "kind": "autopay",
                "on": "December 24, 2026",
                "sum": "$30.00",
                "method": "Visa ending 4242",
                "parts": [["Dues", "$30.00"]],
            },
        ]

    def test_are_in_the_currency_of_the_chapter(self) -> None:
        parts = [part(1, 3, 5000), part(2, 10, 4000), part(3, 17, 6000), part(4, 24, 7000)]
        told = facts(statement(parts, today=TODAY), "GBP")
        assert (told["past_due"], told["oldest"]) == ("£90.00", "£50.00")
        assert (told["due_today"], told["due_soon"]) == ("£60.00", "£70.00")
        assert [one["sum"] for one in told["sections"]] == ["£90.00", "£60.00", "£70.00"]
        assert told["sections"][2]["parts"] == [["Dues", "£70.00"]]

    def test_name_no_method_where_none_is_kept(self) -> None:
        told = facts(statement([part(1, 24, 100, autopay_on=date(2026, 12, 24))], today=TODAY), "USD")
        assert [(one["kind"], one["method"]) for one in told["sections"]] == [("autopay", "")]
