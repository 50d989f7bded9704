"""The person's own contact details, time zone and photo."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.errors import Invalid
from sigma_finance.forms.fields import refuse
from sigma_finance.forms.members.profiles import ProfileForm
from sigma_finance.queries.members import profiles as queries
from sigma_finance.routes.account.base import blueprint
from sigma_finance.services.members import profiles
from sigma_finance.web import guards

#: A photo may have 5 MB; more is let in than that, so that a larger one meets a sentence instead of a closed door.
LARGEST_REQUEST = 16 * 1024 * 1024


@blueprint.url_value_preprocessor
def _let_photos_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything reads the form: this page takes larger ones than the others."""
    if endpoint == "account.change_profile":
        request.max_content_length = LARGEST_REQUEST


@blueprint.get("/profile")
@guards.signed_in
def profile() -> str:
    """What the person says of themselves."""
    viewer = guards.viewer()
    found = queries.get_profile(chapter_id=viewer.chapter_id, member_id=viewer.member_id)
    return _page(ProfileForm(data={"name": found.name, "phone": found.phone, "timezone": found.timezone}))


@blueprint.post("/profile")
@guards.signed_in
def change_profile() -> ResponseReturnValue:
    """Save it."""
    form, viewer = ProfileForm(), guards.viewer()
    if not form.validate():
        return _page(form), 422
    try:
        changed = profiles.change(
            chapter_id=viewer.chapter_id, member_id=viewer.member_id, details=form.details, by=guards.actor()
        )
    except Invalid as refusal:
        refuse(form, refusal)
        return _page(form), 422
    flash("Saved." if changed else "Nothing was changed.", "success")
    return redirect(url_for(".show"), 303)


def _page(form: ProfileForm) -> str:
    return render_template("account/profile.html", form=form)
