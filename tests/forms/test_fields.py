"""Fields: what they take, what they refuse, and that what was typed stays."""

from __future__ import annotations

import io
from datetime import date

import pytest
from markupsafe import escape
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import Form

from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.forms.fields import (
    DayField,
    MaybeUploadField,
    MoneyField,
    NoteField,
    OneOf,
    OneOfRows,
    OneTimeKey,
    TextField,
    refuse,
)


class EntryForm(Form):
    amount = MoneyField("Amount")
    day = DayField("Day")
    name = TextField("Name", at_most=10)
    note = NoteField("Note", at_most=300, required=False)
    method = OneOf("Method", choices=[("", "Choose one"), ("cash", "Cash")])
    what = OneOfRows("What", choices=[("all", "All")])
    form_key = OneTimeKey()


GOOD = {"amount": "12.50", "day": "2026-02-28", "name": "Ada", "method": "cash", "what": "all"}


def filled(**typed: str) -> EntryForm:
    return EntryForm(MultiDict({**GOOD, **typed}))


class TestAMoneyField:
    def test_holds_minor_units(self) -> None:
        form = filled()
        assert form.validate()
        assert form.amount.minor == 1250

    @pytest.mark.parametrize(
        "typed",
        ["", "-5", "0", "0.00", "1e309", "12.345", "1e3", "NaN", "Infinity", "１２", "١٢٣", "1_000", "1,00", "5$",
         "10000000", "5\x00", "0x10", "+5", "5..", ".50", "12\n", "abc"],
    )  # fmt: skip
    def test_refuses_what_is_no_amount_and_keeps_it(self, typed: str) -> None:
        form = filled(amount=typed)
        assert not form.validate()
        assert form.amount.errors[0].startswith("Enter ")
        assert form.amount.data == typed

    def test_reads_a_currency_without_decimals(self) -> None:
        form = filled(amount="1250")
        form.amount.currency = "JPY"
        assert form.validate()
        assert form.amount.minor == 1250


class TestADayField:
    def test_holds_the_date(self) -> None:
        form = filled()
        assert form.validate()
        assert form.day.data == date(2026, 2, 28)

    @pytest.mark.parametrize(
        "typed",
        ["2026-02-30", "2026-13-01", "31/12/2026", "20261231", "2026-W01-1", "２０２６-01-01", "0000-01-01", "today",
         "2026-01-01\x00", "12026-01-01"],
    )  # fmt: skip
    def test_refuses_what_is_no_day_and_keeps_it(self, typed: str) -> None:
        form = filled(day=typed)
        assert not form.validate()
        assert list(form.day.errors) == ["Enter a real date: year, month and day."]
        assert form.day.raw_data == [typed]
        assert escape(typed) in form.day()

    def test_asks_where_none_was_given(self) -> None:
        form = filled(day="")
        assert not form.validate()
        assert list(form.day.errors) == ["Enter the date."]


class TestAText:
    def test_is_trimmed(self) -> None:
        form = filled(name="  Ada ")
        assert form.validate()
        assert form.name.text == "Ada"

    @pytest.mark.parametrize(
        ("typed", "message"),
        [
            ("", "Name is needed."),
            ("A" * 11, "Name can have at most 10 characters; this has 11."),
            ("A\x00", "Name holds a character that cannot be shown. Type it again."),
        ],
    )
    def test_is_refused_with_a_sentence(self, typed: str, message: str) -> None:
        form = filled(name=typed)
        assert not form.validate()
        assert form.name.errors == [message]
        assert form.name.data == typed

    def test_may_be_left_out_where_it_is_optional(self) -> None:
        form = filled(note="")
        assert form.validate()
        assert form.note.text == ""


class TestAChoice:
    @pytest.mark.parametrize("typed", ["", "card", "cash\x00"])
    def test_is_one_of_the_list(self, typed: str) -> None:
        form = filled(method=typed)
        assert not form.validate()
        assert form.method.errors == ["Choose one from the list."]

    def test_is_one_of_the_rows(self) -> None:
        form = filled(what="everything")
        assert not form.validate()
        assert form.what.errors == ["Choose one."]


class TestAOneTimeKey:
    def test_is_made_for_a_new_page(self) -> None:
        assert EntryForm().form_key.data != EntryForm().form_key.data

    def test_is_kept_when_the_page_comes_back(self) -> None:
        key = str(EntryForm().form_key.data)
        assert filled(form_key=key).form_key.data == key

    @pytest.mark.parametrize("sent", ["", "short", "x" * 65, "é" * 20, "a b" * 8])
    def test_is_replaced_when_it_is_odd(self, sent: str) -> None:
        assert len(str(filled(form_key=sent).form_key.data)) == 22


class TestARefusalOfAService:
    def test_stands_at_the_field_that_it_names(self) -> None:
        form = filled()
        refuse(form, Invalid("No such day.", field="day"))
        assert form.errors == {"day": ["No such day."]}

    @pytest.mark.parametrize("field", [None, "nowhere"])
    def test_stands_above_the_form_where_it_names_none(self, field: str | None) -> None:
        form = filled()
        refuse(form, Conflict("It has been paid.", field=field))
        assert form.form_errors == ["It has been paid."]


class PictureForm(Form):
    photo = MaybeUploadField("Photo")


class TestMaybeUploadField:
    @pytest.mark.parametrize("content", [None, b""])
    def test_of_nothing_gives_nothing(self, content: bytes | None) -> None:
        sent = {} if content is None else {"photo": FileStorage(io.BytesIO(content), "empty.png")}
        form = PictureForm(MultiDict(sent))
        assert form.validate()
        assert form.photo.given is None

    def test_gives_the_files_bytes(self) -> None:
        form = PictureForm(MultiDict({"photo": FileStorage(io.BytesIO(b"a picture"), "me.png")}))
        assert form.validate()
        assert form.photo.given == b"a picture"
        assert form.photo.file_name == "me.png"
