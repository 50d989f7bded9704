"""Changing the address that a person signs in with: the new one proves itself, the old one says yes or lets a week go.

Decided in docs/decisions/0011: a mailbox that answers decides at once; one that is lost keeps nobody from changing; and
who has stolen a session and a password takes nothing over while the owner reads their mail within seven days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from sigma_finance.database import faults
from sigma_finance.database.scopes import across_chapters
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import SYSTEM, Actor
from sigma_finance.domain.audit import Action, keyed_hash
from sigma_finance.domain.dates import local_date, long_date, now
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.logins.mailed_links import ADDRESS_WAITS, LinkPurpose
from sigma_finance.domain.text import clean_email
from sigma_finance.extensions import db, setting
from sigma_finance.models import AddressChange, User
from sigma_finance.queries.logins import address_changes as queries
from sigma_finance.queries.logins import logins as users
from sigma_finance.queries.logins import mailed_links as link_queries
from sigma_finance.services.logins import logins, mailed_links, passwords, sessions
from sigma_finance.services.logins.mailed_links import LinkGone

log = structlog.get_logger(__name__)


class EmailInUse(Conflict):
    """Somebody else has the address: another login, or another member of one of the person's chapters."""


@dataclass(frozen=True)
class WaitingAddress:
    """A change that waits: the new address, whether it has proved itself, and when it counts by itself."""

    email: str
    takes_effect_at: datetime | None


def find_waiting(*, user_id: int) -> WaitingAddress | None:
    """The person's change that waits, for their own page."""
    found = queries.find_open(user_id=user_id)
    return WaitingAddress(found.email, found.takes_effect_at) if found else None


def ask(*, user_id: int, email: str, password: str) -> str:
    """Begin to change a person's address and return the new one; nothing changes before it has proved itself.

    Raises PasswordWrong and Invalid. Whether somebody else signs in with the address is not to be learned here.
    """
    address = clean_email(email)
    passwords.check_password(user_id=user_id, password=password)
    _ask(user_id=user_id, address=address)
    return address


@transactional
def _ask(*, user_id: int, address: str) -> None:
    user = users.lock_user(user_id=user_id)
    if address == user.email:
        raise Invalid("You sign in with this address already.", field="email")
    link_queries.use_up(user_id=user_id, at=now(), purposes=[LinkPurpose.NEW_ADDRESS])
    queries.end(user_id=user_id, at=now())
    db.session.add(AddressChange(user_id=user_id, email=address, created_at=now()))
    db.session.flush()
    keep_url = mailed_links.issue(purpose=LinkPurpose.KEEP_ADDRESS, user_id=user_id, email=user.email)
    logins.tell(user, "address_change_asked", keep_url=keep_url)
    # Two steps for a taken address and for a free one alike: a link, which the taken one's is nobody's, and a message.
    taken = users.find_user(email=address) is not None
    confirm_url = mailed_links.issue(
        purpose=LinkPurpose.NEW_ADDRESS, user_id=None if taken else user_id, email=address
    )
    if taken:
        logins.tell(user, "address_in_use", to=address)
    else:
        logins.tell(user, "confirm_new_address", to=address, confirm_url=confirm_url)


@transactional
def confirm(*, token: str, by: Actor) -> WaitingAddress:
    """Note that the new address has proved itself; it counts at once where the old one said yes, else in a week.

    Raises LinkGone and EmailInUse.
    """
    link = mailed_links.use(purpose=LinkPurpose.NEW_ADDRESS, token=token)
    user = users.lock_user(user_id=link.user_id or 0)
    change = _get_open(user)
    change.proved_at, change.takes_effect_at = now(), now() + ADDRESS_WAITS
    db.session.flush()
    if change.agreed_at is not None:
        return _finish(user, change, by=replace(by, user_id=user.id))
    keep_url = mailed_links.issue(purpose=LinkPurpose.KEEP_ADDRESS, user_id=user.id, email=user.email)
    logins.tell(user, "address_change_waits", keep_url=keep_url, due_on=_day(user, change.takes_effect_at))
    return WaitingAddress(change.email, change.takes_effect_at)


