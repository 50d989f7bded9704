"""A bank's statement, imported: checked line by line, then in as a whole; what is there already is left as it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sigma_finance.database.transactions import transactional
from sigma_finance.domain.actors import Actor
from sigma_finance.domain.audit import Action
from sigma_finance.domain.bank.packing import StatementPacker
from sigma_finance.domain.bank.statements import (
    KnownBalance,
    LineDecision,
    PlainStatement,
    SeenLines,
    StatementBalances,
    StatementTally,
    decide_plain,
    does_not_follow,
    gap,
    minor_of,
)
from sigma_finance.domain.bank.tables import decide_table
from sigma_finance.domain.bank.words import StatementFormat
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.imports.answers import NONE, Answers, read_kept
from sigma_finance.domain.imports.columns import STATEMENT
from sigma_finance.domain.imports.headings import find_sheet
from sigma_finance.domain.imports.kinds import ImportKind
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.imports.readings import FileReading, FileTerms, ReadingSummary, read_file
from sigma_finance.domain.imports.tables import Table
from sigma_finance.domain.imports.words import as_text
from sigma_finance.domain.money import format_money
from sigma_finance.extensions import db
from sigma_finance.gateways.spreadsheets.refusals import LARGEST_FILE, TOO_LARGE
from sigma_finance.gateways.statements.opening import open_statement
from sigma_finance.models import BankAccount, BankStatement, Chapter
from sigma_finance.queries.bank import accounts
from sigma_finance.queries.bank import statements as queries
from sigma_finance.queries.imports.batches import KeptFile
from sigma_finance.services import audit
from sigma_finance.services.bank import matching
from sigma_finance.services.figures import version
from sigma_finance.services.imports import files, history

_DAY = timedelta(days=1)
Seeing = Callable[[LineDecision], None]


@dataclass(frozen=True)
class StatementRequest:
    """A statement to import for an account; ``answers`` are what somebody said where a table doesn't say it itself."""

    chapter_id: int
    account_id: int
    file: Table | PlainStatement
    sheet: str | None = None
    answers: Answers = NONE


@dataclass(frozen=True)
class StatementCheck:
    """What importing a statement would do, or did; ``reading`` is how a table is read.

    ``warnings`` are sentences about what its balances tell: lines that are missing in it, or before it.
    """

    decisions: Sequence[LineDecision]
    tally: StatementTally
    balances: StatementBalances
    summary: ReadingSummary
    warnings: Sequence[str] = ()
    reading: FileReading | None = None


@dataclass(frozen=True)
class StatementResult:
    """What an import wrote; without a statement every line was there already. ``matched`` lines are entries at once."""

    statement_id: int | None = None
    lines: int = 0
    matched: int = 0


