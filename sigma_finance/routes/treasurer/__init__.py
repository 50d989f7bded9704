"""The officers' pages: overview, money received, dues, members, invites."""

from __future__ import annotations

from sigma_finance.routes.treasurer import (
    audit,
    bulk_invites,
    charges,
    donations,
    export,
    history,
    imports,
    invites,
    late_fees,
    members,
    officers,
    overview,
    payments,
    periods,
    problems,
    record,
    reported,
    roster,
    rosters,
    unmatched,
    webhooks,
)
from sigma_finance.routes.treasurer.base import blueprint

__all__ = [
    "audit",
    "blueprint",
    "bulk_invites",
    "charges",
    "donations",
    "export",
    "history",
    "imports",
    "invites",
    "late_fees",
    "members",
    "officers",
    "overview",
    "payments",
    "periods",
    "problems",
    "record",
    "reported",
    "roster",
    "rosters",
    "unmatched",
    "webhooks",
]
