"""What makes two ways of writing the same words equal."""

from __future__ import annotations

from datetime import date

import pytest

from sigma_finance.domain.folding import plain
from sigma_finance.domain.imports.tables import Cell, Flaw
from sigma_finance.domain.imports.words import as_text, letters_and_digits, name_key


class TestACell:
    @pytest.mark.parametrize(
        ("cell", "text"),
        [
            ("  Ada \t Byron\n", "Ada Byron"),
            ("Zoe\u0308", "Zoë"),
            ("a\x00\u200bb", "ab"),
            ("a\u00a0b", "a b"),
            (7.0, "7"),
            (7.5, "7.5"),
            (7, "7"),
            (True, "True"),
            (date(2026, 5, 4), "2026-05-04"),
            (Flaw.ERROR, ""),
            ("", ""),
        ],
    )
    def test_is_read_as_words_on_one_line(self, cell: Cell, text: str) -> None:
        assert as_text(cell) == text


class TestWords:
    @pytest.mark.parametrize(
        ("written", "alike"),
        [("ÀÉÎ", "aei"), ("O’Brien", "obrien"), ("Søren Łuk", "soren luk"), ("STRASSE", "strasse")],
    )
    def test_are_alike_without_case_accents_and_apostrophes(self, written: str, alike: str) -> None:
        assert plain(written) == alike
        assert plain("Straße") == plain("STRASSE")

    @pytest.mark.parametrize("heading", ["E-mail address", "EMAIL_ADDRESS", " e mail  address: "])
    def test_are_compared_by_letters_and_digits(self, heading: str) -> None:
        assert letters_and_digits(heading) == "emailaddress"


class TestAName:
    @pytest.mark.parametrize(
        "written", ["Andréa O’Brien-Núñez", "O'BRIEN NUNEZ, ANDREA", "andrea_obrien nunez"]
    )
    def test_is_the_same_in_any_order_and_accent(self, written: str) -> None:
        assert name_key(written) == ("andrea", "nunez", "obrien")

    def test_of_no_letters_is_nobodys(self) -> None:
        assert name_key(" -- ") == ()
