"""A roster to begin from."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.roster_decisions import RosterDecision
from sigma_finance.gateways.spreadsheets.reading import open_table
from sigma_finance.services.imports import roster, roster_samples
from sigma_finance.services.imports.roster import RosterRequest
from tests.books import open_books


class TestTheSample:
    @pytest.mark.parametrize(
        ("name", "content"),
        [("roster.xlsx", roster_samples.as_workbook()), ("roster.csv", roster_samples.as_csv())],
    )
    def test_is_imported_as_it_is_with_nobody_to_mend(
        self, sqlite_app: Flask, name: str, content: bytes
    ) -> None:
        seen: list[RosterDecision] = []
        request = RosterRequest(open_books(members=0).chapter_id, open_table(content, name=name))
        roster.check(request=request, see=seen.append)
        assert [(one.name, one.outcome) for one in seen] == [
            (person[0], RowOutcome.TO_IMPORT) for person in roster_samples.PEOPLE
        ]
        owed = [(one.new.owes_minor, one.new.credit_minor) for one in seen if one.new]
        assert owed == [(6000, 0), (0, 0), (0, 2500), (0, 0)]

    def test_of_text_says_that_it_is_utf_8(self) -> None:
        assert roster_samples.as_csv().startswith(b"\xef\xbb\xbfName,")
