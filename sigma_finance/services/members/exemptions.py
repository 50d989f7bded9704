"""Exemptions from dues: given for a reason, by somebody else, and told to the trail."""

from __future__ import annotations

from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.members.members import MemberClass
from sigma_finance.domain.permissions import Permission
from sigma_finance.domain.text import clean_text
from sigma_finance.models import Member
from sigma_finance.services import audit, deciding

#: Why somebody is exempt whose class came with a file.
FROM_ROSTER = "By the roster that was imported."


def reason(member_class: MemberClass, because: str) -> str:
    """Why a member of the class is exempt, cleaned; nothing for the others. Raises Invalid where it is not said."""
    if member_class is not MemberClass.EXEMPT:
        return ""
    return clean_text(because, field="exempt_because", label="Why exempt", at_most=300)


def check_own(member: Member, *, by: Actor) -> None:
    """Raise Forbidden where ``by`` would exempt themselves and another officer could."""
    deciding.decides_alone(
        chapter_id=member.chapter_id,
        member_id=member.id,
        permission=Permission.MANAGE_MEMBERS,
        by=by,
        refusal="Ask another officer: nobody exempts themselves from dues.",
    )


def tell(member: Member, before: MemberClass, *, by: Actor) -> None:
    """Write a line of the trail where a member became exempt, or is no longer."""
    after, subject = member.member_class, ("members", member.id)
    if after is before or MemberClass.EXEMPT not in (before, after):
        return
    if after is MemberClass.EXEMPT:
        audit.record(
            Action.MEMBER_EXEMPTED, chapter_id=member.chapter_id, subject=subject, by=by, before=before.value
        )
    else:
        audit.record(
            Action.EXEMPTION_ENDED, chapter_id=member.chapter_id, subject=subject, by=by, after=after.value
        )
