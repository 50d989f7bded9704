"""What an officer enters about members, and about offices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import HiddenField, StringField

from sigma_finance.domain.members.members import MemberClass, Post
from sigma_finance.domain.members.phones import clean_phone
from sigma_finance.domain.members.requests import Appointment, MemberDetails
from sigma_finance.domain.permissions import Role
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import (
    DayField,
    MaybeDayField,
    MaybeEmailAddressField,
    MemberField,
    OneOf,
    TextField,
    accepted,
)
from sigma_finance.queries.members.members import Choice


class PhoneField(StringField):
    """A telephone number that may be left out; once valid, ``number`` holds it."""

    number = ""

    def pre_validate(self, form: Any) -> None:
        """Read the number where one was given."""
        if (self.data or "").strip():
            self.number = accepted(lambda: clean_phone(self.data or ""))


class MemberForm(Form):
    """A member as the member list has them; ``opened`` marks what the page showed when it was opened."""

    name = TextField("Name", at_most=120)
    email = MaybeEmailAddressField("E-mail address")
    phone = PhoneField("Phone")
    member_class = OneOf("Dues class", choices=[(one.value, one.label) for one in MemberClass])
    exempt_because = TextField("Why exempt", at_most=300, required=False)
    initiated_on = MaybeDayField("Initiated on")
    role = OneOf("Role")
    opened = HiddenField()

    def offer(self, roles: Sequence[Role]) -> None:
        """Set the roles to choose from; without any, the role is not the officer's to change."""
        if roles:
            self.role.choices = [(role.value, role.label) for role in roles]
        else:
            del self.role

    def leave_contact(self) -> None:
        """Show how the member is called and reached, which is not the officer's to change."""
        for field in (self.name, self.email, self.phone):
            field.render_kw = {"readonly": True}

    @property
    def details(self) -> MemberDetails:
        """What was entered, once it is valid."""
        return MemberDetails(
            name=self.name.text,
            email=self.email.address,
            phone=self.phone.number,
            member_class=MemberClass(self.member_class.data),
            initiated_on=self.initiated_on.data,
            role=Role(self.role.data) if "role" in self else None,
            exempt_because=self.exempt_because.text,
        )


class AppointForm(Form):
    """Who gets which office, and for how long."""

    member = MemberField("Member")
    post = OneOf("Office")
    starts_on = DayField("First day")
    ends_on = MaybeDayField("Last day")

    def offer(self, members: Sequence[Choice], posts: Sequence[Post]) -> None:
        """Set whom and what to choose from."""
        self.member.offer(members, None)
        self.post.choices = [(post.value, post.label) for post in posts]

    @property
    def appointment(self) -> Appointment:
        """What was entered, once it is valid."""
        return Appointment(
            int(self.member.data), Post(self.post.data), _given(self.starts_on), self.ends_on.data
        )


class EndTermForm(Form):
    """The last day of a term."""

    last_day = DayField("Last day")

    @property
    def day(self) -> date:
        """The day, once it is valid."""
        return _given(self.last_day)


def _given(field: DayField) -> date:
    if field.data is None:
        raise AssertionError("the date is asked for before it is valid")
    return field.data
