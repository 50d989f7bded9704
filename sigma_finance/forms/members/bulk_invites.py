"""A list of people to invite, pasted or in a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import TextAreaField
from wtforms.validators import StopValidation

from sigma_finance.domain.members.invite_lists import ListedPerson, read_list
from sigma_finance.domain.members.invites import LONGEST_DAYS, SHORTEST_DAYS, USUAL_DAYS
from sigma_finance.domain.permissions import Role, grantable
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import MaybeUploadField, OneOf, WholeField

LONGEST_LIST = 200_000


class PeopleField(TextAreaField):
    """A pasted list; once valid, ``listed`` holds its people."""

    listed: Sequence[ListedPerson] = ()

    def pre_validate(self, form: Any) -> None:
        """Read the list."""
        typed = self.data or ""
        if len(typed) > LONGEST_LIST:
            raise StopValidation(f"This is longer than {LONGEST_LIST:,} characters. Split it.")
        self.listed = read_list(typed)
        if not self.listed and not form.file.data:
            raise StopValidation("Paste addresses here, or choose a file.")


class ListForm(Form):
    """Whom to invite, to what, and for how long."""

    people = PeopleField("People")
    file = MaybeUploadField("Or a file")
    role = OneOf("Role", default=Role.MEMBER.value)
    days = WholeField(
        "Days until it expires", least=SHORTEST_DAYS, most=LONGEST_DAYS, default=str(USUAL_DAYS)
    )

    def ask(self, issuer: Role) -> None:
        """Set the roles that the officer may hand out."""
        self.role.choices = [(role.value, role.label) for role in grantable(issuer)]

    def add(self, lines: Sequence[str]) -> None:
        """Add people out of a file to those who were pasted."""
        self.people.listed = [*self.people.listed, *read_list("\n".join(lines))]

    @property
    def listed(self) -> Sequence[ListedPerson]:
        """Everybody on the list, once it is valid."""
        return self.people.listed

    @property
    def chosen_role(self) -> Role:
        """The role, once it is valid."""
        return Role(self.role.data)
