"""The books: the only writer of entries, postings, and the balances that are kept beside them.

A debit is positive, a credit negative, an entry sums to zero. Every function here expects the members concerned to be
locked by its caller (lock order: payment, members by ascending id, the chapter's row last). After each entry a member
who has both credit and something open has the credit applied.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sigma_finance.domain import policy
from sigma_finance.domain.actors import SYSTEM
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books import settling
from sigma_finance.domain.books.accounts import Account, EntryKind, cash_account
from sigma_finance.domain.dates import now
from sigma_finance.domain.dues.schedules import PlanState
from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.money import format_money
from sigma_finance.extensions import db, setting
from sigma_finance.models import Chapter, Charge, Installment, JournalEntry, Member, Payment, Plan, Posting
from sigma_finance.queries import locks
from sigma_finance.queries.books import postings as queries
from sigma_finance.queries.dues import plans
from sigma_finance.services import audit
from sigma_finance.services.figures.version import changed
from sigma_finance.services.messages import outbox


class EntryUnbalanced(AssertionError):
    """An entry whose postings do not sum to zero: a fault of ours, never of the person's."""


@dataclass(frozen=True)
class PostingLine:
    """One posting to be; ``amount_minor`` in minor units, debit positive."""

    account: Account
    amount_minor: int
    member_id: int | None = None
    installment_id: int | None = None
    payment_id: int | None = None


@dataclass(frozen=True)
class Draft:
    """An entry to be, with the document it comes from."""

    chapter_id: int
    kind: EntryKind
    booked_on: date
    lines: Sequence[PostingLine]
    memo: str = ""
    payment_id: int | None = None
    charge_id: int | None = None
    refund_id: int | None = None
    dispute_id: int | None = None
    deposit_id: int | None = None
    credit_return_id: int | None = None
    reverses_entry_id: int | None = None
    actor_member_id: int | None = None


@dataclass
class _Effects:
    """What entries do to the cached balances."""

    balance: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    credit: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    open: dict[int, int] = field(default_factory=lambda: defaultdict(int))


def post(draft: Draft) -> JournalEntry:
    """Write one entry, keep the balances, apply credit where that leaves both credit and something open."""
    return post_all([draft])[0]


def post_all(drafts: Sequence[Draft]) -> list[JournalEntry]:
    """Write many entries of one chapter at once; as ``post`` for each."""
    entries = [_entry(draft) for draft in drafts]
    db.session.add_all(entries)
    db.session.flush()
    for entry, draft in zip(entries, drafts, strict=True):
        db.session.add_all(_posting(entry, line) for line in draft.lines if line.amount_minor)
    touched = _keep_balances(drafts)
    db.session.flush()
    applied = [d for member in touched for d in _credit_drafts(member, booked_on=drafts[-1].booked_on)]
    if applied:
        post_all(applied)
    _archive_plans(drafts[0].chapter_id, touched)
    changed(chapter_id=drafts[0].chapter_id)
    return entries


def _archive_plans(chapter_id: int, members: Sequence[Member]) -> None:
    """End the plans of which nothing is open any more."""
    for plan in plans.settled(chapter_id=chapter_id, member_ids=[member.id for member in members]):
        plan.state, plan.ended_at = PlanState.ARCHIVED, now()
        audit.record(
            Action.PLAN_ARCHIVED,
            chapter_id=chapter_id,
            subject=("plans", plan.id),
            by=SYSTEM,
            member_id=plan.member_id,
            total_minor=plan.total_minor,
        )
        _tell_done(plan)


def _tell_done(plan: Plan) -> None:
    """Write to a member that their plan is paid off."""
    member, chapter = db.session.get_one(Member, plan.member_id), db.session.get_one(Chapter, plan.chapter_id)
    outbox.enqueue(
        chapter_id=plan.chapter_id,
        kind="plan_done",
        to=member.email,
        member_id=member.id,
        context={
            "member_name": member.name,
            "amount": format_money(plan.total_minor, chapter.currency),
            "installments": str(plan.installments),
            "plan_url": setting("BASE_URL") + "/plans",
        },
    )


