"""The journal as other programs read it: text of hledger and beancount, QuickBooks' IIF, and rows of a spreadsheet.

Amounts are the chapter's decimals, debits above zero. What people typed stands on one line, and begins no formula where
a spreadsheet may open the file. Sources: https://hledger.org/hledger.html, https://beancount.github.io/docs/,
https://quickbooks.intuit.com/learn-support/en-us/help-article/list-management/iif-overview/.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType

from sigma_finance.domain.books.accounts import Account, AccountType, EntryKind
from sigma_finance.domain.labels import LabelledEnum
from sigma_finance.domain.money import plain_amount
from sigma_finance.domain.spreadsheets import plain_cell


class JournalFormat(LabelledEnum):
    """What the whole journal can be saved as."""

    CSV = "csv", "CSV"
    HLEDGER = "hledger", "hledger"
    BEANCOUNT = "beancount", "beancount"
    IIF = "iif", "QuickBooks (IIF)"


#: What a chapter calls its own accounts.
Names = Mapping[Account, str]


@dataclass(frozen=True)
class JournalLine:
    """A posting as it is handed over; the amount in minor units, a debit positive."""

    account: Account
    amount_minor: int
    member_id: int | None = None
    installment_id: int | None = None
    payment_id: int | None = None
    member: str = ""


@dataclass(frozen=True)
class JournalFacts:
    """An entry as it is handed over, with its postings."""

    entry_id: int
    kind: EntryKind
    booked_on: date
    memo: str
    created_at: datetime
    lines: Sequence[JournalLine]
    sequence: int = 0
    hash: str = ""
    documents: dict[str, int | None] = field(default_factory=dict)


#: The documents that an entry may name, in the order of the columns.
DOCUMENTS = (
    "payment_id",
    "charge_id",
    "refund_id",
    "dispute_id",
    "deposit_id",
    "credit_return_id",
    "chapter_payout_id",
    "payout_line_id",
    "reverses_entry_id",
    "actor_member_id",
)
#: What the hash of an entry covers, of each of its postings, as a file has it.
COVERED = (
    *("sequence", "entry", "date", "kind", "memo", "made_at", *(f"entry_{name}" for name in DOCUMENTS)),
    *("line", "account", "amount_minor", "member_id", "installment_id", "payment_id"),
)
HEADS = (*COVERED, "hash", "amount", "account_name", "member")

_ROOTS = {
    AccountType.ASSET: "Assets",
    AccountType.LIABILITY: "Liabilities",
    AccountType.INCOME: "Income",
    AccountType.EXPENSE: "Expenses",
    AccountType.EQUITY: "Equity",
}
_IIF_TYPES = {
    AccountType.ASSET: "OCASSET",
    AccountType.LIABILITY: "OCLIAB",
    AccountType.INCOME: "INC",
    AccountType.EXPENSE: "EXP",
    AccountType.EQUITY: "EQUITY",
}
_SPACES = re.compile(r"\s+")
#: What ends a description, a tag or a field in one of the texts.
_ENDS = re.compile(r"[;,|\"\\\x00-\x1f\x7f\u2028\u2029]")


def plain_name(account: Account) -> str:
    """An account as hledger and beancount name it, below its type; memoranda of earlier years stand apart."""
    name = "-".join(word.capitalize() for word in account.value.split("_"))
    return f"Equity:Memoranda:{name}" if account.is_memorandum else f"{_ROOTS[account.type]}:{name}"


def on_one_line(text: str) -> str:
    """What somebody typed, on one line, without what would end it."""
    return _SPACES.sub(" ", _ENDS.sub(" ", text)).strip()


def rows(
    entries: Iterable[JournalFacts], *, currency: str, names: Names = MappingProxyType({})
) -> Iterator[list[str]]:
    """Every posting as a row of ``HEADS``."""
    for entry in entries:
        for line, cells in zip(entry.lines, covered(entry), strict=True):
            amount = plain_amount(line.amount_minor, currency)
            name = plain_cell(names.get(line.account, line.account.label))
            yield [*cells, entry.hash, amount, name, plain_cell(line.member)]


def covered(entry: JournalFacts) -> list[list[str]]:
    """What the hash of an entry covers: a row of ``COVERED`` for each posting."""
    of_entry = [
        str(entry.sequence),
        str(entry.entry_id),
        entry.booked_on.isoformat(),
        entry.kind.value,
        plain_cell(entry.memo),
        entry.created_at.isoformat(timespec="microseconds"),
        *(_number(entry.documents.get(name)) for name in DOCUMENTS),
    ]
    return [[*of_entry, *_cells(place, line)] for place, line in enumerate(entry.lines, start=1)]


def _cells(place: int, line: JournalLine) -> list[str]:
    return [
        str(place),
        line.account.value,
        str(line.amount_minor),
        _number(line.member_id),
        _number(line.installment_id),
        _number(line.payment_id),
    ]


def entry_hash(previous_hash: str, entry: JournalFacts) -> str:
    """The SHA-256 of an entry with its postings, and of the hash before it, in one canonical writing."""
    text = json.dumps([previous_hash, covered(entry)], separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


class _Balances:
    """What stands on each account after the entries that went by, and the last of their days."""

    def __init__(self) -> None:
        self.sums: dict[Account, int] = defaultdict(int)
        self.last = date.min

    def passing(self, entries: Iterable[JournalFacts]) -> Iterator[JournalFacts]:
        """The entries, added up as they pass."""
        for entry in entries:
            self.last = max(self.last, entry.booked_on)
            for line in entry.lines:
                self.sums[line.account] += line.amount_minor
            yield entry

    @property
    def known(self) -> list[tuple[Account, int]]:
        """The accounts that were used, with their sums, in the chart's order."""
        return [(account, self.sums[account]) for account in Account if account in self.sums]


