"""Telling a member all that stands open, in one message: what reminders, late fees and autopay's notices share.

Such a message is the day's one to its member, whatever caused it: it counts as the reminder of that day, and as told
every step of the schedule that has come.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sigma_finance.domain import policy
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.dues import wording
from sigma_finance.domain.dues.reminders import OpenPart, ReminderKind, look_ahead
from sigma_finance.domain.money import format_money
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Member, Reminder, ReminderStep
from sigma_finance.queries import reminders as queries
from sigma_finance.queries.reminders import Debtor
from sigma_finance.services.messages import outbox


def find_debtors(chapter: Chapter, *, member_ids: Sequence[int] | None = None) -> list[Debtor]:
    """Who owes what is due soon, or sooner than the schedule's first step; of these members alone if any are given."""
    steps = policy.read(chapter.policy).reminders
    return queries.debtors(
        chapter_id=chapter.id,
        today=today_in(chapter.timezone),
        ahead=look_ahead(steps),
        steps=steps,
        member_ids=member_ids,
    )


def tell(
    chapter: Chapter, one: Debtor, *, member: Member, kind: str, by: Actor, facts: dict[str, Any]
) -> None:
    """Write a message of ``kind`` that says all that stands open, in the transaction under way.

    ``facts`` come to those of the standing, and outweigh them.
    """
    if one.last_on != one.statement.today:
        _keep(chapter, one, by)
    outbox.tell(member, kind, **{**facts_of(chapter, one), **facts})


def facts_of(chapter: Chapter, one: Debtor) -> dict[str, Any]:
    """What a message can say of a member's standing."""
    return {
        **wording.facts(one.statement, chapter.currency, method=one.method),
        "member_name": one.name,
        "balance": format_money(one.balance_minor, chapter.currency),
    }


def _keep(chapter: Chapter, one: Debtor, by: Actor) -> None:
    told = one.statement
    reminder = Reminder(
        chapter_id=chapter.id,
        member_id=one.member_id,
        sent_on=told.today,
        kind=told.kind if told.asked else ReminderKind.DUE_SOON,
        amount_minor=told.asked_minor,
        made_by_member_id=by.member_id,
    )
    db.session.add(reminder)
    db.session.flush()
    db.session.add_all(
        ReminderStep(
            chapter_id=chapter.id,
            installment_id=part.installment_id,
            step=part.step,
            reminder_id=reminder.id,
        )
        for part in _come(one)
    )


def _come(one: Debtor) -> list[OpenPart]:
    """The parts of which a step has come that nobody was told of."""
    parts = (part for section in one.statement.sections for part in section.parts)
    return [part for part in parts if part.step is not None and not part.is_told]
