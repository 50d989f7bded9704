"""What those who run the platform enter about a chapter."""

from __future__ import annotations

from typing import Any

from wtforms import StringField

from sigma_finance.domain.chapters.requests import NewChapter
from sigma_finance.domain.currencies import check_currency
from sigma_finance.domain.dates import zone_names
from sigma_finance.domain.text import clean_slug
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import EmailAddressField, NoteField, OneOf, TextField, accepted


class SlugField(StringField):
    """A chapter's short name; once valid, ``slug`` holds it."""

    slug = ""

    def pre_validate(self, form: Any) -> None:
        """Read the short name."""
        self.slug = accepted(lambda: clean_slug(self.data or ""))


class CurrencyField(StringField):
    """A currency's three letters; once valid, ``code`` holds them in capitals."""

    code = ""

    def pre_validate(self, form: Any) -> None:
        """Read the currency."""
        self.code = accepted(lambda: check_currency(self.data or ""))


class ChapterForm(Form):
    """A new chapter, and who is invited to be its treasurer."""

    name = TextField("Name", at_most=120)
    slug = SlugField("Short name")
    currency = CurrencyField("Currency", default="USD")
    timezone = OneOf(
        "Time zone",
        choices=[(zone, zone.replace("_", " ")) for zone in sorted(zone_names())],
        default="America/New_York",
    )
    treasurer = EmailAddressField("Treasurer's e-mail address")

    @property
    def chapter(self) -> NewChapter:
        """What was entered, once it is valid."""
        return NewChapter(self.name.text, self.slug.slug, self.currency.code, self.timezone.data)


class SuspendForm(Form):
    """Why a chapter is suspended."""

    because = NoteField("Reason", at_most=300)


class ResumeForm(Form):
    """That a chapter is to be open again."""
