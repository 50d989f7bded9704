"""The audit trail in sentences that people read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sigma_finance.domain.audit import KEYS, Action
from sigma_finance.domain.dates import long_date
from sigma_finance.domain.money import format_money
from sigma_finance.domain.payments.payments import Method

#: A sentence for each action. ``who`` acted, ``subject`` is whom it was done to; the rest are the action's keys.
SENTENCES: dict[Action, str] = {
    Action.CHAPTER_CREATED: "{who} created the chapter.",
    Action.USER_CREATED: "{who} made a login for {member_id} as {role}.",
    Action.USER_REGISTERED: "{member_id} joined by an invite as {role}.",
    Action.PASSWORD_RESET: "{who} set a new password for {subject}.",
    Action.SECOND_FACTOR_SET: "{who} turned the second sign-in step of {subject} on.",
    Action.SECOND_FACTOR_REMOVED: "{who} turned the second sign-in step of {subject} off.",
    Action.SECOND_FACTOR_RESET: "{who} reset the second sign-in step of {subject}.",
    Action.PASSKEY_ADDED: "{who} added a passkey for {subject}.",
    Action.PASSKEY_REMOVED: "{who} removed a passkey of {subject}.",
    Action.ROLE_CHANGED: "{who} changed the role of {subject} from {before} to {after}.",
    Action.INVITE_CREATED: "{who} made an invite as {role}, for {max_uses} to use.",
    Action.INVITE_RESENT: "{who} sent an invite again.",
    Action.INVITE_REVOKED: "{who} revoked an invite.",
    Action.PERIOD_CREATED: "{who} created a dues period of {amount_minor}, due {due_on}.",
    Action.PERIOD_ASSESSED: "{who} charged a dues period to {charged}, {total_minor} in all.",
    Action.CHARGE_MADE: "{who} charged {member_id} {amount_minor} ({kind}).",
    Action.CHARGE_REVERSED: "{who} reversed a charge of {amount_minor} of {member_id}.",
    Action.CHARGE_WAIVED: "{who} waived {amount_minor} of {member_id}.",
    Action.CHARGE_SELF_WAIVED: "{who} waived {amount_minor} of their own ({member_id}), there being no other officer.",
    Action.PAY_LINK_MADE: "{who} made a link that pays what {member_id} owes, good until {expires_on}.",
    Action.PAY_LINK_REVOKED: "{who} took back a link that paid what {member_id} owes.",
    Action.PAYMENT_STARTED: "{who} began a payment of {amount_minor} for {member_id}.",
    Action.PAYMENT_SUCCEEDED: "{who} said that {member_id} paid {amount_minor} by {method}{receipt}.",
    Action.PAYMENT_DECLINED: "{who} said that a card payment of {amount_minor} by {member_id} was declined.",
    Action.PAYMENT_UNDER_WAY: "{who} said that {amount_minor} of {member_id} are under way.",
    Action.PAYMENT_CLOSED: "{who} closed a payment that was {before}: it is {after}.",
    Action.PAYMENT_RECORDED: "{who} recorded {amount_minor} by {method} from {member_id}{receipt}.",
    Action.PAYMENT_SELF_CONFIRMED: (
        "{who} recorded {amount_minor} by {method} of their own ({member_id}), there being no other officer{receipt}."
    ),
    Action.PAYMENT_REPORTED: "{who} reported {amount_minor} by {method} from {member_id}.",
    Action.PAYMENT_REJECTED: "{who} declined a reported payment of {amount_minor} from {member_id}.",
    Action.PAYMENT_REVERSED: "{who} reversed a payment of {amount_minor} from {member_id}.",
    Action.PAYMENT_ASSIGNED: "{who} assigned {amount_minor} to {member_id}{receipt}.",
    Action.PAYMENT_REFUNDED: "{who} said that {amount_minor} went back to {member_id}.",
    Action.REFUND_FAILED: "{who} said that a refund of {amount_minor} to {member_id} failed.",
    Action.DISPUTE_OPENED: "{who} said that the bank of {member_id} asks {amount_minor} back.",
    Action.DISPUTE_WON: "{who} said that a dispute of {member_id} over {amount_minor} was won.",
    Action.DISPUTE_LOST: "{who} said that a dispute of {member_id} over {amount_minor} was lost.",
    Action.LATE_FEES_CHARGED: "{who} charged {charged} late fees, {total_minor} in all.",
    Action.LATE_FEES_HELD: "{who} held late fees of {subject} until {until}.",
    Action.MAIL_RESUMED: "{who} has {subject} written to again.",
    Action.AUTOPAY_ON: "{who} said that autopay of {member_id} is on.",
    Action.AUTOPAY_OFF: "{who} ended autopay of {member_id} ({ending}).",
    Action.AUTOPAY_SKIPPED: "{who} had autopay skip {amount_minor} of {member_id}.",
    Action.APPROVAL_ASKED: "{who} asked another officer to approve a {act} of {amount_minor} for {member_id}.",
    Action.APPROVAL_APPROVED: "{who} approved a {act} of {amount_minor} for {member_id}, as another officer asked.",
    Action.APPROVAL_DECLINED: "{who} declined a {act} of {amount_minor} for {member_id}, as another officer asked.",
    Action.APPROVAL_WITHDRAWN: "{who} withdrew their request of a {act} of {amount_minor} for {member_id}.",
    Action.REMINDERS_SENT: "{who} reminded {members} members of what is due.",
    Action.DEPOSIT_MADE: "{who} deposited {amount_minor} at the bank ({payments} payments).",
    Action.DEPOSIT_REVERSED: "{who} took back a deposit of {amount_minor} ({payments} payments).",
    Action.CREDIT_PAID_BACK: "{who} paid {amount_minor} of credit back to {member_id}.",
    Action.CREDIT_RETURN_REVERSED: "{who} took back a credit return of {amount_minor} to {member_id}.",
    Action.CHARGES_MADE: "{who} charged {charged} members together ({kind}), {total_minor} in all.",
    Action.CHARGES_REVERSED: "{who} took {charged} charges back together, {total_minor} in all.",
    Action.PAYMENTS_IMPORTED: "{who} imported {payments} payments of earlier years, {amount_minor} in all.",
    Action.PLAN_AGREED: "{who} began a payment plan of {total_minor} for {member_id}.",
    Action.PLAN_PROPOSED: "{who} proposed a payment plan of {total_minor} for {member_id}.",
    Action.PLAN_APPROVED: "{who} approved a payment plan of {total_minor} of {member_id}.",
    Action.PLAN_DECLINED: "{who} declined a payment plan of {total_minor} of {member_id}.",
    Action.PLAN_ARRANGED: "{who} arranged a payment plan of {total_minor} for {member_id}.",
    Action.PLAN_CANCELLED: "{who} cancelled a payment plan of {total_minor} of {member_id}.",
    Action.PLAN_ARCHIVED: "{member_id} paid off a payment plan of {total_minor}.",
    Action.IMPORT_UNDONE: "{who} undid an import of {payments} payments, {amount_minor} in all.",
    Action.MEMBER_ADDED: "{who} added {subject} as {role}.",
    Action.MEMBER_EDITED: "{who} changed {fields} of {subject}.",
    Action.MEMBER_EXEMPTED: "{who} exempted {subject} from dues, who was charged as {before}.",
    Action.EXEMPTION_ENDED: "{who} ended the exemption of {subject}, who is charged as {after}.",
    Action.MEMBER_DEACTIVATED: "{who} deactivated {subject}, who owed {owes_minor}.",
    Action.MEMBER_REACTIVATED: "{who} reactivated {subject}.",
    Action.OFFICER_APPOINTED: "{who} appointed {member_id} {post} from {starts_on}.",
    Action.OFFICER_ENDED: "{who} ended the term of {member_id} as {post} on {ends_on}.",
    Action.HANDOVER_OFFERED: "{who} offered the treasurer's office to {member_id}, to accept by {expires_on}.",
    Action.HANDOVER_WITHDRAWN: "{who} withdrew the offer of the treasurer's office to {member_id}.",
    Action.HANDOVER_DECLINED: "{who} declined the treasurer's office that {member_id} offered.",
    Action.HANDOVER_DONE: (
        "{who} took the treasurer's office over from {member_id}; the books kept have the SHA-256 {sha256}."
    ),
    Action.SETTINGS_CHANGED: "{who} changed the chapter's settings: {after}.",
    Action.CHAPTER_SUSPENDED: "{who} suspended the chapter.",
    Action.CHAPTER_RESUMED: "{who} opened the suspended chapter again.",
    Action.PLATFORM_ADMIN_SET: "{who} let {subject} open and suspend chapters.",
    Action.PLATFORM_ADMIN_ENDED: "{who} let {subject} open and suspend chapters no longer.",
    Action.LOGO_CHANGED: "{who} changed the chapter's logo.",
    Action.PASSWORD_CHANGED: "{who} changed the password of {subject}.",
    Action.ADDRESS_CHANGED: "{who} changed the e-mail address of {subject}.",
    Action.ADDRESS_KEPT: "{who} stopped a change of the e-mail address of {subject}.",
    Action.CONTACT_CHANGED: "{who} changed {fields} of {subject}.",
    Action.ROSTER_IMPORTED: (
        "{who} imported a roster: {members} added, {changed} changed, owing {owes_minor}, {credit_minor} in credit."
    ),
    Action.ROSTER_UNDONE: "{who} undid an import of {members} members; {restored} are as they were before.",
    Action.INVITES_SENT: "{who} sent {invites} invites as {role}.",
    Action.INVITES_RESENT: "{who} sent {invites} invites again.",
    Action.EXPORTED: "{who} saved {rows} {what} as a {file} file.",
    Action.EVENT_HANDLED_AGAIN: "{who} had a message of Stripe handled again that was {before}.",
    Action.JOB_ASKED_FOR: "{who} had the background job {job} run, which was {before}.",
    Action.JOB_RUN_HERE: "{who} had the background job {job} run for this chapter.",
}


def label(action: Action) -> str:
    """The action in a list to choose from."""
    return action.value.replace(".", ", ").replace("_", " ").capitalize()


def sentence(
    action: str,
    *,
    who: str,
    subject: str,
    details: Mapping[str, Any],
    members: Mapping[int, str],
    currency: str,
) -> str:
    """What a line of the trail says; ``members`` are the names of those whom its details name by id."""
    known = next((one for one in SENTENCES if one.value == action), None)
    if known is None:
        return f"{who}: {action}."
    words = dict.fromkeys(KEYS[known], "unknown")
    words |= {key: _word(key, value, members, currency) for key, value in details.items()}
    return SENTENCES[known].format(who=who, subject=subject, **words)


def _word(key: str, value: Any, members: Mapping[int, str], currency: str) -> str:
    if key.endswith("_minor") and isinstance(value, int):
        return format_money(value, currency)
    if key == "member_id":
        return members.get(value, "nobody yet")
    if key == "receipt":
        return f", receipt {value}" if value else ""
    if key == "method" and value in list(Method):
        return Method(value).in_words
    if key.endswith("_on") and value:
        return long_date(date.fromisoformat(str(value)))
    if isinstance(value, (list, dict)):
        return ", ".join(str(one).replace("_", " ") for one in value)
    return str(value).replace("_", " ")
