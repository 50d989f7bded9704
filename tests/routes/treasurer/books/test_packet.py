"""The packet of a fiscal year as a file."""

from __future__ import annotations

from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent
from tests.harness.client import Client
from tests.routes.house import House, owe
from tests.routes.treasurer.desk import today


class TestThePacket:
    def test_leaves_as_a_pdf_and_as_a_workbook_and_is_noted(self, house: House, tess: Client) -> None:
        owe(house.ada)
        page = tess.get("/treasurer/books")
        assert f"/treasurer/books/packet.pdf?to={today().isoformat()}" in page.text
        pdf = tess.get("/treasurer/books/packet.pdf")
        assert pdf.headers["Content-Type"] == "application/pdf"
        book = tess.get(f"/treasurer/books/packet.xlsx?to={today().isoformat()}")
        assert ".xlsx" in book.headers["Content-Disposition"]
        db.session.rollback()
        noted = db.session.query(AuditEvent.details).filter_by(action="books.exported").all()
        assert {line.details["file"] for line in noted} == {"pdf", "xlsx"}

    def test_knows_no_other_day(self, tess: Client) -> None:
        for kind in ("pdf", "xlsx"):
            tess.get(f"/treasurer/books/packet.{kind}?to=2026-02-31", status=404)
