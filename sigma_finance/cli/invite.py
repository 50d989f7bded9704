"""``flask invite``: letting people in."""

from __future__ import annotations

import click

from sigma_finance.cli import options
from sigma_finance.cli.commands import CommandGroup, messages_leave
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import local_date, long_date
from sigma_finance.domain.members.invites import LONGEST_DAYS, MOST_USES, SHORTEST_DAYS, USUAL_DAYS
from sigma_finance.domain.members.requests import InviteRequest
from sigma_finance.domain.permissions import Role
from sigma_finance.queries.chapters import chapters
from sigma_finance.services.members import invites

group = CommandGroup("invite", help="Let people in.")


@group.task("create")
@options.chapter
@click.option(
    "--role", type=options.WordOption(Role), default=Role.MEMBER, show_default=True, help="What they may do."
)
@click.option("--email", help="Whom it is for; without it, whoever has the address can use it.")
@click.option(
    "--days",
    type=click.IntRange(SHORTEST_DAYS, LONGEST_DAYS),
    default=USUAL_DAYS,
    show_default=True,
    help="How long it is good for.",
)
@click.option(
    "--uses", type=click.IntRange(1, MOST_USES), default=1, show_default=True, help="How many it admits."
)
def create(chapter: str, role: Role, email: str | None, days: int, uses: int) -> None:
    """Make an invite, mail it where --email is given, and print the address to register at."""
    where = chapters.get_chapter(slug=chapter)
    request = InviteRequest(chapter_id=where.id, role=role, email=email, days=days, max_uses=uses)
    with messages_leave():
        made = invites.create(request=request, issuer_role=Role.ADMIN, by=OPERATOR)
    click.echo(made.register_url)
    until = long_date(local_date(made.expires_at, where.timezone))
    click.echo(f"For a {role.label.lower()} of {where.name}, until {until}.", err=True)
