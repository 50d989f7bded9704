"""What members are charged: made, reversed when wrong, waived when right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.approvals import GIVES
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import ChargeKind, EntryKind, WaiverKind
from sigma_finance.domain.books.lines import Draft
from sigma_finance.domain.books.settling import OpenInstallment
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.dues.requests import WAIVER_REASON
from sigma_finance.domain.errors import Conflict, Invalid, NotFound
from sigma_finance.domain.money import check_bounds, format_money
from sigma_finance.domain.permissions import Permission
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Charge, DuesPeriod, Installment, Member
from sigma_finance.queries import locks
from sigma_finance.queries.dues import charging as queries
from sigma_finance.services import audit, deciding
from sigma_finance.services.books import ledger
from sigma_finance.services.messages import movements

#: What two officers decided on, in minor units; None where one decides alone.
Approved = int | None
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


@dataclass(frozen=True)
class NewCharge:
    """A charge to be; amounts in minor units, due by the end of ``due_on``."""

    member_id: int
    kind: ChargeKind
    description: str
    amount_minor: int
    due_on: date
    dues_period_id: int | None = None
    national_minor: int = 0
    regional_minor: int = 0


def dues_of(period: DuesPeriod, *, member_id: int, amount_minor: int) -> NewCharge:
    """What a period charges a member, by its name and its date, and what of it other bodies get."""
    return NewCharge(
        member_id,
        ChargeKind.DUES,
        period.name,
        amount_minor,
        period.due_on,
        period.id,
        period.national_minor,
        period.regional_minor,
    )


@transactional
def charge(*, chapter_id: int, request: NewCharge, by: Actor) -> int:
    """Charge one member; returns the charge's id."""
    locks.lock_member(chapter_id=chapter_id, member_id=request.member_id)
    description = clean_text(request.description, field="description", label="What it is for", at_most=120)
    chapter = db.session.get_one(Chapter, chapter_id)
    check_bounds(request.amount_minor, chapter.currency)
    [made] = post_charges(chapter, [request], description=description, by=by)
    audit.record(
        Action.CHARGE_MADE,
        chapter_id=chapter_id,
        subject=("charges", made.id),
        by=by,
        member_id=made.member_id,
        kind=made.kind.value,
        amount_minor=made.amount_minor,
    )
    return made.id


def post_charges(
    chapter: Chapter,
    requests: list[NewCharge],
    *,
    description: str,
    by: Actor,
    batch_id: int | None = None,
    on: date | None = None,
) -> list[Charge]:
    """Write charges with one installment each and their entries, for members who are locked already."""
    charged_on = on or today_in(chapter.timezone)
    made = [
        Charge(
            chapter_id=chapter.id,
            member_id=request.member_id,
            kind=request.kind,
            description=description,
            amount_minor=request.amount_minor,
            charged_on=charged_on,
            dues_period_id=request.dues_period_id,
            batch_id=batch_id,
            national_minor=request.national_minor,
            regional_minor=request.regional_minor,
        )
        for request in requests
    ]
    db.session.add_all(made)
    db.session.flush()
    parts = [
        Installment(
            chapter_id=chapter.id,
            member_id=new.member_id,
            charge_id=new.id,
            due_on=request.due_on,
            open_minor=0,
        )
        for new, request in zip(made, requests, strict=True)
    ]
    db.session.add_all(parts)
    db.session.flush()
    ledger.post_all(
        [
            ledger.charge_draft(new, [(part, new.amount_minor)], actor_member_id=by.member_id)
            for new, part in zip(made, parts, strict=True)
        ]
    )
    return made


@transactional
def waive(
    *,
    chapter_id: int,
    charge_id: int,
    amount_minor: int,
    reason: str,
    by: Actor,
    kind: WaiverKind = WaiverKind.WAIVER,
    approved: bool = False,
) -> None:
    """Forgive a part of a charge, at most what is open of it; one's own only where no other officer may.

    Above the chapter's limit (``deciding.require``) it has to be ``approved``, else NeedsSecond is raised.
    """
    reason = clean_text(reason, field="reason", label="The reason", at_most=WAIVER_REASON, lines=True)
    found, member = _lock(chapter_id, charge_id)
    chapter = db.session.get_one(Chapter, chapter_id)
    alone = may_waive_alone(chapter_id=chapter_id, member_id=found.member_id, by=by)
    parts = queries.installments_of(chapter_id=chapter_id, charge_id=charge_id)
    open_minor = sum(part.open_minor for part in parts)
    if not 0 < amount_minor <= open_minor:
        owed = format_money(open_minor, chapter.currency)
        raise Invalid(f"{owed} of this charge is open. Enter that or less, above zero.", field="amount")
    deciding.require(
        chapter_id=chapter_id, member_ids=[member.id], amount_minor=amount_minor, by=by, approved=approved
    )
    open_parts = [OpenInstallment(p.id, p.due_on, found.kind, p.open_minor) for p in parts if p.open_minor]
    ledger.post(
        Draft(
            chapter_id=chapter_id,
            kind=EntryKind.WAIVER,
            booked_on=today_in(chapter.timezone),
            memo=kind.memo(reason),
            charge_id=charge_id,
            actor_member_id=by.member_id,
            lines=ledger.waiver_lines(member, amount_minor=amount_minor, installments=open_parts),
        )
    )
    _note(Action.CHARGE_SELF_WAIVED if alone else Action.CHARGE_WAIVED, found, amount_minor, by)
    movements.tell(member, "charge_waived", amount_minor, description=found.description)


