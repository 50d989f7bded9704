"""The list of members, and each one's account."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import long_date, short_date
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.services.payments import reversing
from tests.harness.client import Client
from tests.people import add_person
from tests.routes.house import House, change, exempt, owe, pay_cash, selects
from tests.routes.treasurer.desk import enrol, report, today

PATH = "/treasurer/members"


def names(page_rows: list[list[str]]) -> list[str]:
    """The members in a list, without their addresses."""
    return [row[0].rsplit(" ", 1)[0] for row in page_rows[1:]]


class TestTheList:
    def test_shows_each_with_their_standing_and_what_they_owe(self, house: House, tess: Client) -> None:
        since = owe(house.ada, 10000, due_in=-5)
        owe(house.ada, 20000)
        page = tess.get(PATH)
        assert page.rows()[1][:4] == [
            f"Ada Byron {house.ada.email}",
            "Not financial",
            short_date(since),
            "300.00 of it past due 100.00",
        ]
        assert "3 members, who owe $300.00 in all" in page.main

    def test_shows_those_of_one_standing(self, house: House, tess: Client) -> None:
        owe(house.ada, due_in=-5)
        exempt(house.ben)
        change(house.tess, initiated_on=today() - timedelta(days=10))
        for standing, name in (("not_financial", "Ada"), ("exempt", "Ben"), ("neophyte", "Tess")):
            rows = tess.get(f"{PATH}?standing={standing}").rows()[1:]
            assert len(rows) == 1
            assert rows[0][0].startswith(name)

    def test_shows_those_who_owe(self, house: House, tess: Client) -> None:
        owe(house.ben)
        page = tess.get(f"{PATH}?owing=yes")
        assert names(page.rows()) == ["Ben Banneker"]
        assert page.links()["Remove the filter Owes money"] == PATH

    def test_shows_those_who_left(self, house: House, tess: Client) -> None:
        enrol(house, 1, status=MemberStatus.INACTIVE)
        rows = tess.get(f"{PATH}?status=inactive").rows()[1:]
        assert [row[1] for row in rows] == ["Inactive"]

    def test_never_shows_whom_an_undone_import_removed(self, house: House, tess: Client) -> None:
        enrol(house, 1, status=MemberStatus.REMOVED)
        page = tess.get(PATH)
        assert "3 members" in page.main
        assert "Member 000" not in page.main
        assert "Removed" not in [option.text for option in page.every("option")]
        assert "Member 000" not in tess.get(f"{PATH}?status=removed").main

    def test_finds_by_class_sign_in_and_days(self, house: House, tess: Client) -> None:
        enrol(house, 1)
        exempt(house.ben)
        change(house.ada, initiated_on=date(2026, 3, 1), phone="404 555 0123")
        joined = today().isoformat()
        for asked, found in (
            ("class=exempt", ["Ben Banneker"]),
            ("login=no", ["Member 000"]),
            ("login=yes&q=a", ["Ada Byron", "Ben Banneker", "Tess Treasurer"]),
            ("initiated_from=2026-03-01&initiated_to=2026-03-01", ["Ada Byron"]),
            ("initiated_to=2026-02-28", []),
            (f"joined_from={joined}&joined_to={joined}&q=member", ["Member 000"]),
            ("joined_to=2020-01-01", []),
            ("q=0123", ["Ada Byron"]),
            ("q=byron%20ada", ["Ada Byron"]),
        ):
            assert names(tess.get(f"{PATH}?{asked}").rows()) == found, asked

    def test_goes_by_name_balance_or_oldest_due_date_both_ways(self, house: House, tess: Client) -> None:
        owe(house.ada, 10000, due_in=-5)
        owe(house.ben, 30000, due_in=5)
        for asked, first in (
            ("sort=name", ["Ada", "Ben", "Tess"]),
            ("sort=name&down=yes", ["Tess", "Ben", "Ada"]),
            ("sort=balance", ["Tess", "Ada", "Ben"]),
            ("sort=balance&down=yes", ["Ben", "Ada", "Tess"]),
            ("sort=due", ["Ada", "Ben", "Tess"]),
            ("sort=due&down=yes", ["Ben", "Ada", "Tess"]),
        ):
            rows = tess.get(f"{PATH}?{asked}").rows()
            assert [row[0].split()[0] for row in rows[1:]] == first, asked

    @pytest.mark.parametrize("order", ["sort=balance&down=yes", "sort=due", "sort=due&down=yes"])
    def test_shows_everybody_once_over_its_pages_whatever_it_goes_by(
        self, house: House, tess: Client, order: str
    ) -> None:
        for number, member_id in enumerate(enrol(house, 70)):
            if number % 3:
                somebody = replace(house.ada, member_id=member_id)
                owe(somebody, 1000 * (1 + number % 5), due_in=number % 4)
        first = tess.get(f"{PATH}?{order}")
        second = tess.get(first.links()["Next"])
        shown = [name for page in (first, second) for name in names(page.rows())]
        assert len(shown) == 73
        assert len(set(shown)) == 73
        assert tess.get(second.links()["Previous"]).rows() == first.rows()

    @pytest.mark.parametrize("search", ["byron", "ADA B", "ada@"])
    def test_finds_by_any_part_of_name_or_address(self, tess: Client, search: str) -> None:
        assert names(tess.get(f"{PATH}?q={search}").rows()) == ["Ada Byron"]

    @pytest.mark.parametrize("search", ["%25", "_", "'", "\\", "x" * 500])
    def test_takes_a_search_as_plain_text(self, tess: Client, search: str) -> None:
        assert "Nobody fits" in tess.get(f"{PATH}?q={search}").main

    def test_keeps_the_other_filters_when_one_goes(self, house: House, tess: Client) -> None:
        owe(house.ada)
        links = tess.get(f"{PATH}?q=ada&status=active&owing=yes").links()
        assert links["Remove the filter Active"] == f"{PATH}?q=ada&owing=yes"
        assert links["Clear all"] == PATH

    @pytest.mark.parametrize(
        "odd",
        [
            "standing=rich",
            "status=x",
            "after=abc",
            "before=1e309",
            f"after={'9' * 30}",
            "sort=password",
            "login=perhaps",
            "initiated_from=2026-02-31",
            "joined_to=9999-12-31",
            "joined_from=0001-01-01",
        ],
    )
    def test_passes_over_an_address_that_is_wrong(self, tess: Client, odd: str) -> None:
        tess.get(f"{PATH}?{odd}")

    def test_goes_on_after_fifty_and_back_with_its_filters(self, house: House, tess: Client) -> None:
        enrol(house, 110)
        first = tess.get(f"{PATH}?q=member")
        second = tess.get(first.links()["Next"])
        third = tess.get(second.links()["Next"])
        shown = [names(page.rows()) for page in (first, second, third)]
        assert [len(part) for part in shown] == [50, 50, 10]
        assert shown[0] + shown[1] + shown[2] == [f"Member {index:03d}" for index in range(110)]
        assert "110 members" in third.main
        assert "Next" not in third.links()
        assert tess.get(third.links()["Previous"]).rows() == second.rows()
        assert "Previous" not in tess.get(second.links()["Previous"]).links()

    @pytest.mark.parametrize("members", [20, 200])
    def test_asks_no_more_for_a_big_chapter(self, house: House, tess: Client, members: int) -> None:
        enrol(house, members)
        with selects() as asked:
            tess.get(f"{PATH}?standing=financial")
        assert len(asked) <= 4

    def test_is_of_its_own_chapter(self, stranger: Client) -> None:
        assert names(stranger.get(PATH).rows()) == ["Sam Stranger"]


class TestOneMember:
    def test_shows_standing_with_its_reason_and_the_figures(self, house: House, tess: Client) -> None:
        since = owe(house.ada, 10000, due_in=-5)
        owe(house.ada, 20000)
        main = tess.get(f"{PATH}/{house.ada.member_id}").main
        assert f"Not financial Past due since {long_date(since)}." in main
        assert "Owes $300.00" in main
        assert "Past due $100.00" in main

    def test_shows_each_charge_with_what_is_open(self, house: House, tess: Client) -> None:
        owe(house.ada, 10000, what="Fall")
        owe(house.ada, 20000, due_in=60, what="Spring")
        pay_cash(house.ada, 15000)
        charges = tess.get(f"{PATH}/{house.ada.member_id}?tab=charges")
        rows = {row[0].split()[0]: row[2:5] for row in charges.rows()}
        assert rows["Fall"] == ["Paid", "100.00", ""]
        assert rows["Spring"] == ["Due", "200.00", "150.00"]

    def test_keeps_a_statement_with_the_balance_after_each_line(self, house: House, tess: Client) -> None:
        owe(house.ada, 10000, what="Fall")
        booked = pay_cash(house.ada, 15000)
        reversing.reverse(
            chapter_id=house.ada.chapter_id, payment_id=booked.payment_id, reason="Bounced", by=OPERATOR
        )
        rows = tess.get(f"{PATH}/{house.ada.member_id}").rows()[-3:]
        number = f"R-{today().year}-0001"
        assert [row[1:] for row in rows] == [
            ["Fall", "100.00", "100.00"],
            [f"Payment, cash {number}", "\N{MINUS SIGN}150.00", "\N{MINUS SIGN}50.00"],
            [f"Payment reversal {number}", "150.00", "100.00"],
        ]

    def test_says_the_balance_beside_the_name(self, house: House, tess: Client) -> None:
        path = f"{PATH}/{house.ada.member_id}"
        assert "Ada Byron Owes nothing" in tess.get(path).main
        owe(house.ada, 10000, due_in=-5)
        owe(house.ada, 20000)
        assert "Ada Byron Owes $300.00 , $100.00 of it past due" in tess.get(f"{path}?tab=messages").main
        pay_cash(house.ada, 35000)
        assert "Ada Byron $50.00 in credit" in tess.get(path).main

    def test_has_its_account_in_parts_with_an_address_each(self, house: House, tess: Client) -> None:
        owe(house.ada, 10000, what="Fall")
        pay_cash(house.ada, 15000)
        path = f"{PATH}/{house.ada.member_id}"
        links = tess.get(path).links()
        parts = {
            name: tess.get(links[name].partition("#")[0]).main for name in links if "#account" in links[name]
        }
        assert set(parts) == {"Statement", "Charges", "Payments", "Messages", "Changes"}
        assert "A balance below zero is credit." in parts["Statement"]
        assert "Charged" in parts["Charges"]
        assert "All payments of Ada Byron" in parts["Payments"]
        assert "Receipt" in parts["Messages"]
        assert "The operator charged Ada Byron $100.00" in parts["Changes"]
        assert tess.get(f"{path}?tab=anything").main == parts["Statement"]

    def test_shows_their_payments_under_way_too(self, house: House, tess: Client) -> None:
        report(house.ada)
        assert "Waiting for confirmation" in tess.get(f"{PATH}/{house.ada.member_id}?tab=payments").main

    def test_leads_to_what_can_be_done(self, house: House, tess: Client) -> None:
        owe(house.ada)
        links = tess.get(f"{PATH}/{house.ada.member_id}?tab=charges").links()
        assert links["Record payment"] == f"/treasurer/payments/record?member={house.ada.member_id}"
        assert links["Charge"] == f"/treasurer/charges/new?member={house.ada.member_id}"
        assert links["Edit"].endswith("/edit")
        assert links["Deactivate"].endswith("/deactivate")
        assert links["Waive , 2026-27 dues"].endswith("/waive")
        assert links["Reverse , 2026-27 dues"].endswith("/reverse")

    def test_without_a_login_can_be_invited(self, house: House, tess: Client) -> None:
        [member_id] = enrol(house, 1)
        page = tess.get(f"{PATH}/{member_id}")
        assert page.links()["Invite"] == f"/treasurer/invites?member={member_id}"
        assert "Not registered yet" in page.main
        assert "Nothing on the statement yet" in page.main

    def test_of_another_chapter_is_not_found(self, house: House, stranger: Client) -> None:
        stranger.get(f"{PATH}/{house.ada.member_id}", status=404)

    @pytest.mark.parametrize("odd", ["0", "9" * 18, "9" * 30, "-1", "abc"])
    def test_that_there_is_not_is_not_found(self, tess: Client, odd: str) -> None:
        tess.get(f"{PATH}/{odd}", status=404)

    def test_asks_no_more_for_a_long_history(self, house: House, tess: Client) -> None:
        for _ in range(12):
            owe(house.ada, 1000)
            pay_cash(house.ada, 1000)
        for tab in ("statement", "charges", "payments", "messages", "changes"):
            with selects() as asked:
                tess.get(f"{PATH}/{house.ada.member_id}?tab={tab}")
            assert len(asked) <= 7


class TestSomebodyWhoJoinedTwice:
    def test_is_seen_on_the_list_and_on_both_pages(self, house: House, tess: Client) -> None:
        again = add_person(house.ada.chapter_id, "ada byron", "ada.byron@school.example")
        page = tess.get(PATH)
        assert f"Looks like ada byron ({again.email})" in page.main
        assert f"Looks like Ada Byron ({house.ada.email})" in page.main
        assert f"Looks like {house.ben.name}" not in page.main
        page = tess.get(f"{PATH}/{again.member_id}")
        assert "Perhaps on the list twice" in page.main
        assert page.links()["Ada Byron"] == f"{PATH}/{house.ada.member_id}"
        assert "Perhaps on the list twice" not in tess.get(f"{PATH}/{house.ben.member_id}").main

    def test_is_no_more_once_their_numbers_tell_them_apart(self, house: House, tess: Client) -> None:
        again = add_person(house.ada.chapter_id, "Ada Byron", "ada.byron@school.example")
        change(again, phone="404 555 0123")
        change(house.ada, phone="404 555 0199")
        assert "Looks like" not in tess.get(PATH).main
