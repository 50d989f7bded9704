"""What is asked of the people of a chapter: who they are, what they hold, whom to invite."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sigma_finance.domain.members import invites as rules
from sigma_finance.domain.members.members import MemberClass, Post
from sigma_finance.domain.permissions import Role


@dataclass(frozen=True)
class MemberDetails:
    """What is known of a member; ``role`` is None where it is not the editor's to change.

    ``exempt_because`` is why they are exempt from dues, asked for while their class is that.
    """

    name: str
    email: str
    phone: str
    member_class: MemberClass
    initiated_on: date | None
    role: Role | None
    exempt_because: str = ""


@dataclass(frozen=True)
class Appointment:
    """Who gets which office, from one day to another, both included; open-ended without the second."""

    member_id: int
    post: Post
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class InviteRequest:
    """Whom to invite: an address, a member, or with neither whoever gets the code, ``max_uses`` of them."""

    chapter_id: int
    role: Role
    email: str | None = None
    member_id: int | None = None
    days: int = rules.USUAL_DAYS
    max_uses: int = 1
    created_by_member_id: int | None = None


@dataclass(frozen=True)
class ProfileDetails:
    """What a person says of themselves; an empty time zone is their chapter's.

    ``photo`` is a picture that was sent, empty to show none, or None to leave it.
    """

    name: str
    phone: str
    timezone: str
    photo: bytes | None = None


@dataclass(frozen=True)
class Offer:
    """To whom the office goes, and the last day of their term, if it has one."""

    member_id: int
    term_ends_on: date | None = None
