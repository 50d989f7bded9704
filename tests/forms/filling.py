"""A form as a browser sends it, without pages, tokens or a database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any, TypeVar

from flask import Flask

F = TypeVar("F")


class Filler:
    """Fills forms in; each request lasts as long as the test."""

    def __init__(self, until: ExitStack) -> None:
        self._until = until
        self._app = Flask(__name__)
        self._app.config.update(SECRET_KEY="for these tests", WTF_CSRF_ENABLED=False)

    def __call__(self, make: Callable[[], F], typed: Mapping[str, Any] | None = None) -> F:
        """The form as it is once this was sent; opened and not sent where nothing was typed."""
        request = (
            self._app.test_request_context("/")
            if typed is None
            else self._app.test_request_context("/", method="POST", data={"csrf_token": "one", **typed})
        )
        self._until.enter_context(request)
        return make()
