"""Many invites at once: what becomes of each address, all of them queued together, and sent again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.numbering import new_invite_code, new_reference
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.imports.kinds import ImportKind
from sigma_finance.domain.members.invite_lists import MOST, InviteeFate, ListedPerson
from sigma_finance.domain.members.invites import USUAL_DAYS
from sigma_finance.domain.members.requests import InviteRequest
from sigma_finance.domain.permissions import Role, higher, is_officers, may_admit
from sigma_finance.extensions import db
from sigma_finance.models import Invite
from sigma_finance.queries import locks
from sigma_finance.queries.imports import batches
from sigma_finance.queries.members import bulk_invites as queries
from sigma_finance.queries.members import members
from sigma_finance.queries.members.bulk_invites import EmailOwner
from sigma_finance.services import audit
from sigma_finance.services.members import invites


@dataclass(frozen=True)
class ListRequest:
    """Whom to invite, to what role, and for how long."""

    chapter_id: int
    people: Sequence[ListedPerson]
    role: Role = Role.MEMBER
    days: int = USUAL_DAYS
    created_by_member_id: int | None = None


@dataclass(frozen=True)
class PlannedInvite:
    """What becomes of one of the list, and the member whom the address belongs to."""

    listed: ListedPerson
    fate: InviteeFate
    member: EmailOwner | None = None

    @property
    def name(self) -> str:
        """What the member list calls them, else the pasted one."""
        return self.member.name if self.member else self.listed.name


@dataclass(frozen=True)
class InviteSending:
    """Invites that were queued together; the reference is "" where there was nobody to invite."""

    reference: str
    invites: int


def plan(*, request: ListRequest, issuer_role: Role) -> list[PlannedInvite]:
    """What becomes of each of the list, in its order; writes nothing. Raises Invalid for a list that is too long."""
    emails = list({one.email for one in request.people if one.email})
    if len(emails) > MOST:
        raise Invalid(
            f"At most {MOST} people are invited at once, and this list has {len(emails):,}. Split it.",
            field="people",
        )
    members = queries.on_member_list(chapter_id=request.chapter_id, emails=emails)
    invited = queries.invited(chapter_id=request.chapter_id, emails=emails, at=now())
    seen: set[str] = set()
    planned = []
    for one in request.people:
        member = members.get(one.email)
        fate = (
            InviteeFate.TWICE if one.email in seen else _fate(one, member, one.email in invited, issuer_role)
        )
        planned.append(PlannedInvite(one, fate, member))
        seen.update([one.email] if one.email else [])
    return planned


def _fate(one: ListedPerson, member: EmailOwner | None, is_invited: bool, issuer_role: Role) -> InviteeFate:
    if not one.email:
        return InviteeFate.MALFORMED
    if member is None:
        return InviteeFate.ALREADY_INVITED if is_invited else InviteeFate.NEW
    if member.has_login:
        return InviteeFate.HAS_LOGIN
    if not member.active:
        return InviteeFate.NOT_ACTIVE
    if not may_admit(issuer_role, member.role, member.posts):
        return InviteeFate.HIGHER
    return InviteeFate.ALREADY_INVITED if is_invited else InviteeFate.ON_MEMBER_LIST


def makes_officers(*, request: ListRequest, issuer_role: Role) -> bool:
    """Whether anybody on the list who is to get an invite would come in as more than a member."""
    planned = plan(request=request, issuer_role=issuer_role)
    return any(_rank(request, one.member) for one in planned if one.fate.is_invited)


def _rank(request: ListRequest, member: EmailOwner | None) -> str:
    """What an officer would come in as; "" for a member."""
    role, posts = (higher(request.role, member.role), member.posts) if member else (request.role, ())
    return invites.rank_label(role, posts) if is_officers(role, posts) else ""


@transactional
def send(*, request: ListRequest, issuer_role: Role, by: Actor) -> InviteSending:
    """Queue an invite for everybody on the list who is to get one, in one transaction.

    Raises Invalid, and RoleTooHigh.
    """
    invites.check(InviteRequest(request.chapter_id, request.role, days=request.days), issuer_role)
    locks.lock_chapter(chapter_id=request.chapter_id)
    planned = plan(request=request, issuer_role=issuer_role)
    return _queue(request, [(one.listed.email, one.member) for one in planned if one.fate.is_invited], by)


@transactional
def send_to_import(
    *, chapter_id: int, batch_id: int, created_by_member_id: int | None, by: Actor
) -> InviteSending:
    """Queue an invite for everybody whom the import of a roster brought and who can be invited; raises NotFound."""
    batches.get_batch(chapter_id=chapter_id, batch_id=batch_id, kind=ImportKind.ROSTER)
    locks.lock_chapter(chapter_id=chapter_id)
    found = queries.of_import(chapter_id=chapter_id, batch_id=batch_id, at=now())
    request = ListRequest(chapter_id, (), created_by_member_id=created_by_member_id)
    return _queue(request, [(member.email, member) for member in found], by)


def _queue(request: ListRequest, people: Sequence[tuple[str, EmailOwner | None]], by: Actor) -> InviteSending:
    if not people:
        return InviteSending("", 0)
    reference, expires_at = new_reference("B"), now() + timedelta(days=request.days)
    made = [
        Invite(
            chapter_id=request.chapter_id,
            code=new_invite_code(),
            role=request.role,
            email=email,
            member_id=member.id if member else None,
            created_by_member_id=request.created_by_member_id,
            batch=reference,
            expires_at=expires_at,
        )
        for email, member in people
    ]
    db.session.add_all(made)
    db.session.flush()
    names = {member.id: member.name for _, member in people if member}
    _mail(request.chapter_id, made)
    _tell(request, [(invite, member) for invite, (_, member) in zip(made, people, strict=True)], names)
    audit.record(
        Action.INVITES_SENT,
        chapter_id=request.chapter_id,
        subject=("invites", made[0].id),
        by=by,
        role=request.role.value,
        invites=len(made),
        batch=reference,
    )
    return InviteSending(reference, len(made))


def _tell(
    request: ListRequest, made: Sequence[tuple[Invite, EmailOwner | None]], names: dict[int, str]
) -> None:
    """Tell the other officers of those among them who would come in as one, a message for each role."""
    by_rank: dict[str, list[Invite]] = {}
    for invite, member in made:
        by_rank.setdefault(_rank(request, member), []).append(invite)
    for rank, of_rank in by_rank.items():
        if rank:
            invites.tell_officers(invites=of_rank, rank=rank, names=names)


def _mail(chapter_id: int, made: Sequence[Invite]) -> None:
    whose = [invite.member_id for invite in made if invite.member_id]
    rows = members.find_rows(chapter_id=chapter_id, member_ids=whose)
    issuers = [invite.created_by_member_id for invite in made if invite.created_by_member_id]
    issuer_names = queries.names(chapter_id=chapter_id, member_ids=list(set(issuers)))
    for invite in made:
        invites.mail(
            invite,
            invited_by=issuer_names.get(invite.created_by_member_id or 0),
            member=rows.get(invite.member_id or 0),
        )


@transactional
def resend_undelivered(*, chapter_id: int, sending: str | None, issuer_role: Role, by: Actor) -> int:
    """Mail the open invites again whose last mail did not arrive, of one sending or of all; returns how many.

    Raises Conflict where every mail arrived.
    """
    found = queries.lock_undelivered(
        chapter_id=chapter_id, sending=sending, issuer=issuer_role, at=now(), limit=MOST
    )
    if not found:
        raise Conflict("Every invite that is open has been delivered.")
    for invite in found:
        invites.readdress(invite)
        invites.prolong(invite)
    _mail(chapter_id, found)
    audit.record(
        Action.INVITES_RESENT,
        chapter_id=chapter_id,
        subject=("invites", found[0].id),
        by=by,
        invites=len(found),
    )
    return len(found)
