"""Many calls that start together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask

from sigma_finance.database.scopes import across_chapters
from sigma_finance.domain.errors import DomainError
from sigma_finance.extensions import db


def at_once(app: Flask, calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run the calls in threads that start together, each in a context of its own; refusals come back as values."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        with app.app_context(), across_chapters():
            start.wait()
            try:
                return call()
            except DomainError as refusal:
                return refusal

    db.session.rollback()
    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
