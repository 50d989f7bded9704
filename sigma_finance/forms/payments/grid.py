"""A meeting night's money: many payments in one grid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from wtforms import BooleanField, FieldList, FormField, StringField
from wtforms import Form as PlainForm
from wtforms.validators import ValidationError

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.folding import folded_name
from sigma_finance.domain.money import format_money, parse_amount
from sigma_finance.domain.payments.payments import MANUAL_METHODS, Method
from sigma_finance.domain.payments.requests import ManualPayment
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import (
    DayField,
    OneOf,
    OneTimeKey,
    TextField,
)
from sigma_finance.queries.members.members import Choice

#: Rows of a meeting night's grid.
ROWS = 20
MORE_ROWS, MOST_ROWS = 10, 100


class GridRow(PlainForm):
    """One payment of the grid; an empty row is none."""

    who = StringField("Member")
    amount = StringField("Amount")
    method = OneOf("Method", choices=[(m.value, m.label) for m in MANUAL_METHODS], default=Method.CASH.value)
    note = StringField("Note")
    form_key = OneTimeKey()


class GridForm(Form):
    """A meeting night's money: one day and one taker for all rows; ``keep_credit`` is consent to the whole surplus."""

    received_on = DayField("Received on")
    taken_by = TextField("Who took it", at_most=120, required=False)
    rows = FieldList(FormField(GridRow), min_entries=ROWS, max_entries=MOST_ROWS)
    keep_credit = BooleanField("Keep the rest as credit")

    today: date
    currency: str
    surplus_minor = 0

    def ask(self, members: Sequence[Choice], *, today: date, currency: str) -> None:
        """Set whom a row can name, and what the answers are checked against."""
        self.today, self.currency = today, currency
        self.labels = labels_of(members)
        self.members = {_known(label): member for label, member in zip(self.labels, members, strict=True)}

    def validate_received_on(self, field: DayField) -> None:
        """Refuse a day to come."""
        if field.data is not None and field.data > self.today:
            raise ValidationError("That day has not come yet. Enter the day on which the money came in.")

    def add_rows(self) -> None:
        """Put more empty rows below, as far as there may be."""
        for _ in range(min(MORE_ROWS, MOST_ROWS - len(self.rows))):
            self.rows.append_entry()

    @property
    def has_room(self) -> bool:
        """Whether there may be more rows."""
        return len(self.rows) < MOST_ROWS

    @property
    def filled(self) -> list[tuple[int, GridRow]]:
        """The rows in which anything was entered, each with its place."""
        return [
            (place, entry.form)
            for place, entry in enumerate(self.rows)
            if any((entry.form[name].data or "").strip() for name in ("who", "amount", "note"))
        ]

    def requests(self, *, chapter_id: int) -> list[tuple[int, ManualPayment]]:
        """What the rows say, each with its place; a row that cannot be taken gets its error."""
        read = [(place, self._read(row, chapter_id)) for place, row in self.filled]
        if not read:
            self.form_errors.append("Enter at least one payment.")
        return [(place, request) for place, request in read if request is not None]

    def _read(self, row: GridRow, chapter_id: int) -> ManualPayment | None:
        member = self.members.get(_known(row.who.data or ""))
        if member is None:
            row.who.errors = ["Choose a member from the list."]
        amount_minor = _read_amount(row.amount, self.currency)
        note = (row.note.data or "").strip()
        if len(note) > 300:
            row.note.errors = [f"A note can have at most 300 characters; this has {len(note)}."]
        if not row.method.validate(self):
            row.method.errors = ["Choose how it was paid."]
        if member is None or amount_minor is None or row.note.errors or row.method.errors:
            return None
        return ManualPayment(
            chapter_id=chapter_id,
            member_id=member.id,
            amount_minor=amount_minor,
            method=Method(row.method.data),
            received_on=self.received_on.data or self.today,
            note=note,
            taken_by=self.taken_by.text,
            form_key=str(row.form_key.data),
        )

    def agrees(self, requests: Sequence[tuple[int, ManualPayment]]) -> bool:
        """Whether nobody pays more than they owe, or the whole surplus was consented to; else the form asks."""
        owed = {member.id: member.balance_minor for member in self.members.values()}
        surplus = 0
        for place, request in requests:
            over = request.amount_minor - owed[request.member_id]
            owed[request.member_id] = max(0, -over)
            if over > 0:
                surplus += over
                self.rows[place].form.amount.errors = [
                    f"{format_money(over, self.currency)} more than is owed; it will be kept as credit."
                ]
        if not surplus or self.keep_credit.raw_data == [str(surplus)]:
            return True
        self.surplus_minor = surplus
        self.keep_credit.data = False
        self.keep_credit.label.text = (
            f"The amounts are right: keep {format_money(surplus, self.currency)} as credit"
        )
        self.keep_credit.render_kw = {"value": str(surplus)}
        return False

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """Where rows have errors: the id of the field and the sentence."""
        return [
            (field.id, f"Row {place + 1}: {field.errors[0]}")
            for place, entry in enumerate(self.rows)
            for field in entry.form
            if field.errors
        ]


def labels_of(members: Sequence[Choice]) -> list[str]:
    """What the members are called; those of one name are told apart by their address."""
    number = Counter(_known(member.name) for member in members)
    return [
        f"{member.name} ({member.email or f'no. {member.id}'})"
        if number[_known(member.name)] > 1
        else member.name
        for member in members
    ]


def _read_amount(field: StringField, currency: str) -> int | None:
    """The amount of a row in minor units, or its error at the field."""
    try:
        return parse_amount(field.data or "", currency)
    except Invalid as refusal:
        field.errors = [refusal.message]
        return None


def _known(text: str) -> str:
    return folded_name(text)
