"""What the jobs do: each tells in a sentence what it did, or raises where it could not do all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo

import structlog

from sigma_finance.database.one_by_one import PartlyDone, reason
from sigma_finance.database.scopes import for_chapter
from sigma_finance.domain.actors import SYSTEM
from sigma_finance.domain.audit_heads import AuditHead, Chain
from sigma_finance.domain.dates import now
from sigma_finance.domain.jobs import JobFailed, JobIncomplete
from sigma_finance.queries.chapters import chapters
from sigma_finance.queries.chapters.chapters import ChapterRow
from sigma_finance.services import files, reminders
from sigma_finance.services.books import nightly, verify
from sigma_finance.services.dues import late_fees
from sigma_finance.services.figures import weekly_note
from sigma_finance.services.logins import email_changes
from sigma_finance.services.messages import outbox
from sigma_finance.services.payments import autopay_charges, dispute_deadlines, reconciliation

log = structlog.get_logger("sigma_finance.tasks")
#: Nobody is written to of a debt before this hour, where the chapter is.
FIRST_HOUR = 9


def deliver_messages() -> str:
    """Send the messages that are due, those of another try included."""
    done = outbox.deliver()
    return (
        f"Sent {done.sent}, to be tried again {done.retried}, refused {done.failed}, unknown {done.unknown}."
    )


def reconcile_payments() -> str:
    """Book what no webhook told of; what cannot be settled is named here, told to treasurers, and no failure."""
    done = reconciliation.reconcile()
    for problem in done.problems:
        log.warning("reconciliation.problem", problem=problem)
    named = f": {'; '.join(done.problems)}" if done.problems else "."
    return (
        f"Looked at {done.looked_at}, applied {done.applied}, closed {done.closed}, "
        f"events handled {done.events}, problems left {len(done.problems)}{named}"
    )


def change_addresses() -> str:
    """Let the changes of address count that have waited a week; one that cannot does not hold the others up."""
    done = failed = 0
    for user_id in email_changes.find_due():
        try:
            done += email_changes.take_effect(user_id=user_id)
        except Exception as error:  # noqa: BLE001  (the others go on)
            failed += 1
            log.error("job.address_failed", user_id=user_id, error=type(error).__name__)
    if failed:
        raise JobIncomplete(f"Addresses that could not be changed: {failed}. Changed: {done}.")
    return f"Addresses changed: {done}."


def charge_late_fees() -> str:
    """Charge every installment that is late its fee, once, in the chapters whose policy sets one, from the morning on.

    What autopay has to announce is announced before: its notice has a date to keep, a late fee has none.
    """
    awake = [chapter for chapter in chapters.live() if _is_day(chapter)]
    return f"Late fees charged: {_in_each(awake, lambda chapter: _late_fees(chapter.id))}."


def _late_fees(chapter_id: int) -> int:
    told = autopay_charges.notify_due(chapter_id=chapter_id)
    fees = late_fees.charge_each(chapter_id=chapter_id, by=SYSTEM)
    if told.problems:
        raise PartlyDone(fees, told.problems)
    return fees


def send_reminders() -> str:
    """Write to whom the chapters' schedules name today, from the morning on."""
    awake = [chapter for chapter in chapters.live() if _is_day(chapter)]
    told = _in_each(awake, lambda chapter: reminders.send_scheduled(chapter_id=chapter.id))
    return f"Members reminded: {told}."


def write_weekly_notes() -> str:
    """Write the week's figures to the officers of each chapter where Monday has begun."""
    written = _in_each(chapters.live(), lambda chapter: weekly_note.write(chapter_id=chapter.id))
    return f"Chapters written to: {written}."


def warn_of_disputes() -> str:
    """Tell officers of disputes whose last day to answer comes near, from the morning on."""
    awake = [chapter for chapter in chapters.live() if _is_day(chapter)]
    told = _in_each(awake, lambda chapter: dispute_deadlines.warn(chapter_id=chapter.id).whole())
    return f"Disputes told of: {told}."


