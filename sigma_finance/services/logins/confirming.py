"""A signed-in person shows again who they are, and their session counts as confirmed for a while."""

from __future__ import annotations

from sigma_finance.database.transactions import transactional
from sigma_finance.services.logins import passkeys, passwords, second_factor, sessions
from sigma_finance.services.logins.passkeys import PasskeyAnswer


def by_password(*, user_id: int, session_id: int, password: str) -> None:
    """Take the person's password; raises PasswordWrong."""
    passwords.check_password(user_id=user_id, password=password)
    sessions.note_confirmed(session_id=session_id)


@transactional
def by_code(*, user_id: int, session_id: int, code: str) -> None:
    """Take a code of the person's second step and use it up; raises CodeWrong and NothingSet."""
    second_factor.check(user_id=user_id, code=code)
    sessions.note_confirmed(session_id=session_id)


@transactional
def by_passkey(*, user_id: int, session_id: int, given: PasskeyAnswer) -> None:
    """Take one of the person's passkeys; raises PasskeyWrong."""
    passkeys.check(user_id=user_id, given=given)
    sessions.note_confirmed(session_id=session_id)
