"""What came of an event of the payment provider."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sigma_finance.database import transactions


class Verdict(StrEnum):
    """What became of something that Stripe told."""

    APPLIED = "applied"
    IGNORED = "ignored"
    QUARANTINED = "quarantined"


@dataclass(frozen=True)
class SettlementOutcome:
    """A verdict with its reason, the chapter concerned where it is known, and whether it was news to the books."""

    verdict: Verdict
    reason: str = ""
    chapter_id: int | None = None
    changed: bool = False


def ignored(reason: str) -> SettlementOutcome:
    """Nothing here depends on it."""
    return SettlementOutcome(Verdict.IGNORED, reason)


def applied(chapter_id: int, reason: str = "") -> SettlementOutcome:
    """It is in the books now."""
    return SettlementOutcome(Verdict.APPLIED, reason, chapter_id, changed=transactions.has_effects())


def quarantined(reason: str, chapter_id: int | None = None) -> SettlementOutcome:
    """It cannot be booked as it is, and somebody has to look at it."""
    return SettlementOutcome(Verdict.QUARANTINED, reason, chapter_id)


NOT_OURS = ignored("It is not a payment of ours.")
