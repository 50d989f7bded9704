"""A person's own password: proved, changed, and set anew by a mailed link when it is forgotten."""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog

from sigma_finance.database import transactions
from sigma_finance.database.scopes import across_chapters
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Forbidden
from sigma_finance.domain.logins.mailed_links import LinkPurpose
from sigma_finance.domain.logins.passwords import verify_password
from sigma_finance.domain.text import clean_email
from sigma_finance.extensions import db, setting
from sigma_finance.models import Chapter
from sigma_finance.queries.logins import logins as queries
from sigma_finance.queries.logins import sessions as session_queries
from sigma_finance.services.logins import logins, mailed_links, sessions
from sigma_finance.services.messages import outbox

log = structlog.get_logger(__name__)


class PasswordWrong(Forbidden):
    """The person's own password was asked for, and this is not it."""


def check_password(*, user_id: int, password: str, field: str = "password") -> None:
    """Raise PasswordWrong unless this is the person's password; no transaction is open while it is compared."""
    kept = queries.get_user(user_id=user_id).password_hash
    transactions.end_read()
    if not verify_password(password, kept, rounds=setting("BCRYPT_ROUNDS")):
        log.warning("password refused", user_id=user_id)
        raise PasswordWrong("That is not your password.", field=field)


@across_chapters()
@transactional
def forgot(*, email: str) -> None:
    """Mail a link that sets a new password to whoever signs in with this address, as long as they are a member.

    A stranger's address takes the same steps and as many rows, so that neither the answer nor the time it takes tells
    who has an account; the mail itself is sent in the background. Raises Invalid for what is no address.
    """
    user = queries.find_user(email=clean_email(email))
    user_id = user.id if user else 0
    places = session_queries.memberships(user_id=user_id)
    chapters = queries.chapters_of(user_id=user_id)
    meant = user if user and user.is_active and places else None
    reset_url = mailed_links.issue(purpose=LinkPurpose.RESET, user_id=meant.id if meant else None)
    if meant is None:
        _take_as_long()
        return
    outbox.enqueue(
        chapter_id=chapters[0],
        kind="reset_password",
        to=meant.email,
        context={"name": meant.name, "reset_url": reset_url},
    )
    db.session.flush()
    log.info("password reset asked for", known=True)


def _take_as_long() -> None:
    """Ask for what a message asks for, and write a row in place of it: a link that was mailed to nobody."""
    db.session.get(Chapter, 0)
    mailed_links.issue(purpose=LinkPurpose.RESET, user_id=None)
    db.session.flush()
    transactions.wake_after_commit()
    log.info("password reset asked for", known=False)


def reset(*, token: str, password: str, by: Actor) -> None:
    """Set a new password by a mailed link: every session ends, and a message tells the owner.

    Raises LinkGone, and Invalid for a weak password, which leaves the link as it is. A second step stays.
    """
    link = mailed_links.get_link(purpose=LinkPurpose.RESET, token=token)
    user = queries.get_user(user_id=link.user_id or 0)
    password_hash = logins.new_password_hash(password, name=user.name, email=user.email)
    transactions.end_read()
    _reset(token=token, password_hash=password_hash, by=replace(by, user_id=user.id))


@transactional
def _reset(*, token: str, password_hash: str, by: Actor) -> None:
    link = mailed_links.use(purpose=LinkPurpose.RESET, token=token)
    user = queries.lock_user(user_id=link.user_id or 0)
    logins.give_password(user, password_hash, by=by, by_name="a link that we mailed to this address")


@dataclass(frozen=True)
class PasswordChange:
    """A person's password as it is and as it shall be, and the session that stays."""

    user_id: int
    session_id: int
    current: str
    password: str


def change(*, request: PasswordChange, by: Actor) -> None:
    """Change a person's password: their other sessions end, and a message tells them.

    Raises PasswordWrong, and Invalid for a weak one.
    """
    check_password(user_id=request.user_id, password=request.current, field="current")
    user = queries.get_user(user_id=request.user_id)
    password_hash = logins.new_password_hash(request.password, name=user.name, email=user.email)
    transactions.end_read()
    _change(request=request, password_hash=password_hash, by=by)


@transactional
def _change(*, request: PasswordChange, password_hash: str, by: Actor) -> None:
    user = queries.lock_user(user_id=request.user_id)
    user.password_hash = password_hash
    user.password_changed_at = now()
    logins.void_pending(user)
    sessions.end_others(user_id=user.id, session_id=request.session_id)
    logins.note(Action.PASSWORD_CHANGED, user, by=by)
    logins.tell(user, "password_changed", forgot_url=f"{setting('BASE_URL')}/auth/forgot")
