"""A member with a phone in one hand: sees what they owe, pays it by card, and keeps the receipt."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.payments.payments import Method
from sigma_finance.services.payments import checkout, recording
from tests.people import PASSWORD, Person
from tests.routes.house import House, build_house, entry, member_of, owe, pay_cash, payments_of


@pytest.fixture
def house(app: Flask) -> House:
    return build_house()


def sign_in(page: Page, address: str, person: Person) -> None:
    page.goto(f"{address}/auth/login")
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_role("heading", name="Your dues")).to_be_attached()


class TestPayingByCard:
    def test_takes_a_few_taps_from_the_first_screen(
        self, page: Page, live_server: str, house: House, sandbox: Sandbox
    ) -> None:
        owe(house.ada)
        page.set_viewport_size({"width": 390, "height": 844})
        sign_in(page, live_server, house.ada)
        expect(page.get_by_text("$200.00").first).to_be_in_viewport()
        pay = page.get_by_role("link", name="Pay $200.00")
        expect(pay).to_be_in_viewport()
        pay.click()
        page.get_by_role("button", name="Pay $200.00").click()
        page.get_by_role("button", name="4242 4242 4242 4242 Pays").click()
        expect(page.get_by_role("heading", name="$200.00 paid")).to_be_visible()
        page.get_by_role("link", name="Show the receipt").click()
        expect(page.get_by_role("heading", name=re.compile(r"Receipt R-\d{4}-0001"))).to_be_visible()
        assert member_of(house.ada).balance_minor == 0

    def test_names_the_amount_of_the_row_that_is_chosen(
        self, page: Page, live_server: str, house: House
    ) -> None:
        owe(house.ada, 5000, due_in=5)
        owe(house.ada)
        sign_in(page, live_server, house.ada)
        page.goto(f"{live_server}/payments/pay")
        button = page.get_by_role("main").get_by_role("button")
        expect(button).to_have_accessible_name("Pay $250.00")
        expect(page.get_by_label("Amount", exact=True)).to_be_hidden()
        page.get_by_label("The next installment").check()
        expect(button).to_have_accessible_name("Pay $50.00")
        page.get_by_label("Another amount").check()
        expect(button).to_have_accessible_name("Pay this amount")
        page.get_by_label("Amount", exact=True).fill("12.34")
        button.click()
        expect(page.get_by_text("$12.34").first).to_be_visible()

    def test_can_be_given_up_and_taken_up_again(self, page: Page, live_server: str, house: House) -> None:
        owe(house.ada)
        sign_in(page, live_server, house.ada)
        page.goto(f"{live_server}/payments/pay")
        page.get_by_role("button", name="Pay $200.00").click()
        page.get_by_text("Cancel and go back").click()
        expect(page.get_by_text("Nothing was charged. You can pay whenever you like.")).to_be_visible()
        page.get_by_role("button", name="Pay $200.00").click()
        page.get_by_role("button", name="4242 4242 4242 4242 Pays").click()
        expect(page.get_by_role("heading", name="$200.00 paid")).to_be_visible()
        assert len(payments_of(house.ada)) == 1


def every_state(house: House, sandbox: Sandbox) -> Iterator[str]:
    """The addresses of a member's pages, with every kind of payment on them."""
    for number in range(8):
        owe(house.ada, 10000, due_in=10 * number - 15, what=f"Part {number} of what the chapter house needs")
    for minor, act in ((5000, sandbox.decline), (6000, sandbox.pay_by_bank), (7000, sandbox.pay)):
        checkout.start(
            chapter_id=house.ada.chapter_id, member_id=house.ada.member_id, amount_minor=minor, by=OPERATOR
        )
        payment = payments_of(house.ada)[-1]
        act(payment.stripe_session_id or "")
        yield f"/payments/{payment.reference}/result"
        if minor == 5000:
            yield f"/payments/pay?cancelled={payment.reference}"
    recording.report(request=entry(house.ada, 700, Method.ZELLE), by=OPERATOR)
    yield f"/payments/{pay_cash(house.ada, 5000).reference}"
    yield from ("/dashboard", "/payments/pay", "/payments/report", "/payments")


class TestEveryPage:
    @pytest.mark.parametrize("width", [390, 1280])
    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_passes_axe_and_stays_within_the_width(
        self, page: Page, live_server: str, house: House, sandbox: Sandbox, theme: str, width: int
    ) -> None:
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": 900})
        sign_in(page, live_server, house.ada)
        self.judge(page, f"{live_server}/dashboard")
        self.judge(page, f"{live_server}/payments/pay")
        for path in every_state(house, sandbox):
            self.judge(page, live_server + path)
        page.goto(f"{live_server}/payments/report")
        page.get_by_role("button", name="Report this payment").click()
        expect(page.locator(".error-summary")).to_be_focused()
        self.judge(page)

    def judge(self, page: Page, address: str = "") -> None:
        if address:
            page.goto(address)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide == 0, page.url
