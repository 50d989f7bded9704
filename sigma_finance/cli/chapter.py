"""``flask chapter``: opening a chapter."""

from __future__ import annotations

import click

from sigma_finance.cli.commands import CommandGroup
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.chapters.requests import NewChapter
from sigma_finance.domain.currencies import check_currency
from sigma_finance.domain.money import parse_amount
from sigma_finance.services.chapters import chapters

group = CommandGroup("chapter", help="Open chapters.")


@group.task("create")
@click.option("--name", required=True, help="The chapter's full name.")
@click.option("--slug", required=True, help="Its short name in commands and addresses, such as sds.")
@click.option("--currency", default="USD", show_default=True, help="Three letters (ISO 4217).")
@click.option("--timezone", default="America/New_York", show_default=True, help="An IANA time zone.")
@click.option("--dues", metavar="AMOUNT", help="The usual dues, offered when a period is made.")
def create(name: str, slug: str, currency: str, timezone: str, dues: str | None) -> None:
    """Open a chapter."""
    currency = check_currency(currency)
    usual = parse_amount(dues, currency) if dues is not None else 0
    chapters.create(chapter=NewChapter(name, slug, currency, timezone, usual), by=OPERATOR)
    click.echo(f"The chapter {name} is open. Next: flask user create --chapter {slug} --role treasurer …")
