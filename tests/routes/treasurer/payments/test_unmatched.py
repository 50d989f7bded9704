"""Money whose member is not known: listed, and assigned."""

from __future__ import annotations

from tests.harness.client import Client
from tests.routes.house import House, member_of, owe, payments_of
from tests.routes.treasurer.desk import report, today, unmatched

PATH = "/treasurer/unmatched"


class TestTheList:
    def test_says_that_there_is_none(self, tess: Client) -> None:
        assert "No money without a member" in tess.get(PATH).main

    def test_shows_what_came_in_with_stripes_own_reference(self, house: House, tess: Client) -> None:
        reference = unmatched(house)
        page = tess.get(PATH)
        row = page.rows()[1]
        assert (row[0], row[2], row[4]) == (reference, "Card", "75.00")
        assert row[3].startswith("pi_")
        assert page.links()[f"Assign , {reference}"] == f"{PATH}/{reference}"


class TestAssigning:
    def test_asks_whose_it_is_then_says_what_will_happen(self, house: House, tess: Client) -> None:
        owe(house.ada)
        choosing = tess.get(f"{PATH}/{unmatched(house)}")
        assert choosing.form().get("method") == "get"
        confirming = tess.get(f"{choosing.response.request.path}?member={house.ada.member_id}")
        assert "It settles what Ada Byron owes" in confirming.main
        assert "Owes now $200.00" in confirming.main
        assert "Assign $75.00 to Ada Byron" in confirming.main
        assert payments_of(house.ada) == []

    def test_settles_what_they_owe_and_gives_the_receipt(self, house: House, tess: Client) -> None:
        owe(house.ada)
        page = tess.get(f"{PATH}/{unmatched(house)}?member={house.ada.member_id}")
        done = tess.follow(tess.submit(page))
        assert f"Assigned. Receipt R-{today().year}-0001." in done.main
        assert "2026-27 dues 75.00" in done.main
        assert member_of(house.ada).balance_minor == 12500
        assert "No money without a member" in tess.get(PATH).main

    def test_sent_twice_assigns_once(self, house: House, tess: Client) -> None:
        owe(house.ada)
        page = tess.get(f"{PATH}/{unmatched(house)}?member={house.ada.member_id}")
        tess.submit(page)
        tess.submit(page, status=404)
        assert member_of(house.ada).balance_minor == 12500

    def test_takes_no_member_of_another_chapter(self, house: House, tess: Client) -> None:
        reference = unmatched(house)
        tess.get(f"{PATH}/{reference}?member={house.stranger.member_id}", status=404)
        page = tess.post(f"{PATH}/{reference}", {"member": str(house.stranger.member_id)}, status=422)
        assert page.errors()["member"]
        assert payments_of(house.stranger) == []

    def test_says_when_nobody_was_chosen(self, house: House, tess: Client) -> None:
        assert tess.post(f"{PATH}/{unmatched(house)}", status=422).errors()["member"]

    def test_is_no_matter_for_another_chapter(self, house: House, stranger: Client) -> None:
        stranger.get(f"{PATH}/{unmatched(house)}", status=404)

    def test_is_only_for_money_without_a_member(self, house: House, tess: Client) -> None:
        tess.get(f"{PATH}/{report(house.ada)}", status=404)

    def test_knows_no_reference_of_another_shape(self, tess: Client) -> None:
        for odd in ("p-1", "P%20", "x" * 40, "P-1;--"):
            tess.get(f"{PATH}/{odd}", status=404)
