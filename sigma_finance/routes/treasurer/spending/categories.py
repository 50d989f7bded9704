"""The chapter's own categories of expenses, income and what is held for others."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.permissions import Permission
from sigma_finance.domain.spending.categories import USUAL, CategoryKind
from sigma_finance.forms.spending.spending import CategoryForm, NameForm
from sigma_finance.queries.spending import categories as queries
from sigma_finance.routes.treasurer.base import FormRefusals, blueprint, form_page, taken
from sigma_finance.services.spending import categories
from sigma_finance.web import guards
from sigma_finance.web.guards import requires


@blueprint.route("/spending/categories", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def spending_categories() -> ResponseReturnValue:
    """What there is, and adding one."""
    chapter_id, form = guards.viewer().chapter_id, CategoryForm()
    if taken(form):
        with FormRefusals(form):
            categories.add(
                chapter_id=chapter_id,
                kind=CategoryKind(form.kind.data),
                name=form.name.text,
                by=guards.actor(),
            )
            flash(f"Added {form.name.text}.", "success")
            return redirect(url_for(".spending_categories"), 303)
    return form_page(
        "treasurer/spending/categories.html",
        form,
        categories=queries.categories(chapter_id=chapter_id),
        usual=USUAL,
    )


@blueprint.post("/spending/categories/usual")
@requires(Permission.RECORD_MONEY)
def usual_categories() -> ResponseReturnValue:
    """Begin with what most chapters have."""
    added = categories.add_usual(chapter_id=guards.viewer().chapter_id, by=guards.actor())
    flash(f"Added {added} categories. Rename what you call otherwise.", "success")
    return redirect(url_for(".spending_categories"), 303)


@blueprint.route("/spending/categories/<int:category_id>/rename", methods=["GET", "POST"])
@requires(Permission.RECORD_MONEY)
def rename_category(category_id: int) -> ResponseReturnValue:
    """Give a category another name."""
    chapter_id = guards.viewer().chapter_id
    found = next((one for one in queries.categories(chapter_id=chapter_id) if one.id == category_id), None)
    if found is None:
        raise NotFound("There is no such category in your chapter.")
    form = NameForm(data={"name": found.name})
    if taken(form):
        with FormRefusals(form):
            categories.rename(
                chapter_id=chapter_id, category_id=category_id, name=form.name.text, by=guards.actor()
            )
            flash("Renamed, in reports of earlier days too.", "success")
            return redirect(url_for(".spending_categories"), 303)
    return form_page("treasurer/spending/rename_category.html", form, category=found)


@blueprint.post("/spending/categories/<int:category_id>/end")
@requires(Permission.RECORD_MONEY)
def end_category(category_id: int) -> ResponseReturnValue:
    """Offer a category no more."""
    categories.end(chapter_id=guards.viewer().chapter_id, category_id=category_id, by=guards.actor())
    flash("Ended. What was booked on it stays.", "success")
    return redirect(url_for(".spending_categories"), 303)


@blueprint.post("/spending/categories/<int:category_id>/resume")
@requires(Permission.RECORD_MONEY)
def resume_category(category_id: int) -> ResponseReturnValue:
    """Offer it again."""
    categories.resume(chapter_id=guards.viewer().chapter_id, category_id=category_id, by=guards.actor())
    flash("Offered again.", "success")
    return redirect(url_for(".spending_categories"), 303)
