"""The columns of each table that leaves as a file, and how they are filled. Amounts leave as decimals."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC
from decimal import Decimal

from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.books.reports import Report, ReportKind
from sigma_finance.domain.dates import local_date
from sigma_finance.domain.exports import ExportTable, Value
from sigma_finance.domain.money import plain_amount
from sigma_finance.queries.audit import AuditLine
from sigma_finance.queries.bank.lines import BankLineRow
from sigma_finance.queries.books.drilling import AccountLine
from sigma_finance.queries.books.export import HEADS, ExportedPosting
from sigma_finance.queries.dues.plans import PlanLine
from sigma_finance.queries.members.member_list import ExportedMember
from sigma_finance.queries.payments.donations import Donation
from sigma_finance.queries.payments.history import ExportedPayment, Totals
from sigma_finance.queries.reminders import Debtor, SentReminder
from sigma_finance.queries.spending.spendings import SpendingRow

_MEMBERS = (
    *(("member", 28), ("email", 32), ("phone", 18), ("role", 12), ("status", 12), ("dues class", 14)),
    *(("standing", 16), ("initiated", 12), ("on the list since", 16), ("can sign in", 11), ("owes", 12)),
    *(("past due", 12), ("credit", 12), ("oldest due", 12)),
)
_STANDING = (
    *(("member", 28), ("email", 32), ("standing", 16), ("why", 44), ("owes", 12), ("past due", 12)),
    ("oldest due", 12),
)
_UNPAID = (
    *(("member", 28), ("email", 32), ("phone", 18), ("status", 12), ("owes", 12), ("past due", 12)),
    *(("oldest due", 12), ("days past due", 14)),
)
_PAYMENTS = (
    *(("date", 12), ("member", 28), ("email", 32), ("method", 14), ("status", 18), ("amount", 12)),
    *(("refunded", 12), ("kept", 12), ("receipt", 16), ("reference", 20), ("PaymentIntent", 30)),
    *(("note", 40), ("taken by", 20), ("recorded by", 28), ("historical", 11)),
)
_DONATIONS = (
    *(("date", 12), ("donor", 28), ("email", 32), ("method", 14), ("status", 18), ("amount", 12)),
    *(("refunded", 12), ("receipt", 16), ("reference", 20), ("note", 40)),
)
_AUDIT = (
    *(("line", 8), ("when", 22), ("what", 70), ("action", 26), ("from", 18), ("browser", 30)),
    *(("details", 50), ("hash", 66)),
)
_POSTINGS = (
    *(("date", 12), ("entry", 10), ("kind", 22), ("memo", 40), ("member", 28), ("payment", 20)),
    ("amount", 14),
)
_BANK_LINES = (
    *(("date", 12), ("text", 60), ("reference", 24), ("check", 12), ("amount", 14), ("status", 16)),
    *(("account", 24), ("statement", 32), ("row", 8)),
)
_SPENDING = (
    *(("date", 12), ("kind", 16), ("status", 20), ("category", 28), ("paid to", 28), ("member", 28)),
    *(("what for", 40), ("due on", 12), ("paid on", 12), ("how", 14), ("check or reference", 20)),
    *(("receipts", 10), ("amount", 14)),
)
_LEDGER_WIDTHS = (12, 10, 20, 28, 14, 30, 16, 18, 32)
_PLANS = (
    *(("member", 28), ("status", 12), ("how often", 12), ("parts", 8), ("first due", 12), ("next due", 12)),
    *(("in all", 12), ("paid", 12), ("left", 12), ("reason", 40), ("begun", 12)),
)
_REMINDERS = (
    *(("member", 28), ("email", 32), ("what", 16), ("asked for", 12), ("owes", 12), ("oldest due", 12)),
    *(("last reminded", 14), ("written to today", 16), ("why not now", 32)),
)
_REMINDERS_SENT = (
    *(("sent on", 12), ("member", 28), ("email", 32), ("what", 16), ("asked for", 12), ("sent by", 28)),
)


def members(rows: Sequence[ExportedMember], *, timezone: str, currency: str) -> ExportTable:
    """The roster: who is a member, how to reach them, and what they owe."""
    return ExportTable("members", _MEMBERS, (_member(row, timezone, currency) for row in rows), len(rows))


def _member(row: ExportedMember, timezone: str, currency: str) -> list[Value]:
    return [
        row.name,
        row.email,
        row.phone,
        row.role.label,
        row.status.label,
        row.member_class.label,
        row.standing.kind.label,
        row.initiated_on,
        local_date(row.created_at, timezone),
        row.has_login,
        *(_amount(minor, currency) for minor in (row.balance_minor, row.past_due_minor, row.credit_minor)),
        row.oldest_due_on,
    ]


def standing(rows: Sequence[ExportedMember], *, currency: str) -> ExportTable:
    """Where each member stands, and why."""
    filled = (
        [
            row.name,
            row.email,
            row.standing.kind.label,
            row.standing.reason,
            _amount(row.balance_minor, currency),
            _amount(row.past_due_minor, currency),
            row.oldest_due_on,
        ]
        for row in rows
    )
    return ExportTable("standing", _STANDING, filled, len(rows))


def unpaid(rows: Sequence[ExportedMember], *, currency: str) -> ExportTable:
    """Who owes how much, and since when."""
    filled = (
        [
            row.name,
            row.email,
            row.phone,
            row.status.label,
            _amount(row.balance_minor, currency),
            _amount(row.past_due_minor, currency),
            row.oldest_due_on,
            Decimal(row.days_past_due),
        ]
        for row in rows
    )
    return ExportTable("unpaid", _UNPAID, filled, len(rows))


def payments(rows: Iterable[ExportedPayment], *, totals: Totals, currency: str) -> ExportTable:
    """Payments, and what they add up to."""
    amounts = {
        f"Received, {currency}": totals.received_minor,
        f"Went back, {currency}": totals.went_back_minor,
        f"Kept, {currency}": totals.kept_minor,
    }
    return ExportTable(
        "payments",
        _PAYMENTS,
        (_payment(row, currency) for row in rows),
        totals.payments,
        (
            ("Payments", Decimal(totals.payments)),
            *((label, _amount(minor, currency)) for label, minor in amounts.items()),
        ),
    )


def _payment(payment: ExportedPayment, currency: str) -> list[Value]:
    return [
        payment.on,
        payment.member,
        payment.email,
        payment.method.label,
        payment.shown.label,
        _amount(payment.amount_minor, currency),
        _amount(payment.refunded_minor, currency),
        _amount(payment.kept_minor, currency),
        payment.receipt,
        payment.reference,
        payment.payment_intent,
        payment.note,
        payment.taken_by,
        payment.recorded_by,
        payment.historical,
    ]


def record(payment: ExportedPayment, currency: str) -> dict[str, str | bool]:
    """A payment by its columns, amounts as decimals, for machines."""
    filled = zip(_PAYMENTS, _payment(payment, currency), strict=True)
    return {head: value if isinstance(value, bool) else str(value) for (head, _), value in filled}


def donations(rows: Sequence[Donation], *, currency: str) -> ExportTable:
    """What was given, and by whom."""
    filled = (
        [
            row.line.on,
            row.donor_name,
            row.donor_email,
            row.line.method.label,
            row.line.shown.label,
            _amount(row.line.amount_minor, currency),
            _amount(row.line.refunded_minor, currency),
            row.line.receipt,
            row.line.reference,
            row.note,
        ]
        for row in rows
    )
    return ExportTable("donations", _DONATIONS, filled, len(rows))


def ledger(rows: Iterable[ExportedPosting], *, count: int, currency: str) -> ExportTable:
    """The postings of the books."""
    columns = list(zip(HEADS, _LEDGER_WIDTHS, strict=True))
    return ExportTable("ledger", columns, (row.cells(currency) for row in rows), count)


def report(kind: ReportKind, found: Report, *, currency: str) -> ExportTable:
    """A report as its page shows it: every part with its lines and what they add up to."""
    columns = [("part", 28), ("what", 34), *((column.label, 16) for column in found.columns)]
    rows = [
        [
            part.title,
            line.what,
            *(None if minor is None else _amount(minor, currency) for minor in line.minors),
        ]
        for part in found.parts
        for line in (*part.lines, *([part.total] if part.total else []))
    ]
    return ExportTable(kind.label.replace("'", "").lower(), columns, rows, len(rows))


def account_postings(account: Account, lines: Sequence[AccountLine], *, currency: str) -> ExportTable:
    """The postings of an account."""
    filled: Iterable[list[Value]] = (
        [
            line.booked_on,
            str(line.entry_id),
            line.kind.label,
            line.memo,
            line.member_name or "",
            line.payment or "",
            _amount(line.amount_minor, currency),
        ]
        for line in lines
    )
    return ExportTable(f"postings {account.value.replace('_', ' ')}", _POSTINGS, filled, len(lines))


def spending(rows: Sequence[SpendingRow], *, names: Mapping[Account, str], currency: str) -> ExportTable:
    """Expenses, bills, reimbursements and other income."""
    filled: Iterable[list[Value]] = (
        [
            row.spent_on,
            row.kind.label,
            row.state.label,
            (names.get(row.category) or row.category.label) if row.category else "",
            row.payee,
            row.member_name or "",
            row.what,
            row.due_on,
            row.paid_on,
            row.method.label if row.method else "",
            row.trace,
            Decimal(row.receipts),
            _amount(row.amount_minor, currency),
        ]
        for row in rows
    )
    return ExportTable("spending", _SPENDING, filled, len(rows))


def audit_lines(rows: Iterable[AuditLine], *, count: int) -> ExportTable:
    """Lines of the audit trail; moments are UTC."""
    filled = (
        [
            str(row.sequence),
            row.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            row.says,
            row.action,
            row.ip,
            row.user_agent,
            json.dumps(dict(row.details), ensure_ascii=False, sort_keys=True),
            row.hash,
        ]
        for row in rows
    )
    return ExportTable("audit lines", _AUDIT, filled, count)


def plans(rows: Sequence[PlanLine], *, timezone: str, currency: str) -> ExportTable:
    """Payment plans; what is paid of one is known while it runs."""
    return ExportTable("plans", _PLANS, (_plan(row, timezone, currency) for row in rows), len(rows))


def _plan(row: PlanLine, timezone: str, currency: str) -> list[Value]:
    runs = row.state.value == "active"
    return [
        row.member_name,
        row.state.label,
        row.frequency.label if row.frequency else "by hand",
        Decimal(row.installments),
        row.first_on,
        row.next_due_on,
        _amount(row.total_minor, currency),
        _amount(row.paid_minor, currency) if runs else None,
        _amount(row.open_minor, currency) if runs else None,
        row.reason,
        local_date(row.created_at, timezone),
    ]


def reminders(rows: Sequence[Debtor], *, currency: str) -> ExportTable:
    """Who would be told what, and why somebody is not."""
    filled = (
        [
            row.name,
            row.email,
            "" if row.hindrance else row.statement.kind.label,
            _amount(row.statement.asked_minor, currency),
            _amount(row.balance_minor, currency),
            row.oldest_due_on,
            row.last_on,
            row.is_scheduled and not row.hindrance,
            row.hindrance,
        ]
        for row in rows
    )
    return ExportTable("reminders", _REMINDERS, filled, len(rows))


def reminders_sent(rows: Sequence[SentReminder], *, currency: str) -> ExportTable:
    """Who was reminded of what on which day, and by whom."""
    filled = (
        [
            row.sent_on,
            row.member_name,
            row.email,
            row.kind.label,
            _amount(row.amount_minor, currency),
            row.sent_by or "The schedule",
        ]
        for row in rows
    )
    return ExportTable("reminders sent", _REMINDERS_SENT, filled, len(rows))


def _amount(minor: int, currency: str) -> Decimal:
    return Decimal(plain_amount(minor, currency))


def bank_lines(rows: Iterable[BankLineRow], count: int, *, currency: str) -> ExportTable:
    """The lines of a bank account as its statements have them, and whether each is an entry."""
    filled: Iterable[Sequence[Value]] = (
        [
            row.booked_on,
            row.description,
            row.reference,
            row.check_number,
            _amount(row.amount_minor, currency),
            row.state.label,
            row.account_name,
            row.file_name,
            str(row.row),
        ]
        for row in rows
    )
    return ExportTable("bank lines", _BANK_LINES, filled, count)
