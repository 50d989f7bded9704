"""The Flask extensions, made once and bound to an application by its factory; imports nothing of ours."""

from __future__ import annotations

import ipaddress
import select
import sqlite3
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from flask import current_app, session
from flask_caching import Cache
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from psycopg2 import extensions as postgresql
from sqlalchemy import Engine, MetaData, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import Pool

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
db = SQLAlchemy(metadata=metadata, session_options={"expire_on_commit": False}, disable_autonaming=True)
migrate = Migrate(render_as_batch=True, compare_type=True)
login_manager = LoginManager()
csrf = CSRFProtect()
cache = Cache()


def client_network() -> str:
    """Where a request comes from, as limits count it: the client's address as the declared proxies give it.

    Of IPv6 its first 64 bits, since a single household has that many addresses and more.
    """
    given = get_remote_address()
    try:
        address = ipaddress.ip_address(given.partition("%")[0])
    except ValueError:
        return given
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False).network_address)


def person_or_address() -> str:
    """Whom a limit counts: the signed-in person, or where the request comes from."""
    return f"person {session['person']}" if "person" in session else client_network()


limiter = Limiter(key_func=person_or_address, default_limits=["100 per minute", "1000 per hour"])


def setting(name: str) -> Any:
    """A setting of the running application."""
    return current_app.config[name]


def secret_keys() -> list[str]:
    """The application's keys, the oldest that still counts first: the last signs and seals, any of them reads.

    That is the order in which itsdangerous takes them.
    """
    return [*reversed(setting("SECRET_KEY_FALLBACKS")), setting("SECRET_KEY")]


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """SQLite as a database of record: foreign keys, a log beside the file, patience, and transactions of our making."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    for pragma in (
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "busy_timeout=15000",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "connect")
def _prepare_postgresql(connection: Any, _record: Any) -> None:
    """PostgreSQL's sums as the whole numbers that they are: of BIGINT it makes NUMERIC, of which we keep none."""
    if isinstance(connection, postgresql.connection):
        postgresql.register_type(_SUM, connection)


def _whole(value: str | bytes | None, _cursor: Any) -> int | Decimal | None:
    if value is None:
        return None
    text = str(value)
    return int(text) if text.removeprefix("-").isdecimal() else Decimal(text)


_SUM = postgresql.new_type((1700,), "SUM", _whole)


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    """A unit of work takes the write lock at once: upgrading a read transaction fails where another has written."""
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@event.listens_for(Pool, "checkout")
def _leave_dead_connections(connection: Any, _record: Any, _proxy: Any) -> None:
    """A pooled connection that its server has closed is not given out; the pool opens another in its place.

    A server says farewell before it closes, and an idle connection has nothing else to read: to look whether something
    lies there asks nobody anything, where ``pool_pre_ping`` would ask the database once more for every page.
    """
    if isinstance(connection, sqlite3.Connection) or not _has_something_to_read(connection.fileno()):
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        connection.rollback()
    except connection.Error as error:
        raise InvalidatePoolError("the database has closed its connections") from error


def _has_something_to_read(descriptor: int) -> bool:
    if not hasattr(select, "poll"):  # Windows
        return bool(select.select([descriptor], [], [], 0)[0])
    waiting = select.poll()
    waiting.register(descriptor, select.POLLIN)
    return bool(waiting.poll(0))


def listeners(name: str) -> Sequence[Callable[..., None]]:
    """Who listens, in the running application, to what happens under ``name``."""
    found: Sequence[Callable[..., None]] = current_app.extensions.get(name, ())
    return found


def wake_runner(name: str) -> None:
    """Wake what delivers messages (``outbox_runner``) or runs jobs (``job_runner``), where something is registered."""
    wake = current_app.extensions.get(name)
    if wake is not None:
        wake()
