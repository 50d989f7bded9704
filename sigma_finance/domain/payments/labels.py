"""The word by which people know how a payment stands: its state, or what has become of its money since."""

from __future__ import annotations

from sigma_finance.domain.labels import LabelledEnum
from sigma_finance.domain.payments.payments import PaymentState


class PaymentLabel(LabelledEnum):
    """What a payment is called where its state says too little; derived, never kept."""

    DECLINED = "declined"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    DISPUTED = "disputed"
    HISTORICAL = "historical"


def shown_as(
    state: PaymentState,
    *,
    amount_minor: int,
    refunded_minor: int = 0,
    disputed: bool = False,
    problem: str = "",
    historical: bool = False,
) -> PaymentState | PaymentLabel:
    """The word for a payment; ``disputed`` while a bank has taken its money back, amounts in minor units.

    One that was declined can still be paid: it is *declined*, where another is *not paid yet*. One of earlier
    years that was imported is *historical*.
    """
    if state is PaymentState.PENDING and problem:
        return PaymentLabel.DECLINED
    if state is not PaymentState.SUCCEEDED:
        return state
    if historical:
        return PaymentLabel.HISTORICAL
    if disputed:
        return PaymentLabel.DISPUTED
    if refunded_minor >= amount_minor:
        return PaymentLabel.REFUNDED
    return PaymentLabel.PARTLY_REFUNDED if refunded_minor else state
