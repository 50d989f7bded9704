"""Reminding members of what is due: by the chapter's schedule, or when an officer says so.

A member gets at most one reminder a day, and each step of the schedule is told at most once for an installment: the
database holds both, so two schedulers at once write to nobody twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from sigma_finance.database.one_by_one import one_by_one
from sigma_finance.database.transactions import transactional
from sigma_finance.domain import policy, seen
from sigma_finance.domain.actors import SYSTEM, Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.owing import SOON
from sigma_finance.domain.dates import long_date, today_in
from sigma_finance.domain.dues import reminders as rules
from sigma_finance.domain.money import format_money
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Reminder, ReminderStep
from sigma_finance.queries import locks
from sigma_finance.queries import reminders as queries
from sigma_finance.queries.reminders import Debtor
from sigma_finance.services import audit
from sigma_finance.services.figures import version
from sigma_finance.services.messages import outbox
from sigma_finance.services.payments import pay_links


@transactional
def save_schedule(*, chapter_id: int, steps: Sequence[int], opened: str | None, by: Actor) -> bool:
    """Keep when members are reminded, in days from the due date; whether that changed anything.

    Raises Invalid, and ChangedMeanwhile where another schedule was saved since the form was opened.
    """
    wanted = rules.check_steps(steps)
    chapter = locks.lock_chapter(chapter_id=chapter_id)
    kept = policy.read(chapter.policy)
    seen.check(opened, mark(kept.reminders))
    if wanted == kept.reminders:
        return False
    chapter.policy = {**chapter.policy, **replace(kept, reminders=wanted).kept()}
    audit.record(
        Action.SETTINGS_CHANGED,
        chapter_id=chapter_id,
        subject=("chapters", chapter_id),
        by=by,
        before={"reminders": list(kept.reminders)},
        after={"reminders": list(wanted)},
    )
    version.changed(chapter_id=chapter_id)
    return True


def mark(steps: Sequence[int]) -> str:
    """A mark of the schedule that a form shows."""
    return seen.mark(list(steps))


def send_scheduled(*, chapter_id: int) -> int:
    """Write, member by member, to whom the chapter's schedule names today; returns to how many.

    Repeating writes to nobody. Raises PartlyDone where it failed for some.
    """
    chapter = db.session.get_one(Chapter, chapter_id)
    if not policy.read(chapter.policy).reminders:
        return 0
    today = today_in(chapter.timezone)
    due = [one.member_id for one in _found(chapter, today, None) if one.is_scheduled(today)]
    ran = one_by_one(
        due,
        lambda member_id: _send_step(chapter_id=chapter_id, member_id=member_id, today=today),
        called="member",
    )
    return ran.whole()


@transactional
def _send_step(*, chapter_id: int, member_id: int, today: date) -> int:
    chapter = db.session.get_one(Chapter, chapter_id)
    return _send(chapter, today, [member_id], by=SYSTEM, scheduled=True)


@transactional
def send_now(*, chapter_id: int, member_ids: Sequence[int], by: Actor) -> int:
    """Write to these members of what is past due or due soon, those left out whom nobody may write to now."""
    chapter = db.session.get_one(Chapter, chapter_id)
    sent = _send(chapter, today_in(chapter.timezone), member_ids, by=by, scheduled=False)
    if sent:
        audit.record(
            Action.REMINDERS_SENT,
            chapter_id=chapter_id,
            subject=("chapters", chapter_id),
            by=by,
            members=sent,
        )
    return sent


def _found(chapter: Chapter, today: date, member_ids: Sequence[int] | None) -> list[Debtor]:
    """Who owes what is due soon, or sooner than the schedule's first step."""
    steps = policy.read(chapter.policy).reminders
    ahead = max([SOON, *(timedelta(days=-step) for step in steps)])
    return queries.debtors(
        chapter_id=chapter.id, today=today, ahead=ahead, steps=steps, member_ids=member_ids
    )


def _send(chapter: Chapter, today: date, member_ids: Sequence[int], *, by: Actor, scheduled: bool) -> int:
    """Write to the members, locked, that still are to be written to."""
    if not member_ids or chapter.suspended_at is not None:
        return 0
    locks.lock_members(chapter_id=chapter.id, member_ids=list(member_ids))
    still = [
        one
        for one in _found(chapter, today, member_ids)
        if not one.hindrance(today) and (not scheduled or one.is_scheduled(today))
    ]
    for one in still:
        _remind(chapter, one, today, by)
    return len(still)


def _remind(chapter: Chapter, one: Debtor, today: date, by: Actor) -> None:
    kind = one.kind(today)
    reminder = Reminder(
        chapter_id=chapter.id,
        member_id=one.member_id,
        sent_on=today,
        kind=kind,
        amount_minor=one.amount_minor,
        made_by_member_id=by.member_id,
    )
    db.session.add(reminder)
    db.session.flush()
    db.session.add_all(
        ReminderStep(
            chapter_id=chapter.id,
            installment_id=item.installment_id,
            step=item.step,
            reminder_id=reminder.id,
        )
        for item in one.items
        if item.step is not None and not item.is_told
    )
    link = pay_links.for_reminder(chapter_id=chapter.id, member_id=one.member_id, by=by)
    outbox.enqueue(
        chapter_id=chapter.id,
        kind=kind.value,
        to=one.email,
        member_id=one.member_id,
        context={
            "member_name": one.name,
            "amount": format_money(one.amount_minor, chapter.currency),
            "balance": format_money(one.balance_minor, chapter.currency),
            "due_on": long_date(one.oldest_due_on),
            "items": [
                [
                    f"{item.description}, by {long_date(item.due_on)}",
                    format_money(item.open_minor, chapter.currency),
                ]
                for item in one.items
            ],
            "pay_url": link,
        },
    )
