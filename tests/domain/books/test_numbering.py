"""Numbers and references that people see."""

from __future__ import annotations

import re

import pytest

from sigma_finance.domain.books.numbering import (
    new_invite_code,
    new_reference,
    receipt_number,
    statement_suffix,
)

LETTERS = "[23456789BCDFGHJKMNPQRSTVWXZ]"


class TestAReceiptsNumber:
    @pytest.mark.parametrize(("number", "printed"), [(1, "R-2026-0001"), (12345, "R-2026-12345")])
    def test_has_four_digits_and_more_where_it_needs_them(self, number: int, printed: str) -> None:
        assert receipt_number("R", 2026, number) == printed


class TestAReference:
    def test_cannot_be_guessed_and_holds_nothing_to_misread(self) -> None:
        references = {new_reference() for _ in range(200)}
        assert len(references) == 200
        assert all(re.fullmatch(f"P-{LETTERS}{{20}}", reference) for reference in references)
        assert new_reference("D").startswith("D-")

    def test_uses_every_letter(self) -> None:
        drawn = set("".join(new_reference("") for _ in range(100)))
        assert len(drawn - {"-"}) == 27


class TestAnInvitesCode:
    def test_stands_in_groups_that_can_be_read_aloud(self) -> None:
        codes = {new_invite_code() for _ in range(200)}
        assert len(codes) == 200
        assert all(re.fullmatch(rf"{LETTERS}{{4}}(-{LETTERS}{{4}}){{3}}", code) for code in codes)

    def test_says_nothing_twice(self) -> None:
        groups = [new_invite_code().split("-") for _ in range(20)]
        assert any(first[1:] != second[:3] for first, second, *_ in groups)


class TestAStatement:
    @pytest.mark.parametrize(
        ("slug", "suffix"),
        [("sds", "SDS DUES"), ("sigma-delta", "SIGMA DUES"), ("é--", "DUES"), ("", "DUES")],
    )
    def test_tells_the_chapter_in_ten_characters(self, slug: str, suffix: str) -> None:
        assert statement_suffix(slug) == suffix
        assert len(suffix) <= 10
