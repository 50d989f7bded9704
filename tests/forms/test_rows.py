"""A form of rows: there is room for so many, and what is wrong is named by its row."""

from __future__ import annotations

from wtforms import FieldList, FormField, StringField
from wtforms import Form as PlainForm

from sigma_finance.forms.rows import RowsForm
from tests.forms.filling import Filler


class NameRow(PlainForm):
    name = StringField("Name")


class NamesForm(RowsForm):
    rows = FieldList(FormField(NameRow), min_entries=2, max_entries=5)

    most_rows, more_rows = 5, 2


class TestRows:
    def test_come_a_few_at_a_time_until_there_is_no_room(self, fill: Filler) -> None:
        form = fill(NamesForm)
        counts = []
        while form.has_room:
            form.add_rows()
            counts.append(len(form.rows))
        assert counts == [4, 5]

    def test_are_named_by_their_numbers_where_something_is_wrong(self, fill: Filler) -> None:
        form = fill(NamesForm, {"rows-1-name": "Ada"})
        assert form.wrong == []
        form.rows[1].form.name.errors = ["Nobody is called that.", "Choose another."]
        assert form.wrong == [("rows-1-name", "Row 2: Nobody is called that.")]
