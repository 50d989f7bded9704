"""What is handed over with the treasurer's office: what is open, the trial balance, who has access; also as a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.books.statements import TrialBalance, income_statement, trial_balance
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.members.handovers import FINISHED_WITHIN, OpenItem
from sigma_finance.gateways.pdf.typesetting import typeset
from sigma_finance.models import Chapter, Handover
from sigma_finance.queries.books import facts
from sigma_finance.queries.chapters import settings
from sigma_finance.queries.figures import overview as overview_queries
from sigma_finance.queries.members import handovers as queries
from sigma_finance.queries.members.handovers import Access
from sigma_finance.queries.payments import deposits
from sigma_finance.services.books import documents
from sigma_finance.services.books.documents import Sender
from sigma_finance.services.figures.overview import EXPIRING, RECENT


@dataclass(frozen=True)
class WaitingItem:
    """Something that waits: how many, and how much, where that is money."""

    item: OpenItem
    count: int
    amount_minor: int | None = None


@dataclass(frozen=True)
class HandoverFigures:
    """What is handed over, as of now; amounts in minor units, a balance below zero is a credit."""

    waiting: Sequence[WaitingItem]
    trial: TrialBalance
    access: Sequence[Access]

    @property
    def debits_minor(self) -> int:
        """What the accounts with a debit balance hold, as much as all others."""
        return self.trial.debits_minor

    @property
    def surplus_minor(self) -> int:
        """What was earned since the books began, less what it cost; below zero it is a deficit."""
        return income_statement(dict(self.trial.lines)).surplus_minor

    @property
    def balances(self) -> Sequence[tuple[Account, int]]:
        """What each account holds."""
        return self.trial.lines

    @property
    def open(self) -> Sequence[WaitingItem]:
        """What there is of what can wait."""
        return [one for one in self.waiting if one.count]


def get_books(*, chapter_id: int, timezone: str) -> HandoverFigures:
    """What would be handed over now."""
    moment, today = now(), today_in(timezone)
    state = overview_queries.get_state(
        chapter_id=chapter_id, at=moment, today=today, recent=RECENT, soon=EXPIRING
    )
    lying = deposits.on_hand(chapter_id=chapter_id)
    unfinished = queries.unfinished(chapter_id=chapter_id, before=moment - FINISHED_WITHIN)
    waiting = [
        WaitingItem(OpenItem.REPORTED, state.reported, state.reported_minor),
        WaitingItem(OpenItem.UNMATCHED, state.unmatched, int(state.unmatched_minor)),
        WaitingItem(OpenItem.ON_HAND, len(lying), sum(one.amount_minor for one in lying)),
        WaitingItem(OpenItem.DISPUTES, state.disputes, int(state.disputes_minor)),
        WaitingItem(OpenItem.PROCESSING, state.processing, state.processing_minor),
        WaitingItem(OpenItem.UNFINISHED, *unfinished),
        WaitingItem(OpenItem.PLANS, state.plans_proposed),
        WaitingItem(OpenItem.EVENTS, state.events),
        WaitingItem(OpenItem.MESSAGES, state.messages),
        WaitingItem(OpenItem.INVITES, state.invites),
    ]
    trial = trial_balance(facts.account_sums(chapter_id=chapter_id))
    return HandoverFigures(waiting, trial, queries.access(chapter_id=chapter_id, today=today))


def make(*, chapter: Chapter, handover: Handover, names: tuple[str, str]) -> bytes:
    """The books of this moment as a PDF."""
    books = get_books(chapter_id=chapter.id, timezone=chapter.timezone)
    logo = settings.find_logo(chapter_id=chapter.id)
    sender = Sender(
        chapter.id,
        chapter.name,
        chapter.currency,
        chapter.timezone,
        chapter.accent,
        has_logo=bool(logo and logo.content),
    )
    return typeset("handover", _facts(sender, books, handover, names))


def _facts(
    sender: Sender, books: HandoverFigures, handover: Handover, names: tuple[str, str]
) -> dict[str, Any]:
    moment = documents.at(handover.ended_at or now(), sender.timezone)
    return {
        **documents.frame(sender, "Handover of the treasurer's office"),
        "pairs": [
            ("Chapter", sender.name),
            ("Handed over by", names[0]),
            ("Taken over by", names[1]),
            ("Offered", documents.at(handover.created_at, sender.timezone)),
            ("Accepted", moment),
        ],
        "open": [(_words(one), _how_much(sender, one)) for one in books.open],
        "heads": ["Account", f"Debit, {sender.currency}", f"Credit, {sender.currency}"],
        "balances": [_balance(sender, account.label, minor) for account, minor in books.balances],
        "total": ["Total", sender.amount(books.debits_minor), sender.amount(books.debits_minor)],
        "access": [
            (one.name, one.title if one.can_sign_in else f"{one.title}, cannot sign in yet")
            for one in books.access
        ],
    }


def _words(one: WaitingItem) -> str:
    return f"{one.item.label} ({one.count})"


def _how_much(sender: Sender, one: WaitingItem) -> str:
    return "" if one.amount_minor is None else sender.money(one.amount_minor)


def _balance(sender: Sender, label: str, minor: int) -> list[str]:
    amount = sender.amount(abs(minor))
    return [label, amount, ""] if minor > 0 else [label, "", amount]
