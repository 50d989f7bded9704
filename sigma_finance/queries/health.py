"""Whether the database answers, and which schema it has."""

from __future__ import annotations

from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError

from sigma_finance.extensions import db
from sigma_finance.models.schema import REVISION


def database_answers() -> bool:
    """Whether the database answers a question now."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


def is_current() -> bool:
    """Whether the database has the schema that this code is written for."""
    return find_revision() == REVISION


def find_revision() -> str | None:
    """The revision that the database stands at; None where nothing was ever migrated."""
    if not inspect(db.session.connection()).has_table("alembic_version"):
        return None
    return db.session.execute(text("SELECT version_num FROM alembic_version")).scalar()
