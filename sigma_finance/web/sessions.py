"""The browser's side of a session: a short cookie whose token names a row, loaded when a page asks who is there."""

from __future__ import annotations

from contextlib import suppress

from flask import Flask, request, session
from flask_login import current_user, login_user

from sigma_finance.domain.actors import Actor, ActorKind
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import NotFound, Unavailable
from sigma_finance.domain.logins.sessions import TOUCH_EVERY
from sigma_finance.extensions import login_manager
from sigma_finance.forms import drafts
from sigma_finance.queries.logins import sessions as queries
from sigma_finance.queries.logins.sessions import Viewer
from sigma_finance.services.logins import sessions as services
from sigma_finance.web import devices, tabs
from sigma_finance.web.requests import client_address

#: The person's id beside the token, so that limits count people without asking the database.
PERSON = "person"


def stranger() -> Actor:
    """Whoever sends this request, before they are known."""
    return Actor(ActorKind.PERSON, ip=client_address(), user_agent=request.user_agent.string[:255])


def enter(token: str, *, remember: bool) -> None:
    """Sign this browser in to the session of ``token``; the one that it had ends, what was typed meanwhile stays."""
    _end_current()
    viewer = queries.find_viewer(token=token, at=now())
    draft = drafts.carry()
    session.clear()
    if viewer is not None:
        login_user(viewer)
        session[PERSON] = viewer.user_id
        devices.remember(viewer.email)
        session.permanent = remember
        drafts.put_back(draft)


def leave() -> None:
    """End the session and forget it in this browser."""
    _end_current()
    session.clear()
    login_manager._update_request_context_with_user()


def _end_current() -> None:
    if current_user.is_authenticated:
        services.end(session_id=current_user.session_id)


def _load(token: str) -> Viewer | None:
    """The live session's person in the chapter that the address names; its last use is noted at most once a minute."""
    moment = now()
    slug = tabs.slug_asked()
    viewer = queries.find_viewer(token=token, at=moment, slug=slug)
    if viewer is None and slug is not None and queries.find_viewer(token=token, at=moment) is not None:
        raise NotFound("There is no such chapter for you.")
    if viewer is not None and moment - viewer.last_seen_at >= TOUCH_EVERY:
        with suppress(Unavailable):  # while the books are busy, the page matters more than the note
            services.touch(session_id=viewer.session_id)
    return viewer


def register(app: Flask) -> None:
    """Let Flask-Login find people by our sessions; the row is the truth, so it keeps no cookie of its own."""
    login_manager.user_loader(_load)
    login_manager.session_protection = None
    app.config["REMEMBER_COOKIE_NAME"] = "none"
