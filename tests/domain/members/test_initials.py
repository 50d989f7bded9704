"""What stands for a name."""

from __future__ import annotations

import pytest

from sigma_finance.domain.members.initials import dotted, initials


class TestInitials:
    @pytest.mark.parametrize(
        ("name", "letters"),
        [
            ("Ada Byron", "AB"),
            ("ada  king byron", "AB"),
            ("Plato", "P"),
            ("Ada King of Lovelace", "AL"),
            ("  ", ""),
            ("élodie roux", "ÉR"),
            ("Érica (Eri) Núñez", "ÉN"),
            ("ßen Oh", "SO"),
            ("- -", "--"),
        ],
    )
    def test_are_of_the_first_and_the_last_word(self, name: str, letters: str) -> None:
        assert initials(name) == letters

    def test_are_dotted_for_strangers(self) -> None:
        assert dotted("Ada Byron") == "A. B."
