"""An empty database, on PostgreSQL and on SQLite, to be migrated step by step."""

from __future__ import annotations

from tests.harness.schemas import empty_app

__all__ = ["empty_app"]
