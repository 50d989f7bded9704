"""What was charged and collected by month, method and kind, and where the members stand."""

from __future__ import annotations

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.dates import short_month
from sigma_finance.domain.payments.payments import Method
from sigma_finance.services.dues import charges
from sigma_finance.services.dues.charges import NewCharge
from sigma_finance.services.payments import recording, reversing
from tests.harness.client import BrowserPage, Client
from tests.routes.house import House, entry, owe, pay_cash, selects
from tests.routes.treasurer.desk import assess, enrol, period, today, unmatched

PATH = "/treasurer/statistics"


def row(page: BrowserPage, first: str) -> list[str]:
    """The cells of the one row that begins so, without its heading."""
    [found] = [cells[1:] for cells in page.rows() if cells[0] == first]
    return found


class TestOfAFreshChapter:
    def test_says_what_will_be_here(self, tess: Client) -> None:
        page = tess.get(PATH)
        assert "Nothing to add up yet" in page.main
        assert "chart.umd" not in page.text


class TestTheTables:
    def test_add_up_months_methods_and_kinds_alike(self, house: House, tess: Client) -> None:
        assess(house, period(house))
        fine = NewCharge(house.ben.member_id, ChargeKind.FINE, "Missed meeting", 1500, today())
        charges.charge(chapter_id=house.ben.chapter_id, request=fine, by=OPERATOR)
        pay_cash(house.ada, 25000)
        recording.record(request=entry(house.ben, 1500, Method.ZELLE), by=OPERATOR)
        unmatched(house, 700)
        page = tess.get(PATH)
        assert row(page, short_month(today())) == ["615.00", "272.00"]
        assert [row(page, name) for name in ("Cash", "Zelle", "Card")] == [["250.00"], ["15.00"], ["7.00"]]
        assert row(page, "Dues") == ["600.00", "200.00"]
        assert row(page, "Fine") == ["15.00", "15.00"]
        assert row(page, "Credit, unmatched") == ["0.00", "57.00"]
        totals = [cells[1:] for cells in page.rows() if cells[0] == "In all"]
        assert totals == [["615.00", "272.00"], ["272.00"], ["615.00", "272.00"], ["3"]]

    def test_leave_out_what_was_reversed(self, house: House, tess: Client) -> None:
        owe(house.ada)
        booked = pay_cash(house.ada, 5000)
        reversing.reverse(
            chapter_id=house.ada.chapter_id, payment_id=booked.payment_id, reason="Bounced", by=OPERATOR
        )
        assert row(tess.get(PATH), short_month(today())) == ["200.00", "0.00"]

    def test_have_a_row_for_each_of_twelve_months(self, house: House, tess: Client) -> None:
        owe(house.ada)
        months = [cells[0] for cells in tess.get(PATH).rows() if cells[0].endswith(("2025", "2026", "2027"))]
        assert len(months) == 12
        assert months[0] == short_month(today())

    def test_lead_from_a_standing_to_its_members(self, house: House, tess: Client) -> None:
        owe(house.ada, due_in=-5)
        links = tess.get(PATH).links()
        assert links["1 not financial"] == "/treasurer/members?standing=not_financial"
        assert links["2 financial"] == "/treasurer/members?standing=financial"


class TestTheCharts:
    def test_have_the_figures_of_the_tables(self, house: House, tess: Client) -> None:
        owe(house.ada)
        pay_cash(house.ada, 5000)
        told = tess.get(f"{PATH}.json").json
        assert (told["currency"], told["digits"]) == ("USD", 2)
        assert told["charts"]["months"][-1] == {
            "label": short_month(today()),
            "charged": 20000,
            "collected": 5000,
        }
        assert told["charts"]["methods"] == [{"label": "Cash", "charged": 0, "collected": 5000}]
        assert told["charts"]["kinds"] == [{"label": "Dues", "charged": 20000, "collected": 5000}]

    def test_have_nothing_of_another_chapter(self, house: House, stranger: Client) -> None:
        owe(house.ada)
        assert stranger.get(f"{PATH}.json").json["charts"]["kinds"] == []


def test_asks_four_times_first_and_once_again(house: House, tess: Client) -> None:
    enrol(house, 30)
    assess(house, period(house))
    with selects() as first:
        tess.get(PATH)
    with selects() as again:
        tess.get(PATH)
    assert (len(first), len(again)) == (4, 1)
