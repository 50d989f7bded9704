"""A member's figures, recomputed from the postings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, func, select

from sigma_finance.database.keys import points_at
from sigma_finance.domain.books.accounts import (
    CASH_ACCOUNTS,
    EXCESS_ACCOUNTS,
    HELD_ACCOUNTS,
    OPENING_KINDS,
    Account,
    ChargeKind,
)
from sigma_finance.domain.books.standing import Standing, StandingFacts, standing
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.members.members import MemberClass
from sigma_finance.domain.text import normal_email
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, JournalEntry, Member, Posting
from sigma_finance.queries.members.standing import oldest_open_due_on, on_plan, plan_rests
from sigma_finance.queries.people import known

EARNED = (*sorted({kind.income for kind in ChargeKind}), *HELD_ACCOUNTS)


@dataclass(frozen=True)
class MemberFigures:
    """What a member was charged, forgiven and paid, and what that leaves; in minor units of ``currency``.

    Always charged less waived less paid is balance less credit; *paid* is net of what went back (not of what
    did in excess of a payment) and of covered card fees, and has the credit that was brought from before the books
    began.
    """

    member_id: int
    name: str
    email: str | None
    currency: str
    charged_minor: int
    waived_minor: int
    paid_minor: int
    balance_minor: int
    credit_minor: int
    standing: Standing


def get_member_id(*, chapter_id: int, email: str) -> int:
    """The id of the chapter's member with this address; raises NotFound."""
    found = db.session.scalar(select(Member.id).where(known(chapter_id), Member.email == normal_email(email)))
    if found is None:
        raise NotFound(f"No member of this chapter has the address {email}.")
    return found


def member_figures(*, chapter_id: int, member_id: int) -> MemberFigures:
    """A member's figures as of now, from the postings alone; raises NotFound for another chapter's."""
    row = db.session.execute(
        select(
            Member,
            Chapter,
            oldest_open_due_on().label("oldest"),
            on_plan().label("on_plan"),
            plan_rests().label("plan_rests"),
        )
        .join(Chapter, Chapter.id == Member.chapter_id)
        .where(known(chapter_id), Member.id == member_id)
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise NotFound("There is no such member in this chapter.")
    member, chapter, oldest, planned, rests = row
    grace = timedelta(days=chapter.neophyte_days)
    facts = StandingFacts(
        exempt=member.member_class is MemberClass.EXEMPT,
        neophyte_until=member.initiated_on + grace if member.initiated_on else None,
        oldest_open_due_on=oldest,
        on_plan=planned,
        plan_rests=rests,
    )
    return MemberFigures(
        member_id=member.id,
        name=member.name,
        email=member.email,
        currency=chapter.currency,
        **_posted(chapter_id, member_id),
        standing=standing(facts, today=today_in(chapter.timezone)),
    )


def _posted(chapter_id: int, member_id: int) -> dict[str, int]:
    opening = JournalEntry.kind.in_(OPENING_KINDS)
    paid = _total(*CASH_ACCOUNTS, *EXCESS_ACCOUNTS, Account.UNASSIGNED, Account.INCOME_CARD_FEES) + _total(
        Account.OPENING_BALANCE, where=opening
    )
    row = db.session.execute(
        select(
            (-_total(*EARNED, where=~opening)).label("charged_minor"),
            _total(Account.WAIVERS).label("waived_minor"),
            paid.label("paid_minor"),
            _total(Account.RECEIVABLE).label("balance_minor"),
            (-_total(Account.MEMBER_CREDIT)).label("credit_minor"),
        )
        .join(JournalEntry, points_at(Posting.entry_id, JournalEntry))
        .where(Posting.chapter_id == chapter_id, Posting.member_id == member_id)
    ).one()
    return {name: int(amount) for name, amount in row._mapping.items()}


def _total(*accounts: Account, where: ColumnElement[bool] | None = None) -> ColumnElement[int]:
    chosen = [Posting.account.in_(accounts), *([] if where is None else [where])]
    of_accounts = func.sum(Posting.amount_minor).filter(*chosen)
    return func.coalesce(of_accounts, 0)
