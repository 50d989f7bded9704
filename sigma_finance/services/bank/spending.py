"""A line of the bank that becomes an expense or other income, or a transfer between the chapter's own accounts."""

from __future__ import annotations

from dataclasses import dataclass

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.bank.words import MatchReason
from sigma_finance.domain.books.accounts import Account, bank_account
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.spending.requests import NewSpending, NewTransfer, PaidBy
from sigma_finance.domain.spending.spending import BOOKED_AS, SpendingKind, SpendMethod
from sigma_finance.models import BankAccount, BankLine
from sigma_finance.queries.bank import making as queries
from sigma_finance.queries.spending import moves as move_queries
from sigma_finance.queries.spending import spendings
from sigma_finance.services.bank import making, matching
from sigma_finance.services.spending import expenses, moves


@dataclass(frozen=True)
class SpendingOfLine:
    """What a line was spent on, or came in for, with whom it was, and how it was paid."""

    line_id: int
    category: Account
    payee: str
    method: SpendMethod
    what: str = ""


@transactional
def make_spending(*, chapter_id: int, request: SpendingOfLine, by: Actor) -> int:
    """Book a line as an expense, or as other income where it came in; returns the document's id.

    Raises Conflict for a line that is an entry already, Invalid for what cannot be booked, NeedsSecond for an expense
    above what one officer may spend.
    """
    account, line = matching.locked(chapter_id, request.line_id)
    matching.require_open(line)
    kind = SpendingKind.EXPENSE if line.amount_minor < 0 else SpendingKind.INCOME
    place = bank_account(account.place)
    made = expenses.record(
        request=NewSpending(
            chapter_id=chapter_id,
            kind=kind,
            category=request.category,
            payee=request.payee,
            amount_minor=abs(line.amount_minor),
            spent_on=line.booked_on,
            what=request.what or line.description,
            form_key=_form_key(line),
            paid=PaidBy(request.method, place, line.booked_on, (line.check_number or line.reference)[:80]),
        ),
        file_ids=[],
        by=by,
    )
    entry_id = spendings.standing_entry(chapter_id=chapter_id, spending_id=made, kinds=[BOOKED_AS[kind]])
    _match(account, line, entry_id, kind.label.lower(), by)
    return made


@transactional
def make_transfer(*, chapter_id: int, line_id: int, other: Account, by: Actor) -> int:
    """Book a line as money that came from, or went to, another of the chapter's own accounts; returns its id.

    Raises Conflict for a line that is an entry already, Invalid for its own account.
    """
    account, line = matching.locked(chapter_id, line_id)
    matching.require_open(line)
    own = bank_account(account.place)
    if other is own:
        raise Invalid("That is the account of this line. Choose the other one.", field="other")
    out_of, into = (own, other) if line.amount_minor < 0 else (other, own)
    made = moves.transfer(
        request=NewTransfer(
            chapter_id=chapter_id,
            out_of=out_of,
            into=into,
            amount_minor=abs(line.amount_minor),
            moved_on=line.booked_on,
            note=line.description,
            form_key=_form_key(line),
        ),
        by=by,
    )
    transfer = move_queries.lock_transfer(chapter_id=chapter_id, transfer_id=made)
    _match(account, line, transfer.entry_id, "transfer", by)
    return made


def _form_key(line: BankLine) -> str:
    made = queries.matches_so_far(chapter_id=line.chapter_id, line_id=line.id)
    return f"bank-line-{line.id}-{made}"


def _match(account: BankAccount, line: BankLine, entry_id: int, category: str, by: Actor) -> None:
    matching.write(account, [(line.id, entry_id, MatchReason.MADE)], by)
    making.note_made(line, category, by)
