"""Importing payments of earlier years on a page: choose, check, import, undo."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from sigma_finance.extensions import db
from sigma_finance.models import ImportBatch, ImportFile, Payment
from tests.harness.client import BrowserPage, Client
from tests.harness.holding import assert_verified
from tests.routes.house import House, owe, payments_of, selects
from tests.routes.treasurer.desk import enrol, today
from tests.services.imports.importing import everything, rows, written
from tests.workbooks import cells, sheets, workbook

PATH = "/treasurer/imports/historical"
GOOD = ("Ada Byron", "ada@example.org", 200, "2025-01-02", "Cash", "no. 7")
BEN = ("Ben Banneker", "", "$50.00", "2025-03-04", "Check", "")
BAD = ("Ben Banneker", "", "pending", "2025-03-04")


def choose(client: Client, content: bytes, name: str = "old.xlsx", *, status: int = 303) -> BrowserPage:
    """Choose a file on the first page."""
    return client.submit(client.get(PATH), {"file": (io.BytesIO(content), name)}, status=status)


def check(client: Client, *table: tuple[object, ...]) -> BrowserPage:
    """Choose a file with these rows, and look at the check."""
    return client.follow(choose(client, rows(*table)))


def send(client: Client, size: int, *, status: int) -> BrowserPage:
    """Send a file of so many bytes, as a browser puts it on the line."""
    parts = (
        ('name="csrf_token"', client.csrf_token().encode()),
        ('name="file"; filename="x.csv"', b"x" * size),
    )
    body = b"".join(
        f"--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data + b"\r\n"
        for head, data in parts
    )
    answer = client.flask.post(
        PATH,
        data=body + b"--edge--\r\n",
        content_type="multipart/form-data; boundary=edge",
        base_url=client.app.config["BASE_URL"],
    )
    assert answer.status_code == status
    return BrowserPage(answer)


def confirm(client: Client, page: BrowserPage, *, status: int = 303, **data: str) -> BrowserPage:
    """Send the form of the check."""
    return client.submit(page, data, status=status)


class TestChoosingAFile:
    def test_begins_with_what_the_file_needs(self, tess: Client) -> None:
        page = tess.get(PATH)
        assert page.h1 == "Import payments of earlier years"
        assert "Q1 Amount" in page.main
        assert "No imports yet" in page.main
        assert tess.get("/treasurer/payments").links()["Import"] == PATH

    def test_keeps_the_file_and_nothing_else(self, tess: Client) -> None:
        before = everything()
        choose(tess, rows(GOOD))
        assert written(before) == {"import_files"}

    def test_asks_for_one(self, tess: Client) -> None:
        page = tess.submit(tess.get(PATH), status=422)
        assert page.errors()["file"].endswith("Error: Choose a file.")

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "The file is empty."),
            (b"<html>", "web page"),
            (b"\x00\x01", "neither a workbook"),
            (b"Color,Taste\nred,sweet\n", "No table of payments was found"),
        ],
    )
    def test_says_what_is_wrong_with_it(self, tess: Client, content: bytes, words: str) -> None:
        before = everything()
        page = choose(tess, content, status=422)
        assert words in page.errors()["file"]
        assert everything() == before

    def test_says_that_it_is_too_large(self, tess: Client) -> None:
        page = send(tess, 5 * 1024 * 1024 + 1, status=422)
        assert "larger than 5 MB" in page.errors()["file"]

    def test_closes_the_door_far_beyond_the_limit(self, tess: Client) -> None:
        assert "too large" in send(tess, 16 * 1024 * 1024, status=413).h1

    def test_does_not_believe_the_name_of_a_file(self, tess: Client) -> None:
        page = tess.follow(choose(tess, rows(GOOD), "../../<b>evil\x00</b>.html"))
        assert "<b>evil" not in page.text
        assert "Import 1 payment $200.00" in page.main


class TestChecking:
    def test_says_of_each_row_what_will_happen_and_why(self, house: House, tess: Client) -> None:
        before = everything()
        page = check(tess, GOOD, BEN, ("Nobody", "", 5, "2025-01-02"), ("Total", "", "=SUM(C2:C4)"))
        assert written(before) == {"import_files"}
        assert [(row[0], row[2], row[4], row[5]) for row in page.rows()[1:]] == [
            ("Row 2", "Ada Byron", "200.00", "Will be imported"),
            ("Row 3", "Ben Banneker", "50.00", "Will be imported"),
            ("Row 4", "", "", "Skipped"),
            ("Row 5", "", "", "Skipped"),
        ]
        assert "Nobody on the roster has this name" in page.main
        assert "Import 2 payments $250.00" in page.main

    def test_shows_those_of_one_kind(self, house: House, tess: Client) -> None:
        page = check(tess, GOOD, BAD, ("Nobody", "", 5, "2025-01-02"))
        mend = tess.get(page.links()["To be mended 1"])
        assert [row[0] for row in mend.rows()[1:]] == ["Row 3"]
        assert "No rows here" in tess.get(page.links()["There already 0"]).main

    def test_goes_on_after_a_hundred_rows(self, house: House, tess: Client) -> None:
        first = check(tess, *[GOOD] * 205)
        assert len(first.rows()) == 101
        second = tess.get(first.links()["Next rows"])
        third = tess.get(second.links()["Next rows"])
        assert [row[0] for row in third.rows()[1:]] == [f"Row {n}" for n in range(202, 207)]
        assert "Next rows" not in third.links()
        assert tess.get(third.links()["Rows before"]).rows() == second.rows()

    def test_asks_for_the_day_where_the_file_has_none(self, house: House, tess: Client) -> None:
        content = workbook([("Name", "Amount"), ("Ada Byron", 5)])
        page = tess.follow(choose(tess, content))
        assert "no column for the date" in page.errors()["day"]
        dated = f"{page.response.request.path}?day=2024-05-06&sheet="
        assert "May 6, 2024" in tess.get(dated).main
        tess.post(dated)
        assert payments_of(house.ada)[0].received_on == date(2024, 5, 6)

    @pytest.mark.parametrize("day", ["2999-01-01", "1949-12-31", "soon", "2025-02-30"])
    def test_refuses_a_day_that_cannot_be(self, house: House, tess: Client, day: str) -> None:
        page = tess.follow(choose(tess, workbook([("Name", "Amount"), ("Ada Byron", 5)])))
        assert "day" in tess.get(f"{page.response.request.path}?day={day}", status=422).errors()

    def test_asks_for_the_sheet_where_several_could_be_meant(self, house: House, tess: Client) -> None:
        table = [("Name", "Amount", "Date"), ("Ada Byron", 5, "2025-01-02")]
        page = tess.follow(choose(tess, sheets({"Fall": table, "Spring": table})))
        assert "“Fall”, “Spring”" in page.errors()["sheet"]
        chosen = tess.get(f"{page.response.request.path}?day=&sheet=Spring")
        assert "Import 1 payment $5.00" in chosen.main
        tess.get(f"{page.response.request.path}?sheet=None", status=422)

    def test_hands_out_the_whole_as_a_workbook(self, house: House, tess: Client) -> None:
        page = check(tess, GOOD, BAD)
        report = tess.get(page.links()["Report as workbook"])
        assert "attachment" in report.headers["Content-Disposition"]
        assert [row[7] for row in cells(report.response.data)] == [
            "Result",
            "Will be imported",
            "To be mended",
        ]

    def test_costs_the_same_however_many_members_there_are(self, house: House, tess: Client) -> None:
        path = check(tess, GOOD, BEN).response.request.path
        counts = []
        for more in (20, 200):
            enrol(house, more) if more == 20 else None
            with selects() as sent:
                tess.get(path)
            counts.append(len(sent))
        assert counts[0] == counts[1] <= 6

    def test_lets_go_of_a_file_after_a_day(self, house: House, tess: Client) -> None:
        old = check(tess, GOOD).response.request.path
        with time_machine.travel(today() + timedelta(days=3)):
            tess.sign_in(house.tess.email, "plum tractor seven oceans")
            choose(tess, rows(BEN))
            assert "no longer kept" in tess.get(old, status=409).main
        kept = [file.content for file in db.session.scalars(select(ImportFile).order_by(ImportFile.id))]
        assert (kept[0], bool(kept[1])) == (None, True)


class TestImporting:
    def test_marks_payments_as_historical_in_the_members_history(self, house: House, tess: Client) -> None:
        owe(house.ada)
        done = tess.follow(confirm(tess, check(tess, GOOD, BEN)))
        assert done.h1 == "Import of old.xlsx"
        assert "Imported 2 payments, $250.00." in done.main
        payment = payments_of(house.ada)[0]
        assert payment.historical
        member = tess.get(f"/treasurer/members/{house.ada.member_id}?tab=payments")
        assert "Historical" in member.main
        assert "200.00" in member.main
        shown = tess.get(f"/treasurer/payments/{payment.reference}")
        assert shown.links()["With an import"] == done.response.request.path
        assert "Reverse" not in shown.links()
        assert_verified()

    def test_shows_to_the_member_without_a_receipt(self, house: House, tess: Client, client: Client) -> None:
        confirm(tess, check(tess, GOOD))
        client.sign_in(house.ada.email, "plum tractor seven oceans")
        assert "Historical" in client.get("/payments").main
        page = client.get(f"/payments/{payments_of(house.ada)[0].reference}")
        assert page.h1 == "$200.00 paid"
        assert "Paid on January 2, 2025" in page.main

    def test_is_refused_as_a_whole_until_the_good_rows_are_asked_for(
        self, house: House, tess: Client
    ) -> None:
        page = check(tess, GOOD, BAD)
        before = everything()
        refused = confirm(tess, page, status=422)
        assert "nothing was imported" in refused.errors()["good_rows"]
        assert everything() == before
        confirm(tess, refused, good_rows="y")
        assert len(payments_of(house.ada)) == 1

    def test_happens_once_however_often_it_is_confirmed(self, house: House, tess: Client) -> None:
        page = check(tess, GOOD)
        first = confirm(tess, page)
        assert confirm(tess, page).location == first.location
        assert tess.get(page.response.request.path, status=303).location == first.location
        assert len(payments_of(house.ada)) == 1
        kept = db.session.scalars(select(ImportFile)).one()
        assert (kept.content, kept.batch_id is not None) == (None, True)

    def test_adds_nothing_from_the_same_file_again(self, house: House, tess: Client) -> None:
        confirm(tess, check(tess, GOOD))
        again = check(tess, GOOD)
        assert "There is nothing to import" in again.main
        assert [row[5] for row in again.rows()[1:]] == ["There already"]
        assert len(payments_of(house.ada)) == 1
        landed = tess.follow(tess.post(again.response.request.path))
        assert "Nothing was written" in landed.main

    def test_names_who_did_it(self, house: House, tess: Client) -> None:
        confirm(tess, check(tess, GOOD))
        page = tess.get(PATH)
        assert page.rows()[1][0] == "old.xlsx by Tess Treasurer"
        batch = db.session.scalars(select(ImportBatch)).one()
        assert batch.made_by_member_id == house.tess.member_id

    def test_keeps_the_report(self, house: House, tess: Client) -> None:
        done = tess.follow(confirm(tess, check(tess, GOOD, ("+cmd()", "", 5, "2025-01-02"))))
        report = tess.get(done.links()["Report as workbook"])
        assert [row[7] for row in cells(report.response.data)[1:]] == ["Imported", "Skipped"]
        assert [row[5] for row in done.rows()[1:]] == ["Imported", "Skipped"]


class TestUndoing:
    def test_says_what_it_means_and_takes_everything_back(self, house: House, tess: Client) -> None:
        done = tess.follow(confirm(tess, check(tess, GOOD, BEN)))
        page = tess.get(done.links()["Undo"])
        assert "All of its payments are reversed" in page.main
        undone = tess.follow(tess.submit(page))
        assert "Undone" in undone.main
        assert "Undo" not in undone.links()
        assert [payment.state.value for payment in payments_of(house.ada)] == ["reversed"]
        assert "Undo 2 payments" in page.main
        tess.get(page.response.request.path, status=409)
        assert_verified()

    def test_lets_the_file_be_imported_anew(self, house: House, tess: Client) -> None:
        done = tess.follow(confirm(tess, check(tess, GOOD)))
        tess.submit(tess.get(done.links()["Undo"]))
        confirm(tess, check(tess, GOOD))
        states = [payment.state.value for payment in payments_of(house.ada)]
        assert sorted(states) == ["reversed", "succeeded"]

    def test_is_not_for_another_chapter(self, house: House, tess: Client, stranger: Client) -> None:
        page = check(tess, GOOD)
        stranger.get(page.response.request.path, status=404)
        done = tess.follow(confirm(tess, page))
        path = done.response.request.path
        for tail in ("", "/report", "/undo"):
            stranger.get(path + tail, status=404)
        stranger.post(f"{path}/undo", status=404)
        assert "No imports yet" in stranger.get(PATH).main
        assert db.session.scalars(select(Payment)).one().import_key is not None