@transactional
def agree(*, token: str, by: Actor) -> WaitingAddress:
    """Take the old address's yes: the new one counts at once where it has proved itself, else as soon as it does.

    Raises LinkGone, where nothing waits any more too, and EmailInUse.
    """
    link = mailed_links.use(purpose=LinkPurpose.KEEP_ADDRESS, token=token)
    user = users.lock_user(user_id=link.user_id or 0)
    change = _get_open(user)
    if user.email != link.email:
        raise LinkGone(_NOTHING_WAITS)
    change.agreed_at = now()
    if change.proved_at is not None:
        return _finish(user, change, by=replace(by, user_id=user.id))
    return WaitingAddress(change.email, None)


@transactional
def keep(*, token: str, by: Actor) -> None:
    """Stop a change of address, or take it back, by the link that the old address got; every session ends.

    Raises LinkGone and EmailInUse.
    """
    link = mailed_links.use(purpose=LinkPurpose.KEEP_ADDRESS, token=token)
    user = users.lock_user(user_id=link.user_id or 0)
    by = replace(by, user_id=user.id)
    link_queries.use_up(user_id=user.id, at=now(), purposes=list(LinkPurpose))
    queries.end(user_id=user.id, at=now())
    if user.email != link.email:
        move(user, link.email, by=by)
    sessions.end_all(user_id=user.id)
    logins.note(Action.ADDRESS_KEPT, user, by=by, email_hash=_hashed(link.email))


@transactional
def withdraw(*, user_id: int) -> None:
    """Leave the address as it is, as the person themselves; raises NotFound where nothing waits."""
    users.lock_user(user_id=user_id)
    if not queries.end(user_id=user_id, at=now()):
        raise NotFound("No change of your address waits any more.")
    link_queries.use_up(user_id=user_id, at=now(), purposes=[LinkPurpose.NEW_ADDRESS])


def find_due() -> Sequence[int]:
    """Whose change has waited a week."""
    return queries.due(at=now())


@across_chapters()
@transactional
def take_effect(*, user_id: int) -> bool:
    """Let a change count that has waited a week; whether it did. One whose address somebody has meanwhile ends."""
    user = users.lock_user(user_id=user_id)
    change = queries.lock_open(user_id=user_id)
    if change is None or change.takes_effect_at is None or change.takes_effect_at > now():
        return False
    try:
        with db.session.begin_nested():
            _finish(user, change, by=replace(SYSTEM, user_id=user.id))
    except EmailInUse:
        db.session.refresh(change)
        change.ended_at = now()
        log.warning("address change in vain", user_id=user_id)
        return False
    return True


def _get_open(user: User) -> AddressChange:
    change = queries.lock_open(user_id=user.id)
    if change is None:
        raise LinkGone(_NOTHING_WAITS)
    return change


_NOTHING_WAITS = "No change of the address waits any more. Ask for it again on your account page."


def _finish(user: User, change: AddressChange, *, by: Actor) -> WaitingAddress:
    """Let the new address count, and tell both; the old one can take it back for a week."""
    before = user.email
    change.ended_at = now()
    move(user, change.email, by=by)
    keep_url = mailed_links.issue(purpose=LinkPurpose.KEEP_ADDRESS, user_id=user.id, email=before)
    for address in (before, change.email):
        logins.tell(user, "address_changed", to=address, keep_url=keep_url if address == before else "")
    return WaitingAddress(change.email, now())


@across_chapters()
def move(user: User, address: str, *, by: Actor) -> None:
    """Give a locked user another address, and with it each of their places that has the one before."""
    before = user.email
    link_queries.use_up(user_id=user.id, at=now(), purposes=logins.PENDING)
    user.email = address
    try:
        db.session.flush()
        for member in users.lock_places(user_id=user.id, email=before):
            member.email = address
        db.session.flush()
    except Exception as error:
        if faults.violated(error, "uq_users_email", "users.email"):
            raise EmailInUse("Somebody else signs in with this address. Nothing was changed.") from error
        if faults.violated(error, "uq_members_chapter_id_email", "members.chapter_id, members.email"):
            raise EmailInUse(
                "Your chapter has another member with this address. Nothing was changed; ask your treasurer."
            ) from error
        raise
    logins.note(Action.ADDRESS_CHANGED, user, by=by, before_hash=_hashed(before), after_hash=_hashed(address))


def _day(user: User, moment: datetime) -> str:
    return long_date(local_date(moment, user.timezone or "UTC"))


def _hashed(address: str) -> str:
    return keyed_hash(address, setting("SECRET_KEY"))
