"""Who may open a page, and whose rows it sees.

Every endpoint carries one of these decorators; a test holds the list of the public ones.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast
from urllib.parse import urlsplit

import structlog
from flask import Flask, flash, redirect, request, url_for
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from sigma_finance.database import scopes
from sigma_finance.domain.actors import Actor, ActorKind
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict, Forbidden
from sigma_finance.domain.logins.own_paths import own_path
from sigma_finance.domain.logins.sessions import CONFIRMED_FOR
from sigma_finance.domain.permissions import Permission
from sigma_finance.forms import drafts
from sigma_finance.queries.logins.sessions import Viewer
from sigma_finance.web import tabs, typing
from sigma_finance.web.requests import client_address, opens_by_get
from sigma_finance.web.sessions import stranger

P = ParamSpec("P")
R = TypeVar("R")
#: The attribute that says who may open an endpoint: "public", "signed_in", "signed_in_fully", "platform", or a
#: permission's word.
GUARD = "guard"
#: The attribute of an endpoint that asks again who somebody is.
CONFIRMED = "confirmed_lately"

log = structlog.get_logger(__name__)


def find_viewer() -> Viewer | None:
    """The signed-in person, if there is one."""
    return cast("Viewer", current_user._get_current_object()) if current_user.is_authenticated else None


def viewer() -> Viewer:
    """The signed-in person of a page that is not public."""
    found = find_viewer()
    if found is None:
        raise AssertionError("a public page asks who is signed in")
    return found


def actor() -> Actor:
    """Who acts in this request, as the audit trail names them."""
    found = find_viewer()
    if found is None:
        return stranger()
    return Actor(
        ActorKind.PERSON,
        user_id=found.user_id,
        member_id=found.member_id or None,
        ip=client_address(),
        user_agent=request.user_agent.string[:255],
    )


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Open the page to everyone."""
    setattr(view, GUARD, "public")
    return view


def signed_in(view: Callable[P, R]) -> Callable[P, R | Response]:
    """Open the page to people who are signed in; the others are asked to. It shows them what is their own alone."""
    return _guarded(view, "signed_in", lambda _: None)


def signed_in_fully(view: Callable[P, R]) -> Callable[P, R | Response]:
    """Open the page to people who are signed in, officers with the second step that their chapter asks of them.

    For pages that may show another's data, whoever's it is that this request asks for.
    """
    return _guarded(view, "signed_in_fully", lambda person: _second_step_first(person.owes_second_step))


def _guarded(
    view: Callable[P, R], word: str, stop: Callable[[Viewer], Response | None]
) -> Callable[P, R | Response]:
    """The page behind what stands before every page, and behind ``stop``, which leads elsewhere or refuses."""

    @functools.wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        person = find_viewer()
        if person is None:
            return ask_to_sign_in()
        elsewhere = _admit(person) or stop(person)
        if elsewhere is not None:
            return elsewhere
        with scopes.for_chapter(person.chapter_id):
            return view(*args, **kwargs)

    setattr(guarded, GUARD, word)
    return guarded


def _admit(person: Viewer) -> Response | None:
    """What comes before any page of a signed-in person: which chapter it is of, if any, and whether that is open."""
    if not person.has_chapter and not _about_the_login():
        log.warning("refused", reason="no chapter", user_id=person.user_id)
        raise NotFound
    elsewhere = _to_their_chapter(person)
    if elsewhere is None and person.is_suspended and not _about_the_login():
        raise suspended(person)
    return elsewhere


def _second_step_first(owed: bool) -> Response | None:
    return ask_for_second_step("Your chapter asks its officers for a second sign-in step.") if owed else None


def ask_for_second_step(why: str) -> Response:
    """Lead to where the second step is set up, and say why."""
    log.info("second step asked for", endpoint=request.endpoint)
    typing.note_not_taken()
    flash(f"{why} Set it up to go on.", "info")
    return redirect(url_for("account.second_step"), 303)


class ChapterSuspended(Forbidden):
    """The person's chapter is suspended: its pages are closed to everyone, its books stay as they are."""


def suspended(person: Viewer) -> ChapterSuspended:
    """What is said instead of any page of a suspended chapter."""
    log.warning("refused", reason="suspended", member_id=person.member_id)
    return ChapterSuspended(
        f"{person.chapter_name} is suspended, so nobody can open its pages or pay now. Its books are kept as they are. "
        "Ask whoever runs Sigma Finance for your chapters."
    )


class WhichChapter(Conflict):
    """A form of somebody of several chapters that does not say which one it is of."""


