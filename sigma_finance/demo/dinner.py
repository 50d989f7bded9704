"""A dinner that members of the demo paid by card, and the payouts in which that money went to the bank.

The sandbox knows nothing of it: what the provider would tell is told here, so that the books take it the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sigma_finance.domain.actors import STRIPE, Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.books.numbering import new_reference
from sigma_finance.domain.payments.payments import Method, PaymentState
from sigma_finance.domain.payments.payouts import LineKind, PayoutState
from sigma_finance.extensions import db
from sigma_finance.gateways.payments.types import ProviderLine, ProviderPayout
from sigma_finance.models import Chapter, Payment
from sigma_finance.queries import locks
from sigma_finance.queries.payments import payouts as queries
from sigma_finance.services.dues import charges
from sigma_finance.services.dues.charges import NewCharge
from sigma_finance.services.payments import booking, fees, payout_lines, payouts

TICKET_MINOR, FEE_MINOR, RADAR_MINOR = 2_500, 103, 350


def play(*, chapter_id: int, diners: Sequence[int], today: date, by: Actor) -> None:
    """Charge a dinner to these members, have them pay by card, and pay that out: the first half is at the bank.

    In it is a charge of Stripe's own that nobody knows.
    """
    half = len(diners) // 2
    early, late = today - timedelta(days=9), today - timedelta(days=2)
    radar = _line(chapter_id, "radar", LineKind.FEE, -RADAR_MINOR, early, description="Radar")
    first = [_dine(chapter_id, member_id, early, by) for member_id in diners[:half]]
    _pay_out(chapter_id, 1, [*first, radar], early, PayoutState.PAID)
    second = [_dine(chapter_id, member_id, late, by) for member_id in diners[half:]]
    _pay_out(chapter_id, 2, second, late, PayoutState.ON_ITS_WAY)


def _dine(chapter_id: int, member_id: int, day: date, by: Actor) -> ProviderLine:
    """Charge a ticket and have it paid by card; returns what the provider lists of it."""
    ticket = NewCharge(member_id, ChargeKind.EVENT, "Founders' dinner", TICKET_MINOR, day)
    charges.charge(chapter_id=chapter_id, request=ticket, by=by)
    payment = Payment(
        chapter_id=chapter_id,
        member_id=member_id,
        reference=new_reference(),
        method=Method.CARD,
        state=PaymentState.PENDING,
        amount_minor=TICKET_MINOR,
        stripe_payment_intent_id=f"pi_demo_{chapter_id}_{member_id}",
        created_at=_noon(day),
        succeeded_at=_noon(day),
        received_on=day,
    )
    db.session.add(payment)
    db.session.flush()
    booking.book(
        payment,
        member=locks.lock_member(chapter_id=chapter_id, member_id=member_id),
        amount_minor=TICKET_MINOR,
        by=STRIPE,
        action=Action.PAYMENT_SUCCEEDED,
    )
    fees.post_once(payment, FEE_MINOR, db.session.get_one(Chapter, chapter_id))
    intent = payment.stripe_payment_intent_id
    return _line(
        chapter_id, str(member_id), LineKind.PAYMENT, TICKET_MINOR, day, fee=FEE_MINOR, payment_intent=intent
    )


def _line(
    chapter_id: int,
    name: str,
    kind: LineKind,
    gross_minor: int,
    day: date,
    *,
    fee: int = 0,
    description: str = "Founders' dinner",
    payment_intent: str | None = None,
) -> ProviderLine:
    return ProviderLine(
        id=f"txn_demo_{chapter_id}_{name}",
        kind=kind,
        gross_minor=gross_minor,
        fee_minor=fee,
        net_minor=gross_minor - fee,
        description=description,
        source_id="",
        payment_intent=payment_intent,
        payment_ref=None,
        made_at=_noon(day),
    )


def _pay_out(
    chapter_id: int, number: int, lines: Sequence[ProviderLine], day: date, state: PayoutState
) -> None:
    payout_id = f"po_demo_{chapter_id}_{number}"
    payouts.book_payout(
        payout=ProviderPayout(
            id=payout_id,
            account="",
            amount_minor=sum(line.net_minor for line in lines),
            currency=db.session.get_one(Chapter, chapter_id).currency,
            state=state,
            automatic=True,
            itemised=True,
            failure="",
            arrives_on=day + timedelta(days=3),
            made_at=_noon(day),
            livemode=False,
        )
    )
    row_id = queries.row_id(account="", payout_id=payout_id)
    if row_id is not None:
        payout_lines.keep(account_payout_id=row_id, cursor=None, lines=lines, after=None)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(17), UTC)
