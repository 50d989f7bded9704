"""An import on the terminal: how far it is, what becomes of the rows, what it comes to."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from sigma_finance.cli.output import counted, print_table
from sigma_finance.domain.imports.decisions import Decision, Outcome
from sigma_finance.domain.imports.tables import Table
from sigma_finance.domain.imports.tally import Tally
from sigma_finance.domain.money import format_money
from sigma_finance.services.import_reports import ImportReport

#: So many rows fit on a screen that somebody reads; of a longer file those that are not imported come first.
MOST_LINES = 100
HEADS = ("Row", "Name", "Member", "Date", "Amount", "Result", "Why")


class Shown:
    """What is shown of an import: rows as they come, and the sums at the end."""

    def __init__(self, *, currency: str, report: Path | None) -> None:
        self.tally = Tally()
        self._currency = currency
        self._path = report
        self._report = ImportReport(currency=currency) if report is not None else None
        self._good: list[Decision] = []
        self._others: list[Decision] = []

    def add(self, decision: Decision) -> None:
        """Take a row."""
        self.tally.add(decision)
        if self._report is not None:
            self._report.add(decision)
        good = decision.outcome in (Outcome.TO_IMPORT, Outcome.IMPORTED)
        kept = self._good if good else self._others
        if len(kept) < MOST_LINES:
            kept.append(decision)

    def end(self, *, done: bool) -> None:
        """Print rows and sums, and write the report."""
        lines = sorted([*self._others, *self._good][:MOST_LINES], key=lambda decision: decision.row)
        if lines:
            print_table(HEADS, [self._line(decision) for decision in lines])
        if (rest := self.tally.decisions - len(lines)) > 0:
            click.echo(f"… and {rest:,} more; --report FILE.xlsx lists all of them.")
        click.echo()
        click.echo(self._sums(done))
        if self._report is not None and self._path is not None:
            self._report.save_as(self._path, self.tally, done=done)
            click.echo(f"The report is in {self._path}.")

    def close(self) -> None:
        """Let go of a report that was not written."""
        if self._report is not None:
            self._report.close()

    def _line(self, decision: Decision) -> tuple[str, ...]:
        paid = decision.paid
        return (
            str(decision.row),
            decision.name or decision.email,
            decision.member,
            paid.paid_on.isoformat() if paid else "",
            format_money(paid.amount_minor, self._currency) if paid else "",
            decision.outcome.label,
            decision.reason,
        )

    def _sums(self, done: bool) -> str:
        tally = self.tally
        amount = format_money(tally.amount_minor, self._currency)
        payments = counted(tally.payments, "payment", "payments")
        return (
            f"{'Imported' if done else 'To import'}: {payments}, {amount}. There already: {tally.already_there}. "
            f"Skipped: {tally.skipped}. To be mended: {tally.to_mend}."
        )


@contextmanager
def progress(label: str, table: Table) -> Iterator[Callable[[Decision], None]]:
    """A bar, where somebody watches, that follows the rows."""
    length = max((sheet.height for sheet in table.sheets), default=0)
    with click.progressbar(
        length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty(), update_min_steps=200
    ) as bar:

        def advance(decision: Decision) -> None:
            bar.update(decision.row - advanced[0])
            advanced[0] = decision.row

        advanced = [0]
        yield advance
