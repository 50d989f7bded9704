"""Closing the books, and asking to open them again."""

from __future__ import annotations

from datetime import date, timedelta

import time_machine
from flask import Flask

from sigma_finance.domain.books.closing import last_days
from sigma_finance.domain.dates import now
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Approval, Chapter, Closing
from tests.harness.client import Client
from tests.people import add_person, signed_in
from tests.routes.house import House, pay_cash
from tests.routes.treasurer.desk import today

PATH = "/treasurer/books/close"


def days() -> list[date]:
    return last_days(today=today(), closed_through=None)


def closed_through(house: House) -> date | None:
    db.session.rollback()
    return db.session.get_one(Chapter, house.tess.chapter_id).closed_through


class TestClosing:
    def test_names_what_is_not_finished_and_closes(self, house: House, tess: Client) -> None:
        pay_cash(house.ada, 500)
        assert "Nothing in these books waits for you." in tess.get(PATH).text
        tess.post(PATH, {"through": days()[0].isoformat()})
        assert closed_through(house) == days()[0]
        assert "The books are closed through" in tess.get(PATH).text
        assert "Nothing to close yet" in tess.get(PATH).text

    def test_is_of_a_day_on_the_list(self, house: House, tess: Client) -> None:
        for through in ("", "2026-13-01", today().isoformat(), "nonsense"):
            tess.post(PATH, {"through": through}, status=422)
        assert closed_through(house) is None


class TestReopening:
    def close(self, tess: Client, house: House) -> int:
        tess.post(PATH, {"through": days()[0].isoformat()})
        db.session.rollback()
        return db.session.query(Closing.id).filter_by(chapter_id=house.tess.chapter_id).scalar() or 0

    def test_is_asked_of_another_officer_who_approves_it(
        self, app: Flask, house: House, tess: Client
    ) -> None:
        alma = add_person(house.tess.chapter_id, "Alma Admin", "alma@example.org", Role.ADMIN)
        address = f"/treasurer/books/closings/{self.close(tess, house)}/reopen"
        tess.post(address, {"reason": ""}, status=422)
        tess.post(address, {"reason": "A wrong day"})
        assert closed_through(house) == days()[0]
        approval = db.session.query(Approval.id).filter_by(chapter_id=house.tess.chapter_id).scalar()
        tess.post(f"/treasurer/approvals/{approval}/approve", {}, status=403)
        admin = signed_in(app, alma)
        assert "Closed through" in admin.get("/treasurer/approvals").text
        admin.post(f"/treasurer/approvals/{approval}/approve", {})
        assert closed_through(house) is None
        tess.get(address, status=409)

    def test_needs_another_officer(self, house: House, tess: Client) -> None:
        address = f"/treasurer/books/closings/{self.close(tess, house)}/reopen"
        page = tess.post(address, {"reason": "A wrong day"}, status=422)
        assert "This takes two officers" in page.text
        assert "A wrong day" in page.text

    def test_keeps_to_its_chapter(self, house: House, tess: Client, stranger: Client) -> None:
        stranger.get(f"/treasurer/books/closings/{self.close(tess, house)}/reopen", status=404)


class TestWhatIsNotFinished:
    def test_leads_to_where_it_is_done(self, house: House, tess: Client) -> None:
        with time_machine.travel(now() - timedelta(days=40), tick=False):
            pay_cash(house.ada, 500)
        page = tess.get(PATH).text
        assert "/treasurer/deposits" in page
        assert "You can close all the same." in page
