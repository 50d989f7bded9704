"""Changing the password and the address that a person signs in with."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.errors import DomainError, Invalid
from sigma_finance.forms.base import Form
from sigma_finance.forms.fields import refuse
from sigma_finance.forms.logins.auth import ChangeEmailForm, ChangePasswordForm
from sigma_finance.routes.account.base import blueprint
from sigma_finance.services.logins import email_changes, passwords
from sigma_finance.services.logins.passwords import PasswordWrong
from sigma_finance.web import guards, limits
from sigma_finance.web.steady import steady


@blueprint.get("/password")
@guards.signed_in
def password() -> str:
    """Ask for the password as it is and as it shall be."""
    return _page("password", ChangePasswordForm())


@blueprint.post("/password")
@limits.own_codes
@guards.signed_in
def change_password() -> ResponseReturnValue:
    """Change the password; the other devices are signed out."""
    form, viewer = ChangePasswordForm(), guards.viewer()
    if not form.validate():
        return _page("password", form), 422
    request = passwords.PasswordChange(
        viewer.user_id, viewer.session_id, form.current.data or "", form.password.data or ""
    )
    try:
        passwords.change(request=request, by=guards.actor())
    except (PasswordWrong, Invalid) as refusal:
        return _refused("password", form, refusal)
    flash("Your password is changed. Your other devices are signed out.", "success")
    return redirect(url_for(".show"), 303)


@blueprint.get("/address")
@guards.signed_in
def address() -> str:
    """Ask for the new address."""
    return _page("address", ChangeEmailForm())


@blueprint.post("/address")
@limits.changed_addresses
@limits.own_codes
@steady
@guards.signed_in
def change_address() -> ResponseReturnValue:
    """Mail a link to the new address, and one to the old that says yes or stops it."""
    form = ChangeEmailForm()
    if not form.validate():
        return _page("address", form), 422
    try:
        email = email_changes.ask(
            user_id=guards.viewer().user_id, email=form.email.address, password=form.password.data or ""
        )
    except (PasswordWrong, Invalid) as refusal:
        return _refused("address", form, refusal)
    flash(
        f"We wrote to {email} and to the address that you have now. Open the link in both: the one confirms, "
        "the other says yes.",
        "info",
    )
    return redirect(url_for(".show"), 303)


@blueprint.post("/address/keep")
@guards.signed_in
def keep_address() -> ResponseReturnValue:
    """Take back what was asked for, and keep the address."""
    email_changes.withdraw(user_id=guards.viewer().user_id)
    flash("Your address stays as it is.", "success")
    return redirect(url_for(".show"), 303)


def _refused(name: str, form: Form, refusal: DomainError) -> ResponseReturnValue:
    if isinstance(refusal, PasswordWrong):
        limits.note_failed_sign_in()
    refuse(form, refusal)
    return _page(name, form), 422


def _page(name: str, form: Form) -> str:
    return render_template(f"account/{name}.html", form=form)
