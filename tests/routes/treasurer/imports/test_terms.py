"""What the check of a file asks, and what is said in its address."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from tests.harness.client import BrowserPage, Client
from tests.routes.house import House
from tests.services.imports.importing import everything
from tests.workbooks import cells, workbook

PATHS = {"historical": "Import 1 payment $200.00", "roster": "Import 1 new member"}
FILES = {
    "historical": "Name,Nickname,Amount,Date,Stage\nAda Byron,A,200,2025-09-01,Pending\n",
    "roster": "Name,Email,Nickname,Stage,Remarks\nZed Zeta,zed@example.org,Z,4,Graduated\n",
}
ASKED = {"historical": "E", "roster": "E"}


def check(client: Client, kind: str, text: str | None = None, encoding: str = "utf-8") -> BrowserPage:
    content = (text if text is not None else FILES[kind]).encode(encoding)
    page = client.get(f"/treasurer/imports/{kind}")
    return client.follow(client.submit(page, {"file": (io.BytesIO(content), "dues.csv")}))


def again(client: Client, page: BrowserPage, query: str, *, status: int = 200) -> BrowserPage:
    return client.get(f"{page.response.request.path}?{query}", status=status)


@pytest.mark.parametrize("kind", ["historical", "roster"])
class TestAColumnThatCouldDecide:
    def test_stops_the_check_until_somebody_says_what_it_is(
        self, house: House, tess: Client, kind: str
    ) -> None:
        page = check(tess, kind)
        assert "Say this first: it decides what the rows are" in page.main
        assert PATHS[kind] not in page.main
        answered = again(tess, page, f"column-{ASKED[kind]}=not-read")
        assert PATHS[kind] in answered.main

    def test_cannot_be_passed_by_sending_the_form(self, house: House, tess: Client, kind: str) -> None:
        page = check(tess, kind)
        before = everything()
        tess.post(page.response.request.path, status=422)
        assert everything() == before

    def test_stays_said_when_the_form_is_sent(self, house: House, tess: Client, kind: str) -> None:
        page = again(tess, check(tess, kind), f"column-{ASKED[kind]}=not-read")
        query = page.response.request.query_string.decode()
        tess.post(f"{page.response.request.path}?{query}", status=303)

    def test_is_named_with_all_others_on_the_page_and_in_the_report(
        self, house: House, tess: Client, kind: str
    ) -> None:
        page = check(tess, kind)
        for word in ("Nickname", "Not read", "To be said"):
            assert word in page.main
        report = tess.flask.get(page.links()["Report as workbook"], base_url=tess.app.config["BASE_URL"])
        assert sorted(
            {row[2] for row in cells(report.data, "Columns")[1:6]} & {"Not read", "To be said"}
        ) == ["Not read", "To be said"]

    def test_can_be_anything_where_one_changes_what_columns_are(
        self, house: House, tess: Client, kind: str
    ) -> None:
        page = again(tess, check(tess, kind), "change=columns")
        fields = [field.get("name") for field in page.every("select")]
        assert [f"column-{letter}" for letter in "ABCDE"] == [f for f in fields if f.startswith("column-")]

    @pytest.mark.parametrize("query", ["column-Z=date", "column-A=nonsense", "dates=never", "text=utf-7"])
    def test_is_refused_as_nonsense(self, house: House, tess: Client, kind: str, query: str) -> None:
        assert "Import 1" not in again(tess, check(tess, kind), query, status=422).main


class TestTheRest:
    def test_asks_how_dates_are_written_where_they_contradict(self, house: House, tess: Client) -> None:
        page = check(tess, "historical", "Name,Amount,Date\nAda Byron,1,25/04/2025\nAda Byron,2,04/25/2025\n")
        assert "Say whether dates have the day or the month first" in page.main
        assert "Import 1 payment $1.00" in again(tess, page, "dates=day-first").main

    def test_offers_another_encoding_where_letters_may_be_wrong(self, house: House, tess: Client) -> None:
        page = check(tess, "roster", "Name,Email\nZed Kučera,k@example.org\n", "cp1250")
        assert "Zed Kuèera" in page.main
        assert "Zed Kučera" in again(tess, page, "text=cp1250").main

    def test_asks_about_payments_that_look_like_others(self, house: House, tess: Client) -> None:
        path = "/treasurer/imports/historical"
        for name, text in (
            ("a.csv", "Name,Amount\nAda Byron,5\n"),
            ("b.csv", "Name,Amount,Method\nAda Byron,5,Cash\n"),
        ):
            page = tess.submit(tess.get(path), {"file": (io.BytesIO(text.encode()), name)})
            page = again(tess, tess.follow(page), "day=2025-06-30")
            if name == "a.csv":
                tess.post(f"{page.response.request.path}?day=2025-06-30")
        assert "Payments that look like some imported before" in page.main
        assert "Import 1 payment" in again(tess, page, "day=2025-06-30&seen_before=new").main

    def test_asks_about_people_who_look_like_members(self, house: House, tess: Client) -> None:
        page = check(tess, "roster", "Name,Email\nAda C. Byron,other@example.org\n")
        assert "Looks like Ada Byron" in page.main
        assert "People in doubt, who look like members or like no name" in page.main
        assert "Import 1 new member" in again(tess, page, "look_alikes=new").main

    def test_asks_about_names_that_stand_alone(self, house: House, tess: Client) -> None:
        page = check(tess, "roster", "Name,Email\nZed Zee,z@example.org\nDelinquent accounts,\n")
        assert "People in doubt, who look like members or like no name" in page.main
        assert "Import 2 new members" in again(tess, page, "look_alikes=new").main

    def test_asks_about_rows_that_the_file_hides(self, house: House, tess: Client) -> None:
        book = load_workbook(
            io.BytesIO(workbook([("Name", "Amount", "Date"), ("Ada Byron", 5, "2025-09-01")]))
        )
        book.worksheets[0].row_dimensions[2].hidden = True
        written = io.BytesIO()
        book.save(written)
        path = "/treasurer/imports/historical"
        sent = tess.submit(tess.get(path), {"file": (io.BytesIO(written.getvalue()), "dues.xlsx")})
        page = tess.follow(sent)
        assert "Rows that the file hides or strikes through" in page.main
        assert "Import 1 payment $5.00" in again(tess, page, "hidden_rows=take").main

    def test_says_how_the_file_was_read_after_the_import(self, house: House, tess: Client) -> None:
        page = check(tess, "historical", "Name,Nickname,Amount,Date\nAda Byron,A,200,2025-09-01\n")
        done = tess.follow(tess.submit(page))
        assert "How the file was read" in done.main
        assert "B: Nickname Not read" in done.main
