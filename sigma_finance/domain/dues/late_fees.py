"""What being late costs, by the chapter's policy."""

from __future__ import annotations

from datetime import date, timedelta

from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.payments.cards import WHOLE
from sigma_finance.domain.policy import LateFeeKind, Policy

#: Nothing is charged for being late with what is a charge for something done wrong itself.
NEVER_ON = (ChargeKind.FEE, ChargeKind.FINE, ChargeKind.LATE_FEE)


def late_fee(open_minor: int, policy: Policy) -> int:
    """The fee on what is open of an installment, in minor units; zero below the threshold or without a policy.

    A share is rounded down to a whole minor unit; the cap binds unless it is zero.
    """
    if open_minor <= 0 or open_minor < policy.late_fee_threshold_minor:
        return 0
    match policy.late_fee:
        case LateFeeKind.FLAT:
            fee = policy.late_fee_minor
        case LateFeeKind.PERCENT:
            fee = open_minor * policy.late_fee_share // WHOLE
        case LateFeeKind.NONE:
            fee = 0
    return min(fee, policy.late_fee_cap_minor) if policy.late_fee_cap_minor else fee


def last_free_day(today: date, policy: Policy) -> date:
    """What was due after this day is still within the days of grace on ``today``."""
    return today - timedelta(days=policy.late_fee_grace_days + 1)
