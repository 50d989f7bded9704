"""Fields that read what was typed by the domain's rules, and keep it as typed where it cannot be taken."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from flask_wtf.file import FileField
from wtforms import (
    DateField,
    EmailField,
    Field,
    Form,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import StopValidation

from sigma_finance.domain.colours import clean_colour
from sigma_finance.domain.errors import DomainError, Invalid
from sigma_finance.domain.folding import folded_name
from sigma_finance.domain.money import format_money, parse_amount, plain_amount
from sigma_finance.domain.text import clean_email, clean_text
from sigma_finance.queries.members.members import Choice

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


class _CleanTextField(Field):
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


class TextField(_CleanTextField, StringField):
    """One line of text."""


class NoteField(_CleanTextField, TextAreaField):
    """A few lines of text."""

    lines = True


class _ChoiceField(SelectField):
    """A choice from pairs of value and label; ``asks`` is what the page says where none of them was chosen."""

    asks = ""

    def __init__(self, label: str, *, choices: Iterable[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(label, **options)
        self.choices = list(choices)

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not on the list."""
        if not self.data or self.data not in [value for value, *_ in self.iter_choices()]:
            raise StopValidation(self.asks)


class OneOf(_ChoiceField):
    """One of a list that folds out."""

    asks = "Choose one from the list."


class OneOrAny(_ChoiceField):
    """One of a list that folds out, or any of them; what is not on the list is taken for any."""

    def __init__(
        self, label: str, *, words: Iterable[tuple[str, str]], anything: str, **options: Any
    ) -> None:
        super().__init__(label, choices=[("", anything), *words], **options)

    def pre_validate(self, form: Any) -> None:
        """Pass over what is not on the list."""
        if self.data not in [value for value, *_ in self.iter_choices()]:
            self.data = ""


class OneOfRows(_ChoiceField, RadioField):
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


class EmailAddressField(EmailField):
    """An e-mail address; once valid, ``address`` holds it in the one form that we keep."""

    address = ""

    def pre_validate(self, form: Any) -> None:
        """Read the address."""
        self.address = accepted(lambda: clean_email(self.data or ""))


class MaybeEmailAddressField(EmailAddressField):
    """An e-mail address that may be left out."""

    def pre_validate(self, form: Any) -> None:
        """Read the address where one was given."""
        if (self.data or "").strip():
            super().pre_validate(form)


class MemberField(OneOf):
    """A member of the chapter, by name."""

    asks = "Choose a member from the list."

    def offer(self, members: Sequence[Choice], currency: str | None) -> None:
        """Set whom to choose from, with what they owe where a currency is given.

        Those of one name are told apart by their address.
        """
        number = Counter(folded_name(member.name) for member in members)
        self.choices = [
            ("", "Choose a member"),
            *(
                (str(m.id), _label(m, number[folded_name(m.name)] > 1, currency), _owed(m, currency))
                for m in members
            ),
        ]


def _owed(member: Choice, currency: str | None) -> dict[str, str]:
    """What a form begins with as the amount once this member is chosen."""
    return {"data-owes": plain(member.balance_minor, currency)} if currency else {}


def _label(member: Choice, shared: bool, currency: str | None) -> str:
    name = f"{member.name} ({member.email or f'no. {member.id}'})" if shared else member.name
    owes = (
        f", owes {format_money(member.balance_minor, currency)}" if currency and member.balance_minor else ""
    )
    return f"{name}{owes}" if member.active else f"{name}, inactive{owes}"


_WHOLE = re.compile(r"[0-9]{1,6}")


class WholeField(StringField):
    """A whole number within bounds; once valid, ``number`` holds it."""

    number = 0

    def __init__(self, label: str, *, least: int, most: int, **options: Any) -> None:
        super().__init__(label, **options)
        self.least, self.most = least, most

    def pre_validate(self, form: Any) -> None:
        """Read the number."""
        typed = (self.data or "").strip(" ")
        if not _WHOLE.fullmatch(typed) or not self.least <= int(typed) <= self.most:
            raise StopValidation(f"Enter a whole number from {self.least} to {self.most:,}.")
        self.number = int(typed)


#: One byte more than any file may have, so that a larger one is seen to be larger.
READ = 5 * 1024 * 1024 + 1


class UploadField(FileField):
    """A file; once valid, ``content`` holds its bytes and ``file_name`` what the person calls it."""

    content = b""
    file_name = ""

    def pre_validate(self, form: Any) -> None:
        """Read the file."""
        if not self.data:
            raise StopValidation("Choose a file.")
        self.content = self.data.stream.read(READ)
        self.file_name = self.data.filename or ""


class MaybeUploadField(UploadField):
    """A file that may be left out."""

    @property
    def given(self) -> bytes | None:
        """Its bytes; None where no file was chosen, or one that holds nothing."""
        return self.content or None

    def pre_validate(self, form: Any) -> None:
        """Read the file where one was chosen."""
        if self.data:
            super().pre_validate(form)


_SHARE = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?")


class ColourField(StringField):
    """A colour by the native control; once valid, ``colour`` holds it."""

    colour = ""

    def pre_validate(self, form: Any) -> None:
        """Read the colour."""
        self.colour = accepted(lambda: clean_colour(self.data or ""))


class ShareField(StringField):
    """A share in per cent; once valid, ``share`` holds it in hundredths of a per cent."""

    share = 0

    def pre_validate(self, form: Any) -> None:
        """Read the share; nothing is zero."""
        typed = (self.data or "").strip()
        found = _SHARE.fullmatch(typed) if typed else None
        self.share = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else 0
        if (typed and found is None) or self.share > 10_000:
            raise StopValidation("Enter a share from 0 to 100, such as 2.9.")


def plain(minor: int, currency: str) -> str:
    """An amount as a form begins with it; nothing for none."""
    return plain_amount(minor, currency) if minor else ""
