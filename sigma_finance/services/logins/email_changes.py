"""Changing the address that a person signs in with: the new one proves itself, the old one can take it back."""

from __future__ import annotations

from dataclasses import replace

from sigma_finance.database import faults
from sigma_finance.database.scopes import across_chapters
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action, keyed_hash
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.logins.mailed_links import LinkPurpose
from sigma_finance.domain.text import clean_email
from sigma_finance.extensions import db, setting
from sigma_finance.models import User
from sigma_finance.queries.logins import logins as queries
from sigma_finance.queries.logins import mailed_links as link_queries
from sigma_finance.services.logins import logins, mailed_links, passwords, sessions


class EmailInUse(Conflict):
    """Somebody else has the address: another login, or another member of one of the person's chapters."""


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
    user = queries.lock_user(user_id=user_id)
    if address == user.email:
        raise Invalid("You sign in with this address already.", field="email")
    link_queries.use_up(user_id=user_id, at=now(), purposes=[LinkPurpose.NEW_ADDRESS])
    keep_url = mailed_links.issue(purpose=LinkPurpose.KEEP_ADDRESS, user_id=user_id, email=user.email)
    logins.tell(user, "address_change_asked", keep_url=keep_url)
    if queries.find_user(email=address) is not None:
        logins.tell(user, "address_in_use", to=address)
        return
    confirm_url = mailed_links.issue(purpose=LinkPurpose.NEW_ADDRESS, user_id=user_id, email=address)
    logins.tell(user, "confirm_new_address", to=address, confirm_url=confirm_url)


@transactional
def confirm(*, token: str, by: Actor) -> str:
    """Take the new address that a mailed link proves, and return it; the person's places in chapters follow.

    Raises LinkGone and EmailInUse.
    """
    link = mailed_links.use(purpose=LinkPurpose.NEW_ADDRESS, token=token)
    user = queries.lock_user(user_id=link.user_id or 0)
    _move(user, link.email, by=replace(by, user_id=user.id))
    return link.email


@transactional
def keep(*, token: str, by: Actor) -> None:
    """Stop a change of address, or take it back, by the link that the old address got; every session ends.

    Raises LinkGone and EmailInUse.
    """
    link = mailed_links.use(purpose=LinkPurpose.KEEP_ADDRESS, token=token)
    user = queries.lock_user(user_id=link.user_id or 0)
    by = replace(by, user_id=user.id)
    link_queries.use_up(user_id=user.id, at=now(), purposes=list(LinkPurpose))
    if user.email != link.email:
        _move(user, link.email, by=by)
    sessions.end_all(user_id=user.id)
    logins.note(Action.ADDRESS_KEPT, user, by=by, email_hash=_hashed(link.email))


@across_chapters()
def _move(user: User, address: str, *, by: Actor) -> None:
    """Give a locked user another address, and with it each of their places that has the one before."""
    before = user.email
    link_queries.use_up(user_id=user.id, at=now(), purposes=logins.PENDING)
    user.email = address
    try:
        db.session.flush()
        for member in queries.lock_places(user_id=user.id, email=before):
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


def _hashed(address: str) -> str:
    return keyed_hash(address, setting("SECRET_KEY"))
