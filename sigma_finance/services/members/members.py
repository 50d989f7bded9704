"""A chapter's members: an officer adds one, changes what is known of them, lets them leave and come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sigma_finance.database.transactions import transactional
from sigma_finance.domain import seen
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.members import phones
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.domain.members.requests import MemberDetails
from sigma_finance.domain.permissions import Role, may_grant
from sigma_finance.domain.text import clean_email, clean_text
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Member
from sigma_finance.queries import locks
from sigma_finance.queries.members import members as queries
from sigma_finance.services import audit
from sigma_finance.services.dues import late_joiners
from sigma_finance.services.figures import version
from sigma_finance.services.logins import logins, sessions
from sigma_finance.services.members import exemptions, invites, officers, ranks
from sigma_finance.services.members.ranks import NotYours

EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True)
class Editor:
    """The officer at work, and as whom they act: nobody hands out a role above that, or changes their own place."""

    member_id: int
    name: str
    role: Role


class LastAdmin(Conflict):
    """The chapter would be left without an admin."""


@transactional
def add(*, chapter_id: int, details: MemberDetails, editor: Editor, by: Actor) -> int:
    """Put somebody on the member list and return their id; raises Invalid, NotYours and EmailTaken."""
    role = details.role or Role.MEMBER
    _check_grant(editor, role)
    member = Member(chapter_id=chapter_id, role=role, status=MemberStatus.ACTIVE)
    _write(member, _cleaned(details, chapter_id))
    logins.add_member(member)
    audit.record(
        Action.MEMBER_ADDED,
        chapter_id=chapter_id,
        subject=("members", member.id),
        by=by,
        role=role.value,
        member_class=member.member_class.value,
    )
    exemptions.tell(member, MemberClass.REGULAR, by=by)
    late_joiners.charge(chapter_id=chapter_id, member_id=member.id, by=by)
    version.changed(chapter_id=chapter_id)
    return member.id


@transactional
def edit(
    *, chapter_id: int, member_id: int, details: MemberDetails, opened: str | None, editor: Editor, by: Actor
) -> list[str]:
    """Change what is known of a member and return the names of what changed; another role is told to the person.

    ``opened`` is the mark of what the form was opened with. Raises NotFound, Invalid, NotYours, LastAdmin,
    EmailTaken and ChangedMeanwhile.
    """
    member = _get(chapter_id, member_id)
    seen.check(opened, mark(member))
    written = _cleaned(details, chapter_id)
    if details.member_class is MemberClass.EXEMPT is not member.member_class:
        exemptions.check_own(member, by=by)
    before = member.member_class
    changed = [name for name, value in written.items() if getattr(member, name) != value]
    _check_contact(editor, member, changed)
    _write(member, written)
    logins.add_member(member)
    if changed:
        audit.record(
            Action.MEMBER_EDITED,
            chapter_id=chapter_id,
            subject=("members", member.id),
            by=by,
            fields=changed,
        )
        exemptions.tell(member, before, by=by)
        if before is MemberClass.EXEMPT is not member.member_class:
            late_joiners.charge(chapter_id=chapter_id, member_id=member.id, by=by)
        version.changed(chapter_id=chapter_id)
    if details.role is not None and details.role is not member.role:
        _check_grant(editor, details.role)
        _check_over(editor, member)
        _check_admin_stays(member)
        logins.give_role(member, details.role, by=by, by_name=editor.name)
        invites.revoke_beyond(member=member, role=member.role, by=by)
        changed.append("role")
    return changed


@transactional
def deactivate(*, chapter_id: int, member_id: int, reason: str, editor: Editor, by: Actor) -> None:
    """Let a member leave: they are no longer charged or let in, and their offices end. What they owe stays.

    A payment of theirs that is under way is still taken. Raises NotFound, Invalid, NotYours, LastAdmin, and Conflict
    where they have left already.
    """
    member = _get(chapter_id, member_id)
    if member.status is not MemberStatus.ACTIVE:
        raise Conflict(f"{member.name} is inactive already.")
    _check_over(editor, member)
    _check_admin_stays(member)
    member.status = MemberStatus.INACTIVE
    member.left_on = today_in(db.session.get_one(Chapter, chapter_id).timezone)
    member.left_because = clean_text(reason, field="reason", label="Reason", at_most=300)
    officers.end_all(member=member, on=member.left_on, by=by)
    invites.revoke_beyond(member=member, role=Role.MEMBER, by=by)
    audit.record(
        Action.MEMBER_DEACTIVATED,
        chapter_id=chapter_id,
        subject=("members", member.id),
        by=by,
        owes_minor=member.balance_minor,
        sessions_ended=sessions.end_of_member(member_id=member.id),
    )
    version.changed(chapter_id=chapter_id)


@transactional
def reactivate(*, chapter_id: int, member_id: int, editor: Editor, by: Actor) -> None:
    """Take a member who left back, with the role that they had; raises NotFound, NotYours and Conflict."""
    member = _get(chapter_id, member_id)
    if member.status is not MemberStatus.INACTIVE:
        raise Conflict(f"{member.name} is active already.")
    _check_over(editor, member)
    member.status, member.left_on, member.left_because = MemberStatus.ACTIVE, None, ""
    audit.record(Action.MEMBER_REACTIVATED, chapter_id=chapter_id, subject=("members", member.id), by=by)
    late_joiners.charge(chapter_id=chapter_id, member_id=member.id, by=by)
    version.changed(chapter_id=chapter_id)


def mark(member: Member | queries.MemberProfile) -> str:
    """A mark of what a form about the member shows."""
    return seen.mark(
        member.name,
        member.email,
        member.phone,
        member.member_class,
        member.exempt_because,
        member.initiated_on,
        member.role,
        member.status,
    )


def _get(chapter_id: int, member_id: int) -> Member:
    found = locks.lock_members(chapter_id=chapter_id, member_ids=[member_id]).get(member_id)
    if found is None or found.status is MemberStatus.REMOVED:
        raise NotFound("There is no such member in your chapter.")
    return found


def _cleaned(details: MemberDetails, chapter_id: int) -> dict[str, object]:
    """The columns that the details fill."""
    today = today_in(db.session.get_one(Chapter, chapter_id).timezone)
    if details.initiated_on and not EARLIEST <= details.initiated_on <= today:
        raise Invalid("Enter a day of initiation that has been, or leave it empty.", field="initiated_on")
    return {
        "name": clean_text(details.name, field="name", label="Name", at_most=120),
        "email": clean_email(details.email) if details.email else None,
        "phone": phones.clean_phone(details.phone) if details.phone else "",
        "member_class": details.member_class,
        "exempt_because": exemptions.reason(details.member_class, details.exempt_because),
        "initiated_on": details.initiated_on,
    }


def _write(member: Member, values: dict[str, object]) -> None:
    for name, value in values.items():
        setattr(member, name, value)


def _check_grant(editor: Editor, role: Role) -> None:
    if not may_grant(editor.role, role):
        raise NotYours("You can give your own role and those below it.", field="role")


def _check_over(editor: Editor, member: Member) -> None:
    """One's own place is another officer's to change, and so is that of somebody with a higher role."""
    if member.id == editor.member_id:
        raise NotYours("Ask another officer: nobody changes their own role or leaves by themselves.")
    ranks.check_over(editor.role, member)


def _check_contact(editor: Editor, member: Member, changed: list[str]) -> None:
    """How a higher officer is called and written to is not a lower one's to change: their mail would go elsewhere."""
    contact = [name for name in ranks.CONTACT if name in changed]
    if contact and member.id != editor.member_id:
        ranks.check_over(editor.role, member, field=contact[0])


def _check_admin_stays(member: Member) -> None:
    if member.role is not Role.ADMIN or member.status is not MemberStatus.ACTIVE:
        return
    if not queries.has_other_admin(chapter_id=member.chapter_id, besides=member.id):
        raise LastAdmin("This is the chapter's only admin. Make somebody else admin first.", field="role")
