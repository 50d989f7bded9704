"""How money settles what is owed, and in which order it is taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sigma_finance.domain.books.accounts import ChargeKind


@dataclass(frozen=True)
class OpenInstallment:
    """An installment that still has something open, in minor units; *named* by the payment that is to settle it."""

    id: int
    due_on: date
    kind: ChargeKind
    open_minor: int
    named: bool = False

    def less(self, amount_minor: int) -> OpenInstallment:
        """The same installment after so much of it was settled."""
        return replace(self, open_minor=self.open_minor - amount_minor)


@dataclass(frozen=True)
class Allocation:
    """What an amount settles: parts per installment in settling order, and what is left over, in minor units."""

    parts: tuple[tuple[int, int], ...]
    rest_minor: int


def allocate(
    amount_minor: int, installments: Iterable[OpenInstallment], ranks: Mapping[ChargeKind, int] | None = None
) -> Allocation:
    """Settle installments in their order until ``amount_minor`` is used up."""
    order = in_order(installments, ranks or {})
    return Allocation(*take([(i.id, i.open_minor) for i in order], amount_minor))


def in_order(
    installments: Iterable[OpenInstallment], ranks: Mapping[ChargeKind, int]
) -> list[OpenInstallment]:
    """Installments as money settles them: those that the payment names by due date, others by the policy's rank first.

    The rank is that of the charge's kind; what is due on the same day goes by id.
    """
    return sorted(
        installments, key=lambda i: (not i.named, 0 if i.named else ranks.get(i.kind, 0), i.due_on, i.id)
    )


def take(sources: Iterable[tuple[int, int]], amount_minor: int) -> tuple[tuple[tuple[int, int], ...], int]:
    """Take ``amount_minor`` from ``(id, available)`` pairs in their order; returns the parts and what was not found."""
    parts: list[tuple[int, int]] = []
    for source_id, available in sources:
        if amount_minor == 0:
            break
        part = min(available, amount_minor)
        if part > 0:
            parts.append((source_id, part))
            amount_minor -= part
    return tuple(parts), amount_minor
