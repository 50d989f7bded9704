"""The rows of an import as a page shows them, a hundred at a time, and as a workbook."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from flask import Response, request, send_file, url_for

from sigma_finance.domain.imports.outcomes import RowDecision, RowOutcome
from sigma_finance.routes.treasurer.base import number_given
from sigma_finance.services.imports.reports import RowsReport

SIZE = 100
_OTHERS = (RowOutcome.ALREADY_THERE, RowOutcome.SKIPPED, RowOutcome.TO_MEND)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MEMORY = 1024 * 1024
#: By what a row to be mended is known that one answer about the file mends.
_ASKS = {
    "day": "The date is missing.",
    "dates": "Say how dates are read",
    "hidden_rows": "Say whether such rows count",
    "seen_before": "say whether such payments are the same",
    "look_alikes": "say that people in doubt are new",
}
D = TypeVar("D", bound=RowDecision)


class Counts(Protocol):
    """How many rows came to what."""

    @property
    def decisions(self) -> int:
        """All of them."""

    def count(self, outcome: RowOutcome) -> int:
        """Those of an outcome."""


@dataclass
class Window(Generic[D]):
    """Some of the rows: those with one outcome, or all, from a place on."""

    only: RowOutcome | None = None
    start: int = 0
    rows: list[D] = field(default_factory=list)
    passed: int = 0
    asks: set[str] = field(default_factory=set)

    def see(self, decision: D) -> None:
        """Take a row if it belongs here."""
        if self.only is None or decision.outcome is self.only:
            if self.start <= self.passed < self.start + SIZE:
                self.rows.append(decision)
            self.passed += 1
        if decision.outcome is RowOutcome.TO_MEND:
            self.asks.update(name for name, words in _ASKS.items() if words in decision.reason)


@dataclass(frozen=True)
class ImportRowsPage(Generic[D]):
    """A part of the rows with what they come to, and the addresses of the others; tabs as the macro takes them."""

    rows: Sequence[D]
    tally: Counts
    done: bool
    tabs: Sequence[tuple[str, str, bool, int]]
    before: str | None
    after: str | None


def shown(
    window: Window[D], tally: Counts, kinds: Sequence[RowOutcome], *, endpoint: str, **given: int | str
) -> ImportRowsPage[D]:
    """The part of the rows that ``window`` took; ``endpoint`` with what is ``given`` is the page that shows it."""

    def here(only: RowOutcome | None, start: int) -> str:
        values: dict[str, Any] = {**given, "only": only.value if only else None, "from": start or None}
        return url_for(endpoint, **values)

    tabs = [("All", here(None, 0), window.only is None, tally.decisions)]
    tabs += [
        (kind.label, here(kind, 0), window.only is kind, tally.count(kind)) for kind in (*kinds, *_OTHERS)
    ]
    before = here(window.only, max(0, window.start - SIZE)) if window.start else None
    after = here(window.only, window.start + SIZE) if window.passed > window.start + SIZE else None
    return ImportRowsPage(window.rows, tally, RowOutcome.IMPORTED in kinds, tabs, before, after)


def window_given(kind: type[D]) -> Window[D]:
    """Which rows the address asks for, of decisions of a kind."""
    only = next((one for one in RowOutcome if one.value == request.args.get("only")), None)
    return Window[D](only, min(number_given("from") or 0, 10**6))


def as_workbook(report: RowsReport[D], decisions: Iterable[D], *, name: str, done: bool) -> Response:
    """The whole report to be kept."""
    file = tempfile.SpooledTemporaryFile(max_size=_MEMORY)  # noqa: SIM115  (closed when it has been sent)
    with closing(report):
        for decision in decisions:
            report.add(decision)
        report.save(file, done=done)
    file.seek(0)
    return send_file(file, WORKBOOK, as_attachment=True, download_name=f"{name}.xlsx")
