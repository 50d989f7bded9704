"""The meeting's page and its PDF."""

from __future__ import annotations

from tests.harness.client import Client
from tests.routes.house import House, owe, pay_cash


class TestTheMeetingsPage:
    def test_shows_what_is_told_and_leaves_as_a_pdf(self, tess: Client, house: House) -> None:
        assert "Nothing to tell yet" in tess.get("/treasurer/meeting").text
        owe(house.ada)
        pay_cash(house.ada, 500)
        page = tess.get("/treasurer/meeting")
        for words in ("What is open", "Cash on hand", "Save as PDF"):
            assert words in page.text, words
        pdf = tess.get("/treasurer/meeting.pdf")
        assert pdf.headers["Content-Type"] == "application/pdf"
        assert "/treasurer/meeting" in tess.get("/treasurer/books").text
