"""The second step of signing in: set up by the person, asked for at every sign-in, taken off by an operator."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from sigma_finance.database.scopes import across_chapters
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now, worlds_now
from sigma_finance.domain.errors import Conflict, Forbidden, NotFound
from sigma_finance.domain.logins import second_factor as rules
from sigma_finance.domain.logins.sealing import seal, unseal
from sigma_finance.domain.text import clean_email
from sigma_finance.extensions import db, secret_keys
from sigma_finance.models import RecoveryCode, SecondFactor
from sigma_finance.queries.logins import logins
from sigma_finance.queries.logins import second_factor as queries
from sigma_finance.services import audit
from sigma_finance.services.logins import passwords, sessions
from sigma_finance.services.messages import outbox

_PURPOSE = "second factor"

log = structlog.get_logger(__name__)


class CodeWrong(Forbidden):
    """The code is not a current one, or was used before."""


class NothingSet(NotFound):
    """The person has no second step."""


class SetAlready(Conflict):
    """The person has a second step."""


@dataclass(frozen=True)
class SecondStepSetup:
    """A second step that waits for its first code: the secret to type, and the address that a QR code holds."""

    secret: str
    address: str


@dataclass(frozen=True)
class SecondStepStanding:
    """Whether a person has a second step, what waits to be set up, and how many recovery codes are left."""

    enabled: bool
    setup: SecondStepSetup | None
    recovery_codes: int


def standing(*, user_id: int, email: str) -> SecondStepStanding:
    """Where a person's second step stands, for their own page."""
    factor = queries.find_factor(user_id=user_id)
    if factor is None or not factor.sealed_secret:
        return SecondStepStanding(enabled=False, setup=None, recovery_codes=0)
    if factor.enabled_at is not None:
        return SecondStepStanding(
            enabled=True, setup=None, recovery_codes=queries.count_recovery_codes(user_id=user_id)
        )
    secret = _secret(factor)
    setup = SecondStepSetup(secret, rules.address(secret, email=email)) if secret else None
    return SecondStepStanding(enabled=False, setup=setup, recovery_codes=0)


@transactional
def begin(*, user_id: int) -> None:
    """Give a person a fresh secret that waits for its first code; raises SetAlready."""
    logins.lock_user(user_id=user_id)
    factor = queries.lock_factor(user_id=user_id)
    if factor is not None and factor.enabled_at is not None:
        raise SetAlready("Your second step is set up already.")
    if factor is None:
        factor = SecondFactor(user_id=user_id, sealed_secret="")
        db.session.add(factor)
    factor.sealed_secret = seal(rules.new_secret(), keys=secret_keys(), purpose=_PURPOSE)
    factor.last_step = 0


@dataclass(frozen=True)
class Proof:
    """What a person gives to change their second step, and where they are: the session at hand stays."""

    chapter_id: int
    user_id: int
    session_id: int
    password: str
    code: str


def enable(*, proof: Proof, by: Actor) -> list[str]:
    """Ask for the second step from now on, end the person's other sessions, and return their recovery codes, once.

    Raises PasswordWrong, CodeWrong and SetAlready.
    """
    passwords.check_password(user_id=proof.user_id, password=proof.password)
    return _enable(proof=proof, by=by)


@transactional
def _enable(*, proof: Proof, by: Actor) -> list[str]:
    user_id = proof.user_id
    factor = queries.lock_factor(user_id=user_id)
    if factor is None or factor.enabled_at is not None:
        raise SetAlready("Your second step is set up already, or its set-up was not begun.")
    _take_code(factor, proof.code)
    factor.enabled_at = now()
    sessions.end_others(user_id=user_id, session_id=proof.session_id)
    queries.use_up_recovery_codes(user_id=user_id, at=now())
    codes = rules.new_recovery_codes()
    db.session.add_all(
        RecoveryCode(user_id=user_id, code_hash=str(rules.recovery_hash(fresh))) for fresh in codes
    )
    audit.record(Action.SECOND_FACTOR_SET, chapter_id=proof.chapter_id, subject=("users", user_id), by=by)
    return codes


def disable(*, proof: Proof, by: Actor) -> None:
    """Ask for the second step no more; takes the password and a code. Raises PasswordWrong, CodeWrong, NothingSet."""
    passwords.check_password(user_id=proof.user_id, password=proof.password)
    _disable(proof=proof, by=by)


@transactional
def _disable(*, proof: Proof, by: Actor) -> None:
    check(user_id=proof.user_id, code=proof.code)
    _take_off(proof.user_id)
    subject = ("users", proof.user_id)
    audit.record(Action.SECOND_FACTOR_REMOVED, chapter_id=proof.chapter_id, subject=subject, by=by)


@transactional
def check(*, user_id: int, code: str) -> None:
    """Take a code of the app, or a recovery code, and use it up; raises CodeWrong and NothingSet."""
    factor = queries.lock_factor(user_id=user_id)
    if factor is None or factor.enabled_at is None:
        raise NothingSet("You have no second step.")
    used = rules.recovery_hash(code)
    if used is not None and queries.use_recovery_code(user_id=user_id, code_hash=used, at=now()):
        log.info("recovery code used", user_id=user_id)
        return
    _take_code(factor, code)


def _take_code(factor: SecondFactor, code: str) -> None:
    secret = _secret(factor)
    step = rules.find_step(code, secret=secret, after=factor.last_step, at=worlds_now()) if secret else None
    if step is None:
        log.warning("second step failed", user_id=factor.user_id)
        raise CodeWrong(
            "That code is not right now, or was used. Enter the one that your app shows.", field="code"
        )
    factor.last_step = step


@across_chapters()
@transactional
def reset(*, email: str, by: Actor) -> None:
    """Take a locked-out person's second step off, end their sessions, and tell them; raises NotFound and NothingSet."""
    user = logins.find_user(email=clean_email(email))
    if user is None:
        raise NotFound("Nobody signs in with that e-mail address.", field="email")
    factor = queries.lock_factor(user_id=user.id)
    if factor is None or factor.enabled_at is None:
        raise NothingSet("That person has no second step.", field="email")
    _take_off(user.id)
    sessions.end_all(user_id=user.id)
    chapter_ids = logins.chapters_of(user_id=user.id)
    for chapter_id in chapter_ids:
        audit.record(Action.SECOND_FACTOR_RESET, chapter_id=chapter_id, subject=("users", user.id), by=by)
    for chapter_id in chapter_ids[:1]:
        context = {"name": user.name, "by": "the operator of Sigma Finance"}
        outbox.enqueue(chapter_id=chapter_id, kind="second_factor_was_reset", to=user.email, context=context)


def _take_off(user_id: int) -> None:
    factor = queries.lock_factor(user_id=user_id)
    if factor is not None:
        factor.sealed_secret = ""
        factor.enabled_at = None
    queries.use_up_recovery_codes(user_id=user_id, at=now())
    queries.remove_passkeys(user_id=user_id, at=now())


def _secret(factor: SecondFactor) -> str | None:
    return unseal(factor.sealed_secret, keys=secret_keys(), purpose=_PURPOSE)
