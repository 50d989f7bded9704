"""Passkeys: added to a second step that is on, used instead of its code, and removed."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from sigma_finance.database import faults
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, NotFound
from sigma_finance.domain.logins import passkeys as rules
from sigma_finance.domain.logins.passkeys import MOST_PASSKEYS, PasskeyCredential, PasskeyWrong, RelyingParty
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db, setting
from sigma_finance.models import AnsweredChallenge, Passkey
from sigma_finance.queries.logins import passkeys as queries
from sigma_finance.queries.logins import second_factor as factors
from sigma_finance.services import audit
from sigma_finance.services.logins.second_factor import NothingSet

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class PasskeyChallenge:
    """What a browser is asked: options as JSON, and the challenge in them, which has to come back with the answer."""

    options: str
    challenge: str


@dataclass(frozen=True)
class PasskeyAnswer:
    """What the browser answered (JSON), and the challenge that it was given."""

    answer: str
    challenge: str


def ask_new(*, user_id: int, email: str) -> PasskeyChallenge:
    """Have the browser make a passkey."""
    known, challenge = _ids(user_id), rules.new_challenge()
    options = rules.creation_options(_house(), challenge=challenge, user_id=user_id, email=email, known=known)
    return PasskeyChallenge(options, challenge)


def ask(*, user_id: int) -> PasskeyChallenge | None:
    """Have the browser answer with one of the person's passkeys; None where they have none."""
    known, challenge = _ids(user_id), rules.new_challenge()
    if not known:
        return None
    return PasskeyChallenge(rules.request_options(_house(), challenge=challenge, known=known), challenge)


@transactional
def add(*, chapter_id: int, user_id: int, name: str, given: PasskeyAnswer, by: Actor) -> None:
    """Keep a passkey that the browser made; raises PasskeyWrong, NothingSet where the second step is off, Conflict."""
    factor = factors.lock_factor(user_id=user_id)
    if factor is None or factor.enabled_at is None:
        raise NothingSet("Turn the second step on first. A passkey stands in for its code.")
    if len(queries.of_user(user_id=user_id)) >= MOST_PASSKEYS:
        raise Conflict(f"You have {MOST_PASSKEYS} passkeys. Remove one that you no longer use first.")
    name = clean_text(name, field="name", label="Name", at_most=60)
    made = rules.read_new(_house(), answer=given.answer, challenge=given.challenge)
    db.session.add(
        Passkey(
            user_id=user_id,
            name=name,
            credential_id=made.credential_id,
            public_key=made.public_key,
            sign_count=made.sign_count,
        )
    )
    try:
        db.session.flush()
    except Exception as error:
        if faults.violated(error, "uq_passkeys_credential_id", "passkeys.credential_id"):
            raise Conflict("That passkey is kept already.") from error
        raise
    audit.record(Action.PASSKEY_ADDED, chapter_id=chapter_id, subject=("users", user_id), by=by)


@transactional
def remove(*, chapter_id: int, user_id: int, passkey_id: int, by: Actor) -> str:
    """Let a passkey count no more, and return its name; raises NotFound."""
    found = queries.find_passkey(user_id=user_id, passkey_id=passkey_id)
    if found is None:
        raise NotFound("You have no such passkey.")
    found.removed_at = now()
    audit.record(Action.PASSKEY_REMOVED, chapter_id=chapter_id, subject=("users", user_id), by=by)
    return found.name


@transactional
def check(*, user_id: int, given: PasskeyAnswer) -> None:
    """Take a passkey in place of a code; an answer counts once. Raises PasskeyWrong."""
    passkey = queries.lock_passkey(user_id=user_id, credential_id=rules.credential_of(given.answer))
    answered = rules.challenge_hash(given.challenge)
    if passkey is None or queries.is_answered(challenge_hash=answered):
        log.warning("passkey refused", user_id=user_id)
        raise PasskeyWrong("That passkey did not work. Try again, or enter a code.", field="answer")
    known = PasskeyCredential(passkey.credential_id, passkey.public_key, passkey.sign_count)
    passkey.sign_count = rules.judge(_house(), answer=given.answer, challenge=given.challenge, known=known)
    passkey.last_used_at = now()
    db.session.add(AnsweredChallenge(challenge_hash=answered))


def _ids(user_id: int) -> list[str]:
    return [one.credential_id for one in queries.of_user(user_id=user_id)]


def _house() -> RelyingParty:
    return RelyingParty(setting("BASE_URL"))
