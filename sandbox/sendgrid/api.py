"""The stand-in for SendGrid's `POST /v3/mail/send`: checks a message as SendGrid does and keeps it.

Follows https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, request

from sandbox.engine.work import Bench, Json, Work

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+\.[^@\s]+")
_KEYS = frozenset(
    "personalizations from reply_to reply_to_list subject content attachments template_id headers categories "
    "custom_args send_at batch_id asm ip_pool_name mail_settings tracking_settings sections".split()
)
_PERSONALIZATION_KEYS = frozenset(
    "from to cc bcc subject headers substitutions dynamic_template_data custom_args send_at".split()
)
_ORDER = {"text/plain": 0, "text/html": 1}
_LARGEST = 30 * 1024 * 1024

Problem = tuple[str, str | None]


def blueprint(bench: Bench) -> Blueprint:
    """The stand-in's routes over one sandbox's state."""
    api = Blueprint("sendgrid", __name__, url_prefix="/sendgrid/v3")

    @api.post("/mail/send")
    def send() -> Response:
        if not _is_authorized(request.headers.get("Authorization", "")):
            message = "The provided authorization grant is invalid, expired, or revoked"
            return _refuse(401, [(message, None)])
        if (request.content_length or 0) > _LARGEST:
            return _refuse(413, [("Payload is too large", None)])
        body: Any = request.get_json(silent=True)
        problems = list(_problems(body))
        if problems:
            return _refuse(400, problems)
        message_id = secrets.token_urlsafe(16)
        with bench.changing() as work:
            keep(work, message_id, body)
        return Response(status=202, headers={"X-Message-Id": message_id})

    return api


def _is_authorized(header: str) -> bool:
    scheme, _, key = header.partition(" ")
    return scheme.lower() == "bearer" and key.startswith("SG.") and len(key) > 3


def _refuse(status: int, problems: list[Problem]) -> Response:
    errors = [{"message": message, "field": field, "help": None} for message, field in problems]
    return Response(json.dumps({"errors": errors}), status=status, content_type="application/json")


def _problems(body: Any) -> Iterator[Problem]:
    if not isinstance(body, dict):
        yield "Bad Request", None
        return
    for name in sorted(set(body) - _KEYS):
        yield f"Additional property {name} is not allowed", name
    yield from _sender_problems(body)
    yield from _personalization_problems(body)
    yield from _content_problems(body)
    yield from _argument_problems(body.get("custom_args", {}), "custom_args")


def _sender_problems(body: Json) -> Iterator[Problem]:
    sender = body.get("from")
    if not isinstance(sender, dict) or not sender.get("email"):
        yield "The from object must be provided for every email send.", "from"
    elif not _is_address(sender):
        yield "The from email does not contain a valid address.", "from"
    if "reply_to" in body and not _is_address(body["reply_to"]):
        yield "The reply_to email does not contain a valid address.", "reply_to"


def _is_address(value: Any) -> bool:
    if not isinstance(value, dict) or set(value) - {"email", "name"}:
        return False
    email, name = value.get("email"), value.get("name")
    return (
        isinstance(email, str)
        and _EMAIL.fullmatch(email) is not None
        and (name is None or isinstance(name, str))
    )


def _personalization_problems(body: Json) -> Iterator[Problem]:
    groups = body.get("personalizations")
    if not isinstance(groups, list) or not 1 <= len(groups) <= 1000:
        yield (
            "The personalizations field is required and must have at least one personalization.",
            "personalizations",
        )
        return
    for index, group in enumerate(groups):
        where = f"personalizations.{index}"
        if not isinstance(group, dict) or set(group) - _PERSONALIZATION_KEYS:
            yield "Bad Request", where
            continue
        yield from _recipient_problems(group, where)
        yield from _argument_problems(group.get("custom_args", {}), f"{where}.custom_args")
        if not (body.get("subject") or group.get("subject") or body.get("template_id")):
            yield (
                "The subject is required. You can get around this requirement if you use a template.",
                "subject",
            )


def _recipient_problems(group: Json, where: str) -> Iterator[Problem]:
    seen: set[str] = set()
    if not group.get("to"):
        message = "The to array is required for all personalization objects, with at least one email object."
        yield message, f"{where}.to"
    for kind in ("to", "cc", "bcc"):
        for place, address in enumerate(group.get(kind) or []):
            if not _is_address(address):
                yield "Does not contain a valid address.", f"{where}.{kind}.{place}.email"
                continue
            email = address["email"].lower()
            if email in seen:
                yield "Each email address in the personalization block should be unique.", where
            seen.add(email)


def _content_problems(body: Json) -> Iterator[Problem]:
    content = body.get("content")
    if not content and body.get("template_id"):
        return
    if not isinstance(content, list) or not content:
        yield "Unless a valid template_id is provided, the content parameter is required.", "content"
        return
    ranks = []
    for index, part in enumerate(content):
        if not isinstance(part, dict) or not part.get("type") or not part.get("value"):
            yield (
                "The content value must be a string at least one character in length.",
                f"content.{index}.value",
            )
            continue
        ranks.append(_ORDER.get(part["type"], 2))
    if ranks != sorted(ranks):
        yield (
            "If present, text/plain must be first, followed by text/html, followed by any other content.",
            "content",
        )


def _argument_problems(arguments: Any, where: str) -> Iterator[Problem]:
    if not isinstance(arguments, dict) or not all(isinstance(value, str) for value in arguments.values()):
        yield "The custom_args values must be strings.", where
    elif len(json.dumps(arguments)) > 10_000:
        yield "The custom_args may not exceed 10,000 bytes.", where


def keep(work: Work, message_id: str, body: Json) -> None:
    """Keep an accepted message."""
    work.connection.execute(
        "INSERT INTO messages (id, at, body) VALUES (?, ?, ?)", (message_id, work.moment, json.dumps(body))
    )