def open_path(path: Path, *, encoding: str = "") -> Table | PlainStatement:
    """The statement in a file on this computer; raises Invalid, with a sentence, where there is none."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= LARGEST_FILE else b""
    except OSError as error:
        raise Invalid(f"The file {path} cannot be read: {error.strerror}.", field="file") from error
    if size > LARGEST_FILE:
        raise Invalid(TOO_LARGE, field="file")
    return open_statement(content, name=path.name, encoding=encoding)


def open_kept(file: KeptFile, *, encoding: str = "") -> Table | PlainStatement:
    """The statement in a file that was kept; raises Conflict once it is gone."""
    return open_statement(files.content_of(file), name=file.name, encoding=encoding)


def sheets_of(file: Table | PlainStatement) -> list[str]:
    """The names of the sheets that a file has, one of which is read."""
    return [sheet.name for sheet in file.sheets] if isinstance(file, Table) else []


def keep(*, chapter_id: int, name: str, content: bytes, by: Actor) -> int:
    """Keep a file, for a day at most, that can be imported; returns its id.

    Raises Invalid, with one sentence, for a file that is no statement.
    """
    name = as_text(name)[-120:] or "file"
    opened = open_statement(content, name=name)
    if isinstance(opened, Table):
        try:
            find_sheet(opened.sheets, vocabulary=STATEMENT)
        except Invalid as refusal:
            if refusal.field != "sheet":  # which one is asked on the next page
                raise
    return files.keep_content(
        chapter_id=chapter_id, kind=ImportKind.STATEMENT, name=name, content=content, by=by
    )


def read(*, request: StatementRequest) -> FileReading | None:
    """How a table would be read, with what is open; None for a format of banks, which says it all itself."""
    if isinstance(request.file, PlainStatement):
        return None
    account = accounts.get_account(chapter_id=request.chapter_id, account_id=request.account_id)
    return _table(request, request.file, account)


def _table(
    request: StatementRequest, table: Table, account: accounts.BankAccountRow | BankAccount
) -> FileReading:
    chapter = db.session.get_one(Chapter, request.chapter_id)
    terms = FileTerms(
        STATEMENT,
        chapter.currency,
        chapter.timezone,
        today_in(chapter.timezone),
        _with_remembered(request, table, account.remembered),
        request.sheet,
    )
    return read_file(table, terms)


def _with_remembered(request: StatementRequest, table: Table, remembered: Mapping[str, Any]) -> Answers:
    """What is said of the file now, and what was said before of others of this bank that have the same headings."""
    said, before = request.answers, read_kept(remembered)
    if not before.columns and before.dates is None and before.amounts is None:
        return said
    found = find_sheet(table.sheets, wanted=request.sheet, vocabulary=STATEMENT)
    headings = {heading.text.lower() for heading in found.block.headings if heading.text}
    known = {name: what for name, what in before.columns.items() if name in headings}
    return replace(
        said,
        columns={**known, **said.columns},
        dates=said.dates or before.dates,
        amounts=said.amounts or before.amounts,
    )


def check(*, request: StatementRequest) -> StatementCheck:
    """What importing a statement would do, line by line; writes nothing.

    Raises Invalid where the file holds no statement or one in another currency, or something has to be said first.
    """
    account = accounts.get_account(chapter_id=request.chapter_id, account_id=request.account_id)
    return _check(request, account)


def _check(request: StatementRequest, account: accounts.BankAccountRow | BankAccount) -> StatementCheck:
    chapter = db.session.get_one(Chapter, request.chapter_id)
    reading, warnings = None, list[str]()
    if isinstance(request.file, PlainStatement):
        decided, balances, warnings = _of_plain(request.file, account, chapter)
        summary = _summary_of(request.file)
    else:
        reading = _table(request, request.file, account)
        table = decide_table(reading, begins_on=account.begins_on, hidden_rows=request.answers.hidden_rows)
        decided, balances, warnings = table.decisions, table.balances, [table.remark] if table.remark else []
        summary = reading.summary
    decisions = _seen(request, account.id, decided)
    tally = StatementTally()
    for decision in decisions:
        tally.add(decision)
    warnings += _gaps(request, account, tally, balances, chapter.currency)
    return StatementCheck(decisions, tally, balances, summary, [one for one in warnings if one], reading)


def _of_plain(
    file: PlainStatement, account: accounts.BankAccountRow | BankAccount, chapter: Chapter
) -> tuple[Sequence[LineDecision], StatementBalances, list[str]]:
    if file.currency and file.currency != chapter.currency:
        raise Invalid(
            f"The statement is in {file.currency}, while the chapter keeps {chapter.currency}.", field="file"
        )
    file = replace(file, currency=chapter.currency)
    today = today_in(chapter.timezone)
    decided = list(decide_plain(file, begins_on=account.begins_on, today=today))
    opening, closing = (
        minor_of(text, file.currency) if text else None for text in (file.opening, file.closing)
    )
    lines = [one.line for one in decided if one.line]
    warning = does_not_follow(lines, StatementBalances(opening, closing), file.currency)
    skipped = sum(one.amount_minor for one in lines if one.booked_on < account.begins_on)
    if opening is not None:
        opening += skipped
    return decided, StatementBalances(opening, closing), [warning]


def _summary_of(file: PlainStatement) -> ReadingSummary:
    facts = [("Format", file.format.label)]
    facts += [
        (name, text)
        for name, text in (("Opening balance", file.opening), ("Closing balance", file.closing))
        if text
    ]
    return ReadingSummary("", (), facts)


def _seen(request: StatementRequest, account_id: int, decided: Sequence[LineDecision]) -> list[LineDecision]:
    days = [one.line.booked_on for one in decided if one.line]
    there = (
        queries.there(
            chapter_id=request.chapter_id, account_id=account_id, first_on=min(days), last_on=max(days)
        )
        if days
        else {}
    )
    seen = SeenLines(there)
    return [seen.judge(decision) for decision in decided]


def _gaps(
    request: StatementRequest,
    account: accounts.BankAccountRow | BankAccount,
    tally: StatementTally,
    balances: StatementBalances,
    currency: str,
) -> Iterator[str]:
    """What must be missing between this statement and what is known from before it."""
    if tally.first_on is None or balances.opening_minor is None:
        return
    chapter_id, first_on = request.chapter_id, tally.first_on
    known = queries.known_balance(chapter_id=chapter_id, account_id=account.id, before=first_on)
    known = known or KnownBalance(account.begins_on - _DAY, account.opening_minor)
    moved = queries.moved(chapter_id=chapter_id, account_id=account.id, after=known.on, before=first_on)
    yield gap(known, moved, balances.opening_minor, first_on, currency)


@transactional
def run(
    *, request: StatementRequest, good_rows: bool = False, by: Actor, file_id: int | None = None
) -> StatementResult:
    """Import a statement in one transaction, and match its lines with the books; an overlapping one adds what is new.

    Raises RowsToMend, having written nothing, where lines cannot be taken, unless ``good_rows`` asks for the others
    alone. ``file_id`` is the kept file that it was read from. The account is locked: of two who import one file at
    once, the second finds its lines there.
    """
    file = history.lock_kept(request.chapter_id, file_id)
    if file is not None and file.content is None:
        made = queries.of_file(chapter_id=request.chapter_id, file_id=file.id)
        return StatementResult(made)
    account = accounts.lock_account(chapter_id=request.chapter_id, account_id=request.account_id)
    checked = _check(request, account)
    history.require_good(checked.tally.to_mend, good_rows)
    if not checked.tally.new:
        return StatementResult()
    _remember(account, request, checked)
    statement = _write(request, account, checked, by, file_id)
    if file is not None:
        file.content = None
    matched = matching.match_account(account, by=by)
    audit.record(
        Action.STATEMENT_IMPORTED,
        chapter_id=request.chapter_id,
        subject=("bank_statements", statement.id),
        by=by,
        lines=statement.lines,
        matched=matched,
        file_sha256=statement.file_sha256,
    )
    version.changed(chapter_id=request.chapter_id)
    return StatementResult(statement.id, statement.lines, matched)


def _remember(account: BankAccount, request: StatementRequest, checked: StatementCheck) -> None:
    """Keep what was said of the file for the next one of this bank: columns by their headings."""
    if checked.reading is None:
        return
    before = read_kept(account.remembered)
    choices = {column: word for word, column in STATEMENT.choices.items()}
    headings = Counter(one.heading.lower() for one in checked.reading.columns)
    columns = {
        one.heading.lower(): choices[one.slot.column] if one.slot else "not-read"
        for one in checked.reading.columns
        if one.said and one.heading and headings[one.heading.lower()] == 1
    }
    kept = Answers(
        columns={**before.columns, **columns},
        dates=request.answers.dates or before.dates,
        amounts=request.answers.amounts or before.amounts,
    )
    account.remembered = kept.kept()


def _write(
    request: StatementRequest, account: BankAccount, checked: StatementCheck, by: Actor, file_id: int | None
) -> BankStatement:
    packer, tally = StatementPacker(), checked.tally
    packer.add_head(checked.summary.as_head())
    for decision in sorted(checked.decisions, key=lambda one: one.row):
        done = decision.outcome is RowOutcome.TO_IMPORT
        packer.add(replace(decision, outcome=RowOutcome.IMPORTED) if done else decision)
    source = request.file
    first_on, last_on = tally.first_on or account.begins_on, tally.last_on or account.begins_on
    statement = BankStatement(
        chapter_id=request.chapter_id,
        bank_account_id=account.id,
        file_id=file_id,
        format=source.format if isinstance(source, PlainStatement) else StatementFormat.TABLE,
        file_name=source.name[:120],
        file_sha256=source.sha256,
        first_on=first_on,
        last_on=last_on,
        opening_minor=checked.balances.opening_minor,
        closing_minor=checked.balances.closing_minor,
        lines=tally.new,
        already_there=tally.already_there,
        refused=tally.skipped + tally.to_mend,
        decisions=packer.packed(),
        made_by_member_id=by.member_id,
    )
    db.session.add(statement)
    db.session.flush()
    lines = (one.line for one in checked.decisions if one.outcome is RowOutcome.TO_IMPORT and one.line)
    queries.add_lines(
        [
            {
                "chapter_id": request.chapter_id,
                "bank_account_id": account.id,
                "statement_id": statement.id,
                "row": line.row,
                "booked_on": line.booked_on,
                "amount_minor": line.amount_minor,
                "description": line.description,
                "reference": line.reference,
                "check_number": line.check_number,
                "key": line.key,
                "nth": line.nth,
            }
            for line in sorted(lines, key=lambda line: line.booked_on)
        ]
    )
    return statement


def said(checked: StatementCheck, currency: str) -> str:
    """What a statement comes to, in a line."""
    tally = checked.tally
    return (
        f"New lines: {tally.new:,}, {format_money(tally.in_minor, currency)} in and "
        f"{format_money(tally.out_minor, currency)} out. There already: {tally.already_there:,}. "
        f"Skipped: {tally.skipped:,}. To be mended: {tally.to_mend:,}."
    )