def _entry(draft: Draft) -> JournalEntry:
    lines = [line for line in draft.lines if line.amount_minor]
    if len(lines) < 2 or sum(line.amount_minor for line in lines) != 0:
        raise EntryUnbalanced(f"{draft.kind} of chapter {draft.chapter_id}: {lines}")
    return JournalEntry(
        chapter_id=draft.chapter_id,
        kind=draft.kind,
        booked_on=draft.booked_on,
        memo=draft.memo,
        payment_id=draft.payment_id,
        charge_id=draft.charge_id,
        refund_id=draft.refund_id,
        dispute_id=draft.dispute_id,
        deposit_id=draft.deposit_id,
        credit_return_id=draft.credit_return_id,
        reverses_entry_id=draft.reverses_entry_id,
        actor_member_id=draft.actor_member_id,
    )


def _posting(entry: JournalEntry, line: PostingLine) -> Posting:
    return Posting(
        chapter_id=entry.chapter_id,
        entry_id=entry.id,
        account=line.account,
        amount_minor=line.amount_minor,
        member_id=line.member_id,
        installment_id=line.installment_id,
        payment_id=line.payment_id,
    )


def _effects(lines: Iterable[PostingLine]) -> _Effects:
    effects = _Effects()
    for line in lines:
        if line.account is Account.RECEIVABLE and line.member_id and line.installment_id:
            effects.balance[line.member_id] += line.amount_minor
            effects.open[line.installment_id] += line.amount_minor
        elif line.account is Account.MEMBER_CREDIT and line.member_id:
            effects.credit[line.member_id] -= line.amount_minor
    return effects


def _keep_balances(drafts: Sequence[Draft]) -> list[Member]:
    chapter_id = drafts[0].chapter_id
    effects = _effects(line for draft in drafts for line in draft.lines)
    for installment in queries.get_installments(chapter_id=chapter_id, installment_ids=list(effects.open)):
        installment.open_minor += effects.open[installment.id]
    touched = locks.lock_members(chapter_id=chapter_id, member_ids=[*effects.balance, *effects.credit])
    for member in touched.values():
        member.balance_minor += effects.balance.get(member.id, 0)
        member.credit_minor += effects.credit.get(member.id, 0)
    return list(touched.values())


def _credit_drafts(member: Member, *, booked_on: date) -> list[Draft]:
    """Entries that settle what a member has open from their credit."""
    amount = min(member.credit_minor, member.balance_minor)
    if amount <= 0:
        return []
    installments = queries.open_installments(chapter_id=member.chapter_id, member_id=member.id)
    credit = queries.credit_by_payment(chapter_id=member.chapter_id, member_id=member.id)
    drafts = []
    for source, part in _from_sources(credit, amount):
        lines, installments = _settle(member, source, part, installments)
        drafts.append(
            Draft(
                chapter_id=member.chapter_id,
                kind=EntryKind.CREDIT_APPLIED,
                booked_on=booked_on,
                payment_id=source,
                lines=[
                    PostingLine(Account.MEMBER_CREDIT, part, member_id=member.id, payment_id=source),
                    *lines,
                ],
            )
        )
    return drafts


def _from_sources(credit: list[tuple[int | None, int]], amount_minor: int) -> list[tuple[int | None, int]]:
    parts, _ = settling.take(
        [(index, available) for index, (_, available) in enumerate(credit)], amount_minor
    )
    return [(credit[index][0], part) for index, part in parts]


