"""What the sandbox's own pages share: rendering, amounts and times in words, security headers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, make_response, render_template, request

from sandbox.engine.settings import SandboxSettings

_SYMBOLS = {"usd": "$", "eur": "€", "gbp": "£", "cad": "CA$", "aud": "A$", "jpy": "¥"}
_WITHOUT_CENTS = frozenset("clp jpy krw pyg ugx vnd xaf xof".split())


def money(minor: int, currency: str) -> str:
    """An amount in minor units as people read it: $1,200.00."""
    symbol = _SYMBOLS.get(currency, currency.upper() + " ")
    sign = "−" if minor < 0 else ""
    if currency in _WITHOUT_CENTS:
        return f"{sign}{symbol}{abs(minor):,}"
    return f"{sign}{symbol}{abs(minor) // 100:,}.{abs(minor) % 100:02d}"


def moment(timestamp: int | float) -> str:
    """A time as people read it, in UTC."""
    when = datetime.fromtimestamp(timestamp, UTC)
    return f"{when:%B} {when.day}, {when:%Y, %H:%M:%S} UTC"


def prepare(app: Flask, settings: SandboxSettings) -> None:
    """Give the templates their filters and the addresses they link to."""
    app.add_template_filter(money)
    app.add_template_filter(moment)
    app.context_processor(lambda: {"static_url": settings.static_url, "home_url": settings.home_url})
    app.before_request(_refuse_strangers)


def _refuse_strangers() -> Response | None:
    """Other sites' pages may not press this one's buttons."""
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
        return Response(
            "This can only be done from the sandbox's own pages.", status=403, content_type="text/plain"
        )
    return None


def page(
    template: str,
    settings: SandboxSettings,
    *,
    status: int = 200,
    leads_to: Iterable[str | None] = (),
    **context: Any,
) -> Response:
    """A page of the sandbox; `leads_to` are the addresses that its forms may redirect to."""
    response = make_response(render_template(template, **context), status)
    styles = _origin(settings.static_url) or "'self'"
    targets = " ".join(sorted({"'self'", *filter(None, map(_origin, leads_to))}))
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src {styles}; font-src {styles}; img-src {styles}; frame-src 'self'; "
        f"form-action {targets}; base-uri 'none'; frame-ancestors 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _origin(url: str | None) -> str | None:
    parts = urlsplit(url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else None
