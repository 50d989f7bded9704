"""Light, dark or as the system has it: kept in a cookie, so that a page arrives in the right colours."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, current_app, redirect, request
from werkzeug.wrappers import Response

from sigma_finance.web.guards import public

COOKIE = "theme"
THEMES = ("system", "light", "dark")
YEAR_S = 365 * 24 * 60 * 60

appearance = Blueprint("appearance", __name__)


def theme() -> str:
    """The theme that this browser chose: system, light or dark."""
    chosen = request.cookies.get(COOKIE, THEMES[0])
    return chosen if chosen in THEMES else THEMES[0]


@appearance.post("/appearance")
@public
def choose() -> Response:
    """Keep the theme that was chosen and go back to where the person was."""
    chosen = request.form.get("theme", "")
    if chosen not in THEMES:
        abort(400)
    response = redirect(_where_from(), 303)
    secure = current_app.config.get("BASE_URL", "").startswith("https:")
    response.set_cookie(COOKIE, chosen, max_age=YEAR_S, secure=secure, httponly=True, samesite="Lax")
    return response


def _where_from() -> str:
    """The path of the page whose form this was; the host of the referrer is never used."""
    came_from = urlsplit(request.referrer or "")
    path = "/" + came_from.path.lstrip("/\\")
    return f"{path}?{came_from.query}" if came_from.query else path


def register(app: Flask) -> None:
    """Mount the choice and let templates ask for it."""
    app.register_blueprint(appearance)
    app.add_template_global(theme)