def _settle(
    member: Member, payment_id: int | None, amount_minor: int, installments: list[settling.OpenInstallment]
) -> tuple[list[PostingLine], list[settling.OpenInstallment]]:
    """Lines that settle installments by the chapter's policy, what is left over as credit, and what stays open."""
    ranks = policy.read(db.session.get_one(Chapter, member.chapter_id).policy).ranks
    allocation = settling.allocate(amount_minor, installments, ranks)
    parts = dict(allocation.parts)
    lines = [
        PostingLine(
            Account.RECEIVABLE,
            -part,
            member_id=member.id,
            installment_id=installment_id,
            payment_id=payment_id,
        )
        for installment_id, part in allocation.parts
    ]
    if allocation.rest_minor:
        lines.append(
            PostingLine(
                Account.MEMBER_CREDIT, -allocation.rest_minor, member_id=member.id, payment_id=payment_id
            )
        )
    still_open = [
        settling.OpenInstallment(i.id, i.due_on, i.kind, i.open_minor - parts.get(i.id, 0))
        for i in installments
    ]
    return lines, [i for i in still_open if i.open_minor]


def settling_lines(member: Member, *, payment_id: int, amount_minor: int) -> list[PostingLine]:
    """Credits to *receivable* in settling order, and to *member credit* for the rest, that sum to minus the amount."""
    installments = queries.open_installments(chapter_id=member.chapter_id, member_id=member.id)
    return _settle(member, payment_id, amount_minor, installments)[0]


def waiver_lines(
    member: Member, *, amount_minor: int, installments: list[settling.OpenInstallment]
) -> list[PostingLine]:
    """Lines that forgive ``amount_minor`` of open installments, in settling order."""
    lines, _ = _settle(member, None, amount_minor, installments)
    return [PostingLine(Account.WAIVERS, amount_minor, member_id=member.id), *lines]


def credit_lines(member: Member, *, amount_minor: int) -> list[PostingLine]:
    """Debits that use ``amount_minor`` of a member's credit up, of the oldest payments first.

    Raises Conflict when there is less.
    """
    if amount_minor > member.credit_minor:
        raise Conflict("The member has less credit than that.", field="amount")
    credit = queries.credit_by_payment(chapter_id=member.chapter_id, member_id=member.id)
    return [
        PostingLine(Account.MEMBER_CREDIT, part, member_id=member.id, payment_id=source)
        for source, part in _from_sources(credit, amount_minor)
    ]


def cash_back_lines(payment: Payment, *, amount_minor: int) -> list[PostingLine]:
    """Credits that take ``amount_minor`` of a payment's money from where it lies: at Stripe, on hand, at the bank.

    Raises Conflict when less of it is here.
    """
    lying = queries.cash_by_account(chapter_id=payment.chapter_id, payment_id=payment.id)
    first = cash_account(payment.method)
    order = sorted(lying.items(), key=lambda place: place[0] is not first)
    accounts = [account for account, _ in order]
    parts, missing = settling.take(enumerate(minor for _, minor in order), amount_minor)
    if missing:
        raise Conflict("That is more than is left of this payment.", field="amount")
    return [
        PostingLine(accounts[place], -part, payment.member_id, payment_id=payment.id) for place, part in parts
    ]


def take_back_lines(payment: Payment, *, amount_minor: int) -> list[PostingLine]:
    """Debits that take ``amount_minor`` of a payment back: its unused credit first, then what it settled, last first.

    A card fee that it covered goes back last of all. Raises Conflict when the payment does not hold so much any more.
    """
    if payment.member_id is None:
        return [PostingLine(without_member(payment), amount_minor, payment_id=payment.id)]
    credit = queries.credit_of_payment(chapter_id=payment.chapter_id, payment_id=payment.id)
    from_credit = min(max(credit, 0), amount_minor)
    settled = queries.settled_by_payment(chapter_id=payment.chapter_id, payment_id=payment.id)
    parts, missing = settling.take(
        [(s.installment_id, s.amount_minor) for s in settled], amount_minor - from_credit
    )
    if missing > queries.fee_of_payment(chapter_id=payment.chapter_id, payment_id=payment.id):
        raise Conflict("That is more than is left of this payment.", field="amount")
    lines = [
        PostingLine(
            Account.RECEIVABLE, part, member_id=payment.member_id, installment_id=i, payment_id=payment.id
        )
        for i, part in parts
    ]
    if from_credit:
        lines.append(
            PostingLine(
                Account.MEMBER_CREDIT, from_credit, member_id=payment.member_id, payment_id=payment.id
            )
        )
    lines.append(PostingLine(Account.INCOME_CARD_FEES, missing, payment.member_id, payment_id=payment.id))
    return lines


