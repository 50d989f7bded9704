"""The books: the only writer of entries, postings, and the balances that are kept beside them.

Reads the facts, asks the rules (``domain/books/entries``, ``charging``) for lines, writes them. Every function here
expects the payment and the members concerned to be locked by its caller (lock order: payment, members by ascending id,
the chapter's row last). After the entries, a member who has both credit and something open has the credit applied. What
else follows from entries is done by who listens: the application names them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from operator import attrgetter
from typing import Any

from sigma_finance.domain import policy
from sigma_finance.domain.books import charging, entries
from sigma_finance.domain.books.accounts import BANK_ACCOUNTS, Account, EntryKind
from sigma_finance.domain.books.closing import into_the_open, latest
from sigma_finance.domain.books.facts import ChargeFacts, MemberFacts, PaymentFacts
from sigma_finance.domain.books.journals import DOCUMENTS
from sigma_finance.domain.books.lines import Draft, PostingLine, changes, checked
from sigma_finance.domain.books.settling import OpenInstallment
from sigma_finance.extensions import db, listeners
from sigma_finance.models import Chapter, Charge, Installment, Member, Payment
from sigma_finance.queries import locks
from sigma_finance.queries.books import closings, facts, postings, writing
from sigma_finance.services.books import cash, chain
from sigma_finance.services.figures.version import changed

#: Where the application keeps those who are told, in the transaction of the entries, which members' balances they
#: touched: functions of the chapter's id and the members'.
LISTENERS = "books_listeners"


def post(draft: Draft) -> int:
    """Write one entry, keep the balances, apply credit where that leaves both credit and something open.

    Returns the entry's id.
    """
    [entry_id] = post_all([draft])
    return entry_id


def post_all(drafts: Sequence[Draft]) -> list[int]:
    """Write many entries of one chapter at once; as ``post`` for each. Returns their ids."""
    chapter_id = drafts[0].chapter_id
    members, entry_ids = _write(chapter_id, drafts)
    applied = _credit_drafts(chapter_id, members, booked_on=drafts[-1].booked_on)
    if applied:
        _write(chapter_id, applied)
    cash.require_in_hand(
        chapter_id, [(line.account, line.amount_minor) for draft in drafts for line in draft.lines]
    )
    changed(chapter_id=chapter_id)
    if members:
        for listener in listeners(LISTENERS):
            listener(chapter_id, [member.id for member in members])
    return entry_ids


def _write(chapter_id: int, drafts: Sequence[Draft]) -> tuple[list[Member], list[int]]:
    """Write entries, postings and balances; returns the members whose balances they touched, and the entries' ids.

    What happened in closed books, or on a bank account that is reconciled, stands on the first open day.
    """
    db.session.flush()
    closed_through = db.session.get_one(Chapter, chapter_id).closed_through
    reconciled = _reconciled(chapter_id, drafts)
    drafts = [into_the_open(draft, latest(draft, closed_through, reconciled)) for draft in drafts]
    lines = [checked(draft) for draft in drafts]
    entry_ids = writing.add_entries([_entry_row(draft) for draft in drafts])
    chain.link(chapter_id, entry_ids)
    writing.add_postings(
        [
            _posting_row(draft, entry_id, line)
            for draft, entry_id, of_entry in zip(drafts, entry_ids, lines, strict=True)
            for line in of_entry
        ]
    )
    return _keep_balances(chapter_id, [line for of_entry in lines for line in of_entry]), entry_ids


def _reconciled(chapter_id: int, drafts: Iterable[Draft]) -> Mapping[Account, date]:
    """Through which day the bank accounts that these drafts touch are reconciled."""
    touched = {line.account for draft in drafts for line in draft.lines if line.account in BANK_ACCOUNTS}
    return closings.reconciled_through(chapter_id=chapter_id, accounts=touched) if touched else {}


_OF_ENTRY = (
    "chapter_id",
    "kind",
    "booked_on",
    *DOCUMENTS,
)
_OF_POSTING = ("account", "amount_minor", "member_id", "installment_id", "payment_id")
_entry_values, _posting_values = attrgetter(*_OF_ENTRY), attrgetter(*_OF_POSTING)


def _entry_row(draft: Draft) -> dict[str, Any]:
    return {**dict(zip(_OF_ENTRY, _entry_values(draft), strict=True)), "memo": draft.memo[:300]}


def _posting_row(draft: Draft, entry_id: int, line: PostingLine) -> dict[str, Any]:
    values = dict(zip(_OF_POSTING, _posting_values(line), strict=True))
    return {"chapter_id": draft.chapter_id, "entry_id": entry_id, "booked_on": draft.booked_on, **values}


def _keep_balances(chapter_id: int, lines: Iterable[PostingLine]) -> list[Member]:
    moved = changes(lines)
    if moved.open:
        found = postings.get_installments(chapter_id=chapter_id, installment_ids=list(moved.open))
        for installment in found:
            installment.open_minor += moved.open[installment.id]
    if not moved.member_ids:
        return []
    members = locks.lock_members(chapter_id=chapter_id, member_ids=moved.member_ids)
    for member in members.values():
        member.balance_minor += moved.balance.get(member.id, 0)
        member.credit_minor += moved.credit.get(member.id, 0)
    db.session.flush()
    return list(members.values())


def _credit_drafts(chapter_id: int, members: Sequence[Member], *, booked_on: date) -> list[Draft]:
    """Entries that settle what members have open from their credit."""
    both = [member.id for member in members if member.credit_minor > 0 and member.balance_minor > 0]
    if not both:
        return []
    return [
        Draft(chapter_id, EntryKind.CREDIT_APPLIED, booked_on, lines, payment_id=source)
        for facts_of_one in _read(chapter_id, both, with_credit=True)
        for source, lines in entries.credit_applied(facts_of_one)
    ]


def _read(
    chapter_id: int,
    member_ids: Sequence[int],
    *,
    with_credit: bool = False,
    for_payment: int | None = None,
) -> list[MemberFacts]:
    ranks = policy.read(db.session.get_one(Chapter, chapter_id).policy).ranks
    still_open = facts.open_installments(
        chapter_id=chapter_id, member_ids=member_ids, for_payment=for_payment
    )
    credit = facts.credit(chapter_id=chapter_id, member_ids=member_ids) if with_credit else {}
    return [MemberFacts(one, still_open.get(one, ()), credit.get(one, ()), ranks) for one in member_ids]


def open_of(member: Member, *, for_payment: int | None = None) -> MemberFacts:
    """What a member has open, and in which order it is settled: first what the payment names, where one is to."""
    [found] = _read(member.chapter_id, [member.id], for_payment=for_payment)
    return found


def received_lines(payment: Payment, member: Member | None, *, amount_minor: int) -> list[PostingLine]:
    """Money of a payment that came in for the first time."""
    return entries.received(facts.fresh_facts(payment), _owing(payment, member), amount_minor)


def returned_lines(
    payment: Payment, member: Member | None, *, amount_minor: int, account: Account | None = None
) -> list[PostingLine]:
    """Money of a payment that had gone back and is ours again: where it came in, or in ``account``."""
    facts_of_it = held(payment)
    lying = replace(facts_of_it, first_account=account or facts_of_it.first_account)
    return entries.received(lying, _owing(payment, member), amount_minor)


def _owing(payment: Payment, member: Member | None) -> MemberFacts | None:
    return open_of(member, for_payment=payment.id) if member else None


def assigned_lines(payment: Payment, member: Member, *, amount_minor: int) -> list[PostingLine]:
    """Unmatched money that is given to its member."""
    return entries.assigned(facts.fresh_facts(payment), open_of(member), amount_minor)


def held(payment: Payment) -> PaymentFacts:
    """What the books hold of a payment."""
    return facts.payment_facts(payment)


def waiver_lines(
    member: Member, *, amount_minor: int, installments: Sequence[OpenInstallment] | None = None
) -> list[PostingLine]:
    """``amount_minor`` forgiven of these installments, or of all that is open, in settling order."""
    ranks = policy.read(db.session.get_one(Chapter, member.chapter_id).policy).ranks
    known = open_of(member) if installments is None else MemberFacts(member.id, installments, ranks=ranks)
    return charging.waived(known, amount_minor)


def credit_lines(member: Member, *, amount_minor: int, account: Account) -> list[PostingLine]:
    """``amount_minor`` of a member's credit paid back out of ``account``; raises Conflict when there is less."""
    credit = facts.credit(chapter_id=member.chapter_id, member_ids=[member.id]).get(member.id, ())
    return entries.credit_returned(MemberFacts(member.id, credit=credit), amount_minor, account)


