"""Joining a chapter by an invite: with a new login, or with one click where the person has one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.errors import DomainError
from sigma_finance.domain.members.invites import InviteState
from sigma_finance.forms.fields import refuse
from sigma_finance.forms.logins.auth import RegisterForm
from sigma_finance.queries.members.invites import Invitation
from sigma_finance.routes.auth.base import blueprint
from sigma_finance.services.members import registration
from sigma_finance.services.members.registration import CodeRefused, CodeUnknown, Registration
from sigma_finance.web import guards, limits, sessions, tabs


@blueprint.get("/register")
@guards.public
def register() -> ResponseReturnValue:
    """Ask for a code, or show what the code's invite leads to."""
    if not _code():
        return _code_page()
    try:
        invitation = registration.get_invitation(code=_code())
    except (CodeUnknown, CodeRefused) as refusal:
        return _refused_code(refusal)
    viewer = guards.find_viewer()
    if viewer:
        if viewer.chapter_id == invitation.chapter_id:
            return _member_already(invitation)
        return render_template("auth/join.html", invitation=invitation)
    if invitation.has_user:
        return render_template("auth/has_account.html", invitation=invitation, sign_in_url=_sign_in_url())
    return _register_page(RegisterForm(invitation.email), invitation)


@blueprint.post("/register")
@guards.public
def enrol() -> ResponseReturnValue:
    """Make the login and the place in the chapter, and sign in."""
    if guards.find_viewer():
        return redirect(url_for("auth.register", code=_code()), 303)
    try:
        invitation = registration.get_invitation(code=_code())
        return _enrol(invitation)
    except (CodeUnknown, CodeRefused) as refusal:
        return _refused_code(refusal)


def _enrol(invitation: Invitation) -> ResponseReturnValue:
    form = RegisterForm(invitation.email)
    if not form.validate():
        return _register_page(form, invitation), 422
    request_of = Registration(invitation.code, form.name.text, form.address, form.password.data or "")
    try:
        token = registration.register(request=request_of, by=sessions.stranger())
    except (CodeUnknown, CodeRefused):
        raise
    except DomainError as refusal:
        refuse(form, refusal)
        return _register_page(form, invitation), 422
    if token is None:
        return render_template("auth/check_email.html", email=form.address)
    sessions.enter(token, remember=False)
    flash(f"Welcome to {invitation.chapter_name}.", "success")
    return redirect(url_for("dashboard.show"), 303)


@blueprint.post("/join")
@guards.signed_in
def join() -> ResponseReturnValue:
    """Join with the login that the person is signed in with."""
    viewer = guards.viewer()
    try:
        joined = registration.join(
            code=_code(), user_id=viewer.user_id, session_id=viewer.session_id, by=guards.actor()
        )
    except (CodeUnknown, CodeRefused) as refusal:
        return _refused_code(refusal)
    if not joined:
        return render_template("auth/check_email.html", email=viewer.email)
    flash("You have joined the chapter.", "success")
    return redirect(tabs.of_no_chapter(url_for("dashboard.show")), 303)


def _code() -> str:
    """The code as it was typed, from the address or from the form."""
    return request.values.get("code", "")[:100]


def _sign_in_url() -> str:
    return url_for("auth.login", next=url_for("auth.register", code=_code()))


def _refused_code(refusal: CodeUnknown | CodeRefused) -> ResponseReturnValue:
    """Say why a code lets nobody in. Only one that there never was is a guess; another may be the person's own."""
    if isinstance(refusal, CodeUnknown):
        limits.count_guessed_code()
        return _code_page(refusal.message), 404
    viewer = guards.find_viewer()
    if viewer and viewer.chapter_id == refusal.invitation.chapter_id:
        return _member_already(refusal.invitation)
    return _code_page(refusal.message, used=refusal.invitation.state is InviteState.USED), 409


def _member_already(invitation: Invitation) -> ResponseReturnValue:
    flash(f"You are a member of {invitation.chapter_name} already.", "info")
    return redirect(url_for("dashboard.show"))


def _code_page(error: str = "", *, used: bool = False) -> str:
    return render_template("auth/code.html", code=_code(), error=error, used=used)


def _register_page(form: RegisterForm, invitation: Invitation) -> str:
    return render_template("auth/register.html", form=form, invitation=invitation)
