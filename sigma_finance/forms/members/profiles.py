"""What a person says of themselves."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, SelectField
from wtforms.validators import StopValidation

from sigma_finance.domain.dates import zone_names
from sigma_finance.domain.members.requests import ProfileDetails
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import MaybeUploadField, TextField
from sigma_finance.forms.members.members import PhoneField


class ZoneField(SelectField):
    """A time zone, or none of one's own."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no zone."""
        if self.data and self.data not in zone_names():
            raise StopValidation("Choose a time zone from the list.")


class ProfileForm(Form):
    """Name, telephone, time zone and photo."""

    name = TextField("Your name", at_most=120)
    phone = PhoneField("Phone")
    timezone = ZoneField("Time zone")
    photo = MaybeUploadField("Photo")
    no_photo = BooleanField("Show no photo")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        named = [(zone, zone.replace("_", " ")) for zone in zone_names()]
        self.timezone.choices = [("", "As my chapter has it"), *named]

    @property
    def details(self) -> ProfileDetails:
        """What was entered."""
        photo = b"" if self.no_photo.data else self.photo.given
        return ProfileDetails(self.name.text, self.phone.number, self.timezone.data or "", photo)
