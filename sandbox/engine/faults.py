"""Faults played on purpose: the next requests are refused, left hanging or cut off, before or after they act."""

from __future__ import annotations

import io
import json
import secrets
import socket
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from sandbox.engine.work import Bench, Work

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Kind = Literal["status", "hang", "drop"]
Moment = Literal["before", "during", "after"]

_MESSAGES = {
    429: "Too many requests hit the API too quickly. We recommend an exponential backoff of your requests.",
    500: "An unknown error occurred.",
    503: "The service is unavailable for now.",
}
_forever = threading.Event()


@dataclass(frozen=True)
class Fault:
    """What happens to the next `times` requests whose path begins with `path`.

    `status` answers with that status, `hang` waits `seconds` before going on, `drop` closes the connection without
    an answer. `before` means that nothing was done, `after` that all was done and only the answer is lost or late;
    a hang `during` a Stripe call waits while the call holds its idempotency key.
    """

    path: str
    kind: Kind = "status"
    moment: Moment = "before"
    status: int = 503
    seconds: float = 30.0
    times: int = 1
    method: str = "*"


def add(work: Work, fault: Fault) -> None:
    """Play this fault from now on, until it is used up."""
    if fault.kind not in ("status", "hang", "drop") or fault.moment not in ("before", "during", "after"):
        raise ValueError("A fault is a status, a hang or a drop; before, during or after.")
    values = asdict(fault)
    work.connection.execute(
        "INSERT INTO faults (method, path, kind, moment, status, seconds, remaining) "
        "VALUES (:method, :path, :kind, :moment, :status, :seconds, :times)",
        values,
    )


def clear(work: Work) -> None:
    """Play no more faults."""
    work.connection.execute("DELETE FROM faults")


def pending(work: Work) -> list[Fault]:
    """The faults that are still to come."""
    rows = work.connection.execute("SELECT * FROM faults WHERE remaining > 0 ORDER BY id")
    return [
        Fault(
            path=row["path"],
            kind=row["kind"],
            moment=row["moment"],
            status=row["status"],
            seconds=row["seconds"],
            times=row["remaining"],
            method=row["method"],
        )
        for row in rows
    ]


def _take(bench: Bench, method: str, path: str) -> Fault | None:
    with bench.looking() as work:
        if not pending(work):
            return None
    with bench.changing() as work:
        row = work.connection.execute(
            "SELECT * FROM faults WHERE remaining > 0 AND substr(?, 1, length(path)) = path "
            "AND method IN ('*', ?) ORDER BY id LIMIT 1",
            (path, method),
        ).fetchone()
        if row is None:
            return None
        work.connection.execute("UPDATE faults SET remaining = remaining - 1 WHERE id = ?", (row["id"],))
        return Fault(row["path"], row["kind"], row["moment"], row["status"], row["seconds"])


class FaultLine:
    """Stands before the sandbox and plays the faults; only the paths of the two stand-ins can have any."""

    def __init__(self, app: WSGIApplication, bench: Bench) -> None:
        self._app = app
        self._bench = bench

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.startswith(("/stripe/", "/sendgrid/")):
            return self._app(environ, start_response)
        fault = _take(self._bench, environ["REQUEST_METHOD"], path)
        if fault is None:
            return self._app(environ, start_response)
        if fault.moment == "during":
            environ["sandbox.hang"] = fault.seconds
            return self._app(environ, start_response)
        return self._play(fault, environ, start_response)

    def _play(self, fault: Fault, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = _HeldAnswer(self._app, environ) if fault.moment == "after" else None
        if fault.kind == "drop":
            return _drop(environ, start_response)
        if fault.kind == "hang":
            _forever.wait(fault.seconds)
            return answer.give(start_response) if answer else self._app(environ, start_response)
        return _refuse(fault.status, environ, start_response)


class _HeldAnswer:
    """An answer worked out in full and held back."""

    def __init__(self, app: WSGIApplication, environ: WSGIEnvironment) -> None:
        self._begun: tuple[Any, ...] = ()
        body = app(environ, self._begin)
        self._chunks = list(body)

    def _begin(self, *arguments: Any) -> Callable[[bytes], object]:
        self._begun = arguments
        return io.BytesIO().write

    def give(self, start_response: StartResponse) -> list[bytes]:
        start_response(*self._begun)
        return self._chunks


def _drop(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """Close the connection under the server's feet, as a lost network does."""
    connection = environ.get("werkzeug.socket") or environ.get("gunicorn.socket")
    if isinstance(connection, socket.socket):
        connection.shutdown(socket.SHUT_RDWR)
    start_response("502 Bad Gateway", [("Content-Length", "0")])
    return []


def _refuse(status: int, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    message = _MESSAGES.get(status, _MESSAGES[500])
    if environ["PATH_INFO"].startswith("/sendgrid/"):
        body: dict[str, Any] = {"errors": [{"message": message, "field": None, "help": None}]}
    else:
        error = {"message": message, "type": "invalid_request_error" if status == 429 else "api_error"}
        body = {"error": {**error, "code": "rate_limit"} if status == 429 else error}
    text = json.dumps(body).encode()
    headers = [
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(text))),
        ("Request-Id", "req_" + secrets.token_hex(7)),
    ]
    if status in (429, 503):
        headers.append(("Retry-After", "1"))
    start_response(f"{status} {'Refused on purpose'}", headers)
    return [text]


def hang_if_asked(environ: WSGIEnvironment) -> None:
    """Wait in the middle of a call where a fault says so."""
    seconds = environ.get("sandbox.hang")
    if seconds:
        _forever.wait(seconds)
