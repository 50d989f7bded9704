"""A person's passkeys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from sigma_finance.database.rows import read_row
from sigma_finance.extensions import db
from sigma_finance.models import AnsweredChallenge, Passkey


@dataclass(frozen=True)
class PasskeyLine:
    """A passkey as its owner sees it; ``credential_id`` is base64url."""

    id: int
    name: str
    credential_id: str
    created_at: datetime
    last_used_at: datetime | None


def of_user(*, user_id: int) -> list[PasskeyLine]:
    """The passkeys that a person can use, oldest first."""
    rows = db.session.execute(
        select(Passkey.id, Passkey.name, Passkey.credential_id, Passkey.created_at, Passkey.last_used_at)
        .where(Passkey.user_id == user_id, Passkey.removed_at.is_(None))
        .order_by(Passkey.id)
    )
    return [read_row(PasskeyLine, row) for row in rows]


def lock_passkey(*, user_id: int, credential_id: str) -> Passkey | None:
    """A person's passkey by the id that its device gave it, locked."""
    return db.session.scalar(
        select(Passkey)
        .where(
            Passkey.user_id == user_id, Passkey.credential_id == credential_id, Passkey.removed_at.is_(None)
        )
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def find_passkey(*, user_id: int, passkey_id: int) -> Passkey | None:
    """A person's passkey by our id."""
    return db.session.scalar(
        select(Passkey).where(
            Passkey.user_id == user_id, Passkey.id == passkey_id, Passkey.removed_at.is_(None)
        )
    )


def is_answered(*, challenge_hash: str) -> bool:
    """Whether a challenge was answered before; the passkey that answers is locked meanwhile."""
    return bool(db.session.scalar(select(exists().where(AnsweredChallenge.challenge_hash == challenge_hash))))
