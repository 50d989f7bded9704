"""Which chapter a page is of, for people of several: its address says so, so that each tab keeps to its own.

``/c/kr/dashboard`` is the dashboard of the chapter *kr*. The prefix is taken off before anything else sees the
address, and comes back with every address that is built while the request is answered. Nobody of one chapter needs it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import request

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PREFIX = re.compile(r"/c/([a-z0-9]+(?:-[a-z0-9]+)*)(?=/|$)")
_SLUG = "sigma.chapter"


class ChapterInPath:
    """Takes the chapter off the address and notes it."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as if the address began behind the chapter."""
        found = _PREFIX.match(environ.get("PATH_INFO", ""))
        if found:
            environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + found[0]
            environ["PATH_INFO"] = environ["PATH_INFO"][found.end() :] or "/"
            environ[_SLUG] = found[1]
        return self.application(environ, start_response)


def slug_asked() -> str | None:
    """The short name of the chapter that the address names."""
    slug: str | None = request.environ.get(_SLUG)
    return slug


def here() -> str:
    """The page's own path, its chapter included."""
    return request.root_path + request.path


def here_with_query() -> str:
    """The page's own path with what it asks, its chapter included."""
    return request.root_path + request.full_path.rstrip("?")


def of_chapter(slug: str, path: str) -> str:
    """The path of a page in this chapter."""
    return f"/c/{slug}{path}"


def of_no_chapter(path: str) -> str:
    """The path of a page that is no chapter's."""
    return path.removeprefix(request.root_path)
