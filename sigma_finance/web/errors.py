"""Refusals and failures as pages: the only place that knows which status an error has."""

from __future__ import annotations

import traceback
from dataclasses import dataclass

import structlog
from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError, TooManyRequests

from sigma_finance.database import faults
from sigma_finance.domain import errors
from sigma_finance.forms import drafts
from sigma_finance.web import limits, tabs
from sigma_finance.web.guards import ChapterSuspended
from sigma_finance.web.requests import opens_by_get, request_id, wants_json

STATUS: dict[type[errors.DomainError], int] = {
    errors.NotFound: 404,
    errors.Forbidden: 403,
    errors.Conflict: 409,
    errors.Invalid: 422,
    errors.Unavailable: 503,
}
TITLES = {
    400: "That did not arrive as it should",
    403: "This page is not open to you",
    404: "This page is not here",
    405: "That address does not take this",
    409: "That is no longer possible",
    413: "That is too large",
    422: "That cannot be taken",
    429: "Too many tries",
    500: "Something went wrong on our side",
    503: "We cannot do this right now",
}
MESSAGES = {
    400: "The request could not be read, and nothing was changed. Go back and try again.",
    403: "You may not open this page, and nothing was changed.",
    404: "The address may be mistyped, or the page is no longer there. Nothing was changed.",
    405: "Nothing was changed. Open the page from its link and try again.",
    413: "What was sent is over our limit of 2 MB. Nothing was changed.",
    429: "Nothing was changed.",
    500: "The error was noted. If you were paying, look at your dashboard before you try again.",
    503: "Nothing was changed by this page. Try again in a few seconds.",
}
STALE = "Nothing was done. Open the page again and send it once more."
RETRY_S = 5
RETRY_BUSY_S = 30

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Problem:
    """What an error page says, and the way on from it."""

    status: int
    message: str = ""
    title: str = ""
    action_url: str = "/"
    action_label: str = "Go to your dashboard"
    retry_after_s: int | None = None


def show(problem: Problem) -> Response:
    """The answer to a request that failed: a page for people, JSON for machines."""
    title = problem.title or TITLES.get(problem.status, TITLES[400])
    message = problem.message or MESSAGES.get(problem.status, MESSAGES[400])
    if wants_json():
        response = jsonify(error=message, request_id=request_id())
    elif g.get("host_refused"):
        response = make_response(message + "\n", {"Content-Type": "text/plain; charset=utf-8"})
    else:
        response = make_response(
            render_template(
                "errors/error.html",
                code=problem.status,
                title=title,
                message=message,
                action_url=problem.action_url,
                action_label=problem.action_label,
                request_id=request_id(),
            )
        )
    response.status_code = problem.status
    if problem.retry_after_s is not None:
        response.headers["Retry-After"] = str(problem.retry_after_s)
    return response


def refused(error: errors.DomainError) -> Response:
    """A refusal by a rule of ours."""
    if isinstance(error, ChapterSuspended):
        return show(
            Problem(
                403, error.message, "Your chapter is suspended", url_for("account.show"), "Go to your account"
            )
        )
    status = next(code for kind, code in STATUS.items() if isinstance(error, kind))
    retry_after_s = RETRY_BUSY_S if status == 503 else None
    return show(Problem(status, error.message, retry_after_s=retry_after_s))


def stale(_: CSRFError) -> Response:
    """A form whose page was open for longer than its session: what was typed waits for the page to be opened again."""
    log.warning("refused", reason="csrf")
    if not opens_by_get():
        return show(Problem(400, STALE, "This page was open for too long"))
    drafts.keep(tabs.here(), request.form)
    message = (
        f"{STALE} What you typed will be there, passwords aside." if drafts.waits_for(tabs.here()) else STALE
    )
    again = tabs.here_with_query()
    return show(Problem(400, message, "This page was open for too long", again, "Open the page again"))


def limited(error: TooManyRequests) -> Response:
    """More requests than a limit allows; the page says when to come back."""
    words, seconds = limits.words_and_seconds(error)
    log.warning("refused", reason="limit")
    return show(Problem(429, f"{words} Try again in {limits.in_words(seconds)}.", retry_after_s=seconds))


def http(error: HTTPException) -> HTTPException | Response:
    """A refusal by Flask or Werkzeug; redirects pass."""
    if isinstance(error, SecurityError):
        g.host_refused = True
        return show(Problem(400, "This address is not served here."))
    if error.code is None or error.code < 400:
        return error
    response = show(Problem(error.code if error.code in TITLES else 400 if error.code < 500 else 500))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.allow.update(error.valid_methods)
    return response


def failed(error: Exception) -> Response:
    """Anything else: the database that is away or busy, or a mistake of ours.

    The log gets the kind of error and where it happened, never its message: that may quote what a person entered.
    """
    if faults.is_unreachable(error) or faults.is_transient(error):
        log.error("database", kind=type(error).__name__, unreachable=faults.is_unreachable(error))
        return show(Problem(503, retry_after_s=RETRY_S))
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("failed", kind=type(error).__name__, where=where)
    if _shown_to_developers():
        raise error
    return show(Problem(500))


def _shown_to_developers() -> bool:
    wanted = current_app.config["PROPAGATE_EXCEPTIONS"]
    return bool(current_app.testing or current_app.debug if wanted is None else wanted)


def register(app: Flask) -> None:
    """Put the pages in place."""
    app.register_error_handler(errors.DomainError, refused)
    app.register_error_handler(CSRFError, stale)
    app.register_error_handler(TooManyRequests, limited)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(Exception, failed)
