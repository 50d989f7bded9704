"""Joining a chapter by an invite: with a new login, or with one click where the person has one.

An open code asks for an address first, and an officer's invite for the invited mailbox: both go on by a mailed link.
"""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.errors import DomainError
from sigma_finance.domain.members.invites import InviteState
from sigma_finance.forms.fields import refuse
from sigma_finance.forms.logins.auth import ForgotForm, RegisterForm
from sigma_finance.forms.members.invites import PlainConfirmForm
from sigma_finance.queries.members.invites import Invitation
from sigma_finance.routes.auth.base import blueprint
from sigma_finance.services.members import registration
from sigma_finance.services.members.registration import CodeRefused, CodeUnknown, NameKnown, Registration
from sigma_finance.web import guards, limits, sessions, tabs
from sigma_finance.web.steady import steady


@blueprint.get("/register")
@guards.public
def register() -> ResponseReturnValue:
    """Ask for a code, or show what the code's invite leads to."""
    if not _code():
        return _code_page()
    try:
        invitation = _invitation()
    except (CodeUnknown, CodeRefused) as refusal:
        return _refused_code(refusal)
    viewer = guards.find_viewer()
    if viewer:
        if viewer.chapter_id == invitation.chapter_id:
            return _member_already(invitation)
        return render_template("auth/join.html", invitation=invitation, proof=_proof())
    if invitation.has_user and invitation.is_proven:
        return render_template("auth/has_account.html", invitation=invitation, sign_in_url=_sign_in_url())
    return _first_page(invitation)


def _first_page(invitation: Invitation) -> str:
    """What is asked first: an address that proves itself, or the name and password of a proved or named one."""
    if invitation.email is None:
        return _address_page(ForgotForm(), invitation)
    if invitation.needs_proof:
        return render_template("auth/prove.html", form=PlainConfirmForm(), invitation=invitation)
    return _register_page(RegisterForm(), invitation)


@blueprint.post("/register")
@limits.asked_links
@steady
@guards.public
def enrol() -> ResponseReturnValue:
    """Mail the link that proves an address; or make the login and the place in the chapter, and sign in."""
    try:
        invitation = _invitation()
        if invitation.email is None:
            return _ask_for_link(invitation, ForgotForm())
        if invitation.needs_proof:
            return _ask_for_link(invitation, PlainConfirmForm())
        if guards.find_viewer():
            return redirect(url_for("auth.register", code=_code(), proof=_proof() or None), 303)
        return _enrol(invitation)
    except (CodeUnknown, CodeRefused) as refusal:
        return _refused_code(refusal)


def _ask_for_link(invitation: Invitation, form: ForgotForm | PlainConfirmForm) -> ResponseReturnValue:
    """Mail a link to the address that was typed, else to the one that the invite was made for."""
    if not form.validate():
        return (
            _first_page(invitation)
            if isinstance(form, PlainConfirmForm)
            else (
                _address_page(form, invitation),
                422,
            )
        )
    typed = form.email.address if isinstance(form, ForgotForm) else ""
    registration.ask_for_link(code=_code(), proof=_proof(), email=typed)
    return _check_email(typed)


def _enrol(invitation: Invitation) -> ResponseReturnValue:
    form = RegisterForm()
    if not form.validate():
        return _register_page(form, invitation), 422
    request_of = Registration(
        invitation.code, _proof(), form.name.text, form.password.data or "", bool(form.is_namesake.data)
    )
    try:
        token = registration.register(request=request_of, by=sessions.stranger())
    except (CodeUnknown, CodeRefused):
        raise
    except DomainError as refusal:
        refuse(form, refusal)
        return _register_page(form, invitation, is_name_known=isinstance(refusal, NameKnown)), 422
    if token is None:
        return _check_email()
    sessions.enter(token, remember=False)
    flash(f"Welcome to {invitation.chapter_name}.", "success")
    return redirect(url_for("dashboard.show"), 303)


@blueprint.post("/join")
@limits.asked_links
@steady
@guards.signed_in
def join() -> ResponseReturnValue:
    """Join with the login that the person is signed in with."""
    viewer = guards.viewer()
    try:
        joined = registration.join(
            code=_code(),
            proof=_proof(),
            user_id=viewer.user_id,
            session_id=viewer.session_id,
            is_namesake="is_namesake" in request.form,
            by=guards.actor(),
        )
    except (CodeUnknown, CodeRefused) as refusal:
        return _refused_code(refusal)
    except NameKnown as known:
        return render_template(
            "auth/join.html", invitation=_invitation(), proof=_proof(), known=known.message
        ), 422
    if not joined:
        return _check_email(viewer.email)
    flash("You have joined the chapter.", "success")
    return redirect(tabs.of_no_chapter(url_for("dashboard.show")), 303)


def _invitation() -> Invitation:
    return registration.get_invitation(code=_code(), proof=_proof())


def _code() -> str:
    """The code as it was typed, from the address or from the form."""
    return request.values.get("code", "")[:100]


def _proof() -> str:
    """What the link carried beside the code."""
    return request.values.get("proof", "")[:100]


def _sign_in_url() -> str:
    here = url_for("auth.register", code=_code(), proof=_proof() or None)
    return url_for("auth.login", next=here)


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


def _check_email(address: str = "") -> str:
    return render_template("auth/check_email.html", email=address)


def _address_page(form: ForgotForm, invitation: Invitation) -> str:
    return render_template(
        "auth/ask_address.html", form=form, invitation=invitation, sign_in_url=_sign_in_url()
    )


def _register_page(form: RegisterForm, invitation: Invitation, *, is_name_known: bool = False) -> str:
    return render_template(
        "auth/register.html",
        form=form,
        invitation=invitation,
        sign_in_url=_sign_in_url(),
        is_name_known=is_name_known or form.is_namesake.data,
    )
