"""The page of opening balances."""

from __future__ import annotations

from tests.harness.client import Client

PATH = "/treasurer/books/opening"


class TestThePage:
    def test_brings_forward_what_is_entered(self, tess: Client) -> None:
        page = tess.follow(
            tess.submit(
                tess.get(PATH), {"day": "2026-06-30", "cash_on_hand": "120", "held_national": "40.50"}
            )
        )
        assert "Brought forward." in page.text
        assert "Your books have $120.00 today." in tess.get(PATH).main
        page = tess.follow(tess.submit(tess.get(PATH), {"day": "2026-06-30", "cash_on_hand": "120"}))
        assert "Your books have it so already." in page.text

    def test_says_what_is_wrong_and_keeps_what_was_typed(self, tess: Client) -> None:
        page = tess.submit(tess.get(PATH), {"day": "2999-01-01", "cash_on_hand": "120"}, status=422)
        assert "That day has not come yet." in page.main
        assert any(one.get("value") == "120" for one in page.form().every("input"))

    def test_is_reached_from_the_reports(self, tess: Client) -> None:
        assert "Opening balances" in tess.get("/treasurer/books").main