def warn_of_disputes_in(chapter_id: int) -> str:
    """The disputes of one chapter whose last day comes near."""
    return f"Disputes told of: {dispute_deadlines.warn(chapter_id=chapter_id).whole()}."


def charge_autopay() -> str:
    """Tell members three days before what will be charged, and charge what has come, from the morning on."""
    awake = [chapter for chapter in chapters.live() if _is_day(chapter)]
    done = _in_each(awake, lambda chapter: _autopay(chapter.id))
    return f"Members told or charged: {done}."


def _autopay(chapter_id: int) -> int:
    ran = autopay_charges.run_chapter(chapter_id=chapter_id)
    if ran.problems:
        raise PartlyDone(ran.told + ran.charged, ran.problems)
    return ran.told + ran.charged


def sweep_files() -> str:
    """Take away files that people sent and that came to nothing."""
    return f"Took {files.sweep()} files away."


def verify_books() -> str:
    """Recompute every chapter's books and audit chain, and mail what came of it.

    Raises JobFailed where anything differs.
    """
    every, heads, differing = chapters.chapters(), _heads(), set[str]()

    def check(chapter: ChapterRow) -> int:
        found = _differences(chapter, heads)
        if found:
            differing.add(chapter.slug)
        return found

    differences = _in_each(every, check)
    nightly.tell(chapters=every, differing=differing)
    if differences:
        raise JobIncomplete(
            f"Differences in the books: {differences}. The command flask ledger verify lists them."
        )
    return f"Chapters looked at: {len(every)}. Their books and audit trails hold."


def _heads() -> dict[Chain, list[AuditHead]]:
    """The ends of chains that were mailed."""
    return {chain: nightly.known_heads(chain) for chain in Chain}


def _differences(chapter: ChapterRow, heads: Mapping[Chain, Sequence[AuditHead]]) -> int:
    found = verify.verify(
        chapters=[chapter], heads=heads[Chain.AUDIT], books_heads=heads[Chain.BOOKS]
    ).differences
    if found:
        log.error("books.differ", chapter_id=chapter.id, checks=sorted({one.check for one in found}))
    return len(found)


def charge_late_fees_in(chapter_id: int) -> str:
    """The late fees of one chapter."""
    return f"Late fees charged: {_late_fees(chapter_id)}."


def send_reminders_in(chapter_id: int) -> str:
    """Today's reminders of one chapter."""
    return f"Members reminded: {reminders.send_scheduled(chapter_id=chapter_id)}."


def verify_books_in(chapter_id: int) -> str:
    """Recompute the books and the audit chain of one chapter; raises JobIncomplete where anything differs."""
    for chapter in chapters.chapters():
        if chapter.id == chapter_id and (differences := _differences(chapter, _heads())):
            raise JobIncomplete(
                f"Differences in the books: {differences}. Your operator is told what they are."
            )
    return "The books and the audit trail hold."


def _is_day(chapter: ChapterRow) -> bool:
    return now().astimezone(ZoneInfo(chapter.timezone)).hour >= FIRST_HOUR


def _in_each(where: Iterable[ChapterRow], work: Callable[[ChapterRow], int]) -> int:
    """Do the same in each chapter and add up; what fails in one holds nobody up, and is told at the end.

    Raises JobIncomplete, naming chapters and members by their ids, and JobFailed where it failed everywhere.
    """
    total, problems, failed = 0, [], 0
    every = list(where)
    for chapter in every:
        try:
            with for_chapter(chapter.id):
                total += work(chapter)
        except PartlyDone as rest:
            total += rest.done
            problems += [f"{chapter.slug}, {problem}" for problem in rest.problems]
        except Exception as error:  # noqa: BLE001  (the other chapters go on)
            failed += 1
            problems.append(f"{chapter.slug}: {reason(error)}")
            log.error("job.chapter_failed", chapter_id=chapter.id, error=type(error).__name__)
    if problems:
        kind = JobFailed if failed == len(every) else JobIncomplete
        raise kind(f"Failed: {len(problems)}. Done in all the rest: {total}. {'; '.join(problems)}")
    return total
