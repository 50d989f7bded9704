"""Why a file is not read."""

from __future__ import annotations

import pytest

from sigma_finance.domain.errors import Invalid
from sigma_finance.gateways.spreadsheets import refusals

SENTENCES = {name: said for name, said in vars(refusals).items() if name.isupper() and isinstance(said, str)}


class TestARefusal:
    def test_is_told_at_the_files_own_field(self) -> None:
        with pytest.raises(Invalid) as refused:
            refusals.refuse(refusals.EMPTY)
        assert isinstance(refused.value, refusals.Unreadable)
        assert (refused.value.message, refused.value.field) == ("The file is empty.", "file")

    @pytest.mark.parametrize("name", sorted(set(SENTENCES) - {"EMPTY", "NOT_A_TABLE"}))
    def test_says_what_can_be_done(self, name: str) -> None:
        said = SENTENCES[name]
        assert said.endswith(".")
        assert any(word in said for word in ("Save", "save", "Split", "Remove", "Delete"))

    @pytest.mark.parametrize(
        ("sentence", "limit"),
        [(refusals.TOO_LARGE, refusals.LARGEST_FILE), (refusals.BOMB, refusals.LARGEST_UNPACKED)],
    )
    def test_names_the_limit_that_holds(self, sentence: str, limit: int) -> None:
        assert f" {limit // 2**20} MB" in sentence
