"""The form that the style sheet page shows: one field of every kind, with no meaning behind it."""

from __future__ import annotations

from wtforms import BooleanField, EmailField, FileField, PasswordField
from wtforms.validators import DataRequired, Email

from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import DayField, MoneyField, NoteField, OneOf, OneOfRows, TextField


class SampleForm(Form):
    """Fields in the order of the page."""

    what = OneOfRows(
        "What would you like to pay?",
        choices=[("all", "All that I owe"), ("next", "The next installment"), ("other", "Another amount")],
        default="all",
    )
    amount = MoneyField("Amount")
    name = TextField("Name", at_most=120)
    email = EmailField(
        "E-mail address", validators=[Email("Enter an e-mail address, such as ada@example.org.")]
    )
    password = PasswordField("Password", validators=[DataRequired("Enter a password.")])
    received_on = DayField("Received on")
    method = OneOf("Method", choices=[("cash", "Cash"), ("check", "Check"), ("zelle", "Zelle")])
    note = NoteField("Note", at_most=500, required=False)
    file = FileField("Roster")
    agreed = BooleanField("Send a receipt by e-mail")
