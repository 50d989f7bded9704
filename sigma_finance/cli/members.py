"""``flask members``: what the books say of one member, and who owes or stands how."""

from __future__ import annotations

import click

from sigma_finance.cli import options
from sigma_finance.cli.commands import CommandGroup
from sigma_finance.cli.output import print_json, print_table
from sigma_finance.domain.money import format_money
from sigma_finance.queries.chapters import chapters
from sigma_finance.queries.members import member_figures
from sigma_finance.queries.members.member_figures import MemberFigures
from sigma_finance.services.figures import stats
from sigma_finance.services.figures.stats import MemberStanding, UnpaidMember

group = CommandGroup("members", help="Look members up.")
FIGURES = ("charged_minor", "waived_minor", "paid_minor", "balance_minor", "credit_minor")


@group.task("show")
@click.argument("email")
@options.chapter
@options.as_json
def show(email: str, chapter: str, as_json: bool) -> None:
    """Show what the member with this address was charged and paid, what is open, and their standing."""
    where = chapters.get_chapter(slug=chapter)
    member_id = member_figures.get_member_id(chapter_id=where.id, email=email)
    figures = member_figures.member_figures(chapter_id=where.id, member_id=member_id)
    if as_json:
        print_json(_plain(figures))
    else:
        _print(figures)


@group.task("unpaid")
@options.chapter
@options.as_json
def unpaid(chapter: str, as_json: bool) -> None:
    """List who owes anything: longest and most first."""
    where = chapters.get_chapter(slug=chapter)
    found = stats.get_unpaid_members(chapter_id=where.id)
    if as_json:
        print_json([_owing(one) for one in found])
    else:
        heads = ("Member", "Owes", "Past due", "Since")
        print_table(heads, [(one.name, *_sums(one, where.currency), _day(one)) for one in found])


@group.task("standing")
@options.chapter
@options.as_json
def standing(chapter: str, as_json: bool) -> None:
    """List where each active member stands today, by name."""
    where = chapters.get_chapter(slug=chapter)
    found = stats.get_member_standings(chapter_id=where.id)
    if as_json:
        print_json([{**_owing(one), "standing": one.standing.value} for one in found])
    else:
        heads = ("Member", "Standing", "Owes", "Past due", "Since")
        rows = [(one.name, one.standing.label, *_sums(one, where.currency), _day(one)) for one in found]
        print_table(heads, rows)


def _owing(one: UnpaidMember | MemberStanding) -> dict[str, str | int | None]:
    """The names that others read; amounts in minor units."""
    return {
        "member_id": one.member_id,
        "name": one.name,
        "balance_minor": one.balance_minor,
        "past_due_minor": one.past_due_minor,
        "oldest_due_on": one.oldest_due_on.isoformat() if one.oldest_due_on else None,
    }


def _sums(one: UnpaidMember | MemberStanding, currency: str) -> tuple[str, str]:
    return format_money(one.balance_minor, currency), format_money(one.past_due_minor, currency)


def _day(one: UnpaidMember | MemberStanding) -> str:
    return one.oldest_due_on.isoformat() if one.oldest_due_on else ""


def _plain(figures: MemberFigures) -> dict[str, str | int | None]:
    """The names that others read; amounts in minor units."""
    return {
        "member_id": figures.member_id,
        "name": figures.name,
        "email": figures.email,
        "currency": figures.currency,
        **{name: getattr(figures, name) for name in FIGURES},
        "standing": figures.standing.kind.value,
        "standing_reason": figures.standing.reason,
    }


def _print(figures: MemberFigures) -> None:
    click.echo(f"{figures.name} <{figures.email}>")
    rows = [
        (name.removesuffix("_minor").capitalize(), format_money(getattr(figures, name), figures.currency))
        for name in FIGURES
    ]
    print_table(("Figure", "Amount"), rows)
    click.echo(f"{figures.standing.kind.label}: {figures.standing.reason}")
