"""The officers' pages: overview, money received, dues, members, invites."""

from __future__ import annotations

from sigma_finance.routes.treasurer import approvals, reminders
from sigma_finance.routes.treasurer.bank import accounts as bank_accounts
from sigma_finance.routes.treasurer.bank import lines as bank_lines
from sigma_finance.routes.treasurer.bank import reconcile, statements
from sigma_finance.routes.treasurer.bank import spending as bank_spending
from sigma_finance.routes.treasurer.base import blueprint
from sigma_finance.routes.treasurer.books import (
    audit,
    closing,
    export,
    journal,
    meeting,
    opening,
    packet,
    reports,
)
from sigma_finance.routes.treasurer.chapters import problems, settings, webhooks
from sigma_finance.routes.treasurer.dues import charges, charging, late_fees, periods, plans
from sigma_finance.routes.treasurer.figures import overview
from sigma_finance.routes.treasurer.imports import history as imports
from sigma_finance.routes.treasurer.imports import roster as rosters
from sigma_finance.routes.treasurer.members import bulk_invites, editing, handover, invites, members, officers
from sigma_finance.routes.treasurer.payments import (
    cash,
    credit_returns,
    disputes,
    donations,
    grid,
    history,
    pay_links,
    payments,
    payouts,
    record,
    refunds,
    reported,
    stripe_account,
    unmatched,
)
from sigma_finance.routes.treasurer.spending import (
    budgets,
    categories,
    expenses,
    moves,
    reimbursements,
    spending,
)

__all__ = [
    "approvals",
    "audit",
    "bank_accounts",
    "bank_lines",
    "bank_spending",
    "blueprint",
    "budgets",
    "bulk_invites",
    "cash",
    "categories",
    "charges",
    "charging",
    "closing",
    "credit_returns",
    "disputes",
    "donations",
    "editing",
    "expenses",
    "export",
    "grid",
    "handover",
    "history",
    "imports",
    "invites",
    "journal",
    "late_fees",
    "meeting",
    "members",
    "moves",
    "officers",
    "opening",
    "overview",
    "packet",
    "pay_links",
    "payments",
    "payouts",
    "periods",
    "plans",
    "problems",
    "reconcile",
    "record",
    "refunds",
    "reimbursements",
    "reminders",
    "reported",
    "reports",
    "rosters",
    "settings",
    "spending",
    "statements",
    "stripe_account",
    "unmatched",
    "webhooks",
]
