"""Money that the chapter itself moves, to the bank or back to a member: its entry and its line of the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import EntryKind
from sigma_finance.domain.books.lines import Draft, PostingLine
from sigma_finance.models import CreditReturn, Deposit
from sigma_finance.services import audit
from sigma_finance.services.books import ledger


def post(
    made: Deposit | CreditReturn,
    kind: EntryKind,
    lines: Sequence[PostingLine],
    *,
    booked_on: date,
    by: Actor,
    memo: str = "",
    reverses_entry_id: int | None = None,
) -> None:
    """Post the entry of a move, or the one that takes it back; its memo is the move's note unless ``memo`` is given."""
    ledger.post(
        Draft(
            chapter_id=made.chapter_id,
            kind=kind,
            booked_on=booked_on,
            memo=memo or made.note,
            deposit_id=made.id if isinstance(made, Deposit) else None,
            credit_return_id=made.id if isinstance(made, CreditReturn) else None,
            reverses_entry_id=reverses_entry_id,
            actor_member_id=by.member_id,
            lines=lines,
        )
    )


def note(action: Action, made: Deposit | CreditReturn, by: Actor, **details: Any) -> None:
    """Write the move into the audit trail: its amount in minor units, and the ``details`` of the action beside."""
    audit.record(
        action,
        chapter_id=made.chapter_id,
        subject=(made.__tablename__, made.id),
        by=by,
        amount_minor=made.amount_minor,
        **details,
    )
