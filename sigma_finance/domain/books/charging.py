"""From facts to lines: what members are charged, what is forgiven of it, moved to other dates, or taken back."""

from __future__ import annotations

from collections.abc import Sequence

from sigma_finance.domain.books import entries
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.books.facts import ChargeFacts, InstallmentMovement, MemberFacts
from sigma_finance.domain.books.lines import PostingLine
from sigma_finance.domain.books.settling import OpenInstallment

#: Kinds of entries that say what an installment is, not what became of it.
_MAKING = (EntryKind.CHARGE, EntryKind.RESCHEDULE)


def charged(charge: ChargeFacts, installments: Sequence[tuple[int, int]]) -> list[PostingLine]:
    """A charge: receivable per installment (its id and amount) against what it earns."""
    debits = [
        PostingLine(Account.RECEIVABLE, amount, charge.member_id, installment_id)
        for installment_id, amount in installments
    ]
    return [*debits, *_earned(charge, -1)]


def _earned(charge: ChargeFacts, sign: int) -> list[PostingLine]:
    """The parts held for other bodies, and the chapter's own income; ``sign`` is -1 where they are earned."""
    held = {Account.HELD_NATIONAL: charge.national_minor, Account.HELD_REGIONAL: charge.regional_minor}
    own = {charge.kind.income: charge.amount_minor - sum(held.values())}
    return [PostingLine(account, sign * minor, charge.member_id) for account, minor in (held | own).items()]


def charge_reversed(charge: ChargeFacts, movements: Sequence[InstallmentMovement]) -> list[PostingLine]:
    """A charge and its waivers taken back; what had settled it becomes credit of the payments that did."""
    member_id = charge.member_id
    closed = [
        PostingLine(Account.RECEIVABLE, -one.amount_minor, member_id, one.installment_id, one.payment_id)
        for one in movements
    ]
    credited = [
        PostingLine(Account.MEMBER_CREDIT, one.amount_minor, member_id, payment_id=one.payment_id)
        for one in movements
        if one.kind not in (*_MAKING, EntryKind.WAIVER)
    ]
    waived = sum(one.amount_minor for one in movements if one.kind is EntryKind.WAIVER)
    return [*_earned(charge, 1), *closed, *credited, PostingLine(Account.WAIVERS, waived, member_id)]


def charge_restored(charge: ChargeFacts, movements: Sequence[InstallmentMovement]) -> list[PostingLine]:
    """A reversed charge and its waivers made again; what had settled it stays credit, which settles anew."""
    made = [one for one in movements if one.kind in (*_MAKING, EntryKind.WAIVER)]
    opened = [
        PostingLine(Account.RECEIVABLE, one.amount_minor, charge.member_id, one.installment_id)
        for one in made
    ]
    waived = -sum(one.amount_minor for one in made if one.kind is EntryKind.WAIVER)
    return [*opened, *_earned(charge, -1), PostingLine(Account.WAIVERS, waived, charge.member_id)]


def waived(member: MemberFacts, amount_minor: int) -> list[PostingLine]:
    """So much of what is open forgiven, in settling order."""
    forgiven = PostingLine(Account.WAIVERS, amount_minor, member.member_id)
    return [forgiven, *entries.settled(member, None, amount_minor)]


def rescheduled(
    member_id: int, *, old: Sequence[OpenInstallment], new: Sequence[tuple[int, int]]
) -> list[PostingLine]:
    """What is open of the old installments moved to the new ones (their ids and amounts)."""
    moved = [*((part.id, -part.open_minor) for part in old), *new]
    return [
        PostingLine(Account.RECEIVABLE, minor, member_id, installment_id) for installment_id, minor in moved
    ]
