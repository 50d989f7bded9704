"""A charge that is not a period's dues, for some members or all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wtforms import HiddenField, SelectMultipleField
from wtforms.validators import ValidationError

from sigma_finance.domain.books.accounts import CHARGED_BY_HAND, ChargeKind
from sigma_finance.domain.members.members import MemberClass
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import (
    DayField,
    MoneyField,
    OneOf,
    OneOfRows,
    OneTimeKey,
    TextField,
)
from sigma_finance.forms.payments.grid import labels_of
from sigma_finance.queries.members.members import Choice


class ChargeForm(Form):
    """A charge that is not a period's dues, for some members or all."""

    kind = OneOf(
        "Kind", choices=[("", "Choose one"), *((kind.value, kind.label) for kind in CHARGED_BY_HAND)]
    )
    description = TextField("What it is for", at_most=120)
    amount = MoneyField("Amount for each")
    due_on = DayField("Due on")
    whom = OneOfRows("Who is charged?", default="chosen")
    members = SelectMultipleField("Members", coerce=int)
    agreed = HiddenField()
    form_key = OneTimeKey()

    def ask(self, members: Sequence[Choice], classes: dict[MemberClass, list[int]], currency: str) -> None:
        """Set whom to choose from."""
        self.amount.currency = currency
        self.classes = classes
        self.members.choices = [
            (member.id, label) for member, label in zip(members, labels_of(members), strict=True)
        ]
        self.everybody = [member.id for member in members]
        self.whom.choices = [
            ("chosen", "Chosen members"),
            ("all", "All active members"),
            *((one.value, f"All of the class {one.label.lower()}") for one in classes),
        ]

    def validate_members(self, field: SelectMultipleField) -> None:
        """Ask for somebody."""
        if not self.chosen:
            raise ValidationError("Choose at least one member.")

    @property
    def chosen(self) -> list[int]:
        """The members to be charged."""
        match self.whom.data:
            case "all":
                return list(self.everybody)
            case "chosen":
                return [one for one in self.members.data or [] if one in self.everybody]
            case other:
                return next((ids for one, ids in self.classes.items() if one.value == other), [])

    @property
    def day(self) -> date:
        """The due date, once it is valid."""
        if self.due_on.data is None:
            raise AssertionError("the due date is asked for before it is valid")
        return self.due_on.data

    @property
    def charge_kind(self) -> ChargeKind:
        """The kind chosen."""
        return ChargeKind(self.kind.data)

    def agrees(self) -> bool:
        """Whether the page that was sent spoke of as many members and this amount; else the next page asks."""
        asked = f"{len(self.chosen)} {self.amount.minor}"
        agreed, self.agreed.data = self.agreed.data == asked, asked
        return agreed
