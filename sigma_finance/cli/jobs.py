"""``flask jobs``: the background jobs, for cron, for a look, and for a person's hand."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import datetime

import click

from sigma_finance.cli import options
from sigma_finance.cli.commands import CommandGroup, messages_leave, messages_wait
from sigma_finance.cli.output import print_json, print_table
from sigma_finance.domain.dates import now
from sigma_finance.queries import jobs as queries
from sigma_finance.queries.jobs import JobStanding
from sigma_finance.services import jobs
from sigma_finance.services.jobs import JobRun
from sigma_finance.tasks.registry import JOBS, get_job

group = CommandGroup("jobs", help="Run the background jobs, and see how they stand.")


@group.task("run-due")
def run_due() -> None:
    """Run every job that is due; meant for every minute, safe twice at once. Exits with 1 where one failed."""
    with messages_leave():
        ran = jobs.tick(JOBS)
    _tell(ran)


@group.task("run")
@click.argument("name")
def run(name: str) -> None:
    """Run one job now, due or not, parked or not; exits with 1 where it failed."""
    with messages_leave():
        ran = jobs.run_now(get_job(name))
    _tell([ran])


@group.task("retry")
@click.argument("name")
def retry(name: str) -> None:
    """Make a job due now; one that is parked is ready again."""
    with messages_wait():
        jobs.ask_for(job=get_job(name))
    click.echo(f"{name} runs at the next tick.")


@group.task("list")
@options.as_json
def list_jobs(as_json: bool) -> None:
    """Print each job with its state, when it is due, and how its last run ended."""
    found = queries.standings(jobs=JOBS, at=now())
    if as_json:
        print_json([_plain(one) for one in found])
        return
    rows = [
        (one.name, "running" if one.running else one.state.value, _at(one.next_due_at), _last(one))
        for one in found
    ]
    print_table(("Job", "State", "Due", "Last run"), rows)


def _tell(ran: list[JobRun]) -> None:
    for one in ran:
        click.echo(f"{one.name}: {one.outcome or one.error}", err=not one.ok)
    if not all(one.ok for one in ran):
        sys.exit(1)


def _plain(one: JobStanding) -> dict[str, object]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(one).items()
    }


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _last(one: JobStanding) -> str:
    if one.last_finished_at is None:
        return one.last_error or "never"
    return f"{_at(one.last_finished_at)} {one.last_error or one.last_outcome}"
