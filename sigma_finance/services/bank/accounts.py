"""A chapter's bank accounts: adding one, with what the bank holds on the day from which its statements count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import Account, EntryKind, bank_account
from sigma_finance.domain.books.lines import Draft, PostingLine
from sigma_finance.domain.dates import long_date, today_in
from sigma_finance.domain.errors import Conflict, Invalid
from sigma_finance.domain.imports.days import EARLIEST
from sigma_finance.domain.money import LIMIT_MINOR
from sigma_finance.domain.payments.places import BankPlace
from sigma_finance.domain.text import clean_text
from sigma_finance.extensions import db
from sigma_finance.models import BankAccount
from sigma_finance.queries import locks
from sigma_finance.queries.bank import accounts as queries
from sigma_finance.services import audit, deciding
from sigma_finance.services.books import ledger
from sigma_finance.services.figures import version

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class NewBankAccount:
    """An account to add: its name, the day from which its statements count, and what it held before that day."""

    chapter_id: int
    name: str
    begins_on: date
    opening_minor: int


@transactional
def add(*, request: NewBankAccount, by: Actor) -> int:
    """Add a bank account, the chapter's first one being the one that the books have had all along; returns its id.

    Where the books have another sum of it than the bank, the difference is posted as its opening balance; what that
    takes off the books counts towards the limit of one officer. Raises NeedsSecond above that,
    Invalid for a name that another has, a day to come or in closed books, Conflict where no more can be added.
    """
    chapter = locks.lock_chapter(chapter_id=request.chapter_id)
    name = clean_text(request.name, field="name", label="The name", at_most=80)
    known = queries.accounts(chapter_id=request.chapter_id)
    if any(one.name.casefold() == name.casefold() for one in known):
        raise Invalid(f"{name} is there already. Give this account another name.", field="name")
    if len(known) == len(BankPlace):
        raise Conflict(f"A chapter can have {len(BankPlace)} bank accounts, and has them.")
    _check_day(request, today_in(chapter.timezone), chapter.closed_through)
    if abs(request.opening_minor) >= LIMIT_MINOR:
        raise Invalid("That is more than the books can hold.", field="opening")
    place = list(BankPlace)[len(known)]
    made = BankAccount(
        chapter_id=chapter.id,
        place=place,
        name=name,
        begins_on=request.begins_on,
        opening_minor=request.opening_minor,
    )
    db.session.add(made)
    db.session.flush()
    _open(made, by)
    audit.record(
        Action.BANK_ACCOUNT_ADDED,
        chapter_id=chapter.id,
        subject=("bank_accounts", made.id),
        by=by,
        begins_on=made.begins_on.isoformat(),
        amount_minor=made.opening_minor,
    )
    version.changed(chapter_id=chapter.id)
    return made.id


def _check_day(request: NewBankAccount, today: date, closed_through: date | None) -> None:
    if request.begins_on > today:
        raise Invalid("That day has not come yet.", field="begins_on")
    if request.begins_on < EARLIEST:
        raise Invalid(f"Enter a day from {EARLIEST.year} on.", field="begins_on")
    if closed_through is not None and request.begins_on <= closed_through:
        raise Invalid(
            f"The books are closed through {long_date(closed_through)}. Begin on a later day.",
            field="begins_on",
        )


def _open(made: BankAccount, by: Actor) -> None:
    """Post what the bank held more, or less, than the books have of it before its first day."""
    account = bank_account(made.place)
    before = queries.book_sums(
        chapter_id=made.chapter_id, accounts=[account], through=made.begins_on - _DAY
    ).get(account, 0)
    difference = made.opening_minor - before
    if not difference:
        return
    if difference < 0:
        deciding.require(chapter_id=made.chapter_id, member_ids=[], amount_minor=-difference, by=by)
    ledger.post(
        Draft(
            chapter_id=made.chapter_id,
            kind=EntryKind.BANK_OPENING,
            booked_on=made.begins_on,
            lines=[
                PostingLine(account, difference),
                PostingLine(Account.OPENING_BALANCE, -difference),
            ],
            actor_member_id=by.member_id,
        )
    )


@transactional
def rename(*, chapter_id: int, account_id: int, name: str, by: Actor) -> None:
    """Give an account another name; raises Invalid for one that another has."""
    made = queries.lock_account(chapter_id=chapter_id, account_id=account_id)
    name = clean_text(name, field="name", label="The name", at_most=80)
    known = queries.accounts(chapter_id=chapter_id)
    if any(one.name.casefold() == name.casefold() and one.id != made.id for one in known):
        raise Invalid(f"{name} is there already. Give this account another name.", field="name")
    if made.name == name:
        return
    made.name = name
    audit.record(
        Action.BANK_ACCOUNT_RENAMED, chapter_id=chapter_id, subject=("bank_accounts", made.id), by=by
    )


def named(*, chapter_id: int, name: str) -> queries.BankAccountRow:
    """The chapter's account of this name; raises Invalid, naming those that there are."""
    known = queries.accounts(chapter_id=chapter_id)
    for one in known:
        if one.name.casefold() == name.strip().casefold():
            return one
    names = ", ".join(one.name for one in known)
    there = f"It has {names}." if names else "It has none yet; add one with flask bank add."
    raise Invalid(f"The chapter has no bank account “{name}”. {there}")
