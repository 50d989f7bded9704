"""Each request: its id, its line in the log, and who is behind it as the audit trail names them."""

from __future__ import annotations

import secrets
import time

import structlog
from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from sigma_finance.database import scopes

#: Pages that machines ask every few seconds.
_QUIET = ("monitoring.health",)

log = structlog.get_logger(__name__)


def request_id() -> str:
    """This request's id, as the page, the headers and the log show it."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    return str(g.request_id)


def wants_json() -> bool:
    """Whether a machine is asking: Stripe's webhook, or whatever watches over the application."""
    return request.path.startswith(("/webhook", "/monitoring/"))


def opens_by_get() -> bool:
    """Whether the address that was asked for, a form's perhaps, is a page's, too."""
    try:
        current_app.create_url_adapter(request).match(method="GET")  # type: ignore[union-attr]
    except RequestRedirect:
        return True
    except (NotFound, MethodNotAllowed):
        return False
    return True


def client_address() -> str:
    """The client's address as the declared number of proxies gives it."""
    return request.remote_addr or ""


def _begin() -> None:
    g.began = time.monotonic()
    scopes.close()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id())


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = request_id()
    level = log.debug if request.endpoint in _QUIET else log.info
    level(
        "request",
        method=request.method,
        endpoint=request.endpoint,
        status=response.status_code,
        took_ms=round((time.monotonic() - g.began) * 1000) if "began" in g else None,
    )
    return response


def register(app: Flask) -> None:
    """Give every request an id, before anything else can refuse it."""
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)
    app.after_request(_end)
