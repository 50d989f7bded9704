"""The two links of a change of address: the new one takes it, the old one keeps what was."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.errors import DomainError
from sigma_finance.domain.logins.mailed_links import LinkPurpose
from sigma_finance.routes.auth.base import blueprint
from sigma_finance.services.logins import email_changes, mailed_links
from sigma_finance.services.logins.email_changes import EmailInUse
from sigma_finance.services.logins.mailed_links import LinkGone
from sigma_finance.web import guards, sessions


@blueprint.get("/new-address/<token>")
@guards.public
def new_address(token: str) -> ResponseReturnValue:
    """Ask for the click that takes the new address."""
    try:
        link = mailed_links.get_link(purpose=LinkPurpose.NEW_ADDRESS, token=token)
    except LinkGone as refusal:
        return _refused(refusal)
    return render_template("auth/new_address.html", email=link.email)


@blueprint.post("/new-address/<token>")
@guards.public
def take_address(token: str) -> ResponseReturnValue:
    """Sign in with the new address from now on."""
    try:
        email = email_changes.confirm(token=token, by=sessions.stranger())
    except (LinkGone, EmailInUse) as refusal:
        return _refused(refusal)
    flash(f"From now on you sign in with {email}.", "success")
    return redirect(url_for("home.show"), 303)


@blueprint.get("/keep-address/<token>")
@guards.public
def keep_address(token: str) -> ResponseReturnValue:
    """Ask for the click that keeps the old address."""
    try:
        link = mailed_links.get_link(purpose=LinkPurpose.KEEP_ADDRESS, token=token)
    except LinkGone as refusal:
        return _refused(refusal)
    return render_template("auth/keep_address.html", email=link.email)


@blueprint.post("/keep-address/<token>")
@guards.public
def stop_change(token: str) -> ResponseReturnValue:
    """Keep the old address, or take it back, and lead to a new password: somebody else knew the one there is."""
    try:
        email_changes.keep(token=token, by=sessions.stranger())
    except (LinkGone, EmailInUse) as refusal:
        return _refused(refusal)
    sessions.leave()
    flash("Your address stays, and every device is signed out. Set a new password now.", "warning")
    return redirect(url_for("auth.forgot"), 303)


def _refused(refusal: DomainError) -> ResponseReturnValue:
    status = 404 if isinstance(refusal, LinkGone) else 409
    way_on = ("Go to your account", url_for("account.show"))
    return render_template("auth/link_gone.html", message=refusal.message, way_on=way_on), status
