"""Telephone numbers as people write them."""

from __future__ import annotations

import pytest

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.members.phones import clean_phone

REFUSAL = r"^Enter a telephone number in digits, such as \+1 404 555 0123\.$"


class TestATelephoneNumber:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("+1 404 555 0123", "+1 404 555 0123"),
            ("  (404)  555-0123 ", "(404) 555-0123"),
            ("404.555.0123 x12", "404.555.0123 x12"),
            ("404/555/0123#9", "404/555/0123#9"),
            ("12345", "12345"),
        ],
    )
    def test_is_kept_as_typed_with_single_spaces(self, typed: str, kept: str) -> None:
        assert clean_phone(typed) == kept

    @pytest.mark.parametrize(
        "typed", ["1234", "call me", "404 555 X0123", "404 555 O123", "٤٠٤٥٥٥٠١٢٣", "+1 404 555 0123 ext 5"]
    )
    def test_is_refused_where_it_cannot_be_one(self, typed: str) -> None:
        with pytest.raises(Invalid, match=REFUSAL) as refusal:
            clean_phone(typed)
        assert refusal.value.field == "phone"

    @pytest.mark.parametrize("typed", ["1" * 33, "404\u200b5550123"])
    def test_is_refused_where_it_is_too_long_or_hides_something(self, typed: str) -> None:
        with pytest.raises(Invalid, match=r"^Phone ") as refusal:
            clean_phone(typed, field="mobile")
        assert refusal.value.field == "mobile"
