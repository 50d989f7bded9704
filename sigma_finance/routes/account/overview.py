"""The home of the account, with the devices on which the person is signed in."""

from __future__ import annotations

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.logins.devices import device_name
from sigma_finance.queries.logins import sessions as queries
from sigma_finance.queries.members import profiles
from sigma_finance.routes.account.base import blueprint
from sigma_finance.services.logins import email_changes
from sigma_finance.services.logins import sessions as services
from sigma_finance.web import guards


@blueprint.get("")
@guards.signed_in
def show() -> str:
    """Who they are to us, how they sign in, and on which devices."""
    viewer = guards.viewer()
    return render_template(
        "account/show.html",
        profile=profiles.get_profile(chapter_id=viewer.chapter_id, member_id=viewer.member_id)
        if viewer.has_chapter
        else None,
        waiting=email_changes.find_waiting(user_id=viewer.user_id),
        devices=queries.devices(user_id=viewer.user_id, at=now()),
        device_name=device_name,
    )


@blueprint.post("/sessions/end")
@guards.signed_in
def end_session() -> ResponseReturnValue:
    """Sign one of the person's devices out."""
    typed = request.form.get("session", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 15):
        raise NotFound("That device is signed out already.")
    services.end_own(user_id=guards.viewer().user_id, session_id=int(typed))
    flash("That device is signed out.", "success")
    return redirect(url_for(".show"), 303)


@blueprint.post("/sessions/end-others")
@guards.signed_in
def end_others() -> ResponseReturnValue:
    """Sign the person out everywhere but here."""
    viewer = guards.viewer()
    services.end_others(user_id=viewer.user_id, session_id=viewer.session_id)
    flash("Every other device is signed out.", "success")
    return redirect(url_for(".show"), 303)


@blueprint.post("/sessions/end-all")
@guards.signed_in
def end_everywhere() -> ResponseReturnValue:
    """Sign the person out everywhere, here too."""
    services.end_all(user_id=guards.viewer().user_id)
    flash("You are signed out everywhere.", "success")
    return redirect(url_for("auth.login"), 303)


@blueprint.get("/session")
@guards.signed_in
def stay() -> ResponseReturnValue:
    """Use the session once more, and say for how many seconds it lasts now."""
    return jsonify(seconds=guards.viewer().seconds_left(at=now()))
