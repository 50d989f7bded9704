"""The audit trail's vocabulary and its chain: each line's hash covers the one before it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Self


class Action(StrEnum):
    """What can be done: the word that is kept, the keys of its details, and the sentence that people read.

    In a sentence ``who`` acted and ``subject`` is whom it was done to; the rest are the action's keys.
    """

    keys: frozenset[str]
    sentence: str
    _value_: str

    def __new__(cls, kept: str, keys: str = "", sentence: str = "") -> Self:
        """A member; ``keys`` stand with spaces between them."""
        member = str.__new__(cls, kept)
        member._value_ = kept
        member.keys = frozenset(keys.split())
        member.sentence = sentence
        return member

    CHAPTER_CREATED = "chapter.created", "slug", "{who} created the chapter."
    USER_CREATED = "user.created", "member_id role", "{who} made a login for {member_id} as {role}."
    USER_REGISTERED = (
        "user.registered",
        "member_id role invite_id",
        "{member_id} joined by an invite as {role}.",
    )
    PASSWORD_RESET = (
        "user.password_reset",
        "",
        "{who} set a new password for {subject}.",
    )
    PASSWORD_CHANGED = (
        "user.password_changed",
        "",
        "{who} changed the password of {subject}.",
    )
    ADDRESS_CHANGED = (
        "user.address_changed",
        "before_hash after_hash",
        "{who} changed the e-mail address of {subject}.",
    )
    ADDRESS_KEPT = (
        "user.address_kept",
        "email_hash",
        "{who} stopped a change of the e-mail address of {subject}.",
    )
    CONTACT_CHANGED = "member.contact_changed", "fields", "{who} changed {fields} of {subject}."
    SECOND_FACTOR_SET = "user.second_factor_set", "", "{who} turned the second sign-in step of {subject} on."
    SECOND_FACTOR_REMOVED = (
        "user.second_factor_removed",
        "",
        "{who} turned the second sign-in step of {subject} off.",
    )
    PASSKEY_ADDED = "user.passkey_added", "", "{who} added a passkey for {subject}."
    PASSKEY_REMOVED = "user.passkey_removed", "", "{who} removed a passkey of {subject}."
    SECOND_FACTOR_RESET = "user.second_factor_reset", "", "{who} reset the second sign-in step of {subject}."
    ROLE_CHANGED = (
        "member.role_changed",
        "before after",
        "{who} changed the role of {subject} from {before} to {after}.",
    )
    MEMBER_ADDED = "member.added", "role member_class", "{who} added {subject} as {role}."
    MEMBER_EDITED = "member.edited", "fields", "{who} changed {fields} of {subject}."
    MEMBER_EXEMPTED = (
        "member.exempted",
        "before",
        "{who} exempted {subject} from dues, who was charged as {before}.",
    )
    EXEMPTION_ENDED = (
        "member.exemption_ended",
        "after",
        "{who} ended the exemption of {subject}, who is charged as {after}.",
    )
    MEMBER_DEACTIVATED = (
        "member.deactivated",
        "owes_minor sessions_ended",
        "{who} deactivated {subject}, who owed {owes_minor}.",
    )
    MEMBER_REACTIVATED = "member.reactivated", "", "{who} reactivated {subject}."
    OFFICER_APPOINTED = (
        "officer.appointed",
        "member_id post starts_on ends_on",
        "{who} appointed {member_id} {post} from {starts_on}.",
    )
    OFFICER_ENDED = (
        "officer.ended",
        "member_id post ends_on",
        "{who} ended the term of {member_id} as {post} on {ends_on}.",
    )
    HANDOVER_OFFERED = (
        "handover.offered",
        "member_id expires_on",
        "{who} offered the treasurer's office to {member_id}, to accept by {expires_on}.",
    )
    HANDOVER_WITHDRAWN = (
        "handover.withdrawn",
        "member_id",
        "{who} withdrew the offer of the treasurer's office to {member_id}.",
    )
    HANDOVER_DECLINED = (
        "handover.declined",
        "member_id",
        "{who} declined the treasurer's office that {member_id} offered.",
    )
    HANDOVER_DONE = (
        "handover.done",
        "member_id sha256",
        "{who} took the treasurer's office over from {member_id}; the books kept have the SHA-256 {sha256}.",
    )
    SETTINGS_CHANGED = (
        "chapter.settings_changed",
        "before after",
        "{who} changed the chapter's settings: {after}.",
    )
    LOGO_CHANGED = "chapter.logo_changed", "sha256", "{who} changed the chapter's logo."
    CHAPTER_SUSPENDED = "chapter.suspended", "", "{who} suspended the chapter."
    CHAPTER_RESUMED = "chapter.resumed", "", "{who} opened the suspended chapter again."
    PLATFORM_ADMIN_SET = "user.platform_admin_set", "", "{who} let {subject} open and suspend chapters."
    PLATFORM_ADMIN_ENDED = (
        "user.platform_admin_ended",
        "",
        "{who} let {subject} open and suspend chapters no longer.",
    )
    INVITE_CREATED = (
        "invite.created",
        "role max_uses member_id email_hash",
        "{who} made an invite as {role}, for {max_uses} to use.",
    )
    INVITE_RESENT = "invite.resent", "", "{who} sent an invite again."
    INVITE_REVOKED = "invite.revoked", "", "{who} revoked an invite."
    PERIOD_CREATED = (
        "period.created",
        "amount_minor due_on",
        "{who} created a dues period of {amount_minor}, due {due_on}.",
    )
    PERIOD_ASSESSED = (
        "period.assessed",
        "charged total_minor",
        "{who} charged a dues period to {charged}, {total_minor} in all.",
    )
    CHARGE_MADE = (
        "charge.made",
        "member_id kind amount_minor",
        "{who} charged {member_id} {amount_minor} ({kind}).",
    )
    CHARGE_REVERSED = (
        "charge.reversed",
        "member_id amount_minor",
        "{who} reversed a charge of {amount_minor} of {member_id}.",
    )
    CHARGE_WAIVED = "charge.waived", "member_id amount_minor", "{who} waived {amount_minor} of {member_id}."
    CHARGE_SELF_WAIVED = (
        "charge.self_waived",
        "member_id amount_minor",
        "{who} waived {amount_minor} of their own ({member_id}), there being no other officer.",
    )
    PAY_LINK_MADE = (
        "pay_link.made",
        "member_id expires_on",
        "{who} made a link that pays what {member_id} owes, good until {expires_on}.",
    )
    PAY_LINK_REVOKED = (
        "pay_link.revoked",
        "member_id",
        "{who} took back a link that paid what {member_id} owes.",
    )
    PAYMENT_STARTED = (
        "payment.started",
        "member_id amount_minor",
        "{who} began a payment of {amount_minor} for {member_id}.",
    )
    PAYMENT_SUCCEEDED = (
        "payment.succeeded",
        "member_id amount_minor method receipt",
        "{who} said that {member_id} paid {amount_minor} by {method}{receipt}.",
    )
    PAYMENT_UNDER_WAY = (
        "payment.under_way",
        "member_id amount_minor",
        "{who} said that {amount_minor} of {member_id} are under way.",
    )
    PAYMENT_DECLINED = (
        "payment.declined",
        "member_id amount_minor",
        "{who} said that a card payment of {amount_minor} by {member_id} was declined.",
    )
    PAYMENT_CLOSED = (
        "payment.closed",
        "before after",
        "{who} closed a payment that was {before}: it is {after}.",
    )
    PAYMENT_RECORDED = (
        "payment.recorded",
        "member_id amount_minor method receipt",
        "{who} recorded {amount_minor} by {method} from {member_id}{receipt}.",
    )
    PAYMENT_SELF_CONFIRMED = (
        "payment.self_confirmed",
        "member_id amount_minor method receipt",
        "{who} recorded {amount_minor} by {method} of their own ({member_id}), there being no other officer{receipt}.",
    )
    PAYMENT_REPORTED = (
        "payment.reported",
        "member_id amount_minor method",
        "{who} reported {amount_minor} by {method} from {member_id}.",
    )
    PAYMENT_REJECTED = (
        "payment.rejected",
        "member_id amount_minor",
        "{who} declined a reported payment of {amount_minor} from {member_id}.",
    )
    PAYMENT_REVERSED = (
        "payment.reversed",
        "member_id amount_minor",
        "{who} reversed a payment of {amount_minor} from {member_id}.",
    )
    RECEIPT_RESENT = (
        "receipt.resent",
        "member_id receipt",
        "{who} mailed a receipt to {member_id} again{receipt}.",
    )
    PAYMENT_ASSIGNED = (
        "payment.assigned",
        "member_id amount_minor receipt",
        "{who} assigned {amount_minor} to {member_id}{receipt}.",
    )
    PAYMENT_REFUNDED = (
        "payment.refunded",
        "member_id amount_minor",
        "{who} said that {amount_minor} went back to {member_id}.",
    )
    REFUND_ASKED = (
        "payment.refund_asked",
        "member_id amount_minor",
        "{who} asked Stripe to refund {amount_minor} to {member_id}.",
    )
    REFUND_MADE = (
        "payment.refund_made",
        "member_id amount_minor",
        "{who} recorded that {amount_minor} was given back to {member_id}.",
    )
    REFUND_REFUSED = (
        "payment.refund_refused",
        "member_id amount_minor",
        "{who} did not take up a refund of {amount_minor} to {member_id}.",
    )
    EXCESS_WRITTEN_OFF = (
        "payment.excess_written_off",
        "member_id amount_minor",
        "{who} wrote off {amount_minor} that went back to {member_id} beyond what the payment held.",
    )
    REFUND_FAILED = (
        "payment.refund_failed",
        "member_id amount_minor",
        "{who} said that a refund of {amount_minor} to {member_id} failed.",
    )
    DISPUTE_OPENED = (
        "dispute.opened",
        "member_id amount_minor",
        "{who} said that the bank of {member_id} asks {amount_minor} back.",
    )
    DISPUTE_WON = (
        "dispute.won",
        "member_id amount_minor",
        "{who} said that a dispute of {member_id} over {amount_minor} was won.",
    )
    DISPUTE_LOST = (
        "dispute.lost",
        "member_id amount_minor",
        "{who} said that a dispute of {member_id} over {amount_minor} was lost.",
    )
    DISPUTE_ANSWERED = (
        "dispute.answered",
        "member_id amount_minor",
        "{who} sent the evidence for a payment of {member_id}, of which {amount_minor} is disputed.",
    )
    DISPUTE_ACCEPTED = (
        "dispute.accepted",
        "member_id amount_minor",
        "{who} accepted that {amount_minor} stays with the bank of {member_id}.",
    )
    DISPUTE_ANSWER_REFUSED = (
        "dispute.answer_refused",
        "member_id amount_minor",
        "{who} did not take an answer to the dispute of {member_id} over {amount_minor}.",
    )
    LATE_FEES_CHARGED = (
        "late_fees.charged",
        "charged total_minor",
        "{who} charged {charged} late fees, {total_minor} in all.",
    )
    LATE_FEES_HELD = "late_fees.held", "until", "{who} held late fees of {subject} until {until}."
    MAIL_RESUMED = "member.mail_resumed", "", "{who} has {subject} written to again."
    AUTOPAY_ON = "autopay.on", "member_id", "{who} said that autopay of {member_id} is on."
    AUTOPAY_OFF = "autopay.off", "member_id ending", "{who} ended autopay of {member_id} ({ending})."
    AUTOPAY_SKIPPED = (
        "autopay.skipped",
        "member_id amount_minor",
        "{who} had autopay skip {amount_minor} of {member_id}.",
    )
    APPROVAL_ASKED = (
        "approval.asked",
        "member_id act amount_minor",
        "{who} asked another officer to approve a {act} of {amount_minor} for {member_id}.",
    )
    APPROVAL_APPROVED = (
        "approval.approved",
        "member_id act amount_minor",
        "{who} approved a {act} of {amount_minor} for {member_id}, as another officer asked.",
    )
    APPROVAL_DECLINED = (
        "approval.declined",
        "member_id act amount_minor",
        "{who} declined a {act} of {amount_minor} for {member_id}, as another officer asked.",
    )
    APPROVAL_WITHDRAWN = (
        "approval.withdrawn",
        "member_id act amount_minor",
        "{who} withdrew their request of a {act} of {amount_minor} for {member_id}.",
    )
    REMINDERS_SENT = "reminders.sent", "members", "{who} reminded {members} members of what is due."
    PAYOUT_MOVED = (
        "payout.moved",
        "amount_minor state",
        "{who} told of a payout of {amount_minor}: {state}.",
    )
    PAYOUT_CONFIRMED = (
        "payout.confirmed",
        "amount_minor",
        "{who} confirmed that {amount_minor} of a payout came on to the bank.",
    )
    PAYOUT_LINE_EXPLAINED = (
        "payout_line.explained",
        "amount_minor category",
        "{who} explained {amount_minor} of a payout as {category}.",
    )
    PAYOUT_LINE_GIVEN = (
        "payout_line.given",
        "amount_minor",
        "{who} gave the chapter a line of {amount_minor} of a shared payout.",
    )
    ACCOUNT_CONNECTED = (
        "account.connected",
        "account",
        "{who} connected the Stripe account {account} to the chapter.",
    )
    ACCOUNT_MOVED = "account.moved", "account state", "{who} told of the Stripe account {account}: {state}."
    ACCOUNT_USED = (
        "account.used",
        "account",
        "{who} had the chapter paid on its own Stripe account {account} from then on.",
    )
    ACCOUNT_STOPPED = (
        "account.stopped",
        "account",
        "{who} had the chapter paid no more on its Stripe account {account}.",
    )
    ACCOUNT_GONE = "account.gone", "account", "{who} disconnected the Stripe account {account}."
    BANK_ACCOUNT_ADDED = (
        "bank_account.added",
        "begins_on amount_minor",
        "{who} added a bank account, with {amount_minor} on {begins_on}.",
    )
    BANK_ACCOUNT_RENAMED = "bank_account.renamed", "", "{who} gave a bank account another name."
    STATEMENT_IMPORTED = (
        "bank_statement.imported",
        "lines matched file_sha256",
        "{who} imported a bank statement of {lines} new lines, of which {matched} were matched.",
    )
    BANK_LINES_MATCHED = (
        "bank_account.matched",
        "lines",
        "{who} matched {lines} lines of the bank with the books.",
    )
    BANK_LINE_MATCHED = (
        "bank_line.matched",
        "amount_minor entries",
        "{who} matched a line of the bank of {amount_minor} with entries {entries}.",
    )
    BANK_LINE_UNMATCHED = (
        "bank_line.unmatched",
        "amount_minor entries",
        "{who} took a line of the bank of {amount_minor} off entries {entries}.",
    )
    BANK_LINE_MADE = (
        "bank_line.made",
        "amount_minor category",
        "{who} booked a line of the bank of {amount_minor} as {category}.",
    )
    BANK_LINE_REVERSED = (
        "bank_line.reversed",
        "amount_minor category",
        "{who} took back what was booked as {category} from a line of the bank of {amount_minor}.",
    )
    BANK_RULE_SAVED = "bank_rule.saved", "category", "{who} saved a rule for lines of the bank: {category}."
    BANK_RULE_ENDED = "bank_rule.ended", "category", "{who} ended a rule for lines of the bank: {category}."
    BANK_RECONCILED = (
        "bank_account.reconciled",
        "through_on closing_minor outstanding_minor",
        "{who} reconciled a bank account through {through_on} to {closing_minor}; {outstanding_minor} is outstanding.",
    )
    BUDGET_SET = (
        "budget.set",
        "year lines",
        "{who} set {lines} lines of the budget of the year from {year}.",
    )
    OPENING_BROUGHT = (
        "opening.brought",
        "day accounts",
        "{who} brought forward what {accounts} accounts held on {day}.",
    )
    CATEGORY_ADDED = "category.added", "account", "{who} named the account {account}."
    CATEGORY_RENAMED = "category.renamed", "account", "{who} renamed the account {account}."
    CATEGORY_ENDED = "category.ended", "account", "{who} ended the category of the account {account}."
    CATEGORY_RESUMED = "category.resumed", "account", "{who} resumed the category of the account {account}."
    SPENDING_PROPOSED = (
        "spending.proposed",
        "amount_minor kind",
        "{who} wrote down {amount_minor} ({kind}) for another officer to approve.",
    )
    SPENDING_DROPPED = (
        "spending.dropped",
        "amount_minor kind",
        "{who} had {amount_minor} ({kind}) come to nothing that was written down.",
    )
    SPENDING_RECORDED = (
        "spending.recorded",
        "amount_minor kind",
        "{who} recorded {amount_minor} ({kind}).",
    )
    SPENDING_PAID = "spending.paid", "amount_minor kind", "{who} recorded {amount_minor} as paid ({kind})."
    SPENDING_TAKEN_BACK = (
        "spending.taken_back",
        "amount_minor kind",
        "{who} took the last step of {amount_minor} back ({kind}).",
    )
    SPENDING_RECEIPT_ADDED = (
        "spending.receipt_added",
        "amount_minor",
        "{who} added a receipt to {amount_minor}.",
    )
    SPENDING_ASKED = "spending.asked", "amount_minor", "{who} asked for a reimbursement of {amount_minor}."
    SPENDING_WITHDRAWN = (
        "spending.withdrawn",
        "amount_minor",
        "{who} withdrew a reimbursement of {amount_minor}.",
    )
    REIMBURSEMENT_APPROVED = (
        "reimbursement.approved",
        "amount_minor kind",
        "{who} approved a reimbursement of {amount_minor}.",
    )
    REIMBURSEMENT_DECLINED = (
        "reimbursement.declined",
        "amount_minor kind",
        "{who} declined a reimbursement of {amount_minor}.",
    )
    TRANSFER_MADE = (
        "transfer.made",
        "amount_minor out_of into",
        "{who} moved {amount_minor} from {out_of} to {into}.",
    )
    TRANSFER_REVERSED = (
        "transfer.reversed",
        "amount_minor out_of into",
        "{who} reversed a transfer of {amount_minor} from {out_of} to {into}.",
    )
    CASH_COUNTED = (
        "cash.counted",
        "place counted_minor book_minor",
        "{who} counted {place}: {counted_minor}, where the books had {book_minor}.",
    )
    KEYS_ROTATED = (
        "keys.rotated",
        "rows",
        "{who} encrypted {rows} rows anew with a newer key.",
    )
    DEPOSIT_MADE = (
        "deposit.made",
        "amount_minor payments",
        "{who} deposited {amount_minor} at the bank ({payments} payments).",
    )
    DEPOSIT_REVERSED = (
        "deposit.reversed",
        "amount_minor payments",
        "{who} took back a deposit of {amount_minor} ({payments} payments).",
    )
    CREDIT_PAID_BACK = (
        "credit.paid_back",
        "member_id amount_minor",
        "{who} paid {amount_minor} of credit back to {member_id}.",
    )
    CREDIT_RETURN_REVERSED = (
        "credit.payout_reversed",
        "member_id amount_minor",
        "{who} took back a credit return of {amount_minor} to {member_id}.",
    )
    CHARGES_MADE = (
        "charges.made",
        "kind charged total_minor",
        "{who} charged {charged} members together ({kind}), {total_minor} in all.",
    )
    CHARGES_REVERSED = (
        "charges.reversed",
        "charged total_minor",
        "{who} took {charged} charges back together, {total_minor} in all.",
    )
    PAYMENTS_IMPORTED = (
        "payments.imported",
        "payments amount_minor file_sha256",
        "{who} imported {payments} payments of earlier years, {amount_minor} in all.",
    )
    PLAN_AGREED = (
        "plan.agreed",
        "member_id total_minor",
        "{who} began a payment plan of {total_minor} for {member_id}.",
    )
    PLAN_PROPOSED = (
        "plan.proposed",
        "member_id total_minor",
        "{who} proposed a payment plan of {total_minor} for {member_id}.",
    )
    PLAN_APPROVED = (
        "plan.approved",
        "member_id total_minor",
        "{who} approved a payment plan of {total_minor} of {member_id}.",
    )
    PLAN_DECLINED = (
        "plan.declined",
        "member_id total_minor",
        "{who} declined a payment plan of {total_minor} of {member_id}.",
    )
    PLAN_ARRANGED = (
        "plan.arranged",
        "member_id total_minor",
        "{who} arranged a payment plan of {total_minor} for {member_id}.",
    )
    PLAN_CANCELLED = (
        "plan.cancelled",
        "member_id total_minor",
        "{who} cancelled a payment plan of {total_minor} of {member_id}.",
    )
    PLAN_ARCHIVED = (
        "plan.archived",
        "member_id total_minor",
        "{member_id} paid off a payment plan of {total_minor}.",
    )
    IMPORT_UNDONE = (
        "payments.import_undone",
        "payments amount_minor",
        "{who} undid an import of {payments} payments, {amount_minor} in all.",
    )
    BOOKS_CLOSED = "books.closed", "through_on", "{who} closed the books through {through_on}."
    BOOKS_REOPENED = (
        "books.reopened",
        "through_on reason",
        "{who} reopened the books that were closed through {through_on}: {reason}",
    )
    EXPORTED = "books.exported", "what file rows", "{who} saved {rows} {what} as a {file} file."
    EVENT_HANDLED_AGAIN = (
        "event.handled_again",
        "before",
        "{who} had a message of Stripe handled again that was {before}.",
    )
    JOB_ASKED_FOR = (
        "job.asked_for",
        "job before",
        "{who} had the background job {job} run, which was {before}.",
    )
    JOB_RUN_HERE = "job.run_here", "job", "{who} had the background job {job} run for this chapter."
    ROSTER_IMPORTED = (
        "roster.imported",
        "members changed owes_minor credit_minor file_sha256",
        "{who} imported a roster: {members} added, {changed} changed, owing {owes_minor}, {credit_minor} in credit.",
    )
    ROSTER_UNDONE = (
        "roster.import_undone",
        "members restored",
        "{who} undid an import of {members} members; {restored} are as they were before.",
    )
    INVITES_SENT = "invites.sent", "role invites batch", "{who} sent {invites} invites as {role}."
    INVITES_RESENT = "invites.resent", "invites", "{who} sent {invites} invites again."

    @property
    def label(self) -> str:
        """The action in a list to choose from."""
        return self.value.replace(".", ", ").replace("_", " ").capitalize()


def check_keys(action: Action, details: Mapping[str, Any]) -> None:
    """Raise ValueError unless ``details`` has exactly the keys declared for ``action``."""
    if frozenset(details) != action.keys:
        raise ValueError(f"{action} takes {sorted(action.keys)}, not {sorted(details)}")


def line_hash(previous_hash: str, line: Mapping[str, Any]) -> str:
    """The SHA-256 of a line and of the hash before it, in one canonical writing."""
    text = json.dumps({**line, "previous": previous_hash}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def keyed_hash(value: str, key: str) -> str:
    """A personal value as the trail holds it: comparable, not readable, gone when the key is."""
    return hmac.new(key.encode(), value.encode(), hashlib.sha256).hexdigest()[:32]
