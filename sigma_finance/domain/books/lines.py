"""The vocabulary of entries: their lines, the drafts they stand in, and what they do to the balances kept beside them.

A debit is positive, a credit negative, an entry sums to zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sigma_finance.domain.books.accounts import Account, EntryKind


class EntryUnbalanced(AssertionError):
    """An entry whose postings do not sum to zero: a fault of ours, never of the person's."""


@dataclass(frozen=True)
class PostingLine:
    """One posting to be; ``amount_minor`` in minor units, debit positive."""

    account: Account
    amount_minor: int
    member_id: int | None = None
    installment_id: int | None = None
    payment_id: int | None = None


@dataclass(frozen=True)
class Draft:
    """An entry to be, with the document it comes from."""

    chapter_id: int
    kind: EntryKind
    booked_on: date
    lines: Sequence[PostingLine]
    memo: str = ""
    payment_id: int | None = None
    charge_id: int | None = None
    refund_id: int | None = None
    dispute_id: int | None = None
    deposit_id: int | None = None
    credit_return_id: int | None = None
    chapter_payout_id: int | None = None
    payout_line_id: int | None = None
    reverses_entry_id: int | None = None
    actor_member_id: int | None = None


def checked(draft: Draft) -> list[PostingLine]:
    """The lines of a draft that move something; raises EntryUnbalanced where they are no entry."""
    lines = [line for line in draft.lines if line.amount_minor]
    if len(lines) < 2 or sum(line.amount_minor for line in lines) != 0:
        raise EntryUnbalanced(f"{draft.kind} of chapter {draft.chapter_id}: {lines}")
    return lines


def opposite(lines: Iterable[PostingLine]) -> list[PostingLine]:
    """The lines that take these back."""
    return [
        PostingLine(line.account, -line.amount_minor, line.member_id, line.installment_id, line.payment_id)
        for line in lines
    ]


@dataclass(frozen=True)
class BalanceChanges:
    """What lines do to what members owe, to their credit, and to what is open of installments, by id."""

    balance: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    credit: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    open: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def member_ids(self) -> list[int]:
        """Whose balances they touch, in ascending order."""
        return sorted({*self.balance, *self.credit})


def changes(lines: Iterable[PostingLine]) -> BalanceChanges:
    """What these lines do to the balances."""
    found = BalanceChanges()
    for line in lines:
        if line.account is Account.RECEIVABLE and line.member_id and line.installment_id:
            found.balance[line.member_id] += line.amount_minor
            found.open[line.installment_id] += line.amount_minor
        elif line.account is Account.MEMBER_CREDIT and line.member_id:
            found.credit[line.member_id] -= line.amount_minor
    return found
