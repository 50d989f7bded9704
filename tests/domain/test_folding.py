"""Text as it is searched."""

from __future__ import annotations

import pytest

from sigma_finance.domain.folding import FOLDED, folded_name, search_words


class TestANameThatIsSearched:
    @pytest.mark.parametrize(
        ("name", "folded"),
        [
            ("Élodie", "elodie"),
            ("E\u0301lodie", "elodie"),
            ("Núñez", "nunez"),
            ("STRAẞE Groß", "strasse gross"),
            ("Søren Łukasz Đặng", "soren lukasz dang"),
            ("ǾYSTEIN", "oystein"),
            ("İpek Işık", "ipek isik"),
            ("Ａda　Ｋing", "ada king"),
            ("ﬁona", "fiona"),
            ("ℌenry", "henry"),
            ("O’Brien O'Neil", "obrien oneil"),
            ("  Ada   King ", "ada king"),
        ],
    )
    def test_has_no_case_accents_and_forms(self, name: str, folded: str) -> None:
        assert folded_name(name) == folded

    @pytest.mark.parametrize("name", ["Élodie", "김민수", "山田 が", "ǾSTRAẞE", "ﷺ"])
    def test_is_the_same_when_it_is_folded_again(self, name: str) -> None:
        assert folded_name(folded_name(name)) == folded_name(name)

    def test_fits_its_column(self) -> None:
        assert len(folded_name("ﷺ" * 120)) == FOLDED
        assert len(folded_name("힣" * 120)) == FOLDED


class TestWhatSomebodyLooksFor:
    def test_is_words_folded_as_names_are(self) -> None:
        assert search_words(" NÚÑEZ  o’brien ") == ["nunez", "obrien"]

    def test_may_be_nothing(self) -> None:
        assert search_words("  ") == search_words("´'") == []
