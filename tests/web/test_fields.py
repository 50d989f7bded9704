"""How a field is shown."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, RadioField, SelectField, StringField
from wtforms.validators import DataRequired

from sigma_finance.forms.fields import DayField, MaybeMoneyField, MoneyField
from sigma_finance.web.fields import field_attributes, field_kind


class SampleForm(Form):
    """One field of each kind."""

    name = StringField(validators=[DataRequired()])
    amount = MoneyField()
    fee = MaybeMoneyField()
    day = DayField()
    method = RadioField(choices=[])
    place = SelectField(choices=[])
    agreed = BooleanField()


class TestTheKind:
    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("name", "plain"),
            ("amount", "money"),
            ("fee", "money"),
            ("day", "date"),
            ("method", "choice"),
            ("place", "plain"),
            ("agreed", "check"),
        ],
    )
    def test_follows_what_is_asked_for(self, name: str, kind: str) -> None:
        assert field_kind(SampleForm()[name]) == kind


class TestTheAttributes:
    def test_of_a_plain_field_are_its_class_and_what_the_page_adds(self) -> None:
        shown = field_attributes(SampleForm().name, "", "input", {"autocomplete": "name"})
        assert shown == {"class": "input", "autocomplete": "name"}

    def test_let_the_page_override(self) -> None:
        assert field_attributes(SampleForm().name, "", "input", {"class": "wide"})["class"] == "wide"

    def test_let_hint_and_error_be_read_out(self) -> None:
        form = SampleForm(MultiDict({"name": ""}))
        assert not form.validate()
        shown = field_attributes(form.name, "As on your card.", "input", {})
        assert shown["aria-describedby"] == "name-hint name-error"
        assert shown["aria-invalid"] == "true"

    def test_name_no_hint_or_error_that_is_not_there(self) -> None:
        assert field_attributes(SampleForm().name, "As on your card.", "input", {}) == {
            "class": "input",
            "aria-describedby": "name-hint",
        }
