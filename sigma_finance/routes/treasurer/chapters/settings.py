"""The chapter's settings: officers who see the books read them, admins change them."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.permissions import Permission
from sigma_finance.domain.seen import ChangedMeanwhile
from sigma_finance.forms.chapters.settings import SettingsForm
from sigma_finance.queries.chapters import settings as queries
from sigma_finance.queries.chapters.settings import ChapterSettings
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken
from sigma_finance.services.chapters import settings as services
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
            changed = _save(kept, form)
            flash("Saved." if changed else "Nothing was changed.", "success")
            return redirect(url_for(".settings"), 303)
    return _page(form)


def _kept() -> ChapterSettings:
    return queries.get_settings(chapter_id=guards.viewer().chapter_id)


def _form(kept: ChapterSettings) -> SettingsForm:
    return SettingsForm.of(kept, currency=guards.viewer().currency, opened=services.mark(kept))


def _page(form: SettingsForm) -> ResponseReturnValue:
    may_change = guards.viewer().may(Permission.MANAGE_CHAPTER)
    return form_page("treasurer/chapters/settings.html", form, may_change=may_change)


def _save(kept: ChapterSettings, form: SettingsForm) -> list[str]:
    try:
        return services.save(
            chapter_id=guards.viewer().chapter_id,
            settings=form.settings(kept),
            logo=form.picture,
            opened=str(form.opened.data),
            by=guards.actor(),
        )
    except ChangedMeanwhile:
        form.opened.data = services.mark(kept)
        raise
