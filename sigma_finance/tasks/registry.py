"""The background jobs, all of them: Celery, the process itself and ``flask jobs`` run what stands here."""

from __future__ import annotations

from datetime import timedelta

from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.jobs import Job
from sigma_finance.tasks import work

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

JOBS = (
    Job("messages", "Send messages that wait", MINUTE, work.deliver_messages),
    Job("reconcile", "Compare payments with Stripe", HOUR, work.reconcile_payments, after=25 * MINUTE),
    Job("addresses", "Change addresses that waited a week", HOUR, work.change_addresses, after=5 * MINUTE),
    Job(
        "late-fees",
        "Charge late fees",
        HOUR,
        work.charge_late_fees,
        after=10 * MINUTE,
        in_chapter=work.charge_late_fees_in,
    ),
    Job(
        "reminders",
        "Remind members of what is due",
        HOUR,
        work.send_reminders,
        after=15 * MINUTE,
        in_chapter=work.send_reminders_in,
    ),
    Job(
        "disputes",
        "Tell of disputes to answer",
        HOUR,
        work.warn_of_disputes,
        after=12 * MINUTE,
        in_chapter=work.warn_of_disputes_in,
    ),
    Job("weekly-notes", "Write the officers' weekly note", HOUR, work.write_weekly_notes, after=20 * MINUTE),
    Job("files", "Take away files that came to nothing", HOUR, work.sweep_files, after=50 * MINUTE),
    Job("autopay", "Charge what is due by autopay", HOUR, work.charge_autopay, after=20 * MINUTE),
    Job(
        "verify",
        "Check the books and the audit trail",
        DAY,
        work.verify_books,
        after=8 * HOUR + 40 * MINUTE,
        in_chapter=work.verify_books_in,
    ),
)


def get_job(name: str) -> Job:
    """The job of this name; raises NotFound."""
    for job in JOBS:
        if job.name == name:
            return job
    raise NotFound(f"There is no job named {name}; there are {', '.join(job.name for job in JOBS)}.")
