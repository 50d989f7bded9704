"""The chapter's settings: officers who see the books read them, admins change them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.approvals import Act
from sigma_finance.domain.money import format_money
from sigma_finance.domain.permissions import Permission
from sigma_finance.domain.seen import ChangedMeanwhile
from sigma_finance.forms.chapters.settings import SettingsForm
from sigma_finance.queries.chapters import settings as queries
from sigma_finance.queries.chapters.settings import ChapterSettings
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken
from sigma_finance.services import approvals
from sigma_finance.services.chapters import settings as services
from sigma_finance.services.deciding import NeedsSecond
from sigma_finance.web import guards
from sigma_finance.web.guards import requires

#: A logo may have 1 MB; more is let in than that, so that a larger one meets a sentence instead of a closed door.
LARGEST_REQUEST = 16 * 1024 * 1024


@blueprint.url_value_preprocessor
def _let_pictures_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything reads the form: this page takes larger ones than the others."""
    if endpoint == "treasurer.save_settings":
        request.max_content_length = LARGEST_REQUEST


@blueprint.get("/settings")
@requires(Permission.SEE_BOOKS)
def settings() -> ResponseReturnValue:
    """Every setting with what it does."""
    return _page(_form(_kept()))


@blueprint.post("/settings")
@requires(Permission.MANAGE_CHAPTER)
def save_settings() -> ResponseReturnValue:
    """Keep the settings as they were entered."""
    kept = _kept()
    form = _form(kept)
    if taken(form):
        with FormRefusals(form):
            flash(_save_or_ask(kept, form), "success")
            return redirect(url_for(".settings"), 303)
    return _page(form)


def _kept() -> ChapterSettings:
    return queries.get_settings(chapter_id=guards.viewer().chapter_id)


def _form(kept: ChapterSettings) -> SettingsForm:
    return SettingsForm.of(kept, currency=guards.viewer().currency, opened=services.mark(kept))


def _page(form: SettingsForm) -> ResponseReturnValue:
    may_change = guards.viewer().may(Permission.MANAGE_CHAPTER)
    return form_page("treasurer/chapters/settings.html", form, may_change=may_change)


def _save_or_ask(kept: ChapterSettings, form: SettingsForm) -> str:
    """Save, and ask another officer for a higher limit, which one alone may not set; returns what to say."""
    wanted = form.settings(kept)
    try:
        return "Saved." if _save(form, wanted) else "Nothing was changed."
    except NeedsSecond as second:
        before, after = (one.policy.second_person_above_minor for one in (kept, wanted))
        _ask(before, after, second.amount_minor)
        _save(form, replace(wanted, policy=replace(wanted.policy, second_person_above_minor=before)))
        return (
            "Saved, apart from the limit for one officer. The other officers have been asked to approve that."
        )


def _ask(before_minor: int, after_minor: int, amount_minor: int) -> None:
    viewer = guards.viewer()
    said = [
        format_money(minor, viewer.currency) if minor else "no limit" for minor in (before_minor, after_minor)
    ]
    request_ = approvals.ApprovalRequest(
        Act.LIMIT,
        viewer.chapter_id,
        None,
        amount_minor,
        f"From {said[0]} to {said[1]}.",
        {"before_minor": before_minor, "after_minor": after_minor},
    )
    approvals.ask(chapter_id=viewer.chapter_id, request=request_, by=guards.actor())


def _save(form: SettingsForm, wanted: ChapterSettings) -> list[str]:
    try:
        return services.save(
            chapter_id=guards.viewer().chapter_id,
            settings=wanted,
            logo=form.picture,
            opened=str(form.opened.data),
            by=guards.actor(),
        )
    except ChangedMeanwhile:
        form.opened.data = services.mark(_kept())
        raise
