"""What a person typed into a page whose time was over: kept in their own cookie, and put back into the form once."""

from __future__ import annotations

from datetime import timedelta

from flask import request, session
from werkzeug.datastructures import MultiDict

from sigma_finance.domain.dates import now

_KEY = "draft"
_SECRET = ("password", "code", "csrf_token")
#: A cookie holds 4 kB in all.
_LARGEST = 2_000
_GOOD_FOR = timedelta(hours=1)


def keep(path: str, typed: MultiDict[str, str]) -> None:
    """Keep what was typed for the page at ``path``; never a password, and nothing that a cookie cannot hold.

    Only for a browser that already has a session: another site's form comes without its cookie.
    """
    fields = [(name, text) for name, text in typed.items(multi=True) if not name.startswith(_SECRET)]
    if session and fields and sum(len(name) + len(text) for name, text in fields) <= _LARGEST:
        session[_KEY] = {"path": path, "fields": fields, "at": int(now().timestamp())}


def take() -> MultiDict[str, str] | None:
    """What waits for the page that is asked for; taken once, and not when it is old."""
    draft = session.get(_KEY)
    if not draft or request.method != "GET" or draft["path"] != request.root_path + request.path:
        return None
    del session[_KEY]
    if now().timestamp() - draft["at"] > _GOOD_FOR.total_seconds():
        return None
    return MultiDict([(name, text) for name, text in draft["fields"]])


def waits_for(path: str) -> bool:
    """Whether something typed waits for the page at ``path``, whatever that asks beside."""
    return bool(session.get(_KEY)) and session[_KEY]["path"] == path.partition("?")[0]


def carry() -> object:
    """The draft itself, to be put back by ``put_back`` into the session that signing in begins."""
    return session.get(_KEY)


def put_back(draft: object) -> None:
    """Put a carried draft into the session."""
    if draft:
        session[_KEY] = draft
