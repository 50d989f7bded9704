"""What a member was told, shown in the app as well; and which of it they want by e-mail."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from jinja2 import TemplateError

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.dates import now
from sigma_finance.domain.payments import named
from sigma_finance.domain.topics import Topic
from sigma_finance.extensions import setting
from sigma_finance.gateways.messaging import render
from sigma_finance.queries import locks
from sigma_finance.queries.messages import notices as queries
from sigma_finance.queries.messages.notices import NoticeFacts
from sigma_finance.services.messages import outbox

SHOWN = 50
_CHAPTER = re.compile(r"^/c/[a-z0-9-]+")
#: These are answered by paying.
_PAID_BY = ("due_soon", "due_today", "past_due", "late_fee", "payment_declined", "bank_debit_failed")
_LEADS_TO = ("review_url", "receipt_url", "payment_url", "plan_url", "dashboard_url")


@dataclass(frozen=True)
class Notice:
    """A message as the app shows it: its subject, when, where it leads, and whether it was read."""

    title: str
    at: datetime
    href: str
    is_read: bool


def latest(*, chapter_id: int, member_id: int) -> list[Notice]:
    """The last notices of a member, the newest first."""
    return [_notice(one) for one in queries.latest(chapter_id=chapter_id, member_id=member_id, limit=SHOWN)]


def _notice(told: NoticeFacts) -> Notice:
    try:
        title = render.subject(told.kind, outbox.facts_of(told.context, told.created_at))
    except (TemplateError, render.UnknownKind):
        title = told.kind.replace("_", " ").capitalize()
    return Notice(title, told.created_at, _href(told), told.read_at is not None)


def _href(told: NoticeFacts) -> str:
    """Where a notice leads, in the app, without its chapter; reminders lead to paying."""
    base = setting("BASE_URL")
    for name in _LEADS_TO:
        address = str(told.context.get(name) or "")
        if address.startswith(f"{base}/"):
            return _CHAPTER.sub("", address.removeprefix(base))
    return named.address("/payments/pay", told.context.get("named", [])) if told.kind in _PAID_BY else ""


@transactional
def mark_read(*, chapter_id: int, member_id: int) -> None:
    """Let all notices of a member count as read."""
    queries.mark_read(chapter_id=chapter_id, member_id=member_id, at=now())


@transactional
def choose(*, chapter_id: int, member_id: int, wanted: Iterable[Topic]) -> None:
    """Send a member e-mail about these topics, and none about the others."""
    member = locks.lock_members(chapter_id=chapter_id, member_ids=[member_id])[member_id]
    member.muted = sorted(topic.value for topic in set(Topic) - set(wanted))
