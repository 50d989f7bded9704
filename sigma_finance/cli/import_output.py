"""An import on the terminal: how far it is, what becomes of the rows, what it comes to."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, TypeVar

import click

from sigma_finance.cli.output import counted, print_table
from sigma_finance.domain.imports.answers import NOT_READ
from sigma_finance.domain.imports.decisions import Decision
from sigma_finance.domain.imports.outcomes import RowDecision, RowOutcome
from sigma_finance.domain.imports.readings import FileReading, OpenQuestion, ReadingSummary
from sigma_finance.domain.imports.roster_decisions import RosterDecision
from sigma_finance.domain.imports.roster_tally import RosterTally
from sigma_finance.domain.imports.tables import Table
from sigma_finance.domain.imports.tally import Tally
from sigma_finance.domain.money import format_money
from sigma_finance.services.imports.reports import ImportReport, RosterReport, RowsReport

#: So many rows fit on a screen that somebody reads; of a longer file those that are not imported come first.
MOST_LINES = 100
D = TypeVar("D", bound=RowDecision)
_GOOD = (RowOutcome.TO_IMPORT, RowOutcome.IMPORTED, RowOutcome.TO_CHANGE, RowOutcome.CHANGED)


class ImportListing(ABC, Generic[D]):
    """What is shown of an import: rows as they come, and the sums at the end."""

    heads: tuple[str, ...]

    def __init__(self, report: RowsReport[D] | None, path: Path | None, *, currency: str) -> None:
        self.currency = currency
        self._path = path
        self._report = report
        self._rows = 0
        self._good: list[D] = []
        self._others: list[D] = []
        self._reading = ReadingSummary()
        self._questions: Sequence[OpenQuestion] = ()

    @abstractmethod
    def line(self, decision: D) -> tuple[str, ...]:
        """A row below the heads."""

    @abstractmethod
    def sums(self, done: bool) -> str:
        """What the rows come to, in a line."""

    def tell(self, file: FileReading) -> None:
        """Take how the file is read."""
        self._reading, self._questions = file.summary, file.questions
        if self._report is not None:
            self._report.tell(file.summary)

    def add(self, decision: D) -> None:
        """Take a row."""
        self._rows += 1
        if self._report is not None:
            self._report.add(decision)
        kept = self._good if decision.outcome in _GOOD else self._others
        if len(kept) < MOST_LINES:
            kept.append(decision)

    def end(self, *, done: bool) -> None:
        """Print rows and sums, and write the report."""
        lines = sorted([*self._others, *self._good][:MOST_LINES], key=lambda decision: decision.row)
        if lines:
            print_table(self.heads, [self.line(decision) for decision in lines])
        if (rest := self._rows - len(lines)) > 0:
            click.echo(f"… and {rest:,} more; --report FILE.xlsx lists all of them.")
        click.echo()
        self._print_reading()
        click.echo(self.sums(done))
        self._save(done=done)

    def end_open(self) -> None:
        """Print how far the file can be read, and what has to be said; the report remembers it."""
        self._print_reading()
        for question in self._questions:
            click.echo(f"{question.sentence} {_how_to_say(question)}")
        self._save(done=False)

    def _print_reading(self) -> None:
        """Every column, and what it is read as."""
        lines = [(one.letter, one.heading, one.reads, one.remark) for one in self._reading.columns]
        print_table(("Column", "Heading", "Read as", "Remark"), lines)
        click.echo(". ".join(f"{name}: {text}" for name, text in self._reading.facts) + ".")
        click.echo()

    def _save(self, *, done: bool) -> None:
        if self._report is not None and self._path is not None:
            self._report.save_as(self._path, done=done)
            click.echo(f"The report is in {self._path}.")

    def close(self) -> None:
        """Let go of a report that was not written."""
        if self._report is not None:
            self._report.close()


def _how_to_say(question: OpenQuestion) -> str:
    """The option that answers a question."""
    options = {
        "dates": "--dates day-first or --dates month-first",
        "amounts": "--amounts point or --amounts comma",
    }
    return f"Use {options.get(question.about, f'--column {question.about}=WHAT, or {question.about}={NOT_READ}')}."


class PaymentImportListing(ImportListing[Decision]):
    """What is shown of an import of payments."""

    heads = ("Row", "Name", "Member", "Date", "Amount", "Result", "Why")

    def __init__(self, *, currency: str, report: Path | None) -> None:
        super().__init__(ImportReport(currency=currency) if report else None, report, currency=currency)
        self._tally = Tally()

    def add(self, decision: Decision) -> None:
        """Take a row."""
        self._tally.add(decision)
        super().add(decision)

    def line(self, decision: Decision) -> tuple[str, ...]:
        """A payment."""
        paid = decision.paid
        return (
            str(decision.row),
            decision.name or decision.email,
            decision.member,
            paid.paid_on.isoformat() if paid else "",
            format_money(paid.amount_minor, self.currency) if paid else "",
            decision.outcome.label,
            decision.reason,
        )

    def sums(self, done: bool) -> str:
        """How many payments, of how much, and the other rows."""
        tally = self._tally
        amount = format_money(tally.amount_minor, self.currency)
        payments = counted(tally.payments, "payment", "payments")
        return (
            f"{'Imported' if done else 'To import'}: {payments}, {amount}. There already: {tally.already_there}. "
            f"Skipped: {tally.skipped}. To be mended: {tally.to_mend}."
        )


class RosterImportListing(ImportListing[RosterDecision]):
    """What is shown of an import of a roster."""

    heads = ("Row", "Name", "E-mail", "Owes", "Credit", "Result", "Why")

    def __init__(self, *, currency: str, report: Path | None) -> None:
        super().__init__(RosterReport(currency=currency) if report else None, report, currency=currency)
        self._tally = RosterTally()

    def add(self, decision: RosterDecision) -> None:
        """Take a row."""
        self._tally.add(decision)
        super().add(decision)

    def line(self, decision: RosterDecision) -> tuple[str, ...]:
        """A member."""
        new = decision.new
        return (
            str(decision.row),
            decision.name,
            decision.email,
            format_money(new.owes_minor, self.currency) if new and new.owes_minor else "",
            format_money(new.credit_minor, self.currency) if new and new.credit_minor else "",
            decision.outcome.label,
            decision.reason,
        )

    def sums(self, done: bool) -> str:
        """How many members, what they bring, and the other rows."""
        tally = self._tally
        owes, credit = (format_money(m, self.currency) for m in (tally.owes_minor, tally.credit_minor))
        members = counted(tally.members, "new member", "new members")
        return (
            f"{'Imported' if done else 'To import'}: {members}, who owe {owes} and have {credit} in credit. "
            f"{'Changed' if done else 'To change'}: {tally.changed}. There already: {tally.already_there}. "
            f"Skipped: {tally.skipped}. To be mended: {tally.to_mend}."
        )


@contextmanager
def progress(label: str, table: Table) -> Iterator[Callable[[RowDecision], None]]:
    """A bar, where somebody watches, that follows the rows."""
    length = max((sheet.height for sheet in table.sheets), default=0)
    with click.progressbar(
        length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty(), update_min_steps=200
    ) as bar:

        def advance(decision: RowDecision) -> None:
            bar.update(decision.row - advanced[0])
            advanced[0] = decision.row

        advanced = [0]
        yield advance
