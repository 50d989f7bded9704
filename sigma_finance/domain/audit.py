"""The audit trail's vocabulary and its chain: each line's hash covers the one before it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Action(StrEnum):
    """What can be done; each action has its exact keys in ``KEYS``."""

    CHAPTER_CREATED = "chapter.created"
    USER_CREATED = "user.created"
    USER_REGISTERED = "user.registered"
    PASSWORD_RESET = "user.password_reset"  # noqa: S105  (a name, not a password)
    PASSWORD_CHANGED = "user.password_changed"  # noqa: S105  (a name, not a password)
    ADDRESS_CHANGED = "user.address_changed"
    ADDRESS_KEPT = "user.address_kept"
    CONTACT_CHANGED = "member.contact_changed"
    SECOND_FACTOR_SET = "user.second_factor_set"
    SECOND_FACTOR_REMOVED = "user.second_factor_removed"
    PASSKEY_ADDED = "user.passkey_added"
    PASSKEY_REMOVED = "user.passkey_removed"
    SECOND_FACTOR_RESET = "user.second_factor_reset"
    ROLE_CHANGED = "member.role_changed"
    MEMBER_ADDED = "member.added"
    MEMBER_EDITED = "member.edited"
    MEMBER_EXEMPTED = "member.exempted"
    EXEMPTION_ENDED = "member.exemption_ended"
    MEMBER_DEACTIVATED = "member.deactivated"
    MEMBER_REACTIVATED = "member.reactivated"
    OFFICER_APPOINTED = "officer.appointed"
    OFFICER_ENDED = "officer.ended"
    HANDOVER_OFFERED = "handover.offered"
    HANDOVER_WITHDRAWN = "handover.withdrawn"
    HANDOVER_DECLINED = "handover.declined"
    HANDOVER_DONE = "handover.done"
    SETTINGS_CHANGED = "chapter.settings_changed"
    LOGO_CHANGED = "chapter.logo_changed"
    CHAPTER_SUSPENDED = "chapter.suspended"
    CHAPTER_RESUMED = "chapter.resumed"
    PLATFORM_ADMIN_SET = "user.platform_admin_set"
    PLATFORM_ADMIN_ENDED = "user.platform_admin_ended"
    INVITE_CREATED = "invite.created"
    INVITE_RESENT = "invite.resent"
    INVITE_REVOKED = "invite.revoked"
    PERIOD_CREATED = "period.created"
    PERIOD_ASSESSED = "period.assessed"
    CHARGE_MADE = "charge.made"
    CHARGE_REVERSED = "charge.reversed"
    CHARGE_WAIVED = "charge.waived"
    CHARGE_SELF_WAIVED = "charge.self_waived"
    PAY_LINK_MADE = "pay_link.made"
    PAY_LINK_REVOKED = "pay_link.revoked"
    PAYMENT_STARTED = "payment.started"
    PAYMENT_SUCCEEDED = "payment.succeeded"
    PAYMENT_UNDER_WAY = "payment.under_way"
    PAYMENT_DECLINED = "payment.declined"
    PAYMENT_CLOSED = "payment.closed"
    PAYMENT_RECORDED = "payment.recorded"
    PAYMENT_SELF_CONFIRMED = "payment.self_confirmed"
    PAYMENT_REPORTED = "payment.reported"
    PAYMENT_REJECTED = "payment.rejected"
    PAYMENT_REVERSED = "payment.reversed"
    PAYMENT_ASSIGNED = "payment.assigned"
    PAYMENT_REFUNDED = "payment.refunded"
    REFUND_FAILED = "payment.refund_failed"
    DISPUTE_OPENED = "dispute.opened"
    DISPUTE_WON = "dispute.won"
    DISPUTE_LOST = "dispute.lost"
    LATE_FEES_CHARGED = "late_fees.charged"
    LATE_FEES_HELD = "late_fees.held"
    MAIL_RESUMED = "member.mail_resumed"
    AUTOPAY_ON = "autopay.on"
    AUTOPAY_OFF = "autopay.off"
    AUTOPAY_SKIPPED = "autopay.skipped"
    APPROVAL_ASKED = "approval.asked"
    APPROVAL_APPROVED = "approval.approved"
    APPROVAL_DECLINED = "approval.declined"
    APPROVAL_WITHDRAWN = "approval.withdrawn"
    REMINDERS_SENT = "reminders.sent"
    DEPOSIT_MADE = "deposit.made"
    DEPOSIT_REVERSED = "deposit.reversed"
    CREDIT_PAID_BACK = "credit.paid_back"
    CREDIT_RETURN_REVERSED = "credit.payout_reversed"
    CHARGES_MADE = "charges.made"
    CHARGES_REVERSED = "charges.reversed"
    PAYMENTS_IMPORTED = "payments.imported"
    PLAN_AGREED = "plan.agreed"
    PLAN_PROPOSED = "plan.proposed"
    PLAN_APPROVED = "plan.approved"
    PLAN_DECLINED = "plan.declined"
    PLAN_ARRANGED = "plan.arranged"
    PLAN_CANCELLED = "plan.cancelled"
    PLAN_ARCHIVED = "plan.archived"
    IMPORT_UNDONE = "payments.import_undone"
    EXPORTED = "books.exported"
    EVENT_HANDLED_AGAIN = "event.handled_again"
    JOB_ASKED_FOR = "job.asked_for"
    JOB_RUN_HERE = "job.run_here"
    ROSTER_IMPORTED = "roster.imported"
    ROSTER_UNDONE = "roster.import_undone"
    INVITES_SENT = "invites.sent"
    INVITES_RESENT = "invites.resent"


_MONEY = ("amount_minor",)
KEYS: dict[Action, frozenset[str]] = {
    Action.CHAPTER_CREATED: frozenset({"slug"}),
    Action.USER_CREATED: frozenset({"member_id", "role"}),
    Action.USER_REGISTERED: frozenset({"member_id", "role", "invite_id"}),
    Action.PASSWORD_RESET: frozenset(),
    Action.PASSWORD_CHANGED: frozenset(),
    Action.ADDRESS_CHANGED: frozenset({"before_hash", "after_hash"}),
    Action.ADDRESS_KEPT: frozenset({"email_hash"}),
    Action.CONTACT_CHANGED: frozenset({"fields"}),
    Action.SECOND_FACTOR_SET: frozenset(),
    Action.SECOND_FACTOR_REMOVED: frozenset(),
    Action.PASSKEY_ADDED: frozenset(),
    Action.PASSKEY_REMOVED: frozenset(),
    Action.SECOND_FACTOR_RESET: frozenset(),
    Action.ROLE_CHANGED: frozenset({"before", "after"}),
    Action.MEMBER_ADDED: frozenset({"role", "member_class"}),
    Action.MEMBER_EDITED: frozenset({"fields"}),
    Action.MEMBER_EXEMPTED: frozenset({"before"}),
    Action.EXEMPTION_ENDED: frozenset({"after"}),
    Action.MEMBER_DEACTIVATED: frozenset({"owes_minor", "sessions_ended"}),
    Action.MEMBER_REACTIVATED: frozenset(),
    Action.OFFICER_APPOINTED: frozenset({"member_id", "post", "starts_on", "ends_on"}),
    Action.OFFICER_ENDED: frozenset({"member_id", "post", "ends_on"}),
    Action.HANDOVER_OFFERED: frozenset({"member_id", "expires_on"}),
    Action.HANDOVER_WITHDRAWN: frozenset({"member_id"}),
    Action.HANDOVER_DECLINED: frozenset({"member_id"}),
    Action.HANDOVER_DONE: frozenset({"member_id", "sha256"}),
    Action.SETTINGS_CHANGED: frozenset({"before", "after"}),
    Action.LOGO_CHANGED: frozenset({"sha256"}),
    Action.INVITE_CREATED: frozenset({"role", "max_uses", "member_id", "email_hash"}),
    Action.INVITE_RESENT: frozenset(),
    Action.INVITE_REVOKED: frozenset(),
    Action.PERIOD_CREATED: frozenset({"amount_minor", "due_on"}),
    Action.PERIOD_ASSESSED: frozenset({"charged", "total_minor"}),
    Action.CHARGE_MADE: frozenset({"member_id", "kind", "amount_minor"}),
    Action.CHARGE_REVERSED: frozenset({"member_id", "amount_minor"}),
    Action.CHARGE_WAIVED: frozenset({"member_id", "amount_minor"}),
    Action.CHARGE_SELF_WAIVED: frozenset({"member_id", "amount_minor"}),
    Action.PAY_LINK_MADE: frozenset({"member_id", "expires_on"}),
    Action.PAY_LINK_REVOKED: frozenset({"member_id"}),
    Action.PAYMENT_STARTED: frozenset({"member_id", "amount_minor"}),
    Action.PAYMENT_SUCCEEDED: frozenset({"member_id", "amount_minor", "method", "receipt"}),
    Action.PAYMENT_UNDER_WAY: frozenset({"member_id", "amount_minor"}),
    Action.PAYMENT_DECLINED: frozenset({"member_id", "amount_minor"}),
    Action.PAYMENT_CLOSED: frozenset({"before", "after"}),
    Action.PAYMENT_RECORDED: frozenset({"member_id", "amount_minor", "method", "receipt"}),
    Action.PAYMENT_SELF_CONFIRMED: frozenset({"member_id", "amount_minor", "method", "receipt"}),
    Action.PAYMENT_REPORTED: frozenset({"member_id", "amount_minor", "method"}),
    Action.PAYMENT_REJECTED: frozenset({"member_id", "amount_minor"}),
    Action.PAYMENT_REVERSED: frozenset({"member_id", "amount_minor"}),
    Action.PAYMENT_ASSIGNED: frozenset({"member_id", "amount_minor", "receipt"}),
    Action.PAYMENT_REFUNDED: frozenset({"member_id", "amount_minor"}),
    Action.REFUND_FAILED: frozenset({"member_id", "amount_minor"}),
    Action.DISPUTE_OPENED: frozenset({"member_id", "amount_minor"}),
    Action.DISPUTE_WON: frozenset({"member_id", "amount_minor"}),
    Action.DISPUTE_LOST: frozenset({"member_id", "amount_minor"}),
    Action.LATE_FEES_CHARGED: frozenset({"charged", "total_minor"}),
    Action.LATE_FEES_HELD: frozenset({"until"}),
    Action.MAIL_RESUMED: frozenset(),
    Action.AUTOPAY_ON: frozenset({"member_id"}),
    Action.AUTOPAY_OFF: frozenset({"member_id", "ending"}),
    Action.AUTOPAY_SKIPPED: frozenset({"member_id", "amount_minor"}),
    Action.APPROVAL_ASKED: frozenset({"member_id", "act", "amount_minor"}),
    Action.APPROVAL_APPROVED: frozenset({"member_id", "act", "amount_minor"}),
    Action.APPROVAL_DECLINED: frozenset({"member_id", "act", "amount_minor"}),
    Action.APPROVAL_WITHDRAWN: frozenset({"member_id", "act", "amount_minor"}),
    Action.REMINDERS_SENT: frozenset({"members"}),
    Action.DEPOSIT_MADE: frozenset({"amount_minor", "payments"}),
    Action.DEPOSIT_REVERSED: frozenset({"amount_minor", "payments"}),
    Action.CREDIT_PAID_BACK: frozenset({"member_id", "amount_minor"}),
    Action.CREDIT_RETURN_REVERSED: frozenset({"member_id", "amount_minor"}),
    Action.CHARGES_MADE: frozenset({"kind", "charged", "total_minor"}),
    Action.CHARGES_REVERSED: frozenset({"charged", "total_minor"}),
    Action.PAYMENTS_IMPORTED: frozenset({"payments", "amount_minor", "file_sha256"}),
    Action.PLAN_AGREED: frozenset({"member_id", "total_minor"}),
    Action.PLAN_PROPOSED: frozenset({"member_id", "total_minor"}),
    Action.PLAN_APPROVED: frozenset({"member_id", "total_minor"}),
    Action.PLAN_DECLINED: frozenset({"member_id", "total_minor"}),
    Action.PLAN_ARRANGED: frozenset({"member_id", "total_minor"}),
    Action.PLAN_CANCELLED: frozenset({"member_id", "total_minor"}),
    Action.PLAN_ARCHIVED: frozenset({"member_id", "total_minor"}),
    Action.IMPORT_UNDONE: frozenset({"payments", "amount_minor"}),
    Action.EXPORTED: frozenset({"what", "file", "rows"}),
    Action.EVENT_HANDLED_AGAIN: frozenset({"before"}),
    Action.JOB_ASKED_FOR: frozenset({"job", "before"}),
    Action.JOB_RUN_HERE: frozenset({"job"}),
    Action.ROSTER_IMPORTED: frozenset({"members", "changed", "owes_minor", "credit_minor", "file_sha256"}),
    Action.CHAPTER_SUSPENDED: frozenset(),
    Action.CHAPTER_RESUMED: frozenset(),
    Action.PLATFORM_ADMIN_SET: frozenset(),
    Action.PLATFORM_ADMIN_ENDED: frozenset(),
    Action.ROSTER_UNDONE: frozenset({"members", "restored"}),
    Action.INVITES_SENT: frozenset({"role", "invites", "batch"}),
    Action.INVITES_RESENT: frozenset({"invites"}),
}


def check_keys(action: Action, details: Mapping[str, Any]) -> None:
    """Raise ValueError unless ``details`` has exactly the keys declared for ``action``."""
    if frozenset(details) != KEYS[action]:
        raise ValueError(f"{action} takes {sorted(KEYS[action])}, not {sorted(details)}")


def line_hash(previous_hash: str, line: Mapping[str, Any]) -> str:
    """The SHA-256 of a line and of the hash before it, in one canonical writing."""
    text = json.dumps(
        {**line, "previous": previous_hash}, sort_keys=True, separators=(",", ":"), ensure_ascii=True
    )
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def keyed_hash(value: str, key: str) -> str:
    """A personal value as the trail holds it: comparable, not readable, gone when the key is."""
    return hmac.new(key.encode(), value.encode(), hashlib.sha256).hexdigest()[:32]
