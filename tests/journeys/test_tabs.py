"""A treasurer of two chapters, with a tab for each: neither tab ever acts on the other's chapter."""

from __future__ import annotations

from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Payment
from tests.harness.browser import minded
from tests.journeys import steps
from tests.journeys.steps import Visitor
from tests.people import also_in, open_chapter
from tests.routes.house import owe


class TestTwoTabs:
    def test_each_keep_to_their_chapter(self, app: Flask, page: Page, live_server: str) -> None:
        ours, theirs = open_chapter(), open_chapter("kr", "Kappa Rho")
        also_in(theirs, ours.treasurer, Role.TREASURER)
        for chapter in (ours, theirs):
            owe(chapter.member)
        first = Visitor(page, live_server)
        steps.sign_in(first, ours.treasurer.email)
        switch_to(first, "Sigma Delta Sigma")
        first.go(f"/c/sds/treasurer/payments/record?member={ours.member.member_id}")
        first.fill("Amount", "12.00")
        first.choose("Method", "Cash")

        with minded(page.context.new_page()) as tab:
            second = Visitor(tab, live_server)
            second.go("/")
            switch_to(second, "Kappa Rho")
            expect(tab).to_have_url(f"{live_server}/c/kr/treasurer")
            first.press("Record payment $12.00")
            second.follow("Members")
            expect(tab.get_by_role("main")).to_contain_text("Member of kr")
            expect(tab.get_by_role("main")).not_to_contain_text("Member of sds")

        expect(page.get_by_role("main")).to_contain_text("Recorded")
        page.reload()
        first.follow("Members")
        expect(page.get_by_role("main")).to_contain_text("Member of sds")
        db.session.rollback()
        assert db.session.scalars(select(Payment.chapter_id)).all() == [ours.chapter_id]


def switch_to(visitor: Visitor, chapter: str) -> None:
    """Choose another chapter in the menu of the header."""
    visitor.page.locator("summary.menu-button").first.click()
    visitor.press(chapter)
