"""The outbox: what was sent to the stand-in for SendGrid, to be read by people and by tests."""

from __future__ import annotations

import html
import json
import re
from dataclasses import asdict, dataclass
from html.parser import HTMLParser

from flask import Blueprint, Response, jsonify, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from sandbox.engine.work import Bench, Json, Work
from sandbox.pages import rendering

_LINK = re.compile(r"https?://[^\s<>\"')\]]+")


@dataclass(frozen=True)
class Message:
    """One accepted message."""

    id: str
    at: float
    to: list[str]
    from_email: str
    from_name: str
    subject: str
    text: str
    html: str
    links: list[str]
    custom_args: dict[str, str]
    raw: Json


def messages(work: Work, *, to: str | None = None) -> list[Message]:
    """The accepted messages, newest first; to one address, if it is given."""
    rows = work.connection.execute("SELECT id, at, body FROM messages ORDER BY seq DESC")
    found = [_message(row["id"], row["at"], json.loads(row["body"])) for row in rows]
    return [each for each in found if to is None or to.lower() in (address.lower() for address in each.to)]


def find_message(work: Work, message_id: str) -> Message | None:
    """One accepted message."""
    row = work.connection.execute("SELECT id, at, body FROM messages WHERE id = ?", (message_id,)).fetchone()
    return _message(row["id"], row["at"], json.loads(row["body"])) if row else None


def _message(message_id: str, at: float, body: Json) -> Message:
    groups = body["personalizations"]
    parts = {part["type"]: part["value"] for part in body.get("content", [])}
    text, markup = parts.get("text/plain", ""), parts.get("text/html", "")
    arguments = dict(body.get("custom_args", {}))
    for group in groups:
        arguments.update(group.get("custom_args", {}))
    return Message(
        id=message_id,
        at=at,
        to=[address["email"] for group in groups for address in group["to"]],
        from_email=body["from"]["email"],
        from_name=body["from"].get("name") or "",
        subject=body.get("subject") or groups[0].get("subject") or "",
        text=text,
        html=markup,
        links=links_in(text, markup),
        custom_args=arguments,
        raw=body,
    )


def links_in(text: str, markup: str) -> list[str]:
    """The web addresses in a message, each once, in the order of reading."""
    finder = _Links()
    finder.feed(markup)
    found = [address.rstrip(".,;:!?") for address in _LINK.findall(text)] + finder.found
    return list(dict.fromkeys(found))


class _Links(HTMLParser):
    """Collects where the anchors lead."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        target = dict(attrs).get("href") if tag == "a" else None
        if target and _LINK.match(target):
            self.found.append(target)


def blueprint(bench: Bench) -> Blueprint:
    """The outbox's pages over one sandbox's state."""
    routes = Blueprint("outbox", __name__)

    @routes.get("/outbox")
    def index() -> Response:
        with bench.looking() as work:
            return rendering.page("outbox.html", bench.settings, messages=messages(work))

    @routes.get("/outbox.json")
    def as_json() -> Response:
        with bench.looking() as work:
            return jsonify([asdict(message) for message in messages(work)])

    @routes.get("/outbox/<message_id>")
    def show(message_id: str) -> Response:
        with bench.looking() as work:
            message = find_message(work, message_id)
        if message is None:
            return rendering.page("missing.html", bench.settings, status=404)
        return rendering.page("message.html", bench.settings, message=message)

    _tell_of(bench, routes)

    @routes.get("/outbox/<message_id>/html")
    def document(message_id: str) -> Response:
        with bench.looking() as work:
            message = find_message(work, message_id)
        if message is None:
            return rendering.page("missing.html", bench.settings, status=404)
        return _document(message)

    return routes


def _tell_of(bench: Bench, routes: Blueprint) -> None:
    """Let the mail service tell what became of a message."""

    @routes.post("/outbox/<message_id>/<any(delivered, deferred, bounce, dropped):act>")
    def tell(message_id: str, act: str) -> AnyResponse:
        from sandbox.sendgrid import events as mail_events

        with bench.looking() as work:
            message = find_message(work, message_id)
        if message is None:
            return rendering.page("missing.html", bench.settings, status=404)
        if bench.settings.mail_webhook_url:
            events = mail_events.signed([mail_events.event(message, act)])
            mail_events.post(bench.settings.mail_webhook_url, events)
        return redirect(url_for("outbox.show", message_id=message_id), 303)


def _document(message: Message) -> Response:
    """The HTML part as a mail program shows it: no script, nothing loaded, links open in the whole window."""
    markup = message.html or f"<!doctype html><title>Message</title><pre>{html.escape(message.text)}</pre>"
    base = '<base target="_top">'
    with_base = re.sub(r"(<head[^>]*>)", lambda match: match[1] + base, markup, count=1, flags=re.IGNORECASE)
    response = Response(
        with_base if base in with_base else base + markup, content_type="text/html; charset=utf-8"
    )
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
        "frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
