"""What officers enter about money that the chapter spends, moves and counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sigma_finance.domain.books.accounts import HELD_IN_HAND, Account
from sigma_finance.domain.dates import long_date
from sigma_finance.domain.spending.categories import CategoryChoice, CategoryKind
from sigma_finance.domain.spending.requests import NewCount, NewSpending, NewTransfer, PaidBy
from sigma_finance.domain.spending.spending import SpendingKind, SpendingState, SpendMethod
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import (
    DayField,
    MaybeDayField,
    MaybeMoneyField,
    MaybeUploadField,
    MoneyField,
    NoteField,
    OneOf,
    OneOrAny,
    OneTimeKey,
    TextField,
    UploadField,
)
from sigma_finance.queries.spending.places import CashPlace
from sigma_finance.queries.spending.spendings import SpendingFilter

_METHODS = [("", "Choose one"), *((method.value, method.label) for method in SpendMethod)]


def _choices(found: Iterable[CategoryChoice]) -> list[tuple[str, str]]:
    return [("", "Choose a category"), *((one.account.value, one.name) for one in found)]


def _places(found: Iterable[CashPlace]) -> list[tuple[str, str]]:
    return [("", "Choose one"), *((one.account.value, one.name) for one in found)]


class PaidForm(Form):
    """How, when and from where something was paid."""

    method = OneOf("How", choices=_METHODS)
    place = OneOf("Paid from")
    paid_on = DayField("Paid on")
    trace = TextField("Check number or reference", at_most=80, required=False)

    def offer_places(self, places: Sequence[CashPlace]) -> None:
        """Set where money can be paid from."""
        self.place.choices = _places(places)

    @property
    def paid(self) -> PaidBy:
        """What was entered, once it is valid."""
        if self.paid_on.data is None:
            raise AssertionError("the form was not valid")
        return PaidBy(
            SpendMethod(self.method.data), Account(self.place.data), self.paid_on.data, self.trace.text
        )


class ExpenseForm(PaidForm):
    """An expense, or other income."""

    category = OneOf("Category")
    payee = TextField("Paid to", at_most=120)
    amount = MoneyField("Amount")
    what = NoteField("What it was for", at_most=300, required=False)
    receipt = MaybeUploadField("Receipt")
    form_key = OneTimeKey()

    def offer(self, categories: Sequence[CategoryChoice], places: Sequence[CashPlace]) -> None:
        """Set what it can be spent on, and where it can be paid from."""
        self.category.choices = _choices(categories)
        self.offer_places(places)

    def entry(self, chapter_id: int, kind: SpendingKind) -> NewSpending:
        """What was entered, once it is valid."""
        paid = self.paid
        return NewSpending(
            chapter_id=chapter_id,
            kind=kind,
            category=Account(self.category.data),
            payee=self.payee.text,
            amount_minor=self.amount.minor,
            spent_on=paid.on,
            what=self.what.text,
            form_key=str(self.form_key.data),
            paid=paid,
        )


class BillForm(Form):
    """A bill that is to be paid later."""

    category = OneOf("Category")
    payee = TextField("Who sent it", at_most=120)
    amount = MoneyField("Amount")
    spent_on = DayField("Date of the bill")
    due_on = DayField("Due on")
    what = NoteField("What it is for", at_most=300, required=False)
    receipt = MaybeUploadField("The bill")
    form_key = OneTimeKey()

    def offer(self, categories: Sequence[CategoryChoice]) -> None:
        """Set what it can be for."""
        self.category.choices = _choices(categories)

    def entry(self, chapter_id: int, today: date) -> NewSpending:
        """What was entered, once it is valid."""
        return NewSpending(
            chapter_id=chapter_id,
            kind=SpendingKind.BILL,
            category=Account(self.category.data),
            payee=self.payee.text,
            amount_minor=self.amount.minor,
            spent_on=self.spent_on.data or today,
            what=self.what.text,
            form_key=str(self.form_key.data),
            due_on=self.due_on.data,
        )


class ApproveForm(Form):
    """What a reimbursement is spent on."""

    category = OneOf("Category")

    def offer(self, categories: Sequence[CategoryChoice]) -> None:
        """Set what it can be for."""
        self.category.choices = _choices(categories)

    @property
    def account(self) -> Account:
        """The category, once it is valid."""
        return Account(self.category.data)


class ReceiptForm(Form):
    """One more receipt."""

    receipt = UploadField("Receipt")


class TransferForm(Form):
    """Money between own accounts."""

    out_of = OneOf("From")
    into = OneOf("To")
    amount = MoneyField("Amount")
    moved_on = DayField("Moved on")
    note = NoteField("Note", at_most=300, required=False)
    form_key = OneTimeKey()

    def offer(self, places: Sequence[CashPlace]) -> None:
        """Set which accounts there are."""
        self.out_of.choices = self.into.choices = _places(places)

    def entry(self, chapter_id: int, today: date) -> NewTransfer:
        """What was entered, once it is valid."""
        return NewTransfer(
            chapter_id=chapter_id,
            out_of=Account(self.out_of.data),
            into=Account(self.into.data),
            amount_minor=self.amount.minor,
            moved_on=self.moved_on.data or today,
            note=self.note.text,
            form_key=str(self.form_key.data),
        )


class CountForm(Form):
    """What cash was counted to be."""

    place = OneOf("What was counted", choices=[(one.value, one.label) for one in reversed(HELD_IN_HAND)])
    counted = MaybeMoneyField("Counted")
    counted_on = DayField("Counted on")
    note = NoteField("Note", at_most=300, required=False)
    form_key = OneTimeKey()

    def entry(self, chapter_id: int, today: date) -> NewCount:
        """What was entered, once it is valid; nothing typed is no count."""
        return NewCount(
            chapter_id=chapter_id,
            place=Account(self.place.data),
            counted_minor=self.counted.minor if self.counted.given else -1,
            counted_on=self.counted_on.data or today,
            note=self.note.text,
            form_key=str(self.form_key.data),
        )


class CategoryForm(Form):
    """A category to add."""

    name = TextField("Name", at_most=60)
    kind = OneOf("What it is", choices=[(kind.value, kind.label) for kind in CategoryKind])


class NameForm(Form):
    """Another name for a category."""

    name = TextField("Name", at_most=60)


class SpendingFilterForm(Form):
    """Which documents are wanted; what is left out restricts nothing."""

    class Meta(Form.Meta):
        """It only asks, so it needs no token."""

        csrf = False

    q = TextField("Paid to, or what for", at_most=100, required=False)
    what = OneOrAny("Kind", words=[(one.value, one.label) for one in SpendingKind], anything="Any kind")
    state = OneOrAny("Status", words=[(one.value, one.label) for one in SpendingState], anything="Any status")
    category = OneOrAny("Category", words=[], anything="Any category")
    first = MaybeDayField("From", name="from")
    last = MaybeDayField("To", name="to")

    def __init__(self, asked: Mapping[str, str], *, categories: Sequence[CategoryChoice]) -> None:
        super().__init__(asked)
        self.category.choices = [
            ("", "Any category"),
            *((one.account.value, one.name) for one in categories),
        ]

    def read(self) -> SpendingFilter | None:
        """The filter that the address describes; None where it cannot be taken, which the fields then say."""
        if not self.validate():
            return None
        if self.first.data and self.last.data and self.first.data > self.last.data:
            self.last.errors = ["The last day must not come before the first."]
            return None
        return SpendingFilter(
            kind=SpendingKind(self.what.data) if self.what.data else None,
            state=SpendingState(self.state.data) if self.state.data else None,
            category=Account(self.category.data) if self.category.data else None,
            payee=self.q.text,
            first=self.first.data,
            last=self.last.data,
        )


def address(wanted: SpendingFilter) -> dict[str, str]:
    """A filter as the values of an address."""
    values = {
        "q": wanted.payee,
        "what": wanted.kind.value if wanted.kind else "",
        "state": wanted.state.value if wanted.state else "",
        "category": wanted.category.value if wanted.category else "",
        "from": wanted.first.isoformat() if wanted.first else "",
        "to": wanted.last.isoformat() if wanted.last else "",
    }
    return {name: value for name, value in values.items() if value}


def words(wanted: SpendingFilter, names: Mapping[Account, str]) -> dict[str, str]:
    """What each part of a filter says, by its name in the address."""
    category = wanted.category
    return {
        "q": f"“{wanted.payee}”",
        "what": wanted.kind.label if wanted.kind else "",
        "state": wanted.state.label if wanted.state else "",
        "category": (names.get(category) or category.label) if category else "",
        "from": f"From {long_date(wanted.first)}" if wanted.first else "",
        "to": f"To {long_date(wanted.last)}" if wanted.last else "",
    }
