"""From facts to lines: money that comes in, settles what is owed, and goes back; credit that is used.

Pure: whoever calls has read the facts under lock and writes the lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sigma_finance.domain.books import settling
from sigma_finance.domain.books.accounts import EXCESS_ACCOUNTS, Account
from sigma_finance.domain.books.facts import CreditSource, MemberFacts, PaymentFacts
from sigma_finance.domain.books.lines import PostingLine, opposite
from sigma_finance.domain.errors import Conflict


def received(payment: PaymentFacts, member: MemberFacts | None, amount_minor: int) -> list[PostingLine]:
    """Money that came in, or came back: cash against the fee it covers, what its member owes, and credit.

    Without a member it stands on *unassigned*, or is a donation's income. What had gone back in excess comes first.
    """
    cash = PostingLine(payment.first_account, amount_minor, payment.member_id, payment_id=payment.payment_id)
    made_good, amount_minor = _made_good(payment, amount_minor)
    if member is None:
        return [cash, *made_good, _without_member(payment, -amount_minor)]
    fee_minor = min(payment.covers_fee_minor - payment.fee_minor, amount_minor)
    fee = PostingLine(Account.INCOME_CARD_FEES, -fee_minor, member.member_id, payment_id=payment.payment_id)
    return [cash, *made_good, fee, *settled(member, payment.payment_id, amount_minor - fee_minor)]


def _made_good(payment: PaymentFacts, amount_minor: int) -> tuple[list[PostingLine], int]:
    """The lines that lessen what went back in excess, and what is left of the amount after them."""
    gone = [(place, payment.excess.get(account, 0)) for place, account in enumerate(EXCESS_ACCOUNTS)]
    parts, rest = settling.take(gone, amount_minor)
    return [_in_excess(payment, EXCESS_ACCOUNTS[place], -part) for place, part in parts], rest


def _in_excess(payment: PaymentFacts, account: Account, amount_minor: int) -> PostingLine:
    return PostingLine(account, amount_minor, payment.member_id, payment_id=payment.payment_id)


def assigned(payment: PaymentFacts, member: MemberFacts, amount_minor: int) -> list[PostingLine]:
    """Unmatched money given to its member: it settles what they owe, the rest is credit."""
    waiting = PostingLine(Account.UNASSIGNED, amount_minor, member.member_id, payment_id=payment.payment_id)
    return [waiting, *settled(member, payment.payment_id, amount_minor)]


def settled(member: MemberFacts, payment_id: int | None, amount_minor: int) -> list[PostingLine]:
    """Credits to *receivable* in settling order, and to *member credit* for the rest; they sum to minus the amount."""
    allocation = settling.allocate(amount_minor, member.open, member.ranks)
    lines = [
        PostingLine(Account.RECEIVABLE, -part, member.member_id, installment_id, payment_id)
        for installment_id, part in allocation.parts
    ]
    rest = PostingLine(Account.MEMBER_CREDIT, -allocation.rest_minor, member.member_id, payment_id=payment_id)
    return [*lines, rest] if allocation.rest_minor else lines


def taken_back(payment: PaymentFacts, amount_minor: int) -> list[PostingLine]:
    """Money of a payment that goes back, from where it lies.

    Its unused credit is taken first, then what it settled is open again, last settled first, and a card fee that it
    covered goes back last of all. Raises Conflict when the payment does not hold so much any more.
    """
    return [*_uses_undone(payment, amount_minor), *_cash_back(payment, amount_minor)]


def gone_back(payment: PaymentFacts, amount_minor: int) -> list[PostingLine]:
    """Money of a payment that its provider took back: what the payment holds is undone, the rest stands in excess.

    It always leaves from where it came in, since the provider has taken it from there.
    """
    from_held = min(max(payment.left_minor, 0), amount_minor)
    cash = PostingLine(payment.first_account, -amount_minor, payment.member_id, payment_id=payment.payment_id)
    excess = _in_excess(payment, Account.DISPUTED_IN_EXCESS, amount_minor - from_held)
    return [*_uses_undone(payment, from_held), excess, cash]


def given_back(payment: PaymentFacts, amount_minor: int, account: Account) -> list[PostingLine]:
    """Money of a payment that was given back by hand, out of ``account``; raises Conflict when it holds less."""
    if amount_minor > payment.left_minor:
        raise Conflict("That is more than is left of this payment.", field="amount")
    cash = PostingLine(account, -amount_minor, payment.member_id, payment_id=payment.payment_id)
    return [*_uses_undone(payment, amount_minor), cash]


def lost(payment: PaymentFacts, amount_minor: int) -> list[PostingLine]:
    """What stood in excess and will not come back: an expense from now on."""
    return [
        _in_excess(payment, Account.LOST_DISPUTES, amount_minor),
        _in_excess(payment, Account.DISPUTED_IN_EXCESS, -amount_minor),
    ]


def credit_put_back(lines: Sequence[PostingLine], excess: Mapping[int, int]) -> list[PostingLine]:
    """The lines that undo a credit return; its credit first makes good what went back of its payments in excess.

    ``excess`` is what stands on *disputed in excess* of each payment, by id.
    """
    found: list[PostingLine] = []
    for line in opposite(lines):
        is_credit = line.account is Account.MEMBER_CREDIT
        part = min(excess.get(line.payment_id or 0, 0), -line.amount_minor) if is_credit else 0
        found += [
            replace(line, amount_minor=line.amount_minor + part),
            replace(line, account=Account.DISPUTED_IN_EXCESS, amount_minor=-part),
        ]
    return [line for line in found if line.amount_minor]


def _uses_undone(payment: PaymentFacts, amount_minor: int) -> list[PostingLine]:
    if payment.member_id is None:
        return [_without_member(payment, amount_minor)]
    from_credit = min(max(payment.credit_minor, 0), amount_minor)
    parts, from_fee = settling.take(payment.settled, amount_minor - from_credit)
    if from_fee > payment.fee_minor:
        raise Conflict("That is more than is left of this payment.", field="amount")
    reopened = [
        PostingLine(Account.RECEIVABLE, part, payment.member_id, installment_id, payment.payment_id)
        for installment_id, part in parts
    ]
    others = ((Account.MEMBER_CREDIT, from_credit), (Account.INCOME_CARD_FEES, from_fee))
    return reopened + [
        PostingLine(account, minor, payment.member_id, payment_id=payment.payment_id)
        for account, minor in others
        if minor
    ]


def _cash_back(payment: PaymentFacts, amount_minor: int) -> list[PostingLine]:
    """Credits that take the money from where it lies, first from where it came in."""
    order = sorted(
        ((account, minor) for account, minor in payment.cash.items() if minor > 0),
        key=lambda place: (place[0] is not payment.first_account, place[0]),
    )
    parts, missing = settling.take(enumerate(minor for _, minor in order), amount_minor)
    if missing:
        raise Conflict("That is more than is left of this payment.", field="amount")
    return [
        PostingLine(order[place][0], -part, payment.member_id, payment_id=payment.payment_id)
        for place, part in parts
    ]


def _without_member(payment: PaymentFacts, amount_minor: int) -> PostingLine:
    """Where money that is no member's stands: a donation is income, anything else waits to be assigned."""
    account = Account.INCOME_DONATIONS if payment.is_donation else Account.UNASSIGNED
    return PostingLine(account, amount_minor, payment_id=payment.payment_id)


