"""Payment plans that are paid off: archived as the entry is booked that leaves nothing of them open."""

from __future__ import annotations

from collections.abc import Sequence

from sigma_finance.domain.actors import SYSTEM
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now
from sigma_finance.domain.dues.schedules import PlanState
from sigma_finance.domain.money import format_money
from sigma_finance.extensions import db, setting
from sigma_finance.models import Chapter, Member, Plan
from sigma_finance.queries.dues import plans
from sigma_finance.services import audit
from sigma_finance.services.messages import outbox


def archive_paid_off(chapter_id: int, member_ids: Sequence[int]) -> None:
    """End those plans of members of which nothing is open any more, with a word to them; listens to the ledger."""
    for plan in plans.settled(chapter_id=chapter_id, member_ids=member_ids):
        plan.state, plan.ended_at = PlanState.ARCHIVED, now()
        audit.record(
            Action.PLAN_ARCHIVED,
            chapter_id=chapter_id,
            subject=("plans", plan.id),
            by=SYSTEM,
            member_id=plan.member_id,
            total_minor=plan.total_minor,
        )
        _tell(plan)


def _tell(plan: Plan) -> None:
    member, chapter = db.session.get_one(Member, plan.member_id), db.session.get_one(Chapter, plan.chapter_id)
    outbox.tell(
        member,
        "plan_done",
        amount=format_money(plan.total_minor, chapter.currency),
        installments=str(plan.installments),
        plan_url=setting("BASE_URL") + "/plans",
    )