def hledger(
    entries: Iterable[JournalFacts], *, name: str, currency: str, names: Names = MappingProxyType({})
) -> Iterator[str]:
    """The journal for hledger: accounts and the currency are declared, and the balances asserted at its end.

    What the chapter calls its own accounts stands beside them.
    """
    yield f"; {on_one_line(name)}\n"
    yield f"commodity {_sample(currency)} {currency}\n"
    for account in Account:
        called = on_one_line(names.get(account, ""))
        yield f"account {plain_name(account)}{f'  ; {called}' if called else ''}\n"
    balances = _Balances()
    for entry in balances.passing(entries):
        memo = on_one_line(entry.memo)
        yield f"\n{entry.booked_on.isoformat()} * ({entry.entry_id}) {entry.kind.label}{' | ' if memo else ''}{memo}\n"
        for line in entry.lines:
            member = on_one_line(line.member)
            amount = plain_amount(line.amount_minor, currency)
            yield f"    {plain_name(line.account)}  {amount} {currency}{f'  ; member: {member}' if member else ''}\n"
    if balances.known:
        yield f"\n{balances.last.isoformat()} * Balances\n"
        for account, minor in balances.known:
            zero = plain_amount(0, currency)
            yield f"    {plain_name(account)}  {zero} {currency} = {plain_amount(minor, currency)} {currency}\n"


def _sample(currency: str) -> str:
    """A number as the currency's are written: it has to have a decimal point."""
    sample = plain_amount(int("1" + "0" * len(plain_amount(0, currency).partition(".")[2])) * 1000, currency)
    return sample if "." in sample else f"{sample}."


def beancount(
    entries: Iterable[JournalFacts], *, name: str, currency: str, names: Names = MappingProxyType({})
) -> Iterator[str]:
    """The journal for beancount: accounts are opened before all entries, and the balances asserted after them.

    What the chapter calls its own accounts stands below them.
    """
    yield f'option "title" "{on_one_line(name)}"\n'
    yield f'option "operating_currency" "{currency}"\n\n'
    for account in Account:
        yield f"1900-01-01 open {plain_name(account)} {currency}\n"
        if account in names:
            yield f'  name: "{on_one_line(names[account])}"\n'
    balances = _Balances()
    for entry in balances.passing(entries):
        yield f'\n{entry.booked_on.isoformat()} * "{entry.kind.label}" "{on_one_line(entry.memo)}"\n'
        yield f"  entry: {entry.entry_id}\n"
        for line in entry.lines:
            yield f"  {plain_name(line.account)}  {plain_amount(line.amount_minor, currency)} {currency}\n"
            if line.member:
                yield f'    member: "{on_one_line(line.member)}"\n'
    for account, minor in balances.known:
        day = (balances.last + timedelta(days=1)).isoformat()
        yield f"\n{day} balance {plain_name(account)}  {plain_amount(minor, currency)} {currency}\n"


def iif(
    entries: Iterable[JournalFacts], *, currency: str, names: Names = MappingProxyType({})
) -> Iterator[str]:
    """The journal for QuickBooks, as general journal entries."""
    yield _tabbed("!ACCNT", "NAME", "ACCNTTYPE")
    for account in Account:
        kind = "EQUITY" if account.is_memorandum else _IIF_TYPES[account.type]
        yield _tabbed("ACCNT", _called(account, names), kind)
    for head, number in (("!TRNS", "TRNSID"), ("!SPL", "SPLID")):
        yield _tabbed(head, number, "TRNSTYPE", "DATE", "ACCNT", "NAME", "AMOUNT", "DOCNUM", "MEMO")
    yield _tabbed("!ENDTRNS")
    for entry in entries:
        day = entry.booked_on.strftime("%m/%d/%Y")
        memo = plain_cell(
            on_one_line(f"{entry.kind.label}: {entry.memo}" if entry.memo else entry.kind.label)
        )
        for place, line in enumerate(entry.lines):
            yield _tabbed(
                "SPL" if place else "TRNS",
                "",
                "GENERAL JOURNAL",
                day,
                _called(line.account, names),
                plain_cell(on_one_line(line.member)),
                plain_amount(line.amount_minor, currency),
                str(entry.entry_id),
                memo,
            )
        yield _tabbed("ENDTRNS")


def _called(account: Account, names: Names) -> str:
    """An account as QuickBooks knows it, whose colon would make it part of another."""
    return plain_cell(on_one_line(names.get(account, account.label).replace(":", " ")))


def _tabbed(*cells: str) -> str:
    return "\t".join(cells) + "\r\n"
