"""How each status looks: a word, an icon and a tone together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What a colour says: the style sheet has a class for each."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"
    QUIET = "quiet"


@dataclass(frozen=True)
class Badge:
    """What a status shows; ``word`` is used where the status has no label of its own."""

    tone: Tone
    icon: str
    word: str


BADGES: dict[str, Badge] = {
    # charges and installments
    "paid": Badge(Tone.GOOD, "circle-check", "Paid"),
    "due": Badge(Tone.QUIET, "calendar", "Due"),
    "due_today": Badge(Tone.WARN, "clock", "Due today"),
    "due_soon": Badge(Tone.WARN, "clock", "Due soon"),
    "past_due": Badge(Tone.BAD, "circle-alert", "Past due"),
    "waived": Badge(Tone.QUIET, "hand-coins", "Waived"),
    # payments
    "created": Badge(Tone.QUIET, "circle-dashed", "Being set up"),
    "pending": Badge(Tone.QUIET, "hourglass", "Pending"),
    "processing": Badge(Tone.INFO, "loader-circle", "Under way"),
    "succeeded": Badge(Tone.GOOD, "circle-check", "Paid"),
    "declined": Badge(Tone.BAD, "circle-x", "Declined"),
    "failed": Badge(Tone.BAD, "circle-x", "Failed"),
    "refused": Badge(Tone.BAD, "circle-x", "Refused"),
    "expired": Badge(Tone.QUIET, "clock", "Expired"),
    "cancelled": Badge(Tone.QUIET, "ban", "Cancelled"),
    "reported": Badge(Tone.WARN, "hourglass", "Waiting for confirmation"),
    "rejected": Badge(Tone.BAD, "circle-x", "Declined"),
    "reversed": Badge(Tone.QUIET, "undo-2", "Reversed"),
    "refunded": Badge(Tone.QUIET, "undo-2", "Refunded"),
    "partly_refunded": Badge(Tone.QUIET, "undo-2", "Partly refunded"),
    "disputed": Badge(Tone.BAD, "scale", "Disputed"),
    "unmatched": Badge(Tone.WARN, "circle-help", "Unmatched"),
    "historical": Badge(Tone.QUIET, "history", "Historical"),
    # payouts
    "payout_on_its_way": Badge(Tone.INFO, "hourglass", "In transit"),
    "payout_at_bank": Badge(Tone.GOOD, "circle-check", "At the bank"),
    "payout_with_operator": Badge(Tone.WARN, "hourglass", "Due from the operator"),
    "payout_came_back": Badge(Tone.BAD, "undo-2", "Came back"),
    "payout_cancelled": Badge(Tone.QUIET, "ban", "Cancelled"),
    # Stripe accounts
    "account_used": Badge(Tone.GOOD, "circle-check", "Takes payments"),
    "account_ready": Badge(Tone.INFO, "circle-check", "Ready"),
    "account_asked": Badge(Tone.QUIET, "circle-dashed", "Not opened yet"),
    "account_setting_up": Badge(Tone.WARN, "hourglass", "Not finished"),
    "account_restricted": Badge(Tone.BAD, "circle-alert", "Takes no payments"),
    "account_gone": Badge(Tone.QUIET, "ban", "Disconnected"),
    # lines of the bank
    "line_open": Badge(Tone.WARN, "circle-help", "Not matched"),
    "line_matched": Badge(Tone.GOOD, "circle-check", "Matched"),
    "line_reconciled": Badge(Tone.GOOD, "badge-check", "Reconciled"),
    # chapters
    "suspended": Badge(Tone.BAD, "ban", "Suspended"),
    # rows of an import, and imports
    "to_import": Badge(Tone.INFO, "plus", "Will be imported"),
    "imported": Badge(Tone.GOOD, "circle-check", "Imported"),
    "to_change": Badge(Tone.INFO, "arrow-up-down", "Will be changed"),
    "changed": Badge(Tone.GOOD, "circle-check", "Changed"),
    "already_there": Badge(Tone.QUIET, "check", "There already"),
    "skipped": Badge(Tone.QUIET, "circle-minus", "Skipped"),
    "to_mend": Badge(Tone.BAD, "circle-alert", "To be mended"),
    "undone": Badge(Tone.QUIET, "undo-2", "Undone"),
    "approved": Badge(Tone.GOOD, "circle-check", "Approved"),
    "withdrawn": Badge(Tone.QUIET, "undo-2", "Withdrawn"),
    # stages of a bank debit
    "done": Badge(Tone.GOOD, "circle-check", "Done"),
    "now": Badge(Tone.INFO, "loader-circle", "Now"),
    "next": Badge(Tone.QUIET, "circle-dashed", "Next"),
    # what is spent
    "spending_asked": Badge(Tone.WARN, "hourglass", "Waiting for approval"),
    "spending_owed": Badge(Tone.INFO, "calendar-clock", "To be paid"),
    "spending_paid": Badge(Tone.GOOD, "circle-check", "Paid"),
    "spending_declined": Badge(Tone.BAD, "circle-x", "Declined"),
    "spending_withdrawn": Badge(Tone.QUIET, "undo-2", "Withdrawn"),
    "spending_reversed": Badge(Tone.QUIET, "undo-2", "Reversed"),
    # disputes
    "open": Badge(Tone.INFO, "circle-dashed", "Open"),
    "won": Badge(Tone.GOOD, "circle-check", "Won"),
    "lost": Badge(Tone.BAD, "circle-x", "Lost"),
    # standing
    "financial": Badge(Tone.GOOD, "badge-check", "Financial"),
    "on_plan": Badge(Tone.INFO, "calendar-clock", "On plan"),
    "not_financial": Badge(Tone.BAD, "circle-alert", "Not financial"),
    "neophyte": Badge(Tone.INFO, "sprout", "Neophyte"),
    "exempt": Badge(Tone.QUIET, "shield-check", "Exempt"),
    # members and invites
    "active": Badge(Tone.GOOD, "circle-check", "Active"),
    "inactive": Badge(Tone.QUIET, "circle-minus", "Inactive"),
    "removed": Badge(Tone.QUIET, "ban", "Removed"),
    "invited": Badge(Tone.INFO, "mail", "Invited"),
    "in_office": Badge(Tone.GOOD, "badge-check", "In office"),
    "to_come": Badge(Tone.INFO, "calendar-clock", "To come"),
    "ended": Badge(Tone.QUIET, "history", "Ended"),
    "used": Badge(Tone.GOOD, "circle-check", "Used"),
    "revoked": Badge(Tone.QUIET, "ban", "Revoked"),
    # background jobs
    "ready": Badge(Tone.QUIET, "calendar-clock", "Ready"),
    "running": Badge(Tone.INFO, "loader-circle", "Running"),
    "parked": Badge(Tone.BAD, "circle-alert", "Parked"),
    # people on a list to invite
    "higher": Badge(Tone.QUIET, "ban", "Has a higher role than yours"),
    "new": Badge(Tone.INFO, "plus", "Will be invited"),
    "on_roster": Badge(Tone.INFO, "user", "Will be invited"),
    "has_login": Badge(Tone.QUIET, "circle-check", "Can sign in already"),
    "already_invited": Badge(Tone.QUIET, "mail", "Invited already"),
    "not_active": Badge(Tone.QUIET, "circle-minus", "Not active any more"),
    "twice": Badge(Tone.QUIET, "copy", "Listed twice"),
    "malformed": Badge(Tone.BAD, "circle-alert", "No e-mail address"),
    # messages and webhook events
    "queued": Badge(Tone.QUIET, "hourglass", "Queued"),
    "sending": Badge(Tone.INFO, "loader-circle", "Sending"),
    "sent": Badge(Tone.GOOD, "circle-check", "Sent"),
    "delivered": Badge(Tone.GOOD, "circle-check", "Delivered"),
    "delayed": Badge(Tone.INFO, "hourglass", "Delayed"),
    "bounced": Badge(Tone.BAD, "undo-2", "Bounced"),
    "dropped": Badge(Tone.BAD, "ban", "Dropped"),
    "withheld": Badge(Tone.QUIET, "bell", "In the app only"),
    "unknown": Badge(Tone.WARN, "circle-help", "Unknown"),
    "received": Badge(Tone.QUIET, "inbox", "Received"),
    "applied": Badge(Tone.GOOD, "circle-check", "Applied"),
    "ignored": Badge(Tone.QUIET, "circle-minus", "Ignored"),
    "quarantined": Badge(Tone.WARN, "triangle-alert", "Set aside"),
}


def badge_for(status: str, word: str | None = None) -> Badge:
    """The badge of ``status``, worded by ``word``, else by the status's own label, else by the badge.

    Raises KeyError for a status that has no badge yet.
    """
    badge = BADGES[str(status)]
    return Badge(badge.tone, badge.icon, word or str(getattr(status, "label", badge.word)))
