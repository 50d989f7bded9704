"""Changing the keys of encrypted columns while people work: each value is sealed anew by the newest, piece by piece."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.audit import Action
from sigma_finance.queries import sealed as queries
from sigma_finance.services import audit

#: So many rows are sealed anew in one transaction; nobody waits for longer than that.
AT_ONCE = 200


@dataclass(frozen=True)
class StaleTable:
    """A table with what of it an older key has sealed."""

    table: str
    rows: int


def stale() -> list[StaleTable]:
    """What is still to be sealed anew, by table."""
    return [
        StaleTable(model.__tablename__, queries.count_stale(model=model)) for model in queries.sealed_models()
    ]


def rotate(*, at_once: int = AT_ONCE) -> list[StaleTable]:
    """Seal anew whatever an older key has sealed; what was interrupted goes on where it ended."""
    return [StaleTable(model.__tablename__, _rotate(model, at_once)) for model in queries.sealed_models()]


def _rotate(model: Any, at_once: int) -> int:
    done, after = 0, 0
    while True:
        count, last = _piece(model, after=after, at_once=at_once)
        if not count:
            return done
        done, after = done + count, last


@transactional
def _piece(model: Any, *, after: int, at_once: int) -> tuple[int, int]:
    """Seal the next rows behind an id anew; returns how many they were, and the last one's id."""
    rows = queries.stale(model=model, after=after, limit=at_once)
    for row in rows:
        queries.seal_again(row)
    chapters: dict[int, int] = {}
    for row in rows:
        chapters[row.chapter_id] = chapters.get(row.chapter_id, 0) + 1
    for chapter_id in sorted(chapters):
        audit.record(
            Action.KEYS_ROTATED,
            chapter_id=chapter_id,
            subject=(model.__tablename__, None),
            by=OPERATOR,
            rows=chapters[chapter_id],
        )
    return len(rows), rows[-1].id if rows else after
