"""Links as their reader has them: in the mail that went out, since the outbox keeps none that opens something."""

from __future__ import annotations

from flask import current_app
from sqlalchemy import select

from sandbox import sandbox_of
from sigma_finance.extensions import db
from sigma_finance.models import OutboxMessage


def link_in(message: OutboxMessage, part: str = "/auth/register") -> str:
    """The link with this part in a message, from its mail once it has left."""
    if message.sent_at is None:
        return next(str(fact) for fact in message.context.values() if part in str(fact))
    [mail] = [
        mail
        for mail in sandbox_of(current_app._get_current_object()).messages()  # type: ignore[attr-defined]
        if mail.custom_args["message_ref"] == message.reference
    ]
    return next(link for link in mail.links if part in link)


def newest_link(kind: str, part: str = "/auth/register") -> str:
    """The link in the only message of a kind."""
    db.session.rollback()
    return link_in(db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind)).one(), part)
