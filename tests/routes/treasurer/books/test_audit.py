"""The page of the audit trail."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from sigma_finance.domain.actors import Actor, ActorKind
from sigma_finance.extensions import db
from sigma_finance.models import Chapter
from sigma_finance.services.payments import recording
from tests.harness.client import Client
from tests.routes.house import House, entry, owe, pay_cash, selects

PATH = "/treasurer/audit"


def recorded_by(house: House) -> str:
    """Cash from Ada that Tess recorded; returns its reference."""
    by = Actor(ActorKind.PERSON, house.tess.user_id, house.tess.member_id, "203.0.113.9", "A browser")
    return recording.record(request=entry(house.ada, 5000), by=by).reference


class TestTheTrail:
    def test_is_empty_at_first(self, tess: Client) -> None:
        assert "Nothing yet" in tess.get(PATH).main

    def test_says_who_did_what_when_and_from_where(self, house: House, tess: Client) -> None:
        recorded_by(house)
        (row,) = tess.get(PATH).rows()[1:]
        assert row[0].startswith("Tess Treasurer recorded $50.00 by cash from Ada Byron, receipt R-")
        assert "A browser" in row[0]
        assert row[2] == "203.0.113.9"

    def test_shows_the_latest_first_and_goes_on_after_fifty(self, house: House, tess: Client) -> None:
        for number in range(51):
            owe(house.ada, 1000 + number)
        first = tess.get(f"{PATH}?action=charge.made")
        assert "$10.50" in first.rows()[1][0]
        second = tess.get(first.links()["Older"])
        assert len(second.rows()) == 2
        assert "Remove the filter Charge, made" in second.links()

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({"q": "tess"}, 1),
            ({"q": "nobody"}, 0),
            ({"action": "payment.recorded"}, 2),
            ({"action": "no.such"}, 3),
            ({"to": "2001-01-01"}, 0),
            ({"from": "2001-01-01"}, 3),
        ],
    )
    def test_is_filtered(self, house: House, tess: Client, asked: dict[str, str], found: int) -> None:
        recorded_by(house)
        pay_cash(house.ben, 100)
        owe(house.ben)
        assert len(tess.get(f"{PATH}?{urlencode(asked)}").rows()[1:]) == found

    def test_is_reached_from_the_member_and_from_the_payment(self, house: House, tess: Client) -> None:
        reference = recorded_by(house)
        pay_cash(house.ben, 100)
        for page in (f"/treasurer/members/{house.ada.member_id}", f"/treasurer/payments/{reference}"):
            lines = tess.get(tess.get(page).links()["In the audit trail"])
            assert len(lines.rows()[1:]) == 1
            assert "Ada Byron" in lines.rows()[1][0]

    @pytest.mark.parametrize("asked", [{"from": "2026-02-31"}, {"from": "2026-02-02", "to": "2026-02-01"}])
    def test_says_at_the_field_what_cannot_be_taken(self, tess: Client, asked: dict[str, str]) -> None:
        assert tess.get(f"{PATH}?{urlencode(asked)}", status=422).errors()

    def test_is_of_its_own_chapter(self, house: House, stranger: Client) -> None:
        reference = recorded_by(house)
        assert "Nothing yet" in stranger.get(PATH).main
        assert stranger.get(f"{PATH}?payment={reference}").rows() == []
        stranger.get(f"{PATH}?member={house.ada.member_id}", status=404)

    def test_takes_four_queries(self, house: House, tess: Client) -> None:
        recorded_by(house)
        with selects() as sent:
            tess.get(f"{PATH}?q=tess")
        assert len(sent) <= 4


class TestTheCheck:
    def test_finds_the_trail_whole(self, house: House, tess: Client) -> None:
        recorded_by(house)
        page = tess.get(tess.get(PATH).links()["Check the whole trail"])
        assert "The trail is whole" in page.main

    def test_finds_that_the_last_line_is_missing(self, house: House, tess: Client) -> None:
        recorded_by(house)
        db.session.get_one(Chapter, house.tess.chapter_id).audit_sequence += 1
        db.session.commit()
        page = tess.get(f"{PATH}?check=yes")
        assert "The trail was changed" in page.main
        assert "audit line, the last" in page.main
