"""``flask stripe``: whether Stripe is set up as the product needs it."""

from __future__ import annotations

import sys

from flask.cli import AppGroup

from sigma_finance.cli.commands import refusals
from sigma_finance.cli.output import print_table
from sigma_finance.gateways.payments.providers import provider
from sigma_finance.services.payments import accounts

group = AppGroup("stripe", help="Check the connection to Stripe.")


@group.command("check")
def check() -> None:
    """Check key, account, webhook secret and endpoint; exits with 1 when any of them needs mending."""
    with refusals():
        findings = provider().check_account(own_accounts=accounts.are_any())
    print_table(
        ("", "What", "Finding"),
        [("ok" if finding.ok else "MEND", finding.name, finding.detail) for finding in findings],
    )
    if not all(finding.ok for finding in findings):
        sys.exit(1)