def without_member(payment: Payment) -> Account:
    """Where money that is no member's is credited: a donation is income, anything else waits to be assigned."""
    return Account.UNASSIGNED if payment.donor_name is None else Account.INCOME_DONATIONS


def fee_line(payment: Payment, *, amount_minor: int) -> PostingLine:
    """The credit to *card fee income* when ``amount_minor`` of a payment comes in: its fee, less what is booked."""
    booked = queries.fee_of_payment(chapter_id=payment.chapter_id, payment_id=payment.id)
    fee_minor = min(payment.fee_minor - booked, amount_minor)
    return PostingLine(Account.INCOME_CARD_FEES, -fee_minor, payment.member_id, payment_id=payment.id)


def reschedule_lines(
    member_id: int, *, old: Sequence[settling.OpenInstallment], new: Sequence[tuple[int, int]]
) -> list[PostingLine]:
    """Credits the open rest of the old installments and debits the new ones (id and amount in minor units)."""
    moved = [*((part.id, -part.open_minor) for part in old), *new]
    return [
        PostingLine(Account.RECEIVABLE, minor, member_id, installment_id) for installment_id, minor in moved
    ]


def charge_draft(
    charge: Charge, installments: Sequence[tuple[Installment, int]], *, actor_member_id: int | None
) -> Draft:
    """The entry of a charge: receivable per installment (with its amount in minor units) against income."""
    debits = [
        PostingLine(Account.RECEIVABLE, amount, member_id=charge.member_id, installment_id=installment.id)
        for installment, amount in installments
    ]
    return Draft(
        chapter_id=charge.chapter_id,
        kind=EntryKind.CHARGE,
        booked_on=charge.charged_on,
        charge_id=charge.id,
        actor_member_id=actor_member_id,
        lines=[*debits, *_earned_lines(charge, -1)],
    )


def _earned_lines(charge: Charge, sign: int) -> list[PostingLine]:
    """What a charge earns: the parts held for others, and the chapter's own income; ``sign`` is -1 where it does."""
    held = {Account.HELD_NATIONAL: charge.national_minor, Account.HELD_REGIONAL: charge.regional_minor}
    own = {charge.kind.income: charge.amount_minor - sum(held.values())}
    return [
        PostingLine(account, sign * minor, member_id=charge.member_id)
        for account, minor in (held | own).items()
    ]


def charge_reversal_lines(charge: Charge) -> list[PostingLine]:
    """Takes a charge and its waivers back; what had settled it becomes credit of the payments that did."""
    member_id = charge.member_id
    lines = _earned_lines(charge, 1)
    waived = 0
    for installment_id, kind, payment_id, amount in queries.receivable_of_charge(
        chapter_id=charge.chapter_id, charge_id=charge.id
    ):
        lines.append(PostingLine(Account.RECEIVABLE, -amount, member_id, installment_id, payment_id))
        if kind is EntryKind.WAIVER:
            waived -= amount
        elif kind not in (EntryKind.CHARGE, EntryKind.RESCHEDULE):
            lines.append(
                PostingLine(Account.MEMBER_CREDIT, amount, member_id=member_id, payment_id=payment_id)
            )
    lines.append(PostingLine(Account.WAIVERS, -waived, member_id=member_id))
    return lines
