"""What the browser is told of its drafts: which form was taken, so that what was typed into it can be forgotten."""

from __future__ import annotations

from urllib.parse import quote, unquote

from flask import Flask, Response, g, request

from sigma_finance.web import tabs

#: A cookie that the page's script reads and removes: the addresses of forms, with spaces between them.
TAKEN = "taken"
_FOR_S = 3600
_MOST = 10


def note_not_taken() -> None:
    """The form that was sent leads elsewhere before it is read, so its draft stays."""
    g.form_waits = True


def _tell(response: Response) -> Response:
    if request.method == "POST" and response.status_code in (302, 303) and not g.get("form_waits"):
        before = unquote(request.cookies.get(TAKEN, "")).split()
        response.set_cookie(
            TAKEN,
            quote(" ".join([*before[-_MOST:], tabs.here()])),
            max_age=_FOR_S,
            secure=request.is_secure,
            samesite="Lax",
        )
    return response


def register(app: Flask) -> None:
    """Tell of every form that led on."""
    app.after_request(_tell)
