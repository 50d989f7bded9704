"""Browsers in which somebody has signed in before: strangers who guess elsewhere do not keep them from doing so again.

A signed cookie of a year names the browser and, as hashes, whose browser it is. It opens nothing by itself: it is
counted apart from the addresses that others guess from.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadData, URLSafeSerializer

from sigma_finance.domain.text import normal_email
from sigma_finance.extensions import secret_keys

GOOD_FOR = timedelta(days=365)
#: A browser is known to so many people, those who signed in last.
MOST_PEOPLE = 8


def account(email: str) -> str:
    """Whose an address is, whatever way it was typed; the store of limits and the cookie hold no address."""
    return hashlib.sha256(normal_email(email).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def find(email: str) -> str | None:
    """The name of this browser, if whoever has the address has signed in with it before."""
    name, accounts = _read()
    return name if account(email) in accounts else None


def remember(email: str) -> None:
    """Know this browser again as one of this person."""
    name, accounts = _read()
    own = account(email)
    kept = [one for one in accounts if one != own][-(MOST_PEOPLE - 1) :]
    value = str(_signer().dumps([name or secrets.token_urlsafe(12), [*kept, own]]))

    def keep(response: Response) -> Response:
        config = current_app.config
        response.set_cookie(
            _cookie(),
            value,
            max_age=GOOD_FOR,
            secure=config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response

    after_this_request(keep)


def _read() -> tuple[str, list[str]]:
    try:
        name, accounts = _signer().loads(request.cookies.get(_cookie(), ""))
    except (BadData, ValueError, TypeError):
        return "", []
    return str(name), [str(one) for one in accounts]


def _cookie() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-device"


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(
        secret_keys(), salt="sigma known device", signer_kwargs={"digest_method": hashlib.sha256}
    )
