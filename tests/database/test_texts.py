"""Text that no database can hold."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from sigma_finance.database.texts import _mended, storable
from sigma_finance.extensions import db

ANY = st.text(st.characters(codec=None, categories=None), max_size=20)


class TestText:
    @given(ANY)
    def test_can_be_held_and_keeps_everything_else(self, typed: str) -> None:
        kept = storable(typed)
        kept.encode("utf-8")
        assert "\0" not in kept
        assert len(kept) == len(typed)
        assert all(a in (b, "\ufffd") for a, b in zip(kept, typed, strict=True))

    @pytest.mark.parametrize("good", ["", "Zoë", "a\tb", "日本", "😀"])
    def test_that_can_be_held_is_left_as_it_is(self, good: str) -> None:
        assert storable(good) is good

    @pytest.mark.parametrize(
        "parameters",
        [{"a": "x\0", "b": 1}, ("x\ud800", None), [{"a": "x\0"}, {"a": "y"}], [("x\0",)], {"a": ["x\0"]}],
    )
    def test_is_mended_wherever_it_stands(self, parameters: Any) -> None:
        assert "\\x00" not in repr(_mended(parameters))
        assert "\\ud800" not in repr(_mended(parameters))
        assert type(_mended(parameters)) is type(parameters)

    def test_is_copied_only_where_it_is_mended(self) -> None:
        good = {"a": "x", "b": ["y", 1]}
        assert _mended(good) is good


class TestADatabase:
    @pytest.mark.parametrize("odd", ["a\0b", "a\ud800b"])
    def test_answers_whatever_it_is_given(self, any_app: Flask, odd: str) -> None:
        given_back = db.session.execute(text("SELECT CAST(:odd AS VARCHAR(9))"), {"odd": odd}).scalar()
        assert given_back == "a\ufffdb"
