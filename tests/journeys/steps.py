"""What people do on the pages, click by click; each step ends where the next one can begin."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Flask
from playwright.sync_api import Locator, Page, expect

from sandbox import Sandbox
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.dates import today_in
from sigma_finance.services.dues import periods
from tests.people import PASSWORD, People

CARD = "4242 4242 4242 4242"
DECLINED_CARD = "4000 0000 0000 0002"
CHECKOUT = "Sigma Delta Sigma dues"
ZONE = "America/New_York"

Browsers = Callable[[], Page]


@dataclass(frozen=True)
class Visitor:
    """Somebody at a browser of their own, and the address at which they find us."""

    page: Page
    url: str

    def go(self, path: str) -> None:
        """Type an address."""
        self.page.goto(self.url + path)

    def fill(self, label: str, answer: str) -> None:
        """Type into the field of this label."""
        self.page.get_by_label(label, exact=True).fill(answer)

    def choose(self, label: str, answer: str) -> None:
        """Choose from a list that folds out."""
        self.page.get_by_label(label, exact=True).select_option(label=answer)

    def press(self, name: str) -> None:
        """Press the button of this name, and wait for where it leads."""
        with self.arriving():
            self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Click the first link of this name, and wait for where it leads."""
        with self.arriving():
            self.page.get_by_role("link", name=name, exact=True).first.click()

    def row(self, text: str) -> Locator:
        """The first row of a table that says this."""
        return self.page.get_by_role("row").filter(has_text=text).first

    @contextmanager
    def arriving(self) -> Iterator[None]:
        """Wait until what is done meanwhile has led to a page."""
        with self.page.expect_navigation():
            yield

    def is_at(self, heading: str) -> None:
        """Expect the page of this heading."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    def sees(self, *texts: str) -> None:
        """Expect to read each of these in the page's own part."""
        for text in texts:
            expect(self.page.get_by_role("main")).to_contain_text(text)

    def reads(self, pattern: str) -> str:
        """What the page's own part says where the pattern fits."""
        main = self.page.get_by_role("main")
        expect(main).to_contain_text(re.compile(pattern))
        found = re.search(pattern, main.inner_text())
        assert found is not None
        return found[0]


# What stands already where a short journey begins


def next_month() -> date:
    """A due date that nobody has missed."""
    return today_in(ZONE) + timedelta(days=30)


def charged(people: People) -> People:
    """Charge everybody in the chapter $200.00."""
    periods.assess_named(
        chapter_id=people.chapter_id, name="2026-27", amount_minor=20000, due_on=next_month(), by=OPERATOR
    )
    return people


# The operator, at a terminal


def operate(app: Flask, command: str, *arguments: str, typed: str = "") -> str:
    """Run a command as the operator types it; returns what it printed."""
    done = app.test_cli_runner().invoke(args=[*command.split(), *arguments], input=typed)
    assert done.exit_code == 0, done.output
    return done.stdout


def open_chapter(app: Flask) -> None:
    """Open the chapter, and give its treasurer a login."""
    place = ["--currency", "USD", "--timezone", ZONE, "--dues", "200.00"]
    operate(app, "chapter create --slug sds --name", "Sigma Delta Sigma", *place)
    treasurer = ["--name", "Tess Treasurer", "--email", "tess@example.org", "--password-stdin"]
    operate(app, "user create --chapter sds --role treasurer", *treasurer, typed=f"{PASSWORD}\n")


# Anybody


def sign_in(visitor: Visitor, email: str) -> None:
    """Sign in with the password that everybody here has."""
    visitor.go("/auth/login")
    visitor.fill("E-mail address", email)
    visitor.fill("Password", PASSWORD)
    visitor.press("Sign in")


def register(visitor: Visitor, name: str) -> None:
    """Make an account at the address that an invite leads to."""
    visitor.is_at("Join Sigma Delta Sigma")
    visitor.fill("Your name", name)
    visitor.fill("Password", PASSWORD)
    visitor.press("Make your account")
    visitor.is_at("Your dues")


def open_message(visitor: Visitor, *, to: str) -> None:
    """Open the newest message to an address in the sandbox's outbox."""
    visitor.go("/sandbox/outbox")
    with visitor.arriving():
        visitor.row(to).get_by_role("link").click()


def click_in_message(visitor: Visitor, link: str) -> None:
    """Click a link in the message as a mail program shows it."""
    with visitor.arriving():
        visitor.page.frame_locator("iframe").get_by_role("link", name=link).click()


# A member


def press_pay(visitor: Visitor, amount: str) -> None:
    """Go from the dashboard to the checkout page with all that is owed."""
    visitor.go("/dashboard")
    visitor.follow(f"Pay {amount}")
    visitor.is_at("Pay")
    visitor.press(f"Pay {amount}")
    visitor.is_at(CHECKOUT)


def pay_by_card(visitor: Visitor, amount: str, *, card: str = CARD) -> None:
    """Type a card's number on the checkout page, and pay."""
    visitor.fill("Card number", card)
    visitor.press(f"Pay {amount}")


def report(visitor: Visitor, amount: str, method: str) -> None:
    """Report a payment that was made another way today."""
    visitor.go("/payments/report")
    visitor.fill("How much did you pay?", amount)
    visitor.choose("How did you pay?", method)
    visitor.fill("When did you pay?", today_in(ZONE).isoformat())
    visitor.press("Report this payment")
    visitor.sees("Thank you. Your officers have been told")


# The treasurer


def create_period(visitor: Visitor, name: str, *, due_on: date) -> None:
    """Make a dues period at the amount that the form begins with."""
    visitor.go("/treasurer/dues/new")
    visitor.fill("Name", name)
    visitor.fill("Due on", due_on.isoformat())
    visitor.press("Create dues period")
    visitor.is_at(name)


def charge(visitor: Visitor, whom: str) -> None:
    """From a period's page, charge those whom its button speaks of."""
    visitor.follow(f"Charge {whom}")
    visitor.press(f"Charge {whom}")
    visitor.sees(f"Charged {whom} in all.")


def invite(visitor: Visitor, email: str) -> None:
    """Invite an address by e-mail."""
    visitor.go("/treasurer/invites")
    visitor.fill("E-mail address", email)
    visitor.press("Send invite")
    visitor.sees(f"Sent to {email}.")


def record_cash(visitor: Visitor, member: str, amount: str, *, note: str) -> None:
    """Record cash from a member, found by typing a part of their name."""
    visitor.go("/treasurer/payments/record")
    visitor.fill("Find a member", member)
    visitor.fill("Amount", amount)
    visitor.choose("Method", "Cash")
    visitor.fill("Note (optional)", note)
    visitor.press(f"Record payment ${amount}")
    visitor.sees(f"Recorded ${amount} cash.")


# Things that happen by themselves


def messages_from_stripe_arrive(sandbox: Sandbox) -> None:
    """Wait until every event has been delivered."""
    assert sandbox.wait_until_delivered(), sandbox.waiting()
