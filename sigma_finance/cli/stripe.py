"""``flask stripe``: whether Stripe is set up as the product needs it, and chapters' own accounts there."""

from __future__ import annotations

import sys

import click

from sigma_finance.cli import options
from sigma_finance.cli.commands import CommandGroup, refusals
from sigma_finance.cli.output import print_json, print_table
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.gateways.payments.providers import provider
from sigma_finance.queries import health
from sigma_finance.queries.chapters import chapters
from sigma_finance.queries.payments import accounts as queries
from sigma_finance.services.payments import accounts, own_accounts

group = CommandGroup("stripe", help="Check the connection to Stripe, and connect chapters' own accounts.")


@group.command("check")
def check() -> None:
    """Check key, account, webhook secret and endpoint; exits with 1 when any of them needs mending."""
    with refusals():
        has_own = health.is_current() and accounts.are_any()
        findings = provider().check_account(own_accounts=has_own)
    print_table(
        ("", "What", "Finding"),
        [("ok" if finding.ok else "MEND", finding.name, finding.detail) for finding in findings],
    )
    if not all(finding.ok for finding in findings):
        sys.exit(1)


@group.task("accounts")
@options.chapter
@options.as_json
def show_accounts(chapter: str, as_json: bool) -> None:
    """Show the Stripe accounts that are a chapter's own, the newest first, and which one it is paid on."""
    where = chapters.get_chapter(slug=chapter)
    found = queries.of_chapter(chapter_id=where.id)
    if as_json:
        print_json(
            [
                {
                    "account": one.account,
                    "name": one.name,
                    "state": one.state.value,
                    "in_use": one.in_use,
                    "payouts": one.payouts,
                    "wants": list(one.wants),
                    "payments": one.payments,
                }
                for one in found
            ]
        )
        return
    if not found:
        click.echo("The chapter has no Stripe account of its own: it is paid on the deployment's.")
        return
    print_table(
        ("Account", "Name", "State", "Payments"),
        [
            (one.account, one.name, "In use" if one.in_use else one.state.label, str(one.payments))
            for one in found
        ],
    )


@group.task("connect")
@click.argument("account")
@options.chapter
@click.option("--use", is_flag=True, help="Have the chapter paid there from now on.")
def connect(account: str, chapter: str, use: bool) -> None:
    """Connect an account that the deployment's key reaches already (acct_…) to a chapter, as the operator."""
    where = chapters.get_chapter(slug=chapter)
    account_id = own_accounts.adopt(chapter_id=where.id, account=account, by=OPERATOR)
    if use:
        own_accounts.use(chapter_id=where.id, account_id=account_id, by=OPERATOR)
    click.echo(
        f"{where.name} is paid on {account} from now on." if use else f"Connected {account} to {where.name}."
    )
