"""The treasurer hands the office over: offered by one, accepted by the other, and the books of that moment are kept."""

from __future__ import annotations

import hashlib
from datetime import date

from sigma_finance.database import faults
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import local_date, long_date, now, today_in
from sigma_finance.domain.errors import Conflict, Forbidden, Invalid, NotFound
from sigma_finance.domain.members.handovers import GOOD_FOR, HandoverState
from sigma_finance.domain.members.members import Post
from sigma_finance.domain.members.requests import Offer
from sigma_finance.domain.permissions import Role, higher
from sigma_finance.extensions import db, setting
from sigma_finance.models import Chapter, Handover, HandoverBooks, Member
from sigma_finance.queries import locks
from sigma_finance.queries.members import handovers as queries
from sigma_finance.services import audit
from sigma_finance.services.logins import logins, sessions
from sigma_finance.services.members import handover_books, invites, officers
from sigma_finance.services.messages import outbox


class UnderWay(Conflict):
    """The chapter's office is being handed over already."""


@transactional
def offer(*, chapter_id: int, offer: Offer, by: Actor) -> int:
    """Offer the treasurer's office to a successor, who is told by e-mail; returns the handover's id.

    Raises Forbidden for whoever is not treasurer, NotFound, Invalid, and UnderWay while another one is open.
    """
    _end_expired(chapter_id, by)
    giver, taker = _both(chapter_id, by.member_id or 0, offer.member_id)
    chapter = db.session.get_one(Chapter, chapter_id)
    today = today_in(chapter.timezone)
    _check_giver(giver, today)
    if not queries.can_sign_in(member=taker):
        raise Invalid(f"{taker.name} cannot sign in yet. Invite them first.", field="member")
    if offer.term_ends_on is not None and not today <= offer.term_ends_on <= today + officers.LONGEST:
        raise Invalid("Enter a last day from today on, within ten years.", field="ends_on")
    _check_own_term(giver, offer.term_ends_on, today)
    handover = _keep(chapter_id, giver, taker, offer.term_ends_on)
    until = local_date(handover.expires_at, chapter.timezone)
    audit.record(
        Action.HANDOVER_OFFERED,
        chapter_id=chapter_id,
        subject=("handovers", handover.id),
        by=by,
        member_id=taker.id,
        expires_on=until.isoformat(),
    )
    _mail(
        taker,
        "handover_offered",
        from_name=giver.name,
        due_on=long_date(until),
        handover_url=address(),
    )
    return handover.id


def address() -> str:
    """Where the successor finds what is offered to them."""
    return f"{setting('BASE_URL')}/handover"


def _keep(chapter_id: int, giver: Member, taker: Member, term_ends_on: date | None) -> Handover:
    moment = now()
    handover = Handover(
        chapter_id=chapter_id,
        from_member_id=giver.id,
        to_member_id=taker.id,
        state=HandoverState.OPEN,
        term_ends_on=term_ends_on,
        created_at=moment,
        expires_at=moment + GOOD_FOR,
    )
    db.session.add(handover)
    try:
        db.session.flush()
    except Exception as error:
        if faults.violated(error, "uq_handovers_open", "handovers.chapter_id"):
            raise UnderWay(_UNDER_WAY) from error
        raise
    return handover


_UNDER_WAY = "The office is being handed over already. Withdraw that first."


def _end_expired(chapter_id: int, by: Actor) -> None:
    known = queries.lock_open(chapter_id=chapter_id)
    if known is None:
        return
    if known.expires_at > now():
        raise UnderWay(_UNDER_WAY)
    _end(known, HandoverState.EXPIRED)
    db.session.flush()


def _end(handover: Handover, state: HandoverState) -> None:
    handover.state, handover.ended_at = state, now()


@transactional
def withdraw(*, chapter_id: int, by: Actor) -> None:
    """Take the open offer back before it is accepted; raises NotFound where there is none."""
    handover = queries.lock_open(chapter_id=chapter_id)
    if handover is None:
        raise NotFound("Nothing is being handed over now.")
    _end(handover, HandoverState.WITHDRAWN)
    audit.record(
        Action.HANDOVER_WITHDRAWN,
        chapter_id=chapter_id,
        subject=("handovers", handover.id),
        by=by,
        member_id=handover.to_member_id,
    )


@transactional
def decline(*, chapter_id: int, by: Actor) -> None:
    """Leave the office with the treasurer, who is told; raises NotFound where nothing is offered to the person."""
    handover = _offered(chapter_id, by)
    giver, taker = _both(chapter_id, handover.from_member_id, handover.to_member_id)
    _end(handover, HandoverState.DECLINED)
    audit.record(
        Action.HANDOVER_DECLINED,
        chapter_id=chapter_id,
        subject=("handovers", handover.id),
        by=by,
        member_id=giver.id,
    )
    _mail(
        giver,
        "handover_declined",
        to_name=taker.name,
        review_url=f"{setting('BASE_URL')}/treasurer/handover",
    )


