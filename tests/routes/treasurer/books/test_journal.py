"""The whole journal as a file for another program."""

from __future__ import annotations

import pytest

from sigma_finance.domain.books.journals import JournalFormat
from tests.harness.client import Client
from tests.routes.house import House, owe


class TestTheJournal:
    @pytest.mark.parametrize("kind", list(JournalFormat))
    def test_leaves_for_each_program_and_keeps_to_its_chapter(
        self, house: House, tess: Client, stranger: Client, kind: JournalFormat
    ) -> None:
        owe(house.ada)
        page = tess.get(f"/treasurer/books/journal.{kind.value}")
        assert "journal" in page.headers["Content-Disposition"]
        assert "200.00" in page.text
        assert "200.00" not in stranger.get(f"/treasurer/books/journal.{kind.value}").text
        assert f"/treasurer/books/journal.{kind.value}" in tess.get("/treasurer/books").text
