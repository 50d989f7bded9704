"""A PostgreSQL and a Redis of the bench's own, with the product's database on them, at the size asked for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis
from flask import Flask
from flask_migrate import upgrade

from bench import copies, pattern
from bench.serving import ROOT, Contender
from sigma_finance.app import create_app
from sigma_finance.config import TestConfig
from sigma_finance.database import scopes
from tests.harness import databases, servers

NAME = "sigma_bench"
#: Which copies of the pattern are the chapter of many members, and the chapters beside, beyond its members' ids.
LARGE, FIRST_CHAPTER = 1, 1_000
_LOGIN = """
WITH u AS (
    INSERT INTO users (email, password_hash, name, folded_name, timezone, is_active, created_at, password_changed_at)
    SELECT %(own)s, password_hash, name, folded_name, timezone, is_active, created_at, password_changed_at
    FROM users WHERE email = %(email)s RETURNING id
)
UPDATE members SET user_id = u.id FROM u
WHERE chapter_id = %(chapter_id)s AND email LIKE split_part(%(email)s, '@', 1) || '@%%'
"""


class PatternConfig(TestConfig):
    """The product for its data alone."""

    SANDBOX = False
    OUTBOX_RUNNER = "none"


@dataclass
class World:
    """The servers with chapters on them; ``large`` is the id of the one of many members, beside the pattern's."""

    database: databases.Database
    redis: str
    app: Flask
    chapter_id: int
    large: int = 0
    chapters: int = 1

    def add_large(self, members: int) -> None:
        """Make a chapter of so many members, whose two people sign in with addresses of their own."""
        self.large = self.chapter_id + LARGE * copies.STEP
        copies.more_chapters(self.database.connection, chapter_id=self.chapter_id, first=LARGE, last=LARGE)
        copies.more_members(
            self.database.connection, chapter_id=self.large, first=1, last=members // pattern.MEMBERS - 1
        )
        with self.database.connection.cursor() as cursor:
            for email in (pattern.MEMBER, pattern.TREASURER):
                cursor.execute(
                    _LOGIN, {"email": email, "own": pattern.large(email), "chapter_id": self.large}
                )
        with self.app.app_context(), scopes.across_chapters():
            copies.chained(self.large)
        self.chapters += 1

    def add_chapters(self, chapters: int) -> None:
        """Copy the pattern until there are so many chapters in all."""
        first = FIRST_CHAPTER
        while self.chapters < chapters:
            more = min(500, chapters - self.chapters)
            copies.more_chapters(
                self.database.connection, chapter_id=self.chapter_id, first=first, last=first + more - 1
            )
            first, self.chapters = first + more, self.chapters + more

    def change_figures(self) -> None:
        """Make what is kept of any chapter's figures old."""
        with self.database.connection.cursor() as cursor:
            cursor.execute(
                "UPDATE chapters SET figures_version = figures_version + 1 WHERE id IN (%s, %s)",
                (self.chapter_id, self.large),
            )

    def forget_requests(self) -> None:
        """Let nobody have asked too often: limits count on, but none is reached."""
        with redis.Redis.from_url(self.redis) as client:
            for key in client.scan_iter(match="*LIMIT*"):
                client.delete(key)

    def statements_of(self, ask: Callable[[], object]) -> tuple[int, int]:
        """How many statements, and how many of transactions and settings, the server takes while ``ask`` is called."""
        log = self._log()
        self._log_statements("all")
        before = log.stat().st_size
        ask()
        self._log_statements("none")
        lines = log.read_bytes()[before:].decode(errors="replace").splitlines()
        asked = [line.partition("statement: ")[2].lstrip() for line in lines if "statement: " in line]
        ours = [words for words in asked if not words.startswith(("ALTER SYSTEM", "SELECT pg_reload_conf"))]
        control = [
            words for words in ours if words.startswith(("BEGIN", "COMMIT", "ROLLBACK", "SET ", "SHOW "))
        ]
        return len(ours) - len(control), len(control)

    def _log(self) -> Path:
        with self.database.connection.cursor() as cursor:
            cursor.execute("SHOW data_directory")
            [(folder,)] = cursor.fetchall()
        return Path(folder) / "log"

    def _log_statements(self, which: str) -> None:
        with self.database.connection.cursor() as cursor:
            cursor.execute(f"ALTER SYSTEM SET log_statement = '{which}'")
            cursor.execute("SELECT pg_reload_conf()")
        time.sleep(0.3)  # each process of the server reads its settings by itself

    def verify(self) -> str:
        """What ``flask ledger verify`` says of the books."""
        result = self.app.test_cli_runner().invoke(args=["ledger", "verify"])
        return result.output.strip().splitlines()[-1]

    def contenders(self) -> tuple[Contender, Contender, Contender]:
        """The product, the floor and the limit, on the same data."""
        raw = {"BENCH_DATABASE_URL": self.database.superuser}
        return (
            Contender("product", "sigma_finance.app:create_app()", self._production(), NAME),
            Contender("floor", "bench.floor:create()", raw, NAME),
            Contender("limit", "bench.limit:application", raw, NAME),
        )

    def _production(self) -> dict[str, str]:
        return {
            "CONFIG_CLASS": "sigma_finance.config.ProductionConfig",
            "DATABASE_URL": self.database.application,
            "DATABASE_MIGRATION_URL": self.database.owner,
            "REDIS_URL": self.redis,
            "BASE_URL": "{address}",
            "FLASK_SECRET_KEY": "a key for measuring alone, of no use anywhere",
            "ENCRYPTION_KEYS": "a key for measuring alone, of no use anywhere",
            "STRIPE_SECRET_KEY": "sk_test_bench",
            "STRIPE_PUBLISHABLE_KEY": "pk_test_bench",
            "STRIPE_WEBHOOK_SECRET": "whsec_bench",
            "STRIPE_API_BASE": "http://127.0.0.1:9",
            "SENDGRID_API_KEY": "SG.bench",
            "SENDGRID_API_BASE": "http://127.0.0.1:9",
            "LOG_LEVEL": "WARNING",
        }


@contextmanager
def made() -> Iterator[World]:
    """The smallest world: one chapter of two hundred; its servers end with the block."""
    with ExitStack() as until:
        cache = servers.run_redis(servers.find_redis(), until)
        database = databases.create(servers.run_postgresql(until), NAME)
        until.callback(database.connection.close)
        app = create_app(
            PatternConfig({"DATABASE_URL": database.application, "DATABASE_MIGRATION_URL": database.owner})
        )
        with app.app_context():
            upgrade(str(ROOT / "migrations"))
            with scopes.across_chapters():
                chapter_id = pattern.build(rounds=PatternConfig.BCRYPT_ROUNDS)
        yield World(database, cache, app, chapter_id)
