"""The audit trail: one line for each change, in the change's own transaction, chained per chapter."""

from __future__ import annotations

from typing import Any

import structlog

from sigma_finance.database import transactions
from sigma_finance.database.scopes import for_chapter
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action, check_keys, line_hash
from sigma_finance.domain.dates import now
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent
from sigma_finance.queries import locks

log = structlog.get_logger(__name__)


def record(
    action: Action, *, chapter_id: int, subject: tuple[str, int | None], by: Actor, **details: Any
) -> None:
    """Note that ``by`` did ``action`` to ``subject`` (its table and id); written as the transaction ends.

    ``details`` are the action's declared keys: ids, figures and words of ours, never a name or an address. Who runs the
    platform and is in no chapter (0) has no trail; what they change of their own sign-in is logged.
    """
    check_keys(action, details)
    if not chapter_id:
        log.info("changed without a chapter", action=action.value, user_id=by.user_id)
        return
    line = AuditEvent(
        chapter_id=chapter_id,
        at=now(),
        action=action.value,
        actor=by.kind.value,
        actor_user_id=by.user_id,
        subject_type=subject[0],
        subject_id=subject[1],
        ip=by.ip[:45],
        user_agent=by.user_agent[:255],
        details=details,
    )
    transactions.at_the_end(("audit", id(line), action, subject), lambda: _append(line))


def _append(line: AuditEvent) -> None:
    with for_chapter(line.chapter_id):
        _chain(line)


def _chain(line: AuditEvent) -> None:
    chapter = locks.lock_chapter(chapter_id=line.chapter_id)
    chapter.audit_sequence += 1
    line.sequence = chapter.audit_sequence
    line.previous_hash = chapter.audit_head
    line.hash = line_hash(line.previous_hash, facts(line))
    chapter.audit_head = line.hash
    db.session.add(line)
    db.session.flush()


def facts(line: AuditEvent) -> dict[str, Any]:
    """What the hash of a line covers."""
    return {
        "chapter_id": line.chapter_id,
        "sequence": line.sequence,
        "at": line.at.isoformat(timespec="microseconds"),
        "action": line.action,
        "actor": line.actor,
        "actor_user_id": line.actor_user_id,
        "subject_type": line.subject_type,
        "subject_id": line.subject_id,
        "ip": line.ip,
        "user_agent": line.user_agent,
        "details": line.details,
    }
