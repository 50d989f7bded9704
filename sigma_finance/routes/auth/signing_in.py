"""Signing in, signing out, and looking at another chapter."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.errors import Forbidden
from sigma_finance.domain.logins.own_paths import own_path
from sigma_finance.forms import drafts
from sigma_finance.forms.fields import refuse
from sigma_finance.forms.logins.auth import CodeForm, PasskeyForm, SignInForm
from sigma_finance.routes.auth.base import blueprint
from sigma_finance.services.logins import passkeys, signing_in
from sigma_finance.services.logins import sessions as session_services
from sigma_finance.web import challenges, guards, half_signed_in, limits, sessions, tabs
from sigma_finance.web.attempts import SignInAttempt
from sigma_finance.web.half_signed_in import HalfSignIn
from sigma_finance.web.navigation import home_of


@blueprint.get("/login")
@guards.public
def login() -> ResponseReturnValue:
    """Ask for address and password; a person who is signed in goes on."""
    if guards.find_viewer():
        return _go_on()
    return _login_page(SignInForm())


@blueprint.post("/login")
@guards.public
def sign_in() -> ResponseReturnValue:
    """Begin a session or go on to the second step; say in the same words whatever is wrong that neither can be."""
    form = SignInForm()
    if not form.validate():
        return _login_page(form), 422
    remember, stranger = bool(form.remember.data), sessions.stranger()
    try:
        with SignInAttempt(form.email.address):
            step = signing_in.sign_in(
                email=form.email.address, password=form.password.data or "", remember=remember, by=stranger
            )
    except Forbidden as refusal:
        refuse(form, refusal)
        return _login_page(form), 401
    if step.token is None:
        half_signed_in.keep(HalfSignIn(step.user_id, form.email.address, step.proof, remember))
        return redirect(url_for("auth.second_step", next=own_path(request.args.get("next"))), 303)
    sessions.enter(step.token, remember=remember)
    return _go_on()


@blueprint.get("/code")
@guards.public
def second_step() -> ResponseReturnValue:
    """Ask for the code of the person's app, once their password was right."""
    if half_signed_in.find() is None:
        return _begin_again()
    return _code_page(CodeForm())


@blueprint.post("/code")
@limits.second_step
@guards.public
def take_code() -> ResponseReturnValue:
    """Begin the session with the code of the app, or with a recovery code."""
    half, form = half_signed_in.find(), CodeForm()
    if half is None:
        return _begin_again()
    if not form.validate():
        return _code_page(form), 422
    try:
        token = signing_in.finish(
            user_id=half.user_id,
            proof=half.proof,
            code=form.code.text,
            remember=half.remember,
            by=sessions.stranger(),
        )
    except Forbidden as refusal:
        limits.note_failed_sign_in()
        refuse(form, refusal)
        return _code_page(form), 401
    sessions.enter(token, remember=half.remember)
    return _go_on()


@blueprint.post("/passkey")
@limits.second_step
@guards.public
def take_passkey() -> ResponseReturnValue:
    """Begin the session with a passkey in place of the code."""
    half, sent = half_signed_in.find(), PasskeyForm()
    if half is None:
        return _begin_again()
    try:
        token = signing_in.finish_by_passkey(
            user_id=half.user_id,
            proof=half.proof,
            given=challenges.answered(sent.answer.data if sent.validate() else ""),
            remember=half.remember,
            by=sessions.stranger(),
        )
    except Forbidden as refusal:
        limits.note_failed_sign_in()
        form = CodeForm()
        refuse(form, refusal)
        return _code_page(form), 401
    sessions.enter(token, remember=half.remember)
    return _go_on()


@blueprint.post("/logout")
@guards.public
def logout() -> ResponseReturnValue:
    """End the session, here and in the database; one that has ended already is no error."""
    sessions.leave()
    flash("You are signed out.", "success")
    return redirect(tabs.of_no_chapter(url_for("auth.login")), 303)


@blueprint.post("/chapter")
@guards.signed_in
def switch() -> ResponseReturnValue:
    """Look at another of the person's chapters."""
    viewer = guards.viewer()
    chapter = request.form.get("chapter", "")
    session_services.switch(session_id=viewer.session_id, user_id=viewer.user_id, chapter_slug=chapter)
    return redirect(tabs.of_chapter(chapter, "/"), 303)


def _login_page(form: SignInForm) -> str:
    return render_template("auth/login.html", form=form)


def _code_page(form: CodeForm) -> str:
    half = half_signed_in.find()
    asked = passkeys.ask(user_id=half.user_id) if half else None
    return render_template("auth/second_step.html", form=form, options=challenges.keep(asked))


def _begin_again() -> ResponseReturnValue:
    flash("Sign in with your password first.", "info")
    return redirect(url_for("auth.login", next=own_path(request.args.get("next"))), 303)


def _go_on() -> ResponseReturnValue:
    """To the page that asked for the sign-in, if it is one of ours, else home."""
    target = own_path(request.args.get("next"))
    if target and drafts.waits_for(target):
        flash(
            "You were signed out while you typed. What you typed is below: check it and send it again.",
            "warning",
        )
    return redirect(target or tabs.of_no_chapter(url_for(home_of(guards.viewer()))), 303)
