"""Adding a passkey to one's second step, and removing it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.logins.devices import device_name
from sigma_finance.domain.logins.passkeys import PasskeyWrong
from sigma_finance.forms.fields import refuse
from sigma_finance.forms.logins.auth import NewPasskeyForm
from sigma_finance.routes.account.base import blueprint
from sigma_finance.services.logins import passkeys as services
from sigma_finance.web import challenges, guards, limits


@blueprint.get("/passkeys/new")
@guards.signed_in
@guards.confirmed_lately
def new_passkey() -> ResponseReturnValue:
    """Have the browser make a passkey, if the second step is on."""
    if not guards.viewer().has_second_step:
        return redirect(url_for(".second_step"), 303)
    return _page(NewPasskeyForm(data={"name": _device()}))


@blueprint.post("/passkeys/new")
@limits.own_codes
@guards.signed_in
@guards.confirmed_lately
def add_passkey() -> ResponseReturnValue:
    """Keep the passkey that the browser made."""
    form, viewer = NewPasskeyForm(), guards.viewer()
    if not form.validate():
        return _page(form), 422
    try:
        services.add(
            chapter_id=viewer.chapter_id,
            user_id=viewer.user_id,
            name=form.name.text,
            given=challenges.answered(form.answer.data),
            by=guards.actor(),
        )
    except (PasskeyWrong, Conflict, Invalid) as refusal:
        refuse(form, refusal)
        return _page(form), 422
    flash(f"{form.name.text} can sign you in from now on, after your password.", "success")
    return redirect(url_for(".second_step"), 303)


@blueprint.post("/passkeys/<int:passkey_id>/remove")
@guards.signed_in
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    """Let a passkey count no more."""
    viewer = guards.viewer()
    if not guards.is_confirmed():
        return redirect(url_for(".confirm", next=url_for(".second_step")), 303)
    name = services.remove(
        chapter_id=viewer.chapter_id, user_id=viewer.user_id, passkey_id=passkey_id, by=guards.actor()
    )
    flash(f"{name} is removed.", "success")
    return redirect(url_for(".second_step"), 303)


def _device() -> str:
    """What the browser at hand is called, for the passkey to be named after."""
    return device_name(request.user_agent.string)[:60]


def _page(form: NewPasskeyForm) -> str:
    viewer = guards.viewer()
    form.answer.data = ""
    options = challenges.keep(services.ask_new(user_id=viewer.user_id, email=viewer.email))
    return render_template("account/new_passkey.html", form=form, options=options)