def credit_put_back_lines(chapter_id: int, lines: Sequence[PostingLine]) -> list[PostingLine]:
    """The lines that undo a credit return's, after what went back of its payments in excess is made good."""
    sources = [line.payment_id for line in lines if line.payment_id]
    return entries.credit_put_back(lines, facts.excess(chapter_id=chapter_id, payment_ids=sources))


def charge_draft(
    charge: Charge, installments: Sequence[tuple[Installment, int]], *, actor_member_id: int | None
) -> Draft:
    """The entry of a charge with its installments and their amounts in minor units."""
    return Draft(
        chapter_id=charge.chapter_id,
        kind=EntryKind.CHARGE,
        booked_on=charge.charged_on,
        charge_id=charge.id,
        actor_member_id=actor_member_id,
        lines=charging.charged(_charge(charge), [(one.id, amount) for one, amount in installments]),
    )


def charge_reversal_lines(charge: Charge) -> list[PostingLine]:
    """A charge and its waivers taken back; what had settled it becomes credit of the payments that did."""
    moved = facts.movements_of_charge(chapter_id=charge.chapter_id, charge_id=charge.id)
    return charging.charge_reversed(_charge(charge), moved)


def charge_restored_lines(charge: Charge) -> list[PostingLine]:
    """A charge that was reversed, owed again, less what had been waived of it."""
    moved = facts.movements_of_charge(chapter_id=charge.chapter_id, charge_id=charge.id)
    return charging.charge_restored(_charge(charge), moved)


def _charge(charge: Charge) -> ChargeFacts:
    return ChargeFacts(
        charge.member_id, charge.kind, charge.amount_minor, charge.national_minor, charge.regional_minor
    )
