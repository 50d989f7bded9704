"""Asking a signed-in person once more who they are, before what cannot be taken back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.logins.own_paths import own_path
from sigma_finance.domain.logins.passkeys import PasskeyWrong
from sigma_finance.forms import drafts
from sigma_finance.forms.fields import refuse
from sigma_finance.forms.logins.auth import ConfirmIdentityForm, PasskeyForm
from sigma_finance.routes.account.base import blueprint
from sigma_finance.services.logins import confirming, passkeys
from sigma_finance.services.logins.passwords import PasswordWrong
from sigma_finance.services.logins.second_factor import CodeWrong
from sigma_finance.web import challenges, files, guards, limits


@blueprint.get("/confirm")
@guards.signed_in
def confirm() -> str:
    """Ask for the password, or for a code where the person has a second step."""
    return _page(_form())


@blueprint.post("/confirm")
@limits.own_codes
@guards.signed_in
def take_proof() -> ResponseReturnValue:
    """Go on to where the person was, with what they had typed."""
    form, viewer = _form(), guards.viewer()
    if not form.validate():
        return _page(form), 422
    try:
        if viewer.has_second_step:
            confirming.by_code(user_id=viewer.user_id, session_id=viewer.session_id, code=form.code.text)
        else:
            confirming.by_password(
                user_id=viewer.user_id, session_id=viewer.session_id, password=form.password.data or ""
            )
    except (PasswordWrong, CodeWrong) as refusal:
        limits.note_failed_sign_in()
        refuse(form, refusal)
        return _page(form), 422
    return _go_on()


@blueprint.post("/confirm/passkey")
@limits.own_codes
@guards.signed_in
def confirm_by_passkey() -> ResponseReturnValue:
    """The same, with a passkey."""
    viewer, sent = guards.viewer(), PasskeyForm()
    form = _form()
    try:
        given = challenges.answered(sent.answer.data if sent.validate() else "")
        confirming.by_passkey(user_id=viewer.user_id, session_id=viewer.session_id, given=given)
    except PasskeyWrong as refusal:
        limits.note_failed_sign_in()
        refuse(form, refusal)
        return _page(form), 422
    return _go_on()


def _go_on() -> ResponseReturnValue:
    target, file = own_path(request.args.get("next")), own_path(request.args.get("file"))
    if file:
        files.send_along(file)
    if target and drafts.waits_for(target):
        flash("Thank you. What you typed is below: check it and send it again.", "info")
    return redirect(target or url_for(".show"), 303)


def _form() -> ConfirmIdentityForm:
    return ConfirmIdentityForm(has_second_step=guards.viewer().has_second_step)


def _page(form: ConfirmIdentityForm) -> str:
    viewer = guards.viewer()
    asked = passkeys.ask(user_id=viewer.user_id) if viewer.has_second_step else None
    return render_template("account/confirm.html", form=form, options=challenges.keep(asked))
