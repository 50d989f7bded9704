"""Messages to people: written with the change that causes them, delivered after its commit.

Delivery is claim, send, note the outcome: no transaction is open while the provider is called. A refusal is final, a
failure is tried again with growing pauses for a day, and a message whose answer was lost is *unknown* and is not sent
again by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from sigma_finance.database import transactions
from sigma_finance.database.scopes import across_chapters
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.dates import long_date, now, today_in
from sigma_finance.domain.payments.delivery import MessageState
from sigma_finance.domain.topics import Topic
from sigma_finance.extensions import db, setting
from sigma_finance.gateways.messaging import render, sendgrid
from sigma_finance.gateways.messaging.types import DeliveryFailed, DeliveryRefused, DeliveryUnknown, Email
from sigma_finance.models import Chapter, Member, OutboxMessage
from sigma_finance.queries import officers
from sigma_finance.queries.messages import outbox as queries
from sigma_finance.services.messages import links, stop_links

log = structlog.get_logger("sigma_finance.outbox")
LEASE = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(hours=24)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=2)
#: One at a time, so that a process that dies leaves one message behind whose answer is lost, not many.
BATCH = 1
#: Links that open an account, or pay for one: kept only until the message has left.
SECRET = ("reset_url", "confirm_url", "keep_url", "pay_url", "register_url")


@dataclass(frozen=True)
class DeliveryRun:
    """What a delivery run did, in messages."""

    sent: int = 0
    retried: int = 0
    failed: int = 0
    unknown: int = 0


@dataclass(frozen=True)
class _MessageClaim:
    """A message that this run is to send, as far as sending needs it."""

    id: int
    kind: str
    to_email: str
    reference: str
    context: dict[str, Any]
    reply_to: tuple[str, str] | None


def enqueue(
    *,
    chapter_id: int,
    kind: str,
    to: str | None,
    context: dict[str, Any],
    member_id: int | None = None,
    member: Member | None = None,
    invite_id: int | None = None,
) -> None:
    """Write a message of ``kind`` in the transaction under way; nobody is written to without an address.

    Whoever writes to many hands each ``member`` over instead of their id, so that nobody is asked for once more.
    Raises UnknownKind. To the facts of the context are added the chapter's own, and the day.
    """
    about = render.get_kind(kind)
    if not to:
        return
    chapter = db.session.get_one(Chapter, chapter_id)
    if member is None and member_id is not None:
        member = db.session.get(Member, member_id)
    member_id = member.id if member is not None else None
    withheld = member is not None and _is_unwanted(member, about.topic, to)
    state = MessageState.WITHHELD if withheld else MessageState.QUEUED
    facts = {**_shared(chapter, member_id, about.topic), **links.in_chapter(chapter.slug, context)}
    if withheld:
        facts = {name: value for name, value in facts.items() if name not in SECRET}
    db.session.add(
        OutboxMessage(
            chapter_id=chapter_id,
            member_id=member_id,
            invite_id=invite_id,
            reference=new_reference("M"),
            kind=kind,
            haste=about.haste,
            in_app=about.in_app,
            to_email=to,
            state=state,
            context=facts,
            next_attempt_at=now(),
        )
    )
    transactions.wake_after_commit()


def tell(member: Member, kind: str, **facts: Any) -> None:
    """Write a message of ``kind`` to a member, in the transaction under way; to nobody who has no address.

    Raises UnknownKind. The facts are the kind's own; the member's name is among them.
    """
    enqueue(
        chapter_id=member.chapter_id,
        kind=kind,
        to=member.email,
        member=member,
        context={"member_name": member.name, **facts},
    )


def _shared(chapter: Chapter, member_id: int | None, topic: Topic | None) -> dict[str, Any]:
    """The facts that every message has, and the link by which its kind is ended."""
    shared = shared_facts(chapter)
    if topic is not None and member_id is not None:
        stop = stop_links.sign(chapter.id, member_id, topic)
        shared["stop_url"] = f"{shared['base_url']}/messages/stop/{stop}"
    return shared


def shared_facts(chapter: Chapter) -> dict[str, Any]:
    """The facts that every message of a chapter has."""
    return {
        "chapter_name": chapter.name,
        "accent": chapter.accent,
        "base_url": setting("BASE_URL"),
        "written_on": long_date(today_in(chapter.timezone)),
    }


def facts_of(context: dict[str, Any], written_at: datetime) -> dict[str, Any]:
    """The facts of a message that was written; those of earlier days did not name theirs."""
    return {"written_on": long_date(written_at.date()), **context}


def _is_unwanted(member: Member, topic: Topic | None, to: str) -> bool:
    """Whether the member wants no e-mail about this, or none reaches them; they find it in the app."""
    stopped = member.mail_stopped_at is not None and to == member.email
    return stopped or (topic is not None and topic.value in (member.muted or []))


@across_chapters()
def deliver(*, limit: int = 1000) -> DeliveryRun:
    """Deliver what is due, at most ``limit`` messages, by one connection to the mail service."""
    counts = dict.fromkeys(MessageState, 0)
    counts[MessageState.UNKNOWN] += _give_up_lost()
    _withhold_needless()
    left = limit
    with sendgrid.one_line():
        while left > 0 and (batch := _claim(limit=min(BATCH, left))):
            left -= len(batch)
            for claimed in batch:
                counts[_send(claimed)] += 1
    return DeliveryRun(
        sent=counts[MessageState.SENT],
        retried=counts[MessageState.QUEUED],
        failed=counts[MessageState.FAILED],
        unknown=counts[MessageState.UNKNOWN],
    )


@transactional
def _give_up_lost() -> int:
    return queries.give_up_lost(at=now(), problem="The sender stopped while sending; it may have arrived.")


@transactional
def _withhold_needless() -> None:
    """Send no reminder of what was paid after it was written."""
    queries.withhold_needless(at=now())


@transactional
def _claim(*, limit: int) -> list[_MessageClaim]:
    claimed = queries.claimable(at=now(), limit=limit)
    for message in claimed:
        message.state = MessageState.SENDING
        message.attempts += 1
        message.leased_until = now() + LEASE
    return [_claimed(message) for message in claimed]


def _claimed(message: OutboxMessage) -> _MessageClaim:
    return _MessageClaim(
        id=message.id,
        kind=message.kind,
        to_email=message.to_email,
        reference=message.reference,
        context=facts_of(message.context, message.created_at),
        reply_to=_reply_to(message),
    )


def _reply_to(message: OutboxMessage) -> tuple[str, str] | None:
    """Name and address of the chapter's treasurer, whom answers reach; nobody where the message goes to them."""
    treasurer = officers.find_treasurer(chapter_id=message.chapter_id)
    if treasurer is None or treasurer.email in (None, message.to_email):
        return None
    return treasurer.name, treasurer.email or ""


