"""Every address that is looked at, and whose browser asks for it."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask

from tests.harness.client import Client
from tests.journeys import looks
from tests.journeys.furniture import Names
from tests.people import Person, running_the_platform, signed_in
from tests.routes.house import House

#: Addresses that hand out a file; the list of looks has the pages.
FILES = (
    "/payments/{card}/receipt.pdf",
    "/statement.pdf",
    "/chapters/{chapter}/colours.css",
    "/chapters/{chapter}/logo.png",
    "/treasurer/members/{ada}/statement.pdf",
    "/members/{ada}/photo.png",
    "/treasurer/handover/{handover}/books.pdf",
    "/account/session",
    "/treasurer/ledger.csv",
    "/treasurer/disputes/{answered}/evidence/{pack}.pdf",
    "/treasurer/meeting.pdf",
    "/treasurer/bank/{bank}/lines.csv?only=open",
    "/treasurer/bank/{bank}/lines.xlsx?q=a",
    "/treasurer/books/income.csv",
    "/treasurer/books/packet.pdf",
    "/treasurer/books/packet.xlsx",
    "/treasurer/books/journal.csv",
    "/treasurer/books/journal.beancount",
    "/treasurer/books/aging.xlsx",
    "/treasurer/books/members.csv",
    "/treasurer/books/postings.xlsx?account=receivable",
    "/treasurer/spending.csv?q=a",
    "/treasurer/spending.xlsx?what=expense",
    "/treasurer/payments.csv?q=a",
    "/treasurer/payments.json",
    "/treasurer/statistics.json",
    "/treasurer/payments.xlsx?state=succeeded",
    "/treasurer/members.csv?q=a",
    "/treasurer/members.xlsx?standing=on_plan",
    "/treasurer/standing.csv",
    "/treasurer/unpaid.xlsx",
    "/treasurer/donations.csv",
    "/treasurer/audit.csv?q=a",
    "/treasurer/plans.xlsx",
    "/treasurer/reminders.csv",
    "/treasurer/reminders/sent.xlsx?member={ada}",
    "/treasurer/imports/historical/{waiting}/report",
    "/treasurer/imports/{batch}/report",
    "/treasurer/imports/roster/sample.xlsx",
    "/treasurer/invites/sendings/{sending}/progress",
    "/treasurer/imports/roster/sample.csv",
    "/treasurer/imports/roster/{roster_waiting}/report",
    "/treasurer/imports/rosters/{roster_batch}/report",
)


def addresses(app: Flask, house: House, names: Names) -> Iterator[tuple[Client, str]]:
    """Every address on the list of looks, and whose browser asks for it."""
    groups = (
        (Client(app), looks.STRANGER),
        (signed_in(app, house.ada), looks.MEMBER),
        (
            signed_in(app, house.tess),
            (
                *looks.TREASURER_PEOPLE,
                *looks.TREASURER_MONEY,
                *looks.TREASURER_BOOKS,
                *looks.TREASURER_BANK,
                *looks.TREASURER_SPENDING,
                *looks.TREASURER_IMPORTS,
                *looks.TREASURER_ROSTERS,
            ),
        ),
        (signed_in(app, Person("Alma Admin", "alma@example.org", 0, 0, house.tess.chapter_id)), looks.ADMIN),
        (
            running_the_platform(
                app,
                Person("Pat Platform", "pat@example.org", int(str(names["pat"])), 0, house.tess.chapter_id),
            ),
            looks.PLATFORM,
        ),
    )
    for browser, those in groups:
        yield from ((browser, look.path) for look in those if not look.press and look.path != "/nowhere")
    yield from ((groups[2][0], path) for path in FILES)
    yield groups[1][0], "/files/{receipt_token}"
