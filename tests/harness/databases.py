"""A PostgreSQL database of a worker's own, as production has it: migrated by its owner, used under a plain role."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass

import psycopg2
from psycopg2 import errors, extensions
from sqlalchemy.engine import URL, make_url

from sigma_finance.config import database_url

OWNER, APPLICATION, PASSWORD = "sigma_owner", "sigma_app", "for tests alone"
ROLES = {OWNER: "NOSUPERUSER", APPLICATION: "NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE"}
LOCK = 7_446_201


@dataclass(frozen=True)
class Database:
    """A database and three ways in: as superuser, as owner, as the application."""

    superuser: str
    owner: str
    application: str
    connection: extensions.connection

    def empty(self) -> None:
        """Remove every row, whatever refuses that to others; numbers given to rows go on."""
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            tables = {name for (name,) in cursor.fetchall()} - {"alembic_version"}
            if tables:
                cursor.execute("; ".join(f'DELETE FROM "{name}"' for name in sorted(tables)))


def create(server: str, name: str) -> Database:
    """Make the database ``name`` on the server, and the roles where they are not there yet."""
    root = make_url(database_url(server))
    with closing(connect(root)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        for role, rights in ROLES.items():
            with suppress(errors.DuplicateObject):
                cursor.execute(f"CREATE ROLE {role}")
            cursor.execute(f"ALTER ROLE {role} LOGIN {rights} PASSWORD '{PASSWORD}'")
        cursor.execute(f'CREATE DATABASE "{name}" OWNER {OWNER}')
    superuser = root.set(database=name)
    rows = connect(superuser)
    with rows.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; SET lock_timeout = '10s'")
    owner, application = (_text(superuser.set(username=role, password=PASSWORD)) for role in ROLES)
    return Database(superuser=_text(superuser), owner=owner, application=application, connection=rows)


def drop(server: str, name: str) -> None:
    """Remove the database, whoever is still connected."""
    with closing(connect(make_url(database_url(server)))) as connection, connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def connect(url: URL) -> extensions.connection:
    """A connection whose every statement stands by itself."""
    connection = psycopg2.connect(_text(url.set(drivername="postgresql")))
    connection.autocommit = True
    return connection


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)