@transactional
def accept(*, chapter_id: int, by: Actor) -> int:
    """Take the office over; returns the handover's id.

    In this one transaction the successor becomes treasurer, the other's access and sessions end, and the books are kept
    as they are. Raises NotFound where nothing is offered to the person, Conflict where it cannot be done any more.
    """
    handover = _offered(chapter_id, by)
    giver, taker = _both(chapter_id, handover.from_member_id, handover.to_member_id)
    chapter = db.session.get_one(Chapter, chapter_id)
    today = today_in(chapter.timezone)
    if not queries.is_treasurer(chapter_id=chapter_id, member_id=giver.id, today=today):
        raise Conflict(f"{giver.name} is not treasurer any more. Ask an admin of your chapter.")
    by_role = giver.role is Role.TREASURER
    _pass_on(giver, taker, by_role=by_role, for_good=handover.term_ends_on is None, by=by)
    officers.end_now(member=giver, post=Post.TREASURER, today=today, by=by)
    officers.ensure(member=taker, post=Post.TREASURER, starts_on=today, ends_on=handover.term_ends_on, by=by)
    invites.revoke_beyond(member=giver, role=giver.role, by=by)
    sessions.end_of_member(member_id=giver.id)
    _end(handover, HandoverState.DONE)
    db.session.flush()
    sha256 = _keep_books(handover, giver, taker)
    audit.record(
        Action.HANDOVER_DONE,
        chapter_id=chapter_id,
        subject=("handovers", handover.id),
        by=by,
        member_id=giver.id,
        sha256=sha256,
    )
    for member in (giver, taker):
        _mail(
            member,
            "handover_done",
            from_name=giver.name,
            to_name=taker.name,
            received_on=long_date(today),
        )
    return handover.id


def _pass_on(giver: Member, taker: Member, *, by_role: bool, for_good: bool, by: Actor) -> None:
    """Who has the role gives the role, unless a last day is set; who has the office alone gives no more than that."""
    if not by_role:
        return
    role = higher(taker.role, Role.TREASURER)
    if for_good and role is not taker.role:
        logins.give_role(taker, role, by=by, by_name=giver.name)
    logins.give_role(giver, Role.MEMBER, by=by, by_name=taker.name)


def _keep_books(handover: Handover, giver: Member, taker: Member) -> str:
    """The books of this moment: nothing else is booked while the chapter's row is locked."""
    chapter = locks.lock_chapter(chapter_id=handover.chapter_id)
    content = handover_books.make(chapter=chapter, handover=handover, names=(giver.name, taker.name))
    kept = HandoverBooks(
        chapter_id=chapter.id,
        handover_id=handover.id,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
    )
    db.session.add(kept)
    db.session.flush()
    return kept.sha256


def _offered(chapter_id: int, by: Actor) -> Handover:
    handover = queries.lock_open(chapter_id=chapter_id)
    if handover is None or handover.to_member_id != by.member_id or handover.expires_at <= now():
        raise NotFound("Nothing is being handed over to you now. It may have been withdrawn, or has expired.")
    return handover


def _both(chapter_id: int, giver_id: int, taker_id: int) -> tuple[Member, Member]:
    if giver_id == taker_id:
        raise Invalid("Choose somebody else than yourself.", field="member")
    found = locks.lock_members(chapter_id=chapter_id, member_ids=[giver_id, taker_id])
    if giver_id not in found or taker_id not in found:
        raise NotFound("There is no such member in your chapter.", field="member")
    return found[giver_id], found[taker_id]


def _check_giver(giver: Member, today: date) -> None:
    if not queries.is_treasurer(chapter_id=giver.chapter_id, member_id=giver.id, today=today):
        raise Forbidden("The treasurer hands the office over. An admin can appoint a treasurer instead.")


def _check_own_term(giver: Member, ends_on: date | None, today: date) -> None:
    """Who has the office alone passes it on for no longer than they have it."""
    if giver.role is not Role.MEMBER and giver.role is not Role.SECRETARY:
        return
    last = queries.last_day(chapter_id=giver.chapter_id, member_id=giver.id, today=today)
    if last is not None and (ends_on is None or ends_on > last):
        raise Invalid(
            f"Your own term ends on {long_date(last)}. Enter that day or an earlier one.", field="ends_on"
        )


def _mail(member: Member, kind: str, **context: str) -> None:
    outbox.tell(member, kind, name=member.name, **context)
