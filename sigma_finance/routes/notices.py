"""Notices in the app, what of it comes by e-mail, and the link in an e-mail that ends its kind."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.extensions import csrf
from sigma_finance.forms.members.invites import PlainConfirmForm
from sigma_finance.forms.messages.notices import TopicsForm
from sigma_finance.queries.members import profiles
from sigma_finance.services.messages import notices, stop_links
from sigma_finance.web import guards
from sigma_finance.web.guards import public, signed_in, signed_in_fully

blueprint = Blueprint("notices", __name__)


@blueprint.get("/notices")
@signed_in_fully
def show() -> str:
    """What the person was told in this chapter."""
    viewer = guards.viewer()
    found = notices.latest(chapter_id=viewer.chapter_id, member_id=viewer.member_id)
    return render_template("notices/show.html", notices=found)


@blueprint.post("/notices/read")
@signed_in
def mark_read() -> ResponseReturnValue:
    """Let all of it count as read."""
    viewer = guards.viewer()
    notices.mark_read(chapter_id=viewer.chapter_id, member_id=viewer.member_id)
    return redirect(url_for(".show"), 303)


@blueprint.get("/notices/mail")
@signed_in
def mail() -> str:
    """What comes by e-mail as well."""
    return render_template("notices/mail.html", form=_form())


@blueprint.post("/notices/mail")
@signed_in
def choose_mail() -> ResponseReturnValue:
    """Keep what was ticked."""
    form, viewer = _form(), guards.viewer()
    if not form.validate():
        return render_template("notices/mail.html", form=form), 422
    notices.choose(chapter_id=viewer.chapter_id, member_id=viewer.member_id, wanted=form.wanted)
    flash("Saved.", "success")
    return redirect(url_for(".show"), 303)


@blueprint.get("/messages/stop/<token>")
@public
def stop(token: str) -> str:
    """Ask whether e-mails of a kind are to end; opening the link alone ends nothing, since mail programs do that."""
    return render_template("notices/stop.html", stop=stop_links.read(token), form=PlainConfirmForm())


@blueprint.post("/messages/stop/<token>")
@public
def stop_mail(token: str) -> ResponseReturnValue:
    """End them: from the page, or by one press in a mail program, which carries no token of a form (RFC 8058).

    What proves the wish is the signed token in the address.
    """
    found = stop_links.read(token)
    stop_links.stop(chapter_id=found.chapter_id, member_id=found.member_id, topic=found.topic)
    if request.form.get("List-Unsubscribe") == "One-Click":
        return "", 200
    return redirect(url_for(".stop", token=token), 303)


csrf.exempt(stop_mail)


def _form() -> TopicsForm:
    viewer = guards.viewer()
    kept = profiles.get_profile(chapter_id=viewer.chapter_id, member_id=viewer.member_id)
    return TopicsForm.of(kept.muted, is_officer=viewer.is_officer)
