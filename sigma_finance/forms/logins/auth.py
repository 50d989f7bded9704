"""Signing in, registering and inviting, as far as the page can judge it; passwords are judged by the service."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField, PasswordField
from wtforms.validators import Length, StopValidation

from sigma_finance.domain.logins.passwords import LONGEST, check_strength
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import EmailAddressField, TextField, accepted


class SecretField(PasswordField):
    """A password, as typed; never sent back to the browser."""

    def pre_validate(self, form: Any) -> None:
        """Ask for it where it is missing, and refuse what no password of ours can be."""
        if not self.data:
            raise StopValidation("Enter your password.")
        if len(self.data) > LONGEST:
            raise StopValidation(f"A password has at most {LONGEST} characters.")


class NewPasswordField(SecretField):
    """A password that is chosen here."""

    def pre_validate(self, form: Any) -> None:
        """Refuse one that is easy to guess, for this person above all; the service judges again."""
        personal = [str(form[name].data or "") for name in ("name", "email") if name in form]
        accepted(lambda: check_strength(self.data or "", personal=personal))


class SignInForm(Form):
    """The address and password of somebody who has an account."""

    email = EmailAddressField("E-mail address")
    password = SecretField("Password")
    remember = BooleanField("Keep me signed in on this device")


class CodeForm(Form):
    """The code of the second step."""

    code = TextField("Code", at_most=60)


class PasskeyForm(Form):
    """What a browser answered for a passkey: JSON of its making."""

    answer = HiddenField(validators=[Length(max=20_000)])


class NewPasskeyForm(PasskeyForm):
    """A passkey that the browser made, and what its owner calls it."""

    name = TextField("Name", at_most=60)


class ForgotForm(Form):
    """The address to which a link is mailed: of somebody who forgot their password, or who came with an open code."""

    email = EmailAddressField("E-mail address")


class ResetForm(Form):
    """The password that somebody chooses by a mailed link."""

    password = NewPasswordField("New password")


class ChangePasswordForm(Form):
    """The password as it is and as it shall be."""

    current = SecretField("Your password now")
    password = NewPasswordField("New password")


class ChangeEmailForm(Form):
    """The address that a person wants to sign in with, and the proof that it is they who ask."""

    email = EmailAddressField("New e-mail address")
    password = SecretField("Your password")


class ConfirmIdentityForm(Form):
    """What a person gives before something that cannot be taken back: a code where they have one, else the password."""

    password = SecretField("Your password")
    code = TextField("Code", at_most=60)

    def __init__(self, *, has_second_step: bool) -> None:
        super().__init__()
        if has_second_step:
            del self.password
        else:
            del self.code


class ProofForm(Form):
    """What a person gives to change their second step."""

    password = SecretField("Your password")
    code = TextField("Code", at_most=60)


class RegisterForm(Form):
    """What a new person says about themselves; their address came with the invite."""

    name = TextField("Your name", at_most=120)
    is_namesake = BooleanField("I am somebody else of the same name")
    password = NewPasswordField("Password")
