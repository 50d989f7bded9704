"""The two links of a change of address: the new one proves itself, the old one says yes or keeps what was."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.dates import long_date, now
from sigma_finance.domain.errors import DomainError
from sigma_finance.domain.logins.mailed_links import LinkPurpose
from sigma_finance.routes.auth.base import blueprint
from sigma_finance.services.logins import email_changes, mailed_links
from sigma_finance.services.logins.email_changes import EmailInUse, WaitingAddress
from sigma_finance.services.logins.mailed_links import LinkGone
from sigma_finance.web import guards, sessions


@blueprint.get("/new-address/<token>")
@guards.public
def new_address(token: str) -> ResponseReturnValue:
    """Ask for the click that proves the new address."""
    try:
        link = mailed_links.get_link(purpose=LinkPurpose.NEW_ADDRESS, token=token)
    except LinkGone as refusal:
        return _refused(refusal)
    return render_template("auth/new_address.html", email=link.email)


@blueprint.post("/new-address/<token>")
@guards.public
def take_address(token: str) -> ResponseReturnValue:
    """Note that the new address is theirs, and say from when on they sign in with it."""
    try:
        found = email_changes.confirm(token=token, by=sessions.stranger())
    except (LinkGone, EmailInUse) as refusal:
        return _refused(refusal)
    return _said(found)


@blueprint.get("/keep-address/<token>")
@guards.public
def keep_address(token: str) -> ResponseReturnValue:
    """Ask for the click that says yes to the change, or keeps the old address."""
    try:
        link = mailed_links.get_link(purpose=LinkPurpose.KEEP_ADDRESS, token=token)
    except LinkGone as refusal:
        return _refused(refusal)
    waiting = email_changes.find_waiting(user_id=link.user_id or 0)
    return render_template("auth/keep_address.html", email=link.email, waiting=waiting)


@blueprint.post("/keep-address/<token>/agree")
@guards.public
def agree_to_change(token: str) -> ResponseReturnValue:
    """Take the old address's yes."""
    try:
        found = email_changes.agree(token=token, by=sessions.stranger())
    except (LinkGone, EmailInUse) as refusal:
        return _refused(refusal)
    return _said(found)


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


def _said(found: WaitingAddress) -> ResponseReturnValue:
    """Say since when, or from when on, the new address counts."""
    if found.takes_effect_at is None:
        flash(f"Thank you. You sign in with {found.email} as soon as it is confirmed there.", "info")
    elif found.takes_effect_at <= now():
        flash(f"From now on you sign in with {found.email}.", "success")
    else:
        day = long_date(found.takes_effect_at.date())
        flash(
            f"Confirmed. You sign in with {found.email} from {day} on, or once your old address says yes.",
            "info",
        )
    return redirect(url_for("home.show"), 303)


def _refused(refusal: DomainError) -> ResponseReturnValue:
    status = 404 if isinstance(refusal, LinkGone) else 409
    way_on = ("Go to your account", url_for("account.show"))
    return render_template("auth/link_gone.html", message=refusal.message, way_on=way_on), status
