"""A person's second factor, and their recovery codes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update

from sigma_finance.extensions import db
from sigma_finance.models import Passkey, RecoveryCode, SecondFactor


def find_factor(*, user_id: int) -> SecondFactor | None:
    """A person's authenticator app, whether its first code was given yet or not."""
    return db.session.scalar(
        select(SecondFactor).where(SecondFactor.user_id == user_id).execution_options(populate_existing=True)
    )


def lock_factor(*, user_id: int) -> SecondFactor | None:
    """The same, locked."""
    return db.session.scalar(
        select(SecondFactor)
        .where(SecondFactor.user_id == user_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def count_recovery_codes(*, user_id: int) -> int:
    """How many recovery codes are left."""
    count = select(func.count()).select_from(RecoveryCode)
    return int(
        db.session.scalar(count.where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))) or 0
    )


def use_recovery_code(*, user_id: int, code_hash: str, at: datetime) -> bool:
    """Use a recovery code up, if it is one of theirs that is left."""
    return _use(RecoveryCode.code_hash == code_hash, user_id, at) == 1


def use_up_recovery_codes(*, user_id: int, at: datetime) -> None:
    """Use up whatever is left."""
    _use(RecoveryCode.id.is_not(None), user_id, at)


def remove_passkeys(*, user_id: int, at: datetime) -> None:
    """Let none of a person's passkeys count any more."""
    db.session.execute(
        update(Passkey)
        .where(Passkey.user_id == user_id, Passkey.removed_at.is_(None))
        .values(removed_at=at)
        .execution_options(synchronize_session=False)
    )


def _use(which: ColumnElement[bool], user_id: int, at: datetime) -> int:
    result = db.session.execute(
        update(RecoveryCode)
        .where(which, RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
        .values(used_at=at)
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount)  # type: ignore[attr-defined]