def may_waive_alone(*, chapter_id: int, member_id: int, by: Actor) -> bool:
    """Whether ``by`` waives their own charge with nobody else to do so; raises Forbidden where somebody is."""
    return deciding.decides_alone(
        chapter_id=chapter_id,
        member_id=member_id,
        permission=Permission.ASSESS_DUES,
        by=by,
        refusal="This charge is your own. Another officer has to waive it.",
    )


@transactional
def reverse(*, chapter_id: int, charge_id: int, reason: str, by: Actor, approved: Approved = None) -> None:
    """Take a wrong charge back; what had settled it becomes the member's credit. One's own only where no other may.

    Raises NeedsSecond where that forgives and gives back more than one officer may, unless so much was ``approved``.
    """
    reason = clean_text(reason, field="reason", label="The reason", at_most=300, lines=True)
    found, member = _lock(chapter_id, charge_id)
    if found.reversed_at is not None:
        raise Conflict("This charge has been reversed already.")
    deciding.decides_alone(
        chapter_id=chapter_id,
        member_id=found.member_id,
        permission=Permission.ASSESS_DUES,
        by=by,
        refusal="This charge is your own. Another officer has to reverse it.",
    )
    chapter = db.session.get_one(Chapter, chapter_id)
    found.reversed_at = now()
    draft = reversal_draft(found, booked_on=today_in(chapter.timezone), reason=reason, by=by)
    require_for_reversal(chapter_id, [draft], by=by, approved=approved)
    ledger.post(draft)
    _note(Action.CHARGE_REVERSED, found, found.amount_minor, by)
    movements.tell(member, "charge_reversed", found.amount_minor, description=found.description)


def require_for_reversal(chapter_id: int, drafts: Sequence[Draft], *, by: Actor, approved: Approved) -> None:
    """Have charges reversed alone only within the chapter's limit; raises Conflict where another sum was approved."""
    lines = [line for one in drafts if one.kind is EntryKind.CHARGE_REVERSAL for line in one.lines]
    given = -sum(line.amount_minor for line in lines if line.account in GIVES[EntryKind.CHARGE_REVERSAL])
    if approved is not None and approved != given:
        raise Conflict("What is charged or paid has changed since this was asked. Decline it and ask again.")
    deciding.require(
        chapter_id=chapter_id,
        member_ids={line.member_id for line in lines if line.member_id is not None},
        amount_minor=given,
        by=by,
        approved=approved is not None,
    )


def reversal_draft(found: Charge, *, booked_on: date, reason: str, by: Actor) -> Draft:
    """The entry that takes a charge back, whose member is locked."""
    return Draft(
        chapter_id=found.chapter_id,
        kind=EntryKind.CHARGE_REVERSAL,
        booked_on=booked_on,
        memo=reason[:300],
        charge_id=found.id,
        actor_member_id=by.member_id,
        lines=ledger.charge_reversal_lines(found),
    )


def _lock(chapter_id: int, charge_id: int) -> tuple[Charge, Member]:
    """The charge, reread under the lock of its member, and the member."""
    found = queries.find_charge(chapter_id=chapter_id, charge_id=charge_id)
    if found is None:
        raise NotFound("There is no such charge in this chapter.")
    member = locks.lock_member(chapter_id=chapter_id, member_id=found.member_id)
    return queries.find_charge(chapter_id=chapter_id, charge_id=charge_id) or found, member


def _note(action: Action, found: Charge, amount_minor: int, by: Actor) -> None:
    audit.record(
        action,
        chapter_id=found.chapter_id,
        subject=("charges", found.id),
        by=by,
        member_id=found.member_id,
        amount_minor=amount_minor,
    )
