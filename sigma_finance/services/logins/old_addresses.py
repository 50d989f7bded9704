"""Addresses of earlier days are brought to the one form in which they are kept, where nobody else has that."""

from __future__ import annotations

from sigma_finance.database.scopes import for_chapter
from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.text import clean_email
from sigma_finance.queries import locks
from sigma_finance.queries.logins import logins as users
from sigma_finance.queries.logins import old_addresses as queries
from sigma_finance.queries.logins.old_addresses import OldAddress
from sigma_finance.services import audit
from sigma_finance.services.logins import email_changes, logins

#: What became of an address, or would.
CHANGED, CLASHES, NO_ADDRESS = "changed", "somebody else has it", "no address"


def mend(*, commit: bool, by: Actor) -> list[tuple[OldAddress, str]]:
    """Each address in an old form, and what becomes of it; without ``commit`` nothing is written.

    A person's places follow their login. Whose address somebody else has in today's form keeps theirs, and is named.
    """
    told = [(old, _mended(old, commit=commit, by=by)) for old in queries.of_logins()]
    return told + [(old, _mended(old, commit=commit, by=by)) for old in queries.of_members()]


def _mended(old: OldAddress, *, commit: bool, by: Actor) -> str:
    try:
        clean_email(old.email)
    except Invalid:
        return NO_ADDRESS
    if queries.is_taken(old):
        return CLASHES
    if not commit:
        return CHANGED
    try:
        _write(old=old, by=by)
    except Conflict:  # a place of theirs, or somebody who was quicker
        return CLASHES
    return CHANGED


@transactional
def _write(*, old: OldAddress, by: Actor) -> None:
    if old.user_id is not None:
        email_changes.move(users.lock_user(user_id=old.user_id), old.normal, by=by)
    elif old.member_id is not None and old.chapter_id is not None:
        with for_chapter(old.chapter_id):
            found = locks.lock_members(chapter_id=old.chapter_id, member_ids=[old.member_id])
            member = found[old.member_id]
            member.email = old.normal
            logins.add_member(member)
            subject = ("members", member.id)
            audit.record(
                Action.CONTACT_CHANGED, chapter_id=old.chapter_id, subject=subject, by=by, fields=["email"]
            )
