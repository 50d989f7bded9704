"""The pages of those who run the platform: chapters with their totals, opened, suspended, and opened again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.dates import now
from sigma_finance.forms.chapters.platform import ChapterForm, ResumeForm, SuspendForm
from sigma_finance.queries import jobs as job_queries
from sigma_finance.queries.chapters import platform as queries
from sigma_finance.routes.treasurer.base import (
    FormRefusals,
    cursor_given,
    form_page,
    only_what_can_exist,
    taken,
)
from sigma_finance.services import jobs as job_services
from sigma_finance.services.chapters import platform as services
from sigma_finance.tasks.registry import JOBS, get_job
from sigma_finance.web import guards

blueprint = Blueprint("platform", __name__, url_prefix="/platform")


@blueprint.url_value_preprocessor
def _only_what_can_exist(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """No chapter has an id of another shape; a job is known by its name."""
    only_what_can_exist(endpoint, {what: value for what, value in (values or {}).items() if what != "name"})


@blueprint.get("")
@guards.platform_admin
def chapters() -> str:
    """The chapters, 50 a page: members, what came in, what is owed, and whether each is open."""
    return render_template("platform/chapters.html", page=queries.chapters(cursor=cursor_given()))


@blueprint.get("/jobs")
@guards.platform_admin
def jobs() -> str:
    """How each background job of the deployment stands, and what its last run did."""
    return render_template(
        "monitoring/jobs.html",
        jobs=job_queries.standings(jobs=JOBS, at=now()),
        is_everything=True,
        run_endpoint="platform.run_job",
    )


@blueprint.post("/jobs/<name>/run")
@guards.platform_admin
def run_job(name: str) -> ResponseReturnValue:
    """Have a job run now for all chapters, or again where it is parked; it runs in the background."""
    job = get_job(name)
    job_services.ask_for(job=job, by=guards.actor())
    flash(f"{job.title}: starts within a minute.", "success")
    return redirect(url_for(".jobs"), 303)


@blueprint.route("/chapters/new", methods=["GET", "POST"])
@guards.platform_admin
@guards.confirmed_lately
def new() -> ResponseReturnValue:
    """Open a chapter, and invite its first treasurer."""
    form = ChapterForm()
    if taken(form):
        with FormRefusals(form):
            services.open_chapter(chapter=form.chapter, treasurer=form.treasurer.address, by=guards.actor())
            flash(
                f"{form.name.text} is open. {form.treasurer.address} is invited as its treasurer.", "success"
            )
            return redirect(url_for(".chapters"), 303)
    return form_page("platform/new.html", form)


@blueprint.route("/chapters/<int:chapter_id>/suspend", methods=["GET", "POST"])
@guards.platform_admin
@guards.confirmed_lately
def suspend(chapter_id: int) -> ResponseReturnValue:
    """Close a chapter's pages, after a page that says what that means."""
    chapter, form = queries.get_chapter(chapter_id=chapter_id), SuspendForm()
    if taken(form):
        with FormRefusals(form):
            services.suspend(chapter_id=chapter_id, because=form.because.text, by=guards.actor())
            flash(f"{chapter.name} is suspended.", "success")
            return redirect(url_for(".chapters"), 303)
    return form_page("platform/suspend.html", form, chapter=chapter)


@blueprint.route("/chapters/<int:chapter_id>/resume", methods=["GET", "POST"])
@guards.platform_admin
@guards.confirmed_lately
def resume(chapter_id: int) -> ResponseReturnValue:
    """Open a suspended chapter's pages again."""
    chapter, form = queries.get_chapter(chapter_id=chapter_id), ResumeForm()
    if taken(form):
        with FormRefusals(form):
            services.resume(chapter_id=chapter_id, by=guards.actor())
            flash(f"{chapter.name} is open again.", "success")
            return redirect(url_for(".chapters"), 303)
    return form_page("platform/resume.html", form, chapter=chapter)
