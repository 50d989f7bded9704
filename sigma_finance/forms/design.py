"""The form that the style sheet page shows: one field of every kind, with no meaning behind it."""

from __future__ import annotations

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    FileField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, Length

from sigma_finance.forms.base import Form


class SampleForm(Form):
    """Fields in the order of the page."""

    what = RadioField(
        "What would you like to pay?",
        choices=[("all", "All that I owe"), ("next", "The next installment"), ("other", "Another amount")],
        default="all",
        validators=[DataRequired("Choose what to pay.")],
    )
    amount = StringField("Amount", validators=[DataRequired("Enter an amount, such as 200.00.")])
    name = StringField("Name", validators=[DataRequired("Enter a name."), Length(max=120)])
    email = EmailField(
        "E-mail address", validators=[Email("Enter an e-mail address, such as ada@example.org.")]
    )
    password = PasswordField("Password", validators=[DataRequired("Enter a password.")])
    received_on = DateField("Received on", validators=[DataRequired("Enter the date.")])
    method = SelectField("Method", choices=[("cash", "Cash"), ("check", "Check"), ("zelle", "Zelle")])
    note = TextAreaField("Note", validators=[Length(max=500)])
    file = FileField("Roster")
    agreed = BooleanField("Send a receipt by e-mail")
