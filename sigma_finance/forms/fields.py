"""Fields that read what was typed by the domain's rules, and keep it as typed where it cannot be taken."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, TypeVar

from wtforms import DateField, Field, Form, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import StopValidation

from sigma_finance.domain.errors import DomainError, Invalid
from sigma_finance.domain.money import parse_amount
from sigma_finance.domain.text import clean_text

T = TypeVar("T")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


def accepted(read: Callable[[], T]) -> T:
    """What ``read`` returns; its refusal becomes the field's error."""
    try:
        return read()
    except Invalid as refusal:
        raise StopValidation(refusal.message) from refusal


def refuse(form: Form, error: DomainError) -> None:
    """Show a service's refusal where it can be mended: at the field that it names, else above the form."""
    field = form[error.field] if error.field is not None and error.field in form else None
    if field is None:
        form.form_errors.append(error.message)
    else:
        field.errors = [*field.errors, error.message]


class MoneyField(StringField):
    """An amount of ``currency``, which the page sets; once valid, ``minor`` holds it in minor units."""

    currency = "USD"
    minor = 0

    def pre_validate(self, form: Any) -> None:
        """Read the amount."""
        self.minor = accepted(lambda: parse_amount(self.data or "", self.currency))


class MaybeMoneyField(MoneyField):
    """An amount, zero included, that may be left out; once valid, ``given`` says whether it was entered."""

    given = False

    def pre_validate(self, form: Any) -> None:
        """Read the amount, if there is one."""
        typed = (self.data or "").strip()
        self.given = bool(typed)
        self.minor = accepted(lambda: parse_amount(typed, self.currency, zero=True)) if typed else 0


class DayField(DateField):
    """A date by the native control, which sends ISO 8601."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the date; anything but a real day in plain digits is refused."""
        typed = str(valuelist[0]) if valuelist else ""
        self.data = None
        if not typed:
            return
        try:
            self.data = date.fromisoformat(typed if _ISO_DAY.fullmatch(typed) else "")
        except ValueError as error:
            raise ValueError("Enter a real date: year, month and day.") from error

    def pre_validate(self, form: Any) -> None:
        """Ask for the date where none was given."""
        if self.data is None and not self.process_errors:
            raise StopValidation("Enter the date.")


class MaybeDayField(DayField):
    """A date that may be left out."""

    def pre_validate(self, form: Any) -> None:
        """Take no date as well."""


class _Cleaned(Field):
    """Text without invisible characters, at most ``at_most`` of them; once valid, ``text`` holds it."""

    text = ""
    lines = False

    def __init__(self, label: str, *, at_most: int, required: bool = True, **options: Any) -> None:
        super().__init__(label, **options)
        self.at_most = at_most
        self.required = required

    def pre_validate(self, form: Any) -> None:
        """Clean the text."""
        self.text = accepted(
            lambda: clean_text(
                self.data or "",
                field=self.name,
                label=self.label.text,
                at_most=self.at_most,
                required=self.required,
                lines=self.lines,
            )
        )


class TextField(_Cleaned, StringField):
    """One line of text."""


class NoteField(_Cleaned, TextAreaField):
    """A few lines of text."""

    lines = True


class _Listed(SelectField):
    """A choice from pairs of value and label; ``asks`` is what the page says where none of them was chosen."""

    asks = ""

    def __init__(self, label: str, *, choices: Iterable[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(label, **options)
        self.choices = list(choices)

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not on the list."""
        if not self.data or self.data not in [value for value, *_ in self.iter_choices()]:
            raise StopValidation(self.asks)


class OneOf(_Listed):
    """One of a list that folds out."""

    asks = "Choose one from the list."


class OneOrAny(_Listed):
    """One of a list that folds out, or any of them; what is not on the list is taken for any."""

    def __init__(
        self, label: str, *, words: Iterable[tuple[str, str]], anything: str, **options: Any
    ) -> None:
        super().__init__(label, choices=[("", anything), *words], **options)

    def pre_validate(self, form: Any) -> None:
        """Pass over what is not on the list."""
        if self.data not in [value for value, *_ in self.iter_choices()]:
            self.data = ""


class OneOfRows(_Listed, RadioField):
    """One of a few rows that all stand on the page."""

    asks = "Choose one."


class OneTimeKey(HiddenField):
    """A key that makes sending a form twice the same as sending it once; a missing or odd one is replaced."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take the key that the page was given, or make one."""
        super().process(formdata, data, extra_filters)
        if not _KEY.fullmatch(self.data or ""):
            self.renew()

    def renew(self) -> None:
        """Make what is sent next another form than this one."""
        self.data = secrets.token_urlsafe(16)
