"""What a failure of the database means: worth another try, a lost connection, or a constraint that said no."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

#: serialization_failure, deadlock_detected, lock_not_available (PostgreSQL, Appendix A).
_TRANSIENT = frozenset({"40001", "40P01", "55P03"})


def is_transient(error: BaseException) -> bool:
    """Whether running the same transaction again may well succeed."""
    if not isinstance(error, DBAPIError) or error.orig is None:
        return False
    return getattr(error.orig, "pgcode", None) in _TRANSIENT or "database is locked" in str(error.orig)


def is_unreachable(error: BaseException) -> bool:
    """Whether the database went away, or has no connection left to give."""
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    no_code = isinstance(error, OperationalError) and getattr(error.orig, "pgcode", "none") in (
        None,
        "57P01",
        "57P03",
    )
    return error.connection_invalidated or no_code


def violated(error: BaseException, *constraints: str) -> bool:
    """Whether ``error`` is a refusal by one of the named constraints.

    PostgreSQL names the constraint; SQLite names the columns of a unique one, so those are given too, such as
    ``members.chapter_id, members.email``.
    """
    if not isinstance(error, IntegrityError):
        return False
    diagnosis = getattr(error.orig, "diag", None)
    name = getattr(diagnosis, "constraint_name", None)
    return name in constraints or any(constraint in str(error.orig) for constraint in constraints)
