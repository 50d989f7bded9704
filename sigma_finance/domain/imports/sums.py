"""What a row says was paid: in one sum, or in parts that have to add up to it."""

from __future__ import annotations

from collections.abc import Mapping

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.amounts import read_amount, shown, speaks_of
from sigma_finance.domain.imports.columns import Column, Slot
from sigma_finance.domain.imports.readings import FileReading
from sigma_finance.domain.imports.rows import SheetRow
from sigma_finance.domain.imports.statuses import StatusVerdict, paid
from sigma_finance.domain.imports.tables import Flaw
from sigma_finance.domain.money import format_money

WHOLES = (Slot(Column.AMOUNT), Slot(Column.TOTAL))


def amounts_paid(row: SheetRow, reading: FileReading) -> list[tuple[str, int]]:
    """What was paid, in one sum ("" as its part) or in parts, in minor units; nothing where nothing was.

    Raises Invalid where the sums differ, or a part's own status cannot be told.
    """
    check_currency(row, reading)
    wholes = _amounts(row, reading, [slot for slot in WHOLES if slot in reading.slots])
    parts = _amounts(row, reading, [slot for slot in reading.slots if slot.column is Column.PART])
    parts = {slot: minor for slot, minor in parts.items() if _counts(row, reading, slot.part)}
    _check_sums(parts, wholes, reading)
    if any(parts.values()):
        return [(slot.part, minor) for slot, minor in parts.items() if minor]
    return [("", minor) for minor in list(wholes.values())[:1] if minor]


def check_currency(row: SheetRow, reading: FileReading) -> None:
    """Raise Invalid where a row says that its money is of another currency than the chapter's."""
    cell = row.cell(Column.CURRENCY)
    if isinstance(cell, Flaw) or (
        row.text(Column.CURRENCY) and not speaks_of(row.text(Column.CURRENCY), reading.amounts.currency)
    ):
        heading = reading.heading(Slot(Column.CURRENCY))
        raise Invalid(f"{heading} says {shown(cell)}, while the chapter keeps {reading.amounts.currency}.")


def _amounts(row: SheetRow, reading: FileReading, slots: list[Slot]) -> dict[Slot, int]:
    read = {
        slot: read_amount(row.cells[slot], what=reading.heading(slot), reading=reading.amounts)
        for slot in slots
        if slot in row.cells
    }
    return {slot: minor for slot, minor in read.items() if minor is not None}


def _counts(row: SheetRow, reading: FileReading, part: str) -> bool:
    """Whether a part was paid, as a status of its own says."""
    slot = Slot(Column.STATUS, part)
    verdict = paid(row.cells.get(slot, ""))
    if slot not in reading.slots or verdict is StatusVerdict.YES:
        return True
    if verdict is StatusVerdict.UNKNOWN:
        raise Invalid(f"{reading.heading(slot)} says “{row.text(Column.STATUS, part)[:40]}”.")
    return verdict is StatusVerdict.EMPTY and reading.blank_status_counts[slot]


def _check_sums(parts: Mapping[Slot, int], wholes: Mapping[Slot, int], reading: FileReading) -> None:
    currency = reading.amounts.currency
    if len(set(wholes.values())) > 1:
        said = " and ".join(
            f"{reading.heading(slot)} says {format_money(m, currency)}" for slot, m in wholes.items()
        )
        raise Invalid(f"{said}.")
    total = sum(parts.values())
    for slot, minor in wholes.items():
        if parts and minor != total:
            added = " and ".join(
                f"{reading.heading(part)} {format_money(m, currency)}" for part, m in parts.items()
            )
            says = f"{reading.heading(slot)} says {format_money(minor, currency)}"
            raise Invalid(f"{added} make {format_money(total, currency)}, but {says}.")
