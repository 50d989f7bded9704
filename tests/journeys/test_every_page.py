"""Every page in a browser: it bars nobody, and fits a phone and a desk, by day and by night.

The sandbox's pages and the page of components are looked at in the same way where they are tested.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from sandbox import Sandbox
from tests.journeys import looks, steps
from tests.journeys.furniture import furnish
from tests.journeys.judging import Judge
from tests.journeys.looks import Look
from tests.journeys.steps import Visitor
from tests.routes.house import House
from tests.routes.treasurer.desk import build_desk

#: Addresses that show no page: they lead on, answer machines, or hand out a file.
NO_PAGE = {
    "account.stay",
    "autopay.managed",
    "autopay.saved",
    "branding.colours",
    "branding.logo",
    "documents.member_statement_file",
    "documents.receipt",
    "documents.statement_file",
    "files.download",
    "home.show",
    "photos.photo",
    "monitoring.health",
    "static",
    "treasurer.check_report",
    "treasurer.check_roster_report",
    "treasurer.import_report",
    "treasurer.roster_report",
    "treasurer.sending_progress",
    "treasurer.roster_sample",
    "treasurer.roster_sample_csv",
    "treasurer.handed_over_books",
    "treasurer.ledger",
    "treasurer.payments_json",
    "treasurer.payments_file",
    "treasurer.members_file",
    "treasurer.standing_file",
    "treasurer.unpaid_file",
    "treasurer.gifts_file",
    "treasurer.plans_file",
    "treasurer.reminders_file",
    "treasurer.reminders_sent_file",
    "treasurer.audit_file",
    "treasurer.report_file",
    "treasurer.journal",
    "treasurer.packet_pdf",
    "treasurer.packet_workbook",
    "treasurer.evidence_file",
    "treasurer.bank_lines_file",
    "treasurer.meeting_pdf",
    "treasurer.postings_file",
    "treasurer.spending_file",
    "treasurer.statistics_json",
}


@pytest.fixture
def house(app: Flask) -> House:
    return build_desk()


@pytest.fixture
def visitor(page: Page, live_server: str) -> Visitor:
    return Visitor(page, live_server)


class TestEveryPage:
    def test_of_a_chapter_that_has_nothing_yet(self, house: House, visitor: Visitor) -> None:
        steps.sign_in(visitor, house.ada.email)
        found = [*troubles(visitor, looks.EMPTY_MEMBER)]
        visitor.page.context.clear_cookies()
        steps.sign_in(visitor, house.tess.email)
        assert [*found, *troubles(visitor, looks.EMPTY_TREASURER)] == []

    @pytest.mark.parametrize(
        ("who", "those"),
        [
            ("", looks.STRANGER),
            ("ada", looks.MEMBER),
            ("tess", looks.TREASURER_PEOPLE),
            ("tess", looks.TREASURER_MONEY),
            ("tess", looks.TREASURER_BOOKS),
            ("tess", looks.TREASURER_BANK),
            ("tess", looks.TREASURER_SPENDING),
            ("tess", looks.TREASURER_IMPORTS),
            ("tess", looks.TREASURER_ROSTERS),
            ("sue", looks.SECRETARY),
            ("alma", looks.ADMIN),
            ("pat", looks.PLATFORM),
        ],
        ids=[
            "strangers",
            "members",
            "treasurers-people",
            "treasurers-money",
            "treasurers-books",
            "treasurers-bank",
            "treasurers-spending",
            "treasurers-imports",
            "treasurers-rosters",
            "secretaries",
            "admins",
            "the-platform",
        ],
    )
    def test_of_a_chapter_that_has_everything(
        self, house: House, sandbox: Sandbox, visitor: Visitor, who: str, those: tuple[Look, ...]
    ) -> None:
        names = furnish(house, sandbox)
        if who:
            steps.sign_in(visitor, f"{who}@example.org")
        assert list(troubles(visitor, those, **names)) == []

    def test_is_on_the_list(self, app: Flask) -> None:
        listed = [look for group in vars(looks).values() if isinstance(group, tuple) for look in group]
        adapter = app.url_map.bind("localhost")
        seen = {
            adapter.match(look.path.partition("?")[0].format_map(AnyNumber()))[0]
            for look in listed
            if look.path != "/nowhere"
        }
        pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
        assert {name for name in pages if not name.startswith("design.")} - NO_PAGE == seen


class AnyNumber(dict[str, str]):
    """A number for whatever an address names."""

    def __missing__(self, name: str) -> str:
        return "1"


def troubles(visitor: Visitor, those: tuple[Look, ...], **names: object) -> Iterator[str]:
    """What is wrong with each of these, in every width and theme."""
    judge = Judge(visitor.page)
    for look in those:
        show(visitor, look, names)
        yield from (f"{look.path} {trouble}" for trouble in judge.troubles())


def show(visitor: Visitor, look: Look, names: dict[str, object]) -> None:
    """Open the page, and do what brings it into its state."""
    if look.anew:
        visitor.page.context.clear_cookies()
    visitor.go(look.path.format_map(names))
    for label, answer in look.fills.items():
        visitor.fill(label, answer.format_map(names))
    for label, answer in look.chooses.items():
        visitor.choose(label, answer)
    if look.ticks:
        visitor.page.get_by_label(look.ticks).check()
    if look.press:
        visitor.press(look.press)
    expect(visitor.page.get_by_role("heading", level=1), look.path).to_contain_text(look.heading)
