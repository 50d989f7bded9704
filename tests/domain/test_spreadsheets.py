"""Text on its way into a spreadsheet."""

from __future__ import annotations

import pytest

from sigma_finance.domain.spreadsheets import plain_cell

WIDE = ["＝1+1", "＋1", "－1", "＠SUM", "﹦1", "\u3000＝1", "\xa0=1", "\n=1"]


class TestACell:
    @pytest.mark.parametrize(
        "text",
        ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", " \nJo", "\tJo", *WIDE],
    )
    def test_that_would_begin_a_formula_gets_an_apostrophe(self, text: str) -> None:
        assert plain_cell(text) == f"'{text}"

    @pytest.mark.parametrize(
        "text", ["", " ", "Jo Reed", "a=b", "jo+dues@example.org", "O'Neil", "X\nJo", "Jo\n"]
    )
    def test_of_plain_text_stays_as_it_is(self, text: str) -> None:
        assert plain_cell(text) == text
