"""Lines of the bank matched with entries of the books. Matching posts nothing, and can be undone until reconciled."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.bank import matching as rules
from sigma_finance.domain.bank.words import MatchReason
from sigma_finance.domain.books.accounts import bank_account
from sigma_finance.domain.dates import long_date
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.money import format_money
from sigma_finance.extensions import db
from sigma_finance.models import BankAccount, BankLine, Chapter
from sigma_finance.queries.bank import accounts, making
from sigma_finance.queries.bank import lines as line_queries
from sigma_finance.queries.bank import matching as queries
from sigma_finance.queries.bank.matching import BankAccountFacts
from sigma_finance.services import audit
from sigma_finance.services.figures import version


@transactional
def match_all(*, chapter_id: int, account_id: int, by: Actor) -> int:
    """Match every line of an account that is certainly an entry; returns how many were."""
    account = accounts.lock_account(chapter_id=chapter_id, account_id=account_id)
    found = match_account(account, by=by)
    if found:
        audit.record(
            Action.BANK_LINES_MATCHED,
            chapter_id=chapter_id,
            subject=("bank_accounts", account.id),
            by=by,
            lines=found,
        )
        version.changed(chapter_id=chapter_id)
    return found


def match_account(account: BankAccount, *, by: Actor) -> int:
    """Match what is certain, in the transaction under way, which has locked the account."""
    lines = queries.open_lines(chapter_id=account.chapter_id, account_id=account.id)
    if not lines:
        return 0
    found = rules.find(lines, queries.open_entries(account=account))
    write(account, ((one.line_id, one.entry_id, one.reason) for one in found), by)
    return len(found)


def write(account: BankAccount, found: Iterable[tuple[int, int, MatchReason]], by: Actor) -> None:
    """Write matches of lines and entries, in the transaction under way, which has locked the account."""
    queries.add(
        [
            {
                "chapter_id": account.chapter_id,
                "bank_account_id": account.id,
                "line_id": line_id,
                "entry_id": entry_id,
                "reason": reason,
                "made_by_member_id": by.member_id,
            }
            for line_id, entry_id, reason in found
        ]
    )


def locked(chapter_id: int, line_id: int) -> tuple[BankAccount, BankLine]:
    """A line with its account, both locked; raises NotFound."""
    account_id = line_queries.account_of(chapter_id=chapter_id, line_id=line_id)
    account = accounts.lock_account(chapter_id=chapter_id, account_id=account_id)
    return account, line_queries.lock_line(chapter_id=chapter_id, line_id=line_id)


def require_open(line: BankLine) -> None:
    """Raise Conflict for a line that is an entry already."""
    if line.matched_at is not None:
        raise Conflict("This line is matched already.")


@transactional
def match(*, chapter_id: int, line_id: int, entry_ids: Collection[int], by: Actor) -> None:
    """Say that a line is these entries, whose sum it is.

    Raises Invalid for none or another sum, Conflict where the line or an entry is matched already.
    """
    account, line = locked(chapter_id, line_id)
    require_open(line)
    if not entry_ids:
        raise Invalid("Choose at least one entry that this line is.", field="entries")
    facts = BankAccountFacts(chapter_id, bank_account(account.place), account.begins_on)
    found = queries.entries(account_id=account.id, account=facts, only=entry_ids)
    if {one.id for one in found} != set(entry_ids):
        raise Conflict("Some of these entries are matched meanwhile. Look at the list again.")
    total = sum(one.amount_minor for one in found)
    if total != line.amount_minor:
        currency = db.session.get_one(Chapter, chapter_id).currency
        raise Invalid(
            f"The entries come to {format_money(total, currency)}, the line to "
            f"{format_money(line.amount_minor, currency)}. Choose those that make it up.",
            field="entries",
        )
    write(account, ((line.id, one.id, MatchReason.BY_HAND) for one in found), by)
    _note(Action.BANK_LINE_MATCHED, line, [one.id for one in found], by)


@transactional
def unmatch(*, chapter_id: int, line_id: int, by: Actor) -> None:
    """Take a line off the entries that it is not; raises Conflict once it is reconciled."""
    account, line = locked(chapter_id, line_id)
    require_matched(account, line)
    if making.made_of(chapter_id=chapter_id, line_id=line.id) is not None:
        raise Conflict("This entry was made of this line. Take it back instead.")
    release(line, by)


def require_matched(account: BankAccount, line: BankLine) -> None:
    """Raise Conflict for a line that is no entry, or stands in a span that is reconciled."""
    if line.matched_at is None:
        raise Conflict("This line is not matched.")
    if account.reconciled_through is not None and line.booked_on <= account.reconciled_through:
        raise Conflict(f"This account is reconciled through {long_date(account.reconciled_through)}.")


def release(line: BankLine, by: Actor) -> None:
    """Take a line off its entries, in the transaction under way."""
    entry_ids = line_queries.entries_of(chapter_id=line.chapter_id, line_id=line.id)
    queries.undo(chapter_id=line.chapter_id, line_id=line.id)
    line.matched_at = None
    _note(Action.BANK_LINE_UNMATCHED, line, entry_ids, by)


def _note(action: Action, line: BankLine, entry_ids: Collection[int], by: Actor) -> None:
    audit.record(
        action,
        chapter_id=line.chapter_id,
        subject=("bank_lines", line.id),
        by=by,
        amount_minor=line.amount_minor,
        entries=sorted(entry_ids),
    )
    version.changed(chapter_id=line.chapter_id)
