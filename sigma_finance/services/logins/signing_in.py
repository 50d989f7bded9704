"""Signing in: the password, then the second step of those who have one. Which part was wrong is not to be learned."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import structlog

from sigma_finance.database import transactions
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.errors import Forbidden
from sigma_finance.domain.logins.passwords import cost_of, hash_password, verify_password
from sigma_finance.domain.text import normal_email
from sigma_finance.extensions import setting
from sigma_finance.models import User
from sigma_finance.queries.logins import logins as queries
from sigma_finance.queries.logins import sessions as session_queries
from sigma_finance.services.logins import passkeys, second_factor, sessions
from sigma_finance.services.logins.passkeys import PasskeyAnswer

log = structlog.get_logger(__name__)


class SignInRefused(Forbidden):
    """The address and the password do not belong together, or the login is closed; which one is not said."""


class NoChapter(Forbidden):
    """The password was right, but the person is not an active member of any chapter."""


@dataclass(frozen=True)
class FirstStep:
    """The password was right: ``token`` is the session's, or None where a code is still asked for.

    ``proof`` ties the second step to this password: once it is changed, the first step counts no more.
    """

    user_id: int
    proof: str
    token: str | None


def sign_in(*, email: str, password: str, remember: bool, by: Actor) -> FirstStep:
    """Judge a password, and begin a session in the chapter that the person used last unless they have a second step.

    Raises SignInRefused and NoChapter. An unknown address takes as long as a wrong password; no transaction is open
    while the password is compared, which takes a quarter of a second.
    """
    login = queries.find_login(email=normal_email(email))
    transactions.end_read()
    kept = login.password_hash if login else None
    right = verify_password(password, kept, rounds=setting("BCRYPT_ROUNDS"))
    if login is None or not right or not login.is_active:
        log.warning("sign-in failed", user_id=login.user_id if login else None)
        raise SignInRefused(
            "That e-mail address and password do not belong together. Check both and try again."
        )
    proof = _proof(kept)
    if cost_of(kept or "") < setting("BCRYPT_ROUNDS"):
        proof = _keep_anew(user_id=login.user_id, proof=proof, password=password)
    if login.has_second_factor:
        return FirstStep(login.user_id, proof, None)
    return FirstStep(
        login.user_id, proof, _admit(user_id=login.user_id, proof=proof, remember=remember, by=by)
    )


@transactional
def finish(*, user_id: int, proof: str, code: str, remember: bool, by: Actor) -> str:
    """Take the code of the second step and return the session's token.

    Raises SignInRefused, CodeWrong and NoChapter.
    """
    _lock_unchanged(user_id, proof)
    second_factor.check(user_id=user_id, code=code)
    return _admit(user_id=user_id, proof=proof, remember=remember, by=by)


@transactional
def finish_by_passkey(*, user_id: int, proof: str, given: PasskeyAnswer, remember: bool, by: Actor) -> str:
    """Take a passkey in place of the code; raises SignInRefused, PasskeyWrong and NoChapter."""
    _lock_unchanged(user_id, proof)
    passkeys.check(user_id=user_id, given=given)
    return _admit(user_id=user_id, proof=proof, remember=remember, by=by)


@transactional
def _admit(*, user_id: int, proof: str, remember: bool, by: Actor) -> str:
    _lock_unchanged(user_id, proof)
    chapters = session_queries.memberships(user_id=user_id)
    if not chapters and session_queries.runs_platform(user_id=user_id):
        return sessions.begin(user_id=user_id, member_id=None, remember=remember, by=by)
    if not chapters:
        raise NoChapter("You are not an active member of any chapter now. Ask your treasurer.")
    return sessions.begin(user_id=user_id, member_id=chapters[0].member_id, remember=remember, by=by)


@transactional
def _keep_anew(*, user_id: int, proof: str, password: str) -> str:
    """Hash a password at today's cost, now that it is here in plain."""
    user = _lock_unchanged(user_id, proof)
    user.password_hash = hash_password(password, rounds=setting("BCRYPT_ROUNDS"))
    return _proof(user.password_hash)


def _lock_unchanged(user_id: int, proof: str) -> User:
    user = queries.lock_user(user_id=user_id)
    if _proof(user.password_hash) != proof or not user.is_active:
        raise SignInRefused("Your sign-in changed a moment ago. Begin again.")
    return user


def _proof(password_hash: str | None) -> str:
    return hashlib.sha256((password_hash or "").encode()).hexdigest()[:32]
