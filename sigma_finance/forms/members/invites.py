"""Whom an officer invites: an address, somebody on the member list, or whoever has the code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField

from sigma_finance.domain.labels import LabelledEnum
from sigma_finance.domain.members.invites import LONGEST_DAYS, MOST_USES, SHORTEST_DAYS, USUAL_DAYS
from sigma_finance.domain.members.requests import InviteRequest
from sigma_finance.domain.permissions import Role, grantable
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import EmailAddressField, MemberField, OneOf, WholeField
from sigma_finance.queries.members.members import Choice


class InviteAudience(LabelledEnum):
    """Whom an invite is for."""

    EMAIL = "email", "By e-mail"
    MEMBER_LIST = "roster", "From the member list"
    CODE = "code", "Open code"


class PlainConfirmForm(Form):
    """A yes to what the page says."""


class InviteForm(Form):
    """An invite of one kind; the fields that the other kinds take are gone."""

    whom = HiddenField()
    email = EmailAddressField("E-mail address")
    member = MemberField("Member")
    max_uses = WholeField("How many people", least=1, most=MOST_USES, default="30")
    role = OneOf("Role", default=Role.MEMBER.value)
    days = WholeField(
        "Days until it expires", least=SHORTEST_DAYS, most=LONGEST_DAYS, default=str(USUAL_DAYS)
    )

    def __init__(self, whom: InviteAudience, **options: Any) -> None:
        super().__init__(**options)
        self.kind = whom
        self.whom.data = whom.value
        for other, name in (
            (InviteAudience.EMAIL, "email"),
            (InviteAudience.MEMBER_LIST, "member"),
            (InviteAudience.CODE, "max_uses"),
        ):
            if other is not whom:
                delattr(self, name)

    def ask(self, issuer: Role, listed: Sequence[Choice]) -> None:
        """Set the roles that may be handed out, by a code that of a member, and whom of the member list to invite.

        What they owe is not said: whoever invites need not see the books.
        """
        roles = [Role.MEMBER] if self.kind is InviteAudience.CODE else grantable(issuer)
        self.role.choices = [(role.value, role.label) for role in roles]
        if self.kind is InviteAudience.MEMBER_LIST:
            self.member.offer(listed, None)

    def request(self, *, chapter_id: int, by_member_id: int) -> InviteRequest:
        """What was asked for, once it is valid."""
        return InviteRequest(
            chapter_id=chapter_id,
            role=Role(self.role.data),
            email=self.email.address if self.kind is InviteAudience.EMAIL else None,
            member_id=int(self.member.data) if self.kind is InviteAudience.MEMBER_LIST else None,
            days=self.days.number,
            max_uses=self.max_uses.number if self.kind is InviteAudience.CODE else 1,
            created_by_member_id=by_member_id,
        )
