"""Taking the import of a roster back, while nothing hangs on the members it brought. Nothing is deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.imports.kinds import ImportKind
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.roster_tally import unpack
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.models import ImportBatch, Member
from sigma_finance.queries import locks
from sigma_finance.queries.imports import roster as queries
from sigma_finance.queries.imports.roster import UndoObstacle
from sigma_finance.services import audit
from sigma_finance.services.dues import opening
from sigma_finance.services.dues.charges import Approved
from sigma_finance.services.figures import version
from sigma_finance.services.imports.history import take_up
from sigma_finance.services.imports.roster import set_value, value_of
from sigma_finance.services.members import ranks

REASON = "The import of the roster was undone"


@dataclass(frozen=True)
class RosterUndoResult:
    """How many members were removed, and how many got back what the import had changed."""

    members: int
    restored: int


@transactional
def undo(*, chapter_id: int, batch_id: int, by: Actor, approved: Approved = None) -> RosterUndoResult:
    """Remove the members whom an import brought, free their addresses, and give the others back what it changed.

    What has been changed since by hand stays. Raises NotFound, and Conflict where it was undone before or something
    hangs on one of the members, and NeedsSecond where it forgives more than one officer may, unless so much was
    ``approved``; then nothing is changed.
    """
    batch = take_up(ImportKind.ROSTER, chapter_id=chapter_id, batch_id=batch_id, by=by)
    brought = queries.brought(chapter_id=chapter_id, batch_id=batch_id)
    changed = {
        d.member_id: d.changes
        for d in unpack(batch.decisions)
        if d.outcome is RowOutcome.CHANGED and d.member_id is not None
    }
    members = locks.lock_members(chapter_id=chapter_id, member_ids=[*brought, *changed])
    _require_free(batch)
    if brought:
        opening.take_back(chapter_id=chapter_id, member_ids=brought, reason=REASON, by=by, approved=approved)
        _remove(chapter_id, [members[member_id] for member_id in brought])
    role = ranks.role_of(by, chapter_id=chapter_id)
    restored = [
        _give_back(members[member_id], change.field, change.after, change.before)
        for member_id, changes in changed.items()
        for change in changes
        if change.field not in ranks.CONTACT or ranks.is_within(role, members[member_id])
    ]
    version.changed(chapter_id=chapter_id)
    done = RosterUndoResult(len(brought), sum(restored))
    audit.record(
        Action.ROSTER_UNDONE,
        chapter_id=chapter_id,
        subject=("import_batches", batch.id),
        by=by,
        members=done.members,
        restored=done.restored,
    )
    return done


def _require_free(batch: ImportBatch) -> None:
    hanging = queries.hanging(chapter_id=batch.chapter_id, batch_id=batch.id)
    if hanging:
        raise Conflict(f"This import cannot be undone any more: {said(hanging)}.")


def said(hanging: Sequence[UndoObstacle]) -> str:
    """Who of an import cannot be removed, and why, in a few words."""
    shown = "; ".join(f"{one.name} {one.what}" for one in hanging[:3])
    return shown if len(hanging) <= 3 else f"{shown}; and {len(hanging) - 3:,} more"


def _remove(chapter_id: int, members: Sequence[Member]) -> None:
    ids = [member.id for member in members]
    for invite in queries.open_invites_of(chapter_id=chapter_id, member_ids=ids):
        invite.revoked_at = now()
    for member in members:
        member.status, member.email = MemberStatus.REMOVED, None


def _give_back(member: Member, field: str, after: str, before: str) -> bool:
    """Whether the member still had what the import gave, and has got back what was before."""
    if value_of(member, field) != after or (field == "email" and member.user_id is not None):
        return False
    set_value(member, field, before)
    return True