def _email(claimed: _MessageClaim) -> Email:
    subject, text, html = render.render(claimed.kind, claimed.context)
    return Email(
        to=claimed.to_email,
        subject=subject,
        text=text,
        html=html,
        from_name=claimed.context["chapter_name"],
        message_ref=claimed.reference,
        stop_url=claimed.context.get("stop_url"),
        reply_to=claimed.reply_to,
    )


def _send(claimed: _MessageClaim) -> MessageState:
    transactions.end_read()
    message_id = claimed.id
    try:
        email = _email(claimed)
    except Exception as error:  # noqa: BLE001  (one that cannot be written must not hold the others up)
        log.error("outbox.not_rendered", message_id=message_id, kind=claimed.kind, error=type(error).__name__)
        return _note(message_id=message_id, state=MessageState.FAILED, problem="It could not be written.")
    try:
        provider_id = sendgrid.send(email)
    except DeliveryRefused as error:
        return _note(message_id=message_id, state=MessageState.FAILED, problem=error.message)
    except DeliveryUnknown as error:
        return _note(message_id=message_id, state=MessageState.UNKNOWN, problem=error.message)
    except DeliveryFailed as error:
        return _note(message_id=message_id, state=MessageState.QUEUED, problem=error.message)
    except Exception as error:  # noqa: BLE001  (the same; nobody knows whether it went out)
        log.error("outbox.not_sent", message_id=message_id, kind=claimed.kind, error=type(error).__name__)
        return _note(message_id=message_id, state=MessageState.UNKNOWN, problem="Sending it broke off.")
    return _note(message_id=message_id, state=MessageState.SENT, provider_id=provider_id)


@transactional
def _note(
    *, message_id: int, state: MessageState, problem: str = "", provider_id: str | None = None
) -> MessageState:
    message = queries.lock_message(message_id=message_id)
    if message.state is not MessageState.SENDING:
        return message.state  # the mail service told what became of it before its answer came
    if state is MessageState.QUEUED:
        if now() - message.created_at > GIVE_UP_AFTER:
            state = MessageState.FAILED
        message.next_attempt_at = now() + min(FIRST_PAUSE * 2 ** (message.attempts - 1), LONGEST_PAUSE)
    if state is MessageState.SENT:
        message.sent_at = now()
        message.provider_id = provider_id
    if state in (MessageState.SENT, MessageState.FAILED):
        forget_secrets(message)
    message.state = state
    message.problem = problem[:300]
    message.leased_until = None
    return state


def forget_secrets(message: OutboxMessage) -> None:
    """Keep no link of a message that has left, or never will."""
    message.context = {fact: value for fact, value in message.context.items() if fact not in SECRET}
