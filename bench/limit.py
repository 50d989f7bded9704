"""The same pages by WSGI and psycopg2 alone: what Python and the database cost whoever writes on them."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import Any
from urllib.parse import parse_qs

import psycopg2
from psycopg2.extras import NamedTupleCursor

from bench import statements
from sigma_finance.domain.logins.passwords import verify_password

_own = threading.local()
HTML = [("Content-Type", "text/html; charset=utf-8")]
Start = Callable[[str, list[tuple[str, str]]], object]


def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """Answer with the page's rows as a table; the cookie is the person's id, unproven."""
    path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
    with _cursor() as cursor:
        if path == "/auth/login":
            return _enter(environ, start, cursor)
        cursor.execute(statements.VIEWER, {"user_id": int(environ["HTTP_COOKIE"].removeprefix("id="))})
        viewer = cursor.fetchone()
        asked = {"chapter_id": viewer.chapter_id, "member_id": viewer.member_id}
        parts = [
            f"<!doctype html><title>{escape(viewer.chapter)}</title><header>{escape(viewer.name)}</header>"
        ]
        for statement in statements.PAGES[f"{path}?{query}" if query else path]:
            cursor.execute(statement, asked)
            parts.extend(_table(cursor))
    body = "".join(parts).encode()
    start("200 OK", [*HTML, ("Content-Length", str(len(body)))])
    return [body]


def _enter(environ: dict[str, Any], start: Start, cursor: Any) -> list[bytes]:
    if environ["REQUEST_METHOD"] == "GET":
        start("200 OK", HTML)
        return [b"<form method=post></form>"]
    form = parse_qs(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode())
    cursor.execute(statements.PASSWORD, {"email": form["email"][0]})
    user = cursor.fetchone()
    right = verify_password(form["password"][0], user.password_hash, rounds=4)
    start("303 See Other" if right else "401 Unauthorized", [*HTML, ("Set-Cookie", f"id={user.id}")])
    return [b""]


def _table(cursor: Any) -> Iterator[str]:
    yield "<table>"
    for row in cursor:
        yield "<tr>" + "".join(f"<td>{escape(str(value))}</td>" for value in row) + "</tr>"
    yield "</table>"


def _cursor() -> Any:
    """A cursor of this thread's own connection."""
    if not hasattr(_own, "connection"):
        _own.connection = psycopg2.connect(
            os.environ["BENCH_DATABASE_URL"].replace("+psycopg2", ""),
            cursor_factory=NamedTupleCursor,
        )
        _own.connection.autocommit = True
    return _own.connection.cursor()
