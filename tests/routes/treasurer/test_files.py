"""Tables that are handed over as files: of exactly the view, and noted in the audit trail."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dues.schedules import SchedulePart
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent
from sigma_finance.services.dues import plans
from tests.harness.client import Client
from tests.people import add_person
from tests.routes.house import House, change, owe
from tests.routes.treasurer.desk import today

FILES = (
    *("members", "standing", "unpaid", "donations", "audit", "plans", "reminders", "reminders/sent"),
    "ledger",
)


def rows_of(client: Client, what: str, kind: str = "csv", query: str = "") -> list[dict[str, Any]]:
    """The file's rows, by heading."""
    page = client.get(f"/treasurer/{what}.{kind}{query}")
    if kind == "csv":
        return list(csv.DictReader(io.StringIO(page.text.removeprefix("\ufeff"))))
    heads, *rows = load_workbook(io.BytesIO(page.response.data)).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


@pytest.fixture
def owing(house: House) -> House:
    """Ada is past due, Ben owes later and is on a plan, Élodie owes nothing."""
    owe(house.ada, 10000, due_in=-10)
    owe(house.ben, 20000, due_in=10)
    parts = [SchedulePart(today() + timedelta(days=days), 10000) for days in (10, 40)]
    plans.arrange(chapter_id=house.ben.chapter_id, member_id=house.ben.member_id, parts=parts, by=OPERATOR)
    add_person(house.ada.chapter_id, "Élodie Núñez", "elodie@example.org")
    return house


class TestEveryFile:
    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    @pytest.mark.parametrize("what", FILES)
    def test_is_named_by_chapter_and_day_and_leaves_a_line(
        self, owing: House, tess: Client, what: str, kind: str
    ) -> None:
        said = tess.get(f"/treasurer/{what}.{kind}").headers["Content-Disposition"]
        assert f"{today().isoformat()}.{kind}" in said
        assert owing.slug in said
        line = db.session.query(AuditEvent).filter_by(action="books.exported").one()
        assert (line.details["file"], line.actor_user_id) == (kind, owing.tess.user_id)

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    @pytest.mark.parametrize("what", ["members", "standing", "unpaid", "plans", "reminders"])
    def test_counts_its_rows_in_that_line(self, owing: House, tess: Client, what: str, kind: str) -> None:
        rows = rows_of(tess, what, kind)
        line = db.session.query(AuditEvent).filter_by(action="books.exported").one()
        assert line.details["rows"] == len(rows) > 0

    @pytest.mark.parametrize("what", FILES)
    def test_holds_nothing_of_another_chapter(self, owing: House, stranger: Client, what: str) -> None:
        assert "Ada" not in stranger.get(f"/treasurer/{what}.csv").text

    @pytest.mark.parametrize("name", ["=HYPERLINK(1)", "＝HYPERLINK(1)", "＠SUM(A1)", "－1"])
    @pytest.mark.parametrize("what", ["members", "standing", "unpaid", "reminders", "ledger"])
    def test_lets_no_name_begin_a_formula(self, owing: House, tess: Client, what: str, name: str) -> None:
        change(owing.ada, name=name)
        assert f"'{name}" in {row["member"] for row in rows_of(tess, what)}


class TestTheRoster:
    def test_is_of_exactly_the_view(self, owing: House, tess: Client) -> None:
        assert [row["member"] for row in rows_of(tess, "members", query="?q=nunez")] == ["Élodie Núñez"]
        by_debt = rows_of(tess, "members", query="?owing=yes&sort=balance&down=yes")
        assert [row["owes"] for row in by_debt] == ["200.00", "100.00"]

    def test_says_how_to_reach_somebody_and_what_they_owe(self, owing: House, tess: Client) -> None:
        (row,) = rows_of(tess, "members", "xlsx", "?q=ada")
        assert (row["email"], row["standing"], row["can sign in"]) == (
            "ada@example.org",
            "Not financial",
            "yes",
        )
        assert (row["owes"], row["past due"]) == (100, 100)

    def test_is_linked_with_the_filter_on(self, owing: House, tess: Client) -> None:
        links = tess.get("/treasurer/members?standing=on_plan").links()
        assert links["Roster as Excel"] == "/treasurer/members.xlsx?standing=on_plan"
        assert links["Unpaid as CSV"] == "/treasurer/unpaid.csv?standing=on_plan"


class TestStanding:
    def test_has_its_reason(self, owing: House, tess: Client) -> None:
        why = {
            row["member"]: (row["standing"], row["why"].split(" ")[0]) for row in rows_of(tess, "standing")
        }
        assert why["Ada Byron"] == ("Not financial", "Past")
        assert why["Élodie Núñez"] == ("Financial", "Nothing")
        assert why[owing.ben.name] == ("On plan", "On")

    def test_lists_those_on_a_plan(self, owing: House, tess: Client) -> None:
        rows = rows_of(tess, "standing", query="?standing=on_plan")
        assert [row["member"] for row in rows] == [owing.ben.name]


class TestTheUnpaid:
    def test_are_those_who_owe_and_since_when(self, owing: House, tess: Client) -> None:
        rows = {row["member"]: row["days past due"] for row in rows_of(tess, "unpaid")}
        assert rows == {"Ada Byron": "10", owing.ben.name: "0"}


class TestTheAuditTrail:
    def test_has_the_lines_of_the_view_latest_first(self, owing: House, tess: Client) -> None:
        rows_of(tess, "members")
        numbers = [int(row["line"]) for row in rows_of(tess, "audit")]
        assert numbers == sorted(numbers, reverse=True)
        (row,) = rows_of(tess, "audit", query="?action=plan.arranged")
        assert "Ben" in row["what"]

    def test_is_not_handed_over_for_an_address_that_cannot_be_taken(self, tess: Client) -> None:
        tess.get("/treasurer/audit.csv?from=never", status=404)
