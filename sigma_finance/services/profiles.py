"""A person's own contact details and time zone."""

from __future__ import annotations

from dataclasses import dataclass

from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import check_timezone
from sigma_finance.domain.phones import clean_phone
from sigma_finance.domain.text import clean_text
from sigma_finance.queries import ledger as locks
from sigma_finance.queries import users
from sigma_finance.services import audit
from sigma_finance.services.transactions import transactional


@dataclass(frozen=True)
class Details:
    """What a person says of themselves; an empty time zone is their chapter's."""

    name: str
    phone: str
    timezone: str


@transactional
def change(*, chapter_id: int, member_id: int, details: Details, by: Actor) -> list[str]:
    """Change a person's own details and return which; raises Invalid."""
    name = clean_text(details.name, field="name", label="Your name", at_most=120)
    phone = clean_phone(details.phone) if details.phone else ""
    timezone = check_timezone(details.timezone) if details.timezone else ""
    member = locks.lock_members(chapter_id=chapter_id, member_ids=[member_id])[member_id]
    user = users.lock_user(user_id=member.user_id or 0)
    changed = [
        field
        for field, before, after in (
            ("name", member.name, name),
            ("phone", member.phone, phone),
            ("timezone", user.timezone, timezone),
        )
        if before != after
    ]
    member.name, member.phone, user.timezone = name, phone, timezone
    if changed:
        subject = ("members", member_id)
        audit.record(Action.CONTACT_CHANGED, chapter_id=chapter_id, subject=subject, by=by, fields=changed)
    return changed
