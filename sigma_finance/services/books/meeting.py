"""The meeting's page: what was collected, who is on a plan, what is open, what cash there is and whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sigma_finance.domain.books import meeting as rules
from sigma_finance.domain.books.meeting import Share
from sigma_finance.domain.books.reports import Report, named
from sigma_finance.domain.dates import long_date
from sigma_finance.domain.spending import budgets
from sigma_finance.gateways.pdf.typesetting import typeset
from sigma_finance.queries.books import meeting as queries
from sigma_finance.queries.books import reports as sums
from sigma_finance.queries.chapters import settings
from sigma_finance.queries.spending import categories
from sigma_finance.queries.spending.budgets import meant
from sigma_finance.services.books import documents, packet, reports
from sigma_finance.services.books.documents import Document, Sender

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class MeetingPage:
    """What is laid before a meeting on a day: short tables, in the order in which they are told."""

    day: date
    parts: Sequence[Report]


def get_meeting(*, chapter_id: int, today: date) -> MeetingPage:
    """The page of today; a table that would be empty is left out."""
    began = settings.get_settings(chapter_id=chapter_id).policy.year_began(today)
    posted = sums.sums(chapter_id=chapter_id, days=[began - _DAY, today])
    held = {account: minors[1] for account, minors in posted.items()}
    planned = meant(chapter_id=chapter_id, year_begins=began)
    called = reports.names_of(chapter_id=chapter_id)
    dues, fees = sums.ages(chapter_id=chapter_id, last=today)
    made = [
        rules.collected(queries.periods(chapter_id=chapter_id, since=began)),
        rules.plans(queries.plans(chapter_id=chapter_id, today=today)),
        rules.aging(dues, fees),
        named(budgets.budget(planned, budgets.actual(posted) if planned else {}), called),
        rules.cash(held, called),
        rules.held(held, called),
    ]
    return MeetingPage(today, [report for report in made if not report.is_empty])


def pdf(*, sender: Sender, meeting: MeetingPage) -> Document:
    """The same page as a PDF."""
    facts = {
        **documents.frame(sender, f"For the meeting of {long_date(meeting.day)}"),
        "reports": packet.tables(sender, meeting.parts),
    }
    return Document(f"meeting-{meeting.day.isoformat()}.pdf", typeset("meeting", facts))


def where_dues_go(*, chapter_id: int, today: date) -> tuple[date, list[Share]] | None:
    """Since when, and where the dues of the fiscal year go; None where the chapter does not show it."""
    policy = settings.get_settings(chapter_id=chapter_id).policy
    if not policy.dues_use_shown:
        return None
    began = policy.year_began(today)
    posted = sums.sums(chapter_id=chapter_id, days=[began - _DAY, today])
    return began, rules.shares(posted, categories.names(chapter_id=chapter_id))
