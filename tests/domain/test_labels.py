"""Words that the books keep and a page shows."""

from __future__ import annotations

from sigma_finance.domain.labels import LabelledEnum


class Colour(LabelledEnum):
    """Words of this test alone."""

    DARK_RED = "dark_red"
    BLUE = "blue", "Azure"


class TestALabel:
    def test_is_the_word_in_letters_unless_another_is_given(self) -> None:
        assert [colour.label for colour in Colour] == ["Dark red", "Azure"]

    def test_leaves_the_word_what_is_kept(self) -> None:
        assert (Colour("blue"), Colour.BLUE.value, f"{Colour.BLUE}") == (Colour.BLUE, "blue", "blue")
        assert str(Colour.DARK_RED) == "dark_red"
