"""A person and their account in a browser: a password that was forgotten, and a phone that was lost."""

from __future__ import annotations

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from sandbox import Sandbox
from tests.journeys import steps
from tests.journeys.steps import Visitor
from tests.people import PASSWORD
from tests.routes.house import House, build_house

NEW = "quiet harbour ninety lamps"


@pytest.fixture
def house(app: Flask) -> House:
    return build_house()


@pytest.fixture
def visitor(page: Page, live_server: str) -> Visitor:
    return Visitor(page, live_server)


class TestAForgottenPassword:
    def test_is_set_anew_by_the_link_in_the_mailbox(
        self, house: House, sandbox: Sandbox, visitor: Visitor
    ) -> None:
        visitor.go("/auth/login")
        visitor.follow("Forgot your password?")
        visitor.fill("E-mail address", house.ada.email)
        visitor.press("Mail me a link")
        steps.open_message(visitor, to=house.ada.email)
        steps.click_in_message(visitor, "Choose a new password")
        visitor.fill("New password", "password1234")
        visitor.press("Set password")
        expect(visitor.page.get_by_role("alert")).to_contain_text("easy to guess")
        visitor.fill("New password", NEW)
        visitor.press("Set password")
        visitor.fill("E-mail address", house.ada.email)
        visitor.fill("Password", NEW)
        visitor.press("Sign in")
        expect(visitor.page.get_by_role("heading", name="Your dues")).to_be_attached()
        steps.open_message(visitor, to=house.ada.email)
        expect(visitor.page.get_by_role("heading", name="Your password was reset").first).to_be_visible()


class TestALostPhone:
    def test_lets_one_in_with_a_recovery_code(self, house: House, visitor: Visitor) -> None:
        steps.sign_in(visitor, house.ada.email)
        visitor.go("/account")
        visitor.follow("Second step")
        visitor.press("Set it up")
        phone = pyotp.TOTP(visitor.page.get_by_label("Or type this key").input_value())
        visitor.fill("Your password", PASSWORD)
        visitor.fill("Code", phone.now())
        visitor.press("Turn the second step on")
        [kept, *_] = visitor.page.get_by_role("main").locator("code").all_text_contents()
        visitor.page.context.clear_cookies()
        visitor.go("/auth/login")
        visitor.fill("E-mail address", house.ada.email)
        visitor.fill("Password", PASSWORD)
        visitor.press("Sign in")
        visitor.fill("Code", kept.lower())
        visitor.press("Sign in")
        expect(visitor.page.get_by_role("heading", name="Your dues")).to_be_attached()
        visitor.go("/account/second-step")
        expect(visitor.page.get_by_text("You have 9 recovery codes left.")).to_be_visible()


class TestAPasskey:
    """With a device that Chromium plays, which answers by itself as somebody's finger would make it."""

    @pytest.fixture(autouse=True)
    def authenticator(self, page: Page) -> None:
        browser = page.context.new_cdp_session(page)
        browser.send("WebAuthn.enable")
        plays = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True}
        able = {"hasResidentKey": True, "isUserVerified": True, "automaticPresenceSimulation": True}
        browser.send("WebAuthn.addVirtualAuthenticator", {"options": {**plays, **able}})

    def turn_on(self, house: House, visitor: Visitor) -> None:
        steps.sign_in(visitor, house.ada.email)
        visitor.go("/account/second-step")
        visitor.press("Set it up")
        phone = pyotp.TOTP(visitor.page.get_by_label("Or type this key").input_value())
        visitor.fill("Your password", PASSWORD)
        visitor.fill("Code", phone.now())
        visitor.press("Turn the second step on")
        visitor.go("/account/second-step")

    def add(self, visitor: Visitor) -> None:
        visitor.follow("Add a passkey")
        visitor.fill("Name", "Ada's laptop")
        visitor.press("Make a passkey")
        expect(visitor.page.get_by_text("Ada's laptop can sign you in")).to_be_visible()

    def to_the_second_step(self, house: House, visitor: Visitor) -> None:
        visitor.page.context.clear_cookies()
        visitor.go("/auth/login")
        visitor.fill("E-mail address", house.ada.email)
        visitor.fill("Password", PASSWORD)
        visitor.press("Sign in")

    def test_lets_one_in_after_the_password(self, house: House, visitor: Visitor) -> None:
        self.turn_on(house, visitor)
        self.add(visitor)
        self.to_the_second_step(house, visitor)
        visitor.press("Use a passkey")
        expect(visitor.page.get_by_role("heading", name="Your dues")).to_be_attached()
        visitor.go("/account/second-step")
        expect(visitor.page.get_by_text("last used")).to_be_visible()

    def test_confirms_who_is_there_and_counts_no_more_once_it_is_removed(
        self, house: House, visitor: Visitor
    ) -> None:
        self.turn_on(house, visitor)
        self.add(visitor)
        visitor.go("/account/confirm?next=/account/second-step")
        visitor.press("Use a passkey")
        visitor.page.get_by_role("button", name="Remove").click()
        expect(visitor.page.get_by_text("Ada's laptop is removed.")).to_be_visible()
        self.to_the_second_step(house, visitor)
        expect(visitor.page.get_by_label("Code")).to_be_visible()
        expect(visitor.page.get_by_role("button", name="Use a passkey")).to_have_count(0)
