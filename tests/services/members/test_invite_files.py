"""Files of people to invite."""

from __future__ import annotations

from datetime import date

import pytest

from sigma_finance.domain.errors import Invalid
from sigma_finance.services.members import invite_files
from tests.workbooks import sheets, workbook

TODAY = date(2026, 12, 1)


class TestAFile:
    def test_is_read_by_its_headings(self) -> None:
        content = workbook(
            [
                ("Roster",),
                ("Email", "Last Name", "First Name"),
                ("a@example.org", "Ng", "Ann"),
                ("nowhere", "Bo"),
            ]
        )
        assert invite_files.people_in(content, "r.xlsx", today=TODAY) == [
            "Ann Ng <a@example.org>",
            "Bo <nowhere>",
        ]

    def test_is_read_for_its_addresses_where_it_has_no_headings(self) -> None:
        assert invite_files.people_in(b"x,a@example.org\nb@example.org,y\n", "r.csv", today=TODAY) == [
            "a@example.org",
            "b@example.org",
        ]

    @pytest.mark.parametrize("content", [b"", b"<html>", b"\x00", b"Name,Phone\nAnn,555\n"])
    def test_without_anybody_is_refused(self, content: bytes) -> None:
        with pytest.raises(Invalid) as refusal:
            invite_files.people_in(content, "r.csv", today=TODAY)
        assert refusal.value.field == "file"

    def test_has_hidden_sheets_left_alone(self) -> None:
        with pytest.raises(Invalid):
            invite_files.people_in(
                sheets({"A": [("x",)], "B": [("a@example.org",)]}, hidden=["B"]), "r.xlsx", today=TODAY
            )
