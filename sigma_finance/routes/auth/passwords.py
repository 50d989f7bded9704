"""A forgotten password: a link is asked for by mail, and the link sets another."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.logins.mailed_links import LinkPurpose
from sigma_finance.forms.fields import refuse
from sigma_finance.forms.logins.auth import ForgotForm, ResetForm
from sigma_finance.routes.auth.base import blueprint
from sigma_finance.services.logins import mailed_links, passwords
from sigma_finance.services.logins.mailed_links import LinkGone
from sigma_finance.web import guards, limits, sessions
from sigma_finance.web.steady import steady


@blueprint.get("/forgot")
@guards.public
def forgot() -> ResponseReturnValue:
    """Ask for the address."""
    return render_template("auth/forgot.html", form=ForgotForm())


@blueprint.post("/forgot")
@limits.forgotten
@steady
@guards.public
def mail_link() -> ResponseReturnValue:
    """Mail a link to the address if it has an account; the answer is the same if it has none."""
    form = ForgotForm()
    if not form.validate():
        return render_template("auth/forgot.html", form=form), 422
    if limits.may_mail(form.email.address):
        passwords.forgot(email=form.email.address)
    return render_template("auth/link_sent.html", email=form.email.address)


@blueprint.get("/reset/<token>")
@guards.public
def reset(token: str) -> ResponseReturnValue:
    """Ask for the new password; looking at the page uses nothing up."""
    try:
        mailed_links.get_link(purpose=LinkPurpose.RESET, token=token)
    except LinkGone as refusal:
        return _gone(refusal)
    return render_template("auth/reset.html", form=ResetForm())


@blueprint.post("/reset/<token>")
@guards.public
def set_password(token: str) -> ResponseReturnValue:
    """Set the new password; the person then signs in with it, and with their second step."""
    form = ResetForm()
    try:
        if not form.validate():
            mailed_links.get_link(purpose=LinkPurpose.RESET, token=token)
            return render_template("auth/reset.html", form=form), 422
        passwords.reset(token=token, password=form.password.data or "", by=sessions.stranger())
    except LinkGone as refusal:
        return _gone(refusal)
    except Invalid as refusal:
        refuse(form, refusal)
        return render_template("auth/reset.html", form=form), 422
    sessions.leave()
    flash("Your password is set, and every device is signed out. Sign in with the new one.", "success")
    return redirect(url_for("auth.login"), 303)


def _gone(refusal: LinkGone) -> ResponseReturnValue:
    page = render_template(
        "auth/link_gone.html", message=refusal.message, way_on=("Ask for a new link", url_for("auth.forgot"))
    )
    return page, 404
