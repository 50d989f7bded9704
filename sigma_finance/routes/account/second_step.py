"""Setting up the second step of one's sign-in, and taking it off."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.errors import DomainError, NotFound
from sigma_finance.forms.fields import refuse
from sigma_finance.forms.logins.auth import ProofForm
from sigma_finance.queries.logins import passkeys
from sigma_finance.routes.account.base import blueprint
from sigma_finance.services.logins import second_factor as services
from sigma_finance.services.logins.passwords import PasswordWrong
from sigma_finance.services.logins.second_factor import CodeWrong, Proof
from sigma_finance.web import guards, limits
from sigma_finance.web.drawings import qr_code


@blueprint.get("/second-step")
@guards.signed_in
def second_step() -> ResponseReturnValue:
    """Where the second step stands, and what to do next."""
    return _page(ProofForm())


@blueprint.post("/second-step")
@guards.signed_in
def begin() -> ResponseReturnValue:
    """Make a fresh secret for the person's app."""
    services.begin(user_id=guards.viewer().user_id)
    return redirect(url_for(".second_step"), 303)


@blueprint.post("/second-step/enable")
@limits.own_codes
@guards.signed_in
def enable() -> ResponseReturnValue:
    """Ask for the second step from now on; the recovery codes are shown this once."""
    form = ProofForm()
    if not form.validate():
        return _page(form), 422
    try:
        codes = services.enable(proof=_proof(form), by=guards.actor())
    except (CodeWrong, PasswordWrong) as refusal:
        return _refused(form, refusal)
    return render_template("account/recovery_codes.html", codes=codes)


@blueprint.post("/second-step/disable")
@limits.own_codes
@guards.signed_in
def disable() -> ResponseReturnValue:
    """Ask for the second step no more."""
    form = ProofForm()
    if not form.validate():
        return _page(form), 422
    try:
        services.disable(proof=_proof(form), by=guards.actor())
    except (CodeWrong, PasswordWrong, NotFound) as refusal:
        return _refused(form, refusal)
    flash("Your password alone signs you in now.", "warning")
    return redirect(url_for(".second_step"), 303)


def _proof(form: ProofForm) -> Proof:
    viewer = guards.viewer()
    return Proof(
        viewer.chapter_id, viewer.user_id, viewer.session_id, form.password.data or "", form.code.text
    )


def _refused(form: ProofForm, refusal: DomainError) -> ResponseReturnValue:
    limits.note_failed_sign_in()
    refuse(form, refusal)
    return _page(form), 422


def _page(form: ProofForm) -> str:
    viewer = guards.viewer()
    standing = services.standing(user_id=viewer.user_id, email=viewer.email)
    title = "QR code for your authenticator app"
    drawing = qr_code(standing.setup.address, title=title) if standing.setup else ""
    return render_template(
        "account/second_step.html",
        form=form,
        standing=standing,
        drawing=drawing,
        passkeys=passkeys.of_user(user_id=viewer.user_id) if standing.enabled else [],
    )
