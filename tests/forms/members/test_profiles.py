"""What a person says of themselves."""

from __future__ import annotations

import io
from typing import Any

import pytest

from sigma_finance.forms.members.profiles import ProfileForm
from tests.forms.filling import Filler


def sent(fill: Filler, **typed: Any) -> ProfileForm:
    return fill(ProfileForm, {"name": "Ada Byron", **typed})


class TestAProfile:
    def test_is_read(self, fill: Filler) -> None:
        form = sent(fill, phone="404 555 0123", timezone="Europe/Paris")
        assert form.validate(), form.errors
        found = form.details
        assert (found.name, found.phone, found.timezone, found.photo) == (
            "Ada Byron",
            "404 555 0123",
            "Europe/Paris",
            None,
        )

    def test_may_have_a_photo_or_take_it_off(self, fill: Filler) -> None:
        given = sent(fill, photo=(io.BytesIO(b"PNG"), "me.png"))
        assert given.validate(), given.errors
        assert given.details.photo == b"PNG"
        off = sent(fill, no_photo="y", photo=(io.BytesIO(b"PNG"), "me.png"))
        assert off.validate()
        assert off.details.photo == b""

    @pytest.mark.parametrize(
        ("field", "typed"), [("name", ""), ("phone", "call me"), ("timezone", "Mars/Olympus")]
    )
    def test_says_at_which_field_it_cannot_be_taken(self, fill: Filler, field: str, typed: str) -> None:
        form = sent(fill, **{field: typed})
        assert not form.validate()
        assert list(form.errors) == [field]
