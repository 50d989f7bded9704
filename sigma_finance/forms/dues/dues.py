"""What an officer enters about dues: a period, its assessment, what is waived of a charge."""

from __future__ import annotations

from wtforms import HiddenField

from sigma_finance.domain.books.accounts import WaiverKind
from sigma_finance.domain.dues.requests import WAIVER_REASON, PeriodTerms
from sigma_finance.domain.members.members import MemberClass
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import (
    DayField,
    MaybeMoneyField,
    MoneyField,
    NoteField,
    OneOf,
    OneOfRows,
    TextField,
)

#: What is done about who joins once a period is charged, and until it is due.
CHARGED, LEFT = "charged", "left"


class PeriodForm(Form):
    """A named term or year, what it costs each member, and when that is due.

    A class whose field is left empty pays the amount; what other bodies get of it is nothing unless said.
    """

    name = TextField("Name", at_most=80)
    amount = MoneyField("Amount for each member")
    due_on = DayField("Due on")
    associate = MaybeMoneyField("Associate members")
    alumni = MaybeMoneyField("Alumni")
    national = MaybeMoneyField("Held for the national body")
    regional = MaybeMoneyField("Held for the regional body")
    late_joiners = OneOfRows(
        "Members who join after it was charged",
        choices=[(LEFT, "Leave them to an officer"), (CHARGED, "Charge them when they join")],
        default=LEFT,
    )

    def ask(self, currency: str) -> None:
        """Set the chapter's currency."""
        for each in (self.amount, *self.classes.values(), self.national, self.regional):
            each.currency = currency

    @property
    def classes(self) -> dict[MemberClass, MaybeMoneyField]:
        """The fields of the classes that may pay another amount."""
        return {MemberClass.ASSOCIATE: self.associate, MemberClass.ALUMNI: self.alumni}

    @property
    def terms(self) -> PeriodTerms:
        """What was entered, once it is valid."""
        if self.due_on.data is None:
            raise AssertionError("the due date is asked for before it is valid")
        given = {one: each.minor for one, each in self.classes.items() if each.given}
        return PeriodTerms(
            self.amount.minor,
            self.due_on.data,
            given,
            self.national.minor,
            self.regional.minor,
            self.late_joiners.data == CHARGED,
        )


class AssessForm(Form):
    """A yes to charging as many members as much as the page said."""

    members = HiddenField()
    total = HiddenField()

    def is_for(self, members: int, total_minor: int) -> bool:
        """Whether the page that was agreed to spoke of this many members and this sum."""
        return (self.members.data, self.total.data) == (str(members), str(total_minor))

    def ask_again(self, members: int, total_minor: int) -> None:
        """Say that they have changed since, and ask about what is so now."""
        self.members.data, self.total.data = str(members), str(total_minor)
        self.form_errors.append("The members have changed since this page was opened. Look again.")


class WaiveForm(Form):
    """How much of a charge is forgiven, and why."""

    amount = MoneyField("Amount to waive")
    kind = OneOf(
        "Kind", choices=[(kind.value, kind.label) for kind in WaiverKind], default=WaiverKind.WAIVER.value
    )
    reason = NoteField("Reason", at_most=WAIVER_REASON)
