"""For whatever and whoever watches over the application."""

from __future__ import annotations

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from sigma_finance.domain.dates import now
from sigma_finance.domain.permissions import Permission
from sigma_finance.extensions import limiter
from sigma_finance.queries import health as queries
from sigma_finance.queries import jobs as job_queries
from sigma_finance.queries.chapters import chapters
from sigma_finance.services import jobs as job_services
from sigma_finance.services.figures import cached
from sigma_finance.tasks.registry import JOBS, get_job
from sigma_finance.web import guards
from sigma_finance.web.guards import requires

blueprint = Blueprint("monitoring", __name__, url_prefix="/monitoring")


@blueprint.get("/health")
@guards.public
@limiter.exempt
def health() -> tuple[Response, int]:
    """Whether the application can serve: 503 without its database; degraded, and serving, where less is amiss.

    That is a Redis that does not answer, or a role of the database whom row-level security does not bind.
    """
    database = queries.database_answers()
    facts = {
        "status": "healthy" if database else "unhealthy",
        "database": "connected" if database else "unreachable",
        "timestamp": now().isoformat(),
    }
    if database and not cached.answers():
        facts |= {"status": "degraded", "redis": "unreachable"}
    if database and not queries.rows_are_guarded():
        facts |= {"status": "degraded", "row_security": "bypassed"}
    return jsonify(facts), 200 if database else 503


@blueprint.get("/cache")
@requires(Permission.MANAGE_CHAPTER)
def cache() -> str:
    """How often a figure was found in the cache, and how often it had to be worked out."""
    return render_template(
        "monitoring/cache.html",
        here=cached.reads_here(),
        everywhere=cached.reads_everywhere(),
        minutes=cached.KEPT_S // 60,
    )


@blueprint.get("/jobs")
@requires(Permission.MANAGE_CHAPTER)
def jobs() -> str:
    """How the jobs that do something for this chapter stand; all of them, where it is the only one.

    What a run did in other chapters is not told here.
    """
    alone = _is_alone()
    shown = JOBS if alone else [job for job in JOBS if job.in_chapter is not None]
    return render_template(
        "monitoring/jobs.html",
        jobs=job_queries.standings(jobs=shown, at=now()),
        is_everything=alone,
        run_endpoint="monitoring.run_job",
    )


@blueprint.post("/jobs/<name>/run")
@requires(Permission.MANAGE_CHAPTER)
def run_job(name: str) -> ResponseReturnValue:
    """Have a job done for this chapter; where it is the only one, have the whole job run in the background."""
    job, viewer = get_job(name), guards.viewer()
    if _is_alone():
        job_services.ask_for(job=job, chapter_id=viewer.chapter_id, by=guards.actor())
        flash(f"{job.title}: starts within a minute.", "success")
    else:
        ran = job_services.run_in_chapter(job=job, chapter_id=viewer.chapter_id, by=guards.actor())
        flash(f"{job.title}: {ran.outcome or ran.error}", "success" if ran.ok else "error")
    return redirect(url_for(".jobs"), 303)


def _is_alone() -> bool:
    """Whether the deployment has no other chapter, so that all that it does is this one's."""
    return chapters.count() == 1
