"""A person's own contact details and time zone."""

from __future__ import annotations

import hashlib

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import check_timezone
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.members.phones import clean_phone
from sigma_finance.domain.members.requests import ProfileDetails
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db
from sigma_finance.gateways import pictures
from sigma_finance.models import MemberPhoto
from sigma_finance.queries import locks
from sigma_finance.queries.logins import logins
from sigma_finance.queries.members import photos as queries
from sigma_finance.services import audit


@transactional
def change(*, chapter_id: int, member_id: int, details: ProfileDetails, by: Actor) -> list[str]:
    """Change a person's own details and return which; raises Invalid."""
    name = clean_text(details.name, field="name", label="Your name", at_most=120)
    phone = clean_phone(details.phone) if details.phone else ""
    timezone = check_timezone(details.timezone) if details.timezone else ""
    drawn = _drawn(details.photo)
    member = locks.lock_members(chapter_id=chapter_id, member_ids=[member_id])[member_id]
    user = logins.lock_user(user_id=member.user_id or 0)
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
    if drawn is not None and _set_photo(chapter_id, member_id, drawn):
        changed.append("photo")
    if changed:
        subject = ("members", member_id)
        audit.record(Action.CONTACT_CHANGED, chapter_id=chapter_id, subject=subject, by=by, fields=changed)
    return changed


@transactional
def remove_photo(*, chapter_id: int, member_id: int, by: Actor) -> None:
    """Take a member's photo off, as an officer; raises NotFound where there is none."""
    if member_id not in locks.lock_members(chapter_id=chapter_id, member_ids=[member_id]):
        raise NotFound("There is no such member in your chapter.")
    if not _set_photo(chapter_id, member_id, b""):
        raise NotFound("There is no photo any more.")
    audit.record(
        Action.MEMBER_EDITED,
        chapter_id=chapter_id,
        subject=("members", member_id),
        by=by,
        fields=["photo"],
    )


def _drawn(photo: bytes | None) -> bytes | None:
    if not photo:
        return photo
    return pictures.small_png(photo, field="photo", what="A photo", largest=pictures.LARGEST_PHOTO_BYTES)


def _set_photo(chapter_id: int, member_id: int, drawn: bytes) -> bool:
    """Keep a photo, or none, and say whether that was news."""
    photo = queries.find_photo(chapter_id=chapter_id, member_id=member_id)
    sha256 = hashlib.sha256(drawn).hexdigest() if drawn else ""
    if sha256 == (photo.sha256 if photo else ""):
        return False
    if photo is None:
        photo = MemberPhoto(chapter_id=chapter_id, member_id=member_id)
        db.session.add(photo)
    photo.content, photo.sha256 = drawn, sha256
    db.session.flush()
    return True
