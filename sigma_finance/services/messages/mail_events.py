"""What became of messages, as the mail service tells it: kept once, and three that came back stop an address."""

from __future__ import annotations

import structlog

from sigma_finance.database import faults
from sigma_finance.database.one_by_one import one_by_one
from sigma_finance.database.scopes import across_chapters
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now
from sigma_finance.domain.payments.delivery import MOST_BOUNCES, Delivery, MessageState, outweighs
from sigma_finance.extensions import db
from sigma_finance.gateways.messaging import sendgrid_events
from sigma_finance.gateways.messaging.sendgrid_events import SendGridEvent
from sigma_finance.models import MailEvent, Member, OutboxMessage
from sigma_finance.queries import locks
from sigma_finance.queries.messages import mail_events as queries
from sigma_finance.services import audit
from sigma_finance.services.messages import keepers, outbox

log = structlog.get_logger("sigma_finance.mail_events")


@across_chapters()
def receive(*, payload: bytes, signature: str | None, timestamp: str | None) -> int:
    """Take a delivery of events and return how many were news; raises NotListening, BadSignature and BadPayload.

    One that cannot be taken holds none of the others up; PartlyDone then has the mail service deliver all again.
    """
    told = sendgrid_events.read(payload=payload, signature=signature, timestamp=timestamp)
    return one_by_one(told, _take_once, called="mail event", named=lambda one: one.event_id).whole()


def _take_once(told: SendGridEvent) -> bool:
    try:
        return _take(told=told)
    except Exception as error:
        if faults.violated(error, "uq_mail_events_event_id", "mail_events.event_id"):
            return False
        raise


@transactional
def _take(*, told: SendGridEvent) -> bool:
    message = queries.lock_message(reference=told.message_ref)
    if message is None or queries.is_known(event_id=told.event_id):
        return False
    db.session.add(
        MailEvent(
            chapter_id=message.chapter_id,
            message_id=message.id,
            event_id=told.event_id,
            delivery=told.delivery,
            reason=told.reason,
            at=told.at,
        )
    )
    db.session.flush()
    if message.state in (
        MessageState.UNKNOWN,
        MessageState.SENDING,
        MessageState.QUEUED,
        MessageState.FAILED,
    ):
        message.state, message.sent_at = MessageState.SENT, told.at
        outbox.forget_secrets(message)
    if outweighs(told.delivery, message.delivery):
        message.delivery = told.delivery
        message.problem = told.reason if told.delivery is not Delivery.DELIVERED else ""
        _count(message)
    return True


def _count(message: OutboxMessage) -> None:
    """Stop the mail to an address of which the last three messages came back, and tell the officers."""
    if message.member_id is None or not (message.delivery and message.delivery.came_back):
        return
    member = locks.lock_members(chapter_id=message.chapter_id, member_ids=[message.member_id])[
        message.member_id
    ]
    if member.email != message.to_email:
        return
    latest = queries.latest_deliveries(member, limit=MOST_BOUNCES)
    came_back = len(latest) == MOST_BOUNCES and all(one.came_back for one in latest)
    if came_back and member.mail_stopped_at is None:
        member.mail_stopped_at = now()
        log.warning("mail.stopped", member_id=member.id)
        keepers.tell_keepers(
            message.chapter_id, "mail_stopped", 0, f"/treasurer/members/{member.id}", member_name=member.name
        )


@transactional
def resume(*, chapter_id: int, member_id: int, by: Actor) -> None:
    """Write to a member's address again; raises NotFound."""
    member: Member = locks.lock_member(chapter_id=chapter_id, member_id=member_id)
    if member.mail_stopped_at is None:
        return
    member.mail_stopped_at, member.mail_resumed_at = None, now()
    audit.record(Action.MAIL_RESUMED, chapter_id=chapter_id, subject=("members", member_id), by=by)