def credit_applied(member: MemberFacts) -> list[tuple[int | None, list[PostingLine]]]:
    """What a member has open settled from their credit: for each payment it came from, the lines of one entry."""
    found = []
    for source, part in _from_sources(member.credit, sum(one.open_minor for one in member.open))[0]:
        used = PostingLine(Account.MEMBER_CREDIT, part, member.member_id, payment_id=source)
        lines = settled(member, source, part)
        member = MemberFacts(member.member_id, _still_open(member, lines), (), member.ranks)
        found.append((source, [used, *lines]))
    return found


def _still_open(member: MemberFacts, lines: Sequence[PostingLine]) -> list[settling.OpenInstallment]:
    gone = {line.installment_id: -line.amount_minor for line in lines if line.installment_id}
    return [rest for one in member.open if (rest := one.less(gone.get(one.id, 0))).open_minor]


def credit_returned(member: MemberFacts, amount_minor: int, account: Account) -> list[PostingLine]:
    """Credit paid back to a member out of ``account``, that of the oldest payments first.

    Raises Conflict when there is less.
    """
    parts, missing = _from_sources(member.credit, amount_minor)
    if missing:
        raise Conflict("The member has less credit than that.", field="amount")
    return [
        PostingLine(place, sign * part, member.member_id, payment_id=source)
        for place, sign in ((Account.MEMBER_CREDIT, 1), (account, -1))
        for source, part in parts
    ]


def _from_sources(
    credit: Sequence[CreditSource], amount_minor: int
) -> tuple[list[tuple[int | None, int]], int]:
    parts, missing = settling.take(enumerate(source.amount_minor for source in credit), amount_minor)
    return [(credit[place].payment_id, part) for place, part in parts], missing


def moved(parts: Sequence[tuple[int, int]], *, out_of: Account, into: Account) -> list[PostingLine]:
    """Money of payments (id and amount) that lies elsewhere from now on."""
    return [
        PostingLine(account, sign * minor, payment_id=payment_id)
        for payment_id, minor in parts
        for account, sign in ((into, 1), (out_of, -1))
    ]


def kept_by_provider(account: Account, amount_minor: int) -> list[PostingLine]:
    """A fee that the provider took out of the money that lies there; below zero it gave some back."""
    return [PostingLine(account, amount_minor), PostingLine(Account.CASH_STRIPE, -amount_minor)]


def historical(member_id: int, payment_id: int, amount_minor: int) -> list[PostingLine]:
    """A payment of earlier years: it touches neither what its member owes nor their credit."""
    return [
        PostingLine(Account.HISTORICAL_CASH, amount_minor, member_id, payment_id=payment_id),
        PostingLine(Account.HISTORICAL_INCOME, -amount_minor, member_id, payment_id=payment_id),
    ]


def opening_credit(member_id: int, amount_minor: int) -> list[PostingLine]:
    """Credit that a member brought from before the books began; below zero it is taken back."""
    return [
        PostingLine(Account.OPENING_BALANCE, amount_minor, member_id),
        PostingLine(Account.MEMBER_CREDIT, -amount_minor, member_id),
    ]
