"""Importing a roster on a page: choose, check, import, undo."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.extensions import db
from sigma_finance.models import Member
from tests.harness.client import Client
from tests.harness.holding import assert_verified
from tests.routes.house import House, owe
from tests.routes.treasurer.imports.roster_pages import NEW, PATH, check, choose, confirm
from tests.services.imports.importing import everything, written
from tests.workbooks import cells, sheets

BEN = ("Ben Banneker", "", "555-010-0102")
BAD = ("Zed", "nowhere")


def marcus() -> Member:
    db.session.rollback()
    return db.session.scalars(select(Member).where(Member.name == "Marcus Bell")).one()


class TestChoosingAFile:
    def test_begins_with_what_the_file_needs_and_a_sample(self, tess: Client) -> None:
        page = tess.get(PATH)
        assert "No imports yet" in page.main
        assert tess.get("/treasurer/members").links()["Import a roster"] == PATH
        for word in ("workbook", "CSV"):
            sample = tess.flask.get(page.links()[word], base_url=tess.app.config["BASE_URL"]).data
            assert "Import 4 new members" in tess.follow(choose(tess, sample)).main

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "The file is empty."),
            (b"<html>", "web page"),
            (b"\x00\x01", "neither a workbook"),
            (b"Color,Taste\nred,sweet\n", "No roster was found"),
        ],
    )
    def test_says_what_is_wrong_with_it(self, tess: Client, content: bytes, words: str) -> None:
        before = everything()
        page = choose(tess, content, status=422)
        assert words in page.errors()["file"]
        assert everything() == before


class TestChecking:
    def test_says_of_each_row_what_will_happen_and_why(self, house: House, tess: Client) -> None:
        before = everything()
        page = check(tess, NEW, BEN, ("Ada Byron", "ada@example.org"), ("Total", "", "", "", "", 60))
        assert written(before) == {"import_files"}
        assert [(row[0], row[3], row[5]) for row in page.rows()[1:]] == [
            ("Row 2", "60.00", "Will be imported"),
            ("Row 3", "", "Will be changed"),
            ("Row 4", "", "There already"),
            ("Row 5", "", "Skipped"),
        ]
        assert "Import 1 new member, change 1" in page.main
        assert "Phone becomes 555-010-0102." in page.main

    def test_hands_out_the_whole_as_a_workbook(self, house: House, tess: Client) -> None:
        page = check(tess, NEW, ("=1+1", "zed@example.org"))
        answer = tess.flask.get(page.links()["Report as workbook"], base_url=tess.app.config["BASE_URL"])
        rows = cells(answer.data)
        assert rows[1][:4] == ["2", "Marcus Bell", "marcus@example.org", "Marcus Bell"]
        assert rows[1][7:10] == ["60.00", None, "Will be imported"]
        assert cells(answer.data, "Summary")[0] == ["Members to import", "1"]

    def test_asks_for_the_sheet_where_several_could_be_meant(self, house: House, tess: Client) -> None:
        table = [("Name", "Email"), ("Zed", "zed@example.org")]
        page = tess.follow(choose(tess, sheets({"Fall": table, "Spring": table})))
        assert "“Fall”, “Spring”" in page.errors()["sheet"]
        chosen = tess.get(f"{page.response.request.path}?sheet=Spring")
        assert "Import 1 new member" in chosen.main

    @pytest.mark.parametrize("day", ["2999-01-01", "1949-12-31", "soon"])
    def test_refuses_a_day_that_cannot_be(self, house: House, tess: Client, day: str) -> None:
        page = check(tess, NEW)
        assert "day" in tess.get(f"{page.response.request.path}?day={day}", status=422).errors()

    def test_is_of_its_own_chapter_and_kind(self, house: House, tess: Client, stranger: Client) -> None:
        path = check(tess, NEW).response.request.path
        stranger.get(path, status=404)
        tess.get(path.replace("roster", "historical"), status=404)


class TestImporting:
    def test_writes_what_was_checked_and_says_so(self, house: House, tess: Client) -> None:
        page = tess.follow(confirm(tess, check(tess, NEW, BEN)))
        assert "Imported: 1 new, 1 changed." in page.main
        assert (marcus().balance_minor, marcus().phone) == (6000, "555-010-0101")
        assert page.rows()[1][5] == "Imported"
        assert tess.get(PATH).rows()[1][3:5] == ["1", "1"]
        assert_verified()

    def test_takes_the_day_on_which_it_is_due(self, house: House, tess: Client) -> None:
        path = check(tess, NEW).response.request.path
        tess.post(f"{path}?day=2024-05-06")
        assert "May 6, 2024" in tess.get(f"/treasurer/members/{marcus().id}").main

    def test_is_refused_as_a_whole_while_a_row_has_to_be_mended(self, house: House, tess: Client) -> None:
        page = check(tess, NEW, BAD)
        before = everything()
        refused = confirm(tess, page, status=422)
        assert "nothing was imported" in refused.errors()["good_rows"]
        assert everything() == before
        confirm(tess, refused, good_rows="y")
        assert marcus().email == "marcus@example.org"

    def test_twice_leads_to_the_import(self, house: House, tess: Client) -> None:
        page = check(tess, NEW)
        first = confirm(tess, page)
        assert tess.post(page.response.request.path).location == first.location
        assert "There is nothing to import" in check(tess, NEW).main


class TestUndoing:
    def test_takes_the_members_off_the_roster(self, house: House, tess: Client) -> None:
        batch = tess.follow(confirm(tess, check(tess, NEW)))
        page = tess.follow(tess.submit(tess.get(batch.links()["Undo"])))
        assert "Undone. Its members are off the roster" in page.main
        assert (marcus().status, marcus().email) == (MemberStatus.REMOVED, None)
        assert "Undo" not in page.links()
        tess.get(batch.links()["Undo"], status=409)

    def test_says_who_and_what_is_in_the_way(self, house: House, tess: Client) -> None:
        batch = tess.follow(confirm(tess, check(tess, NEW)))
        asked = tess.get(batch.links()["Undo"])
        owe(type(house.ada)("Marcus Bell", "", 0, marcus().id, house.tess.chapter_id))
        assert tess.get(batch.links()["Undo"]).rows()[1] == ["Marcus Bell", "was charged"]
        before = everything()
        refused = tess.submit(asked, status=422)
        assert "Marcus Bell was charged" in refused.main
        assert everything() == before
