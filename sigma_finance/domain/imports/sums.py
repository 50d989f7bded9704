"""What a row says was paid: in one sum, or in parts that have to add up to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.cells import read_amount
from sigma_finance.domain.imports.columns import PARTS, Column
from sigma_finance.domain.imports.tables import Cell
from sigma_finance.domain.money import format_money

WHOLES: tuple[Column, ...] = (Column.AMOUNT, Column.TOTAL)


def amounts_paid(cells: Mapping[Column, Cell], *, currency: str) -> list[int]:
    """What was paid, in one sum or in parts, in minor units; nothing where nothing was. Raises Invalid."""
    wholes = _amounts(cells, WHOLES, currency)
    parts = _amounts(cells, PARTS, currency)
    _check_sums(parts, wholes, currency)
    paid = list(parts.values()) if any(parts.values()) else list(wholes.values())[:1]
    return [minor for minor in paid if minor]


def _amounts(cells: Mapping[Column, Cell], columns: Iterable[Column], currency: str) -> dict[Column, int]:
    read = {c: read_amount(cells[c], what=c.value, currency=currency) for c in columns if c in cells}
    return {column: minor for column, minor in read.items() if minor is not None}


def _check_sums(parts: dict[Column, int], wholes: dict[Column, int], currency: str) -> None:
    if len(set(wholes.values())) > 1:
        said = " and ".join(f"{column} says {format_money(m, currency)}" for column, m in wholes.items())
        raise Invalid(f"{said}.")
    total = sum(parts.values())
    for column, minor in wholes.items():
        if parts and minor != total:
            added = " and ".join(f"{part} {format_money(m, currency)}" for part, m in parts.items())
            says = f"{column} says {format_money(minor, currency)}"
            raise Invalid(f"{added} make {format_money(total, currency)}, but {says}.")
