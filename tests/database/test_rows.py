"""Rows as values of ours, by the names of their columns."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import literal, select

from sigma_finance.database.rows import read_row
from sigma_finance.extensions import db


@dataclass(frozen=True)
class Pair:
    name: str
    amount_minor: int


class TestReadingARow:
    def test_goes_by_names_whatever_their_order(self, any_app: Flask) -> None:
        row = db.session.execute(select(literal(5).label("amount_minor"), literal("Ada").label("name"))).one()
        assert read_row(Pair, row) == Pair("Ada", 5)

    def test_takes_facts_beside_it_and_instead_of_it(self, any_app: Flask) -> None:
        row = db.session.execute(select(literal(5).label("amount_minor"))).one()
        assert read_row(Pair, row, name="Ben") == Pair("Ben", 5)
        assert read_row(Pair, row, name="Ben", amount_minor=6) == Pair("Ben", 6)

    @pytest.mark.parametrize("other", ["nickname", "balance"])
    def test_refuses_columns_of_other_names(self, any_app: Flask, other: str) -> None:
        row = db.session.execute(select(literal(5).label("amount_minor"), literal("x").label(other))).one()
        with pytest.raises(TypeError):
            read_row(Pair, row)
