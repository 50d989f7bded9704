"""A meeting night's money: whoever owes, to be ticked, and rows to type anybody else's into."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, TypeAlias

from wtforms import BooleanField, FieldList, FormField, StringField
from wtforms import Form as PlainForm
from wtforms.validators import ValidationError

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.folding import folded_name
from sigma_finance.domain.money import format_money, parse_amount, plain_amount
from sigma_finance.domain.payments.payments import MANUAL_METHODS, Method
from sigma_finance.domain.payments.requests import ManualPayment
from sigma_finance.forms.fields import DayField, OneOf, OneTimeKey, TextField
from sigma_finance.forms.rows import RowsForm
from sigma_finance.queries.members.members import Choice

#: Rows to type into that the page begins with; its script adds one whenever the last is used.
ROWS = 3
MOST_ROWS = 100
#: Of those who owe, so many stand on the page, those who owe most; the others are typed.
MOST_OWING = 200
_METHODS = [(m.value, m.label) for m in MANUAL_METHODS]


class OwnMethod(OneOf):
    """How this row's money came in, or nothing where it came as that of all."""

    asks = "Choose how it was paid."

    def pre_validate(self, form: Any) -> None:
        """Take nothing as well."""
        if self.data:
            super().pre_validate(form)


class NumberedRows(FieldList):  # type: ignore[type-arg]
    """Rows that keep the numbers under which the page named them: here those of members."""

    def _compact_indices(self) -> None:
        """Leave each row its number."""


class _Row(PlainForm):
    """What every row has: an amount, and a method of its own or that of all."""

    amount = StringField("Amount")
    method = OwnMethod("Method", choices=[("", "As above"), *_METHODS])
    note = StringField("Note")
    form_key = OneTimeKey()


class GridRow(_Row):
    """One payment of the grid; an empty row is none."""

    who = StringField("Member")


class OwingRow(_Row):
    """Somebody who owes, with what they owe; a payment once it is ticked."""

    ticked = BooleanField("Paid")

    #: What the page calls the row.
    called = ""
    member: Choice | None = None


RowRequest: TypeAlias = tuple[_Row, ManualPayment]


class GridForm(RowsForm):
    """A meeting night's money: one day, one taker and one method for all rows.

    ``keep_credit`` is consent to the whole surplus.
    """

    received_on = DayField("Received on")
    taken_by = TextField("Who took it", at_most=120, required=False)
    method = OneOf("Method for all rows", choices=_METHODS, default=Method.CASH.value)
    owing = NumberedRows(FormField(OwingRow), max_entries=MOST_OWING)
    rows = FieldList(FormField(GridRow), min_entries=ROWS, max_entries=MOST_ROWS)
    keep_credit = BooleanField("Keep the rest as credit")

    today: date
    currency: str
    surplus_minor = 0
    most_rows, more_rows = MOST_ROWS, 10

    def ask(
        self, members: Sequence[Choice], *, today: date, currency: str, by_member_id: int | None = None
    ) -> None:
        """Set whom a row can name, who owes, and what the answers are checked against.

        Whoever fills it in is not listed: what they pay is another officer's to record.
        """
        self.today, self.currency = today, currency
        self.labels = labels_of(members)
        self.members = {_known(label): member for label, member in zip(self.labels, members, strict=True)}
        if not self.owing.entries:
            self._list([member for member in members if member.id != by_member_id])
        by_id = {member.id: (member, label) for label, member in zip(self.labels, members, strict=True)}
        for entry in self.owing:
            entry.form.member, entry.form.called = by_id.get(entry.index, (None, "Somebody"))

    def _list(self, members: Sequence[Choice]) -> None:
        """Put those who owe on the page, each under their own number and with their whole debt as the amount."""
        most = sorted((m for m in members if m.balance_minor > 0), key=lambda m: -m.balance_minor)[
            :MOST_OWING
        ]
        for member in sorted(most, key=members.index):
            self.owing.last_index = member.id - 1
            self.owing.append_entry({"amount": plain_amount(member.balance_minor, self.currency)})

    def validate_received_on(self, field: DayField) -> None:
        """Refuse a day to come."""
        if field.data is not None and field.data > self.today:
            raise ValidationError("That day has not come yet. Enter the day on which the money came in.")

    @property
    def filled(self) -> Iterator[_Row]:
        """Those who were ticked, then the rows in which anything was entered."""
        yield from (entry.form for entry in self.owing if entry.form.ticked.data)
        for entry in self.rows:
            if any((entry.form[name].data or "").strip() for name in ("who", "amount", "note")):
                yield entry.form

    def requests(self, *, chapter_id: int) -> list[RowRequest]:
        """What the rows say, each with its row; a row that cannot be taken gets its error."""
        read = [(row, self._read(row, chapter_id)) for row in self.filled]
        if not read:
            self.form_errors.append("Tick who paid, or enter at least one payment.")
        return [(row, request) for row, request in read if request is not None]

    def _read(self, row: _Row, chapter_id: int) -> ManualPayment | None:
        member = self._member(row)
        amount_minor = _read_amount(row.amount, self.currency)
        note = (row.note.data or "").strip()
        if len(note) > 300:
            row.note.errors = [f"A note can have at most 300 characters; this has {len(note)}."]
        if not row.method.validate(self):
            row.method.errors = [row.method.asks]
        if member is None or amount_minor is None or row.note.errors or row.method.errors:
            return None
        return ManualPayment(
            chapter_id=chapter_id,
            member_id=member.id,
            amount_minor=amount_minor,
            method=Method(row.method.data or self.method.data),
            received_on=self.received_on.data or self.today,
            note=note,
            taken_by=self.taken_by.text,
            form_key=str(row.form_key.data),
        )

    def _member(self, row: _Row) -> Choice | None:
        """Whose row it is, or its error at the field."""
        if isinstance(row, GridRow):
            member = self.members.get(_known(row.who.data or ""))
            if member is None:
                row.who.errors = ["Choose a member from the list."]
            return member
        member = row.member if isinstance(row, OwingRow) else None
        if member is None:
            row.amount.errors = ["There is no such member in your chapter any more."]
        return member

    def agrees(self, requests: Sequence[RowRequest]) -> bool:
        """Whether nobody pays more than they owe, or the whole surplus was consented to; else the form asks."""
        owed = {member.id: member.balance_minor for member in self.members.values()}
        surplus = 0
        for row, request in requests:
            over = request.amount_minor - owed[request.member_id]
            owed[request.member_id] = max(0, -over)
            if over > 0:
                surplus += over
                row.amount.errors = [
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

    def named_rows(self) -> Iterator[tuple[str, PlainForm]]:
        """Every row with what the page calls it: those who owe by their names, the others by their numbers."""
        yield from ((entry.form.called, entry.form) for entry in self.owing)
        yield from super().named_rows()


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
