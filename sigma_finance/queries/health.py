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


def rows_are_guarded() -> bool:
    """Whether row-level security binds the role that asks: no superuser, none with BYPASSRLS, no unforced owner.

    On SQLite, which has no such thing, there is nothing to pass by.
    """
    connection = db.session.connection()
    return connection.dialect.name != "postgresql" or bool(connection.execute(_GUARDED).scalar())


#: An owner, and whoever is a member of that role, is bound only where a table forces it (PostgreSQL, 5.9).
_GUARDED = text(
    "SELECT NOT (mine.rolsuper OR mine.rolbypassrls) AND NOT EXISTS ("
    " SELECT FROM pg_policy JOIN pg_class AS closed ON closed.oid = pg_policy.polrelid"
    " WHERE NOT closed.relrowsecurity"
    " OR (NOT closed.relforcerowsecurity AND pg_has_role(mine.oid, closed.relowner, 'USAGE')))"
    " FROM pg_roles AS mine WHERE mine.rolname = current_user"
)


def is_current() -> bool:
    """Whether the database has the schema that this code is written for."""
    return find_revision() == REVISION


def find_revision() -> str | None:
    """The revision that the database stands at; None where nothing was ever migrated."""
    if not inspect(db.session.connection()).has_table("alembic_version"):
        return None
    return db.session.execute(text("SELECT version_num FROM alembic_version")).scalar()