def _to_their_chapter(person: Viewer) -> Response | None:
    """Lead somebody of several chapters to the address that names the one they look at, so that a tab keeps to it.

    A form without it was on a page from before they had several: it may mean another than the one they look at now.
    """
    if person.chapter_count < 2 or tabs.slug_asked() is not None or request.blueprint in ("auth", "platform"):
        return None
    if request.method == "POST":
        raise WhichChapter(
            "You belong to several chapters, and this page does not say which one it is of. Nothing was done. "
            "Open it again and send it once more."
        )
    return redirect(tabs.of_chapter(person.chapter_slug, tabs.here_with_query()))


def _about_the_login() -> bool:
    """Whether the page is about the person's login, leads to another of their chapters, or is no chapter's."""
    return request.blueprint in ("account", "platform") or request.endpoint in ("auth.switch", "auth.join")


def chapter_pages(app: Flask) -> frozenset[str]:
    """What the paths of all pages begin with that are of a chapter, as the guards of the endpoints have it."""
    return frozenset(
        rule.rule.split("/")[1]
        for rule in app.url_map.iter_rules()
        if is_of_chapter(rule.endpoint, app.view_functions[rule.endpoint])
    )


def is_of_chapter(endpoint: str, view: Callable[..., Any]) -> bool:
    """Whether a page shows what is a chapter's: neither open to all, nor about the login, nor the platform's."""
    guard = getattr(view, GUARD, "public")
    return guard not in ("public", "platform") and endpoint.partition(".")[0] not in ("account", "auth")


def platform_admin(view: Callable[P, R]) -> Callable[P, R | Response]:
    """Open the page to those who run the platform, once they have a second step; it is not there for others."""

    def stop(person: Viewer) -> Response | None:
        if not person.is_platform_admin:
            log.warning("refused", permission="platform", member_id=person.member_id)
            raise NotFound
        if not person.has_second_step:
            return ask_for_second_step("Who runs the platform signs in with a second step.")
        return None

    return _guarded(view, "platform", stop)


def requires(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """Open the page to people whose role in their chapter grants ``permission``."""

    def stop(person: Viewer) -> Response | None:
        if not person.grants(permission):
            log.warning("refused", permission=permission.value, member_id=person.member_id)
            raise Forbidden("This page is for officers of your chapter. Ask your treasurer if you need it.")
        return _second_step_first(person.owes_second_step)

    return lambda view: _guarded(view, permission.value, stop)


def confirmed_lately(view: Callable[P, R]) -> Callable[P, R | Response]:
    """Ask a person who is let in once more who they are, unless they have shown it within the last minutes.

    Stands below the decorator that lets them in; what was typed into a form waits meanwhile.
    """

    @functools.wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        return view(*args, **kwargs) if is_confirmed() else ask_to_confirm()

    setattr(guarded, CONFIRMED, True)
    return guarded


def is_confirmed() -> bool:
    """Whether the signed-in person gave their password or a code within the last minutes."""
    return now() - viewer().confirmed_at < CONFIRMED_FOR


def confirmed_for_file(view: Callable[P, R]) -> Callable[P, R | Response]:
    """The same before a file: the person is led back to the page that they came from, and the file comes there."""

    @functools.wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        if is_confirmed():
            return view(*args, **kwargs)
        log.info("asked to confirm", endpoint=request.endpoint)
        return redirect(
            url_for("account.confirm", next=page_before() or "/", file=tabs.here_with_query()), 303
        )

    setattr(guarded, CONFIRMED, True)
    return guarded


def ask_to_confirm(back: str = "") -> Response:
    """Lead to the page that asks for the password or a code, and from there back, or to another view of the page."""
    log.info("asked to confirm", endpoint=request.endpoint)
    _keep_what_was_typed()
    return redirect(url_for("account.confirm", next=back or way_back()), 303)


def ask_to_sign_in() -> Response:
    """Lead to the sign-in page and from there back; what was typed into a form waits meanwhile."""
    log.info("not signed in")
    _keep_what_was_typed()
    back = way_back()
    return redirect(tabs.of_no_chapter(url_for("auth.login", next=None if back == "/" else back)))


def way_back() -> str:
    """The page that was asked for; of a form that is sent to an address of its own, the page that showed it."""
    return tabs.here_with_query() if opens_by_get() else page_before() or "/"


def page_before() -> str | None:
    """The page of ours that led here, as the browser says."""
    before = urlsplit(request.referrer or "")
    if before.netloc != request.host:
        return None
    return own_path(before.path + (f"?{before.query}" if before.query else ""))


def _keep_what_was_typed() -> None:
    if request.method == "GET":
        return
    typing.note_not_taken()
    if opens_by_get():
        drafts.keep(tabs.here(), request.form)
