"""Reminding members of what is due: by the chapter's schedule, or when an officer says so.

A member gets at most one reminder a day, and each step of the schedule is told at most once for an installment: the
database holds both, so two schedulers at once write to nobody twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sigma_finance.database.one_by_one import BatchRun, one_by_one
from sigma_finance.database.transactions import transactional
from sigma_finance.domain import policy, seen
from sigma_finance.domain.actors import SYSTEM, Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dues import reminders as rules
from sigma_finance.domain.money import format_money
from sigma_finance.domain.payments import named
from sigma_finance.extensions import db
from sigma_finance.gateways.messaging import render
from sigma_finance.models import Chapter, Member
from sigma_finance.queries import locks
from sigma_finance.queries.reminders import Debtor
from sigma_finance.services import audit
from sigma_finance.services.dues import standing
from sigma_finance.services.figures import version
from sigma_finance.services.messages import links, outbox
from sigma_finance.services.payments import autopay_charges, pay_links


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

    Repeating writes to nobody, and what autopay has to announce is announced first, since nobody is written to twice.
    Raises PartlyDone where it failed for some.
    """
    chapter = db.session.get_one(Chapter, chapter_id)
    if not policy.read(chapter.policy).reminders:
        return 0
    announced = autopay_charges.notify_due(chapter_id=chapter_id)
    due = [one.member_id for one in standing.find_debtors(chapter) if one.is_scheduled]
    sent = one_by_one(
        due, lambda member_id: _send_step(chapter_id=chapter_id, member_id=member_id), called="member"
    )
    return BatchRun(sent.done, [*announced.problems, *sent.problems]).whole()


@transactional
def _send_step(*, chapter_id: int, member_id: int) -> int:
    chapter = db.session.get_one(Chapter, chapter_id)
    return _send(chapter, [member_id], by=SYSTEM, scheduled=True)


@transactional
def send_now(*, chapter_id: int, member_ids: Sequence[int], by: Actor) -> int:
    """Write to these members of what is past due or due soon, those left out whom nobody may write to now."""
    chapter = db.session.get_one(Chapter, chapter_id)
    sent = _send(chapter, member_ids, by=by, scheduled=False)
    if sent:
        audit.record(
            Action.REMINDERS_SENT,
            chapter_id=chapter_id,
            subject=("chapters", chapter_id),
            by=by,
            members=sent,
        )
    return sent


def _send(chapter: Chapter, member_ids: Sequence[int], *, by: Actor, scheduled: bool) -> int:
    """Write to the members, locked, that still are to be written to."""
    if not member_ids or chapter.suspended_at is not None:
        return 0
    members = locks.lock_members(chapter_id=chapter.id, member_ids=list(member_ids))
    still = [
        one
        for one in standing.find_debtors(chapter, member_ids=member_ids)
        if not one.hindrance and (not scheduled or one.is_scheduled)
    ]
    for one in still:
        _remind(chapter, one, members[one.member_id], by)
    return len(still)


def _remind(chapter: Chapter, one: Debtor, member: Member, by: Actor) -> None:
    link = pay_links.for_reminder(chapter_id=chapter.id, member_id=one.member_id, by=by)
    facts = _asked(chapter, one, link)
    standing.tell(chapter, one, member=member, kind=one.statement.kind.value, by=by, facts=facts)


def _asked(chapter: Chapter, one: Debtor, link: str) -> dict[str, Any]:
    """What the message asks for, and where to pay it."""
    is_all = one.statement.asked_minor == one.balance_minor
    asked = [] if is_all else [part.installment_id for part in one.statement.asked]
    return {
        "amount": format_money(one.statement.asked_minor, chapter.currency),
        "pay_url": named.address(link, asked),
        "named": asked,
    }


@dataclass(frozen=True)
class ReminderText:
    """A reminder as its member would read it: its subject, which also heads it, and its plain text below that."""

    member_name: str
    subject: str
    text: str


def preview(*, chapter_id: int, one: Debtor) -> ReminderText:
    """What a member would read if they were written to now; their link to pay is made when it is sent."""
    chapter = db.session.get_one(Chapter, chapter_id)
    facts = {
        **outbox.shared_facts(chapter),
        **standing.facts_of(chapter, one),
        **_asked(chapter, one, links.page(chapter.slug, "/pay/…")),
    }
    subject, text, _ = render.render(one.statement.kind.value, facts)
    return ReminderText(one.name, subject, text.removeprefix(subject).strip())
