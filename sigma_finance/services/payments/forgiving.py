"""What a refund forgives where it is not owed again: waived or taken back beside it, and owed anew should it fail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sigma_finance.domain.actors import Actor
from sigma_finance.domain.approvals import GIVES
from sigma_finance.domain.books import entries
from sigma_finance.domain.books.accounts import Account, EntryKind
from sigma_finance.domain.books.lines import Draft, PostingLine, opposite
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.payments.refunds import StillOwed
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Charge, Payment, Refund
from sigma_finance.queries.payments import refunds as queries
from sigma_finance.services.books import ledger

#: Why a charge is owed again.
REFUND_FAILED = "The refund failed."


def would_forgive(payment: Payment, *, amount_minor: int, owed: StillOwed) -> int:
    """What a refund of so much forgives beside, by what the books hold now."""
    reopened = _reopened(entries.gone_back(ledger.held(payment), amount_minor))
    if owed is StillOwed.WAIVED:
        return sum(line.amount_minor for line in reopened)
    if owed is StillOwed.YES:
        return 0
    lines = [line for charge in _charges(payment, reopened) for line in ledger.charge_reversal_lines(charge)]
    given = GIVES[EntryKind.CHARGE_REVERSAL]
    return max(-sum(line.amount_minor for line in lines if line.account in given), 0)


def reverse_charges(payment: Payment, refund: Refund, *, by: Actor, booked_on: date) -> None:
    """Take back the charges that a refund would open again, where that was asked for."""
    if refund.owed is not StillOwed.REVERSED:
        return
    for charge in _charges(payment, _reopened(entries.gone_back(ledger.held(payment), refund.amount_minor))):
        charge.reversed_at = now()
        ledger.post(
            _draft(
                refund, charge, EntryKind.CHARGE_REVERSAL, ledger.charge_reversal_lines(charge), by, booked_on
            )
        )


def waivers(
    payment: Payment, refund: Refund, lines: Sequence[PostingLine], *, by: Actor, booked_on: date
) -> list[Draft]:
    """The entries that forgive, charge by charge, what these lines of a refund open again, where that was asked for."""
    if refund.owed is not StillOwed.WAIVED:
        return []
    reopened = _reopened(lines)
    whose = {part: charge for charge in _charges(payment, reopened) for part in _parts(charge)}
    by_charge = defaultdict[Charge, list[PostingLine]](list)
    for line in reopened:
        by_charge[whose[line.installment_id or 0]].append(line)
    return [
        _draft(refund, charge, EntryKind.WAIVER, _waived(those), by, booked_on)
        for charge, those in by_charge.items()
    ]


def owe_again(refund: Refund, *, by: Actor) -> None:
    """Take back what was forgiven beside a refund that failed.

    A waiver of a charge that was reversed since then is left alone, and a charge that was made anew.
    """
    today = today_in(db.session.get_one(Chapter, refund.chapter_id).timezone)
    for entry, charge, lines in queries.forgiven_beside(refund):
        if entry.kind is EntryKind.WAIVER and charge.reversed_at is None:
            back = opposite(lines)
        elif entry.kind is EntryKind.CHARGE_REVERSAL and not queries.is_charged_anew(charge):
            charge.reversed_at = None
            back = ledger.charge_restored_lines(charge)
        else:
            continue
        draft = _draft(refund, charge, entry.kind, back, by, today, memo=REFUND_FAILED, reverses=entry.id)
        ledger.post(draft)


def _reopened(lines: Sequence[PostingLine]) -> list[PostingLine]:
    return [line for line in lines if line.account is Account.RECEIVABLE]


def _charges(payment: Payment, reopened: Sequence[PostingLine]) -> list[Charge]:
    ids = {line.installment_id or 0 for line in reopened}
    return queries.charges_of(chapter_id=payment.chapter_id, installment_ids=ids)


def _parts(charge: Charge) -> list[int]:
    return queries.installment_ids(chapter_id=charge.chapter_id, charge_id=charge.id)


def _waived(reopened: Sequence[PostingLine]) -> list[PostingLine]:
    total = sum(line.amount_minor for line in reopened)
    closed = [
        PostingLine(Account.RECEIVABLE, -line.amount_minor, line.member_id, line.installment_id)
        for line in reopened
    ]
    return [PostingLine(Account.WAIVERS, total, reopened[0].member_id), *closed]


def _draft(
    refund: Refund,
    charge: Charge,
    kind: EntryKind,
    lines: Sequence[PostingLine],
    by: Actor,
    booked_on: date,
    *,
    memo: str = "",
    reverses: int | None = None,
) -> Draft:
    return Draft(
        chapter_id=refund.chapter_id,
        kind=kind,
        booked_on=booked_on,
        memo=memo or refund.reason,
        charge_id=charge.id,
        refund_id=refund.id,
        reverses_entry_id=reverses,
        actor_member_id=by.member_id,
        lines=lines,
    )
