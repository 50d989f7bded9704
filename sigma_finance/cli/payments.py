"""``flask payments``: catching up with Stripe, and giving a payment back."""

from __future__ import annotations

import secrets
import sys
from datetime import date
from typing import Any

import click

from sigma_finance.cli import options
from sigma_finance.cli.commands import CommandGroup, messages_leave
from sigma_finance.cli.output import counted, print_json
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import local_date, long_date
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.money import format_money, parse_amount
from sigma_finance.domain.payments.payments import Method, RefundState
from sigma_finance.domain.payments.refunds import HandRefund, StillOwed
from sigma_finance.domain.payments.requests import NewRefund
from sigma_finance.domain.permissions import Permission
from sigma_finance.queries.chapters import chapters
from sigma_finance.queries.payments import disputes as dispute_queries
from sigma_finance.queries.payments import payments as queries
from sigma_finance.queries.payments import settling
from sigma_finance.queries.payments.disputes import DisputeLine
from sigma_finance.services import deciding
from sigma_finance.services.payments import reconciliation, refunding

group = CommandGroup("payments", help="Catch up with Stripe, and give a payment back.")
_SAID = {
    RefundState.CREATED: "Stripe has not answered; flask payments reconcile finds out what became of it.",
    RefundState.PENDING: "It is under way.",
    RefundState.SUCCEEDED: "It is done.",
}


@group.task("reconcile")
@click.option(
    "--days", default=30, show_default=True, type=click.IntRange(1, 365), help="How far to look back."
)
def reconcile(days: int) -> None:
    """Bring every payment to where Stripe has it; safe to run at any time. Exits with 1 where something is left."""
    with messages_leave():
        done = reconciliation.reconcile(days=days)
    found = f"applied {done.applied}, closed {done.closed}, events handled {done.events}"
    click.echo(f"Looked at {done.looked_at}: {found if done.changed else 'nothing to do'}.")
    for problem in done.problems:
        click.echo(problem, err=True)
    if done.problems:
        click.echo(f"{counted(len(done.problems), 'problem', 'problems')} left.", err=True)
        sys.exit(1)


@group.task("refund")
@click.argument("reference")
@click.option("--amount", help="What goes back, such as 50.00; all that is left without it.")
@click.option("--reason", required=True, help="Why, for the books.")
@click.option(
    "--owed",
    type=options.WordOption(StillOwed),
    default=StillOwed.YES,
    show_default=True,
    help="Whether what it had paid is owed again; else it is waived, or its charge reversed.",
)
@click.option("--method", type=options.WordOption(Method), help="How you gave it back by hand.")
@click.option("--on", "given_on", type=options.IsoDate(), help="The day of that; today without it.")
@click.option("--trace", default="", help="The number of the check or transfer.")
@click.option(
    "--as",
    "officer",
    metavar="EMAIL",
    help="On behalf of this officer, with what they may do and give alone.",
)
def refund(
    reference: str,
    amount: str | None,
    reason: str,
    owed: StillOwed,
    method: Method | None,
    given_on: date | None,
    trace: str,
    officer: str | None,
) -> None:
    """Give the payment REFERENCE back, in part or in full: through Stripe, or as you gave it by hand.

    Without --as the operator decides, whom no limit binds. With it, the officer has to be one who may record money,
    and above the chapter's limit another has to approve it on the payment's page.
    """
    place = settling.find_place(reference=reference)
    if place is None:
        raise NotFound(f"There is no payment {reference}.")
    found = queries.get_payment(chapter_id=place.chapter_id, reference=reference, timezone=place.timezone)
    by = OPERATOR
    if officer is not None:
        by = deciding.acting_for(
            chapter_id=place.chapter_id, email=officer, permission=Permission.RECORD_MONEY
        )
    wanted = NewRefund(
        chapter_id=place.chapter_id,
        payment_id=found.id,
        amount_minor=parse_amount(amount, place.currency) if amount else found.left_minor,
        owed=owed,
        reason=reason,
        form_key=secrets.token_urlsafe(16),
        by_hand=HandRefund(method, given_on or place.today, trace) if method else None,
    )
    with messages_leave():
        state = refunding.refund(request=wanted, by=by)
    click.echo(f"Refunded {format_money(wanted.amount_minor, place.currency)} of {reference}. {_SAID[state]}")


@group.task("disputes")
@options.chapter
@options.as_json
def disputes(chapter: str, as_json: bool) -> None:
    """Show what payers' banks ask back, what waits for an answer first; amounts of JSON are in minor units."""
    where = chapters.get_chapter(slug=chapter)
    found = dispute_queries.of_chapter(chapter_id=where.id)
    if as_json:
        print_json(
            {"chapter": where.slug, "currency": where.currency, "disputes": [_plain(one) for one in found]}
        )
        return
    for one in found:
        by = f", answer by {long_date(local_date(one.answer_by, where.timezone))}" if one.answer_by else ""
        amount = format_money(one.amount_minor, where.currency)
        click.echo(f"{amount} of {one.reference}: {one.state_in_words}{by}. {one.reason_in_words}")
    if not found:
        click.echo("No disputes.")


def _plain(one: DisputeLine) -> dict[str, Any]:
    return {
        "id": one.id,
        "payment": one.reference,
        "method": one.method.value,
        "state": one.state.value,
        "status": one.state_in_words,
        "reason": one.reason,
        "why": one.reason_in_words,
        "amount_minor": one.amount_minor,
        "taken_minor": one.taken_minor,
        "fee_minor": one.fee_minor,
        "answered": one.answered,
        "answer_by": one.answer_by.isoformat() if one.answer_by else None,
        "opened_at": one.opened_at.isoformat(),
        "closed_at": one.closed_at.isoformat() if one.closed_at else None,
    }
