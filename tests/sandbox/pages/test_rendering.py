"""The sandbox's pages in a browser: usable by everyone, on a phone and a desk, by day and by night."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page

from sandbox import Sandbox, create_sandbox, mount, sandbox_of
from tests.sandbox.standing import client_for, options, order, serve

STATIC = Path(__file__).parents[3] / "sigma_finance" / "static"


@dataclass
class Place:
    """A sandbox under an application's address, and another origin that payments lead back to."""

    url: str
    shop: str
    sandbox: Sandbox

    def session(self, **changes: object) -> str:
        """The id of an open session."""
        back = {
            "success_url": f"{self.shop}/result?session_id={{CHECKOUT_SESSION_ID}}",
            "cancel_url": f"{self.shop}/pay",
        }
        client = client_for(f"{self.url}/sandbox")
        return client.v1.checkout.sessions.create(params=order(**back, **changes)).id

    def checkout(self, session_id: str) -> str:
        """The address of its page."""
        return f"{self.url}/sandbox/checkout/{session_id}"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    product = Flask("product", static_folder=STATIC)
    mount(product, create_sandbox(state_path=tmp_path / "sandbox.sqlite", **options()))
    shop = Flask("shop")
    shop.add_url_rule(
        "/<path:rest>", "any", lambda rest: f"<!doctype html><title>Shop</title><h1>{rest}</h1>"
    )
    sandbox = sandbox_of(product)
    with serve(product) as url, serve(shop) as other:
        sandbox.settings.public_url = f"{url}/sandbox"
        yield Place(url, other, sandbox)
        sandbox.stop()


def filled(place: Place) -> list[str]:
    """The addresses of a page of every kind, with something on it."""
    sandbox = place.sandbox
    declined, asking, paid, disputed, debit = (place.session(allow_promotion_codes=True) for _ in range(5))
    sandbox.decline(declined)
    sandbox.pay(asking, card="4000002500003155")
    sandbox.pay(paid)
    sandbox.refund(paid, amount=500)
    sandbox.pay(disputed)
    sandbox.dispute(disputed)
    sandbox.pay_by_bank(debit)
    sandbox.hasten()
    send(place)
    (message,) = sandbox.messages()
    pages = [
        "",
        "events",
        f"events/{sandbox.events()[0]['id']}",
        "outbox",
        f"outbox/{message.id}",
        "sessions/none",
    ]
    pages += [f"sessions/{each}" for each in (declined, paid, disputed, debit)]
    pages += [f"checkout/{each}" for each in (place.session(), declined, paid, debit)]
    waiting = sandbox.ask_deposits(place.session())["payment_intent"]
    pages += [f"checkout/{asking}/authentication", f"microdeposits/{waiting}"]
    return [f"{place.url}/sandbox/{each}" for each in pages]


def send(place: Place) -> None:
    """Send a message with a link."""
    link = f'<a href="{place.shop}/join">Join</a>'
    markup = f'<!doctype html><html lang="en"><head><title>Invite</title></head><body>{link}</body></html>'
    body: Any = {
        "personalizations": [{"to": [{"email": "mo@example.org"}]}],
        "from": {"email": "no-reply@example.org"},
        "subject": "You are invited",
        "content": [{"type": "text/plain", "value": "Join"}, {"type": "text/html", "value": markup}],
    }
    url = f"{place.url}/sandbox/sendgrid/v3/mail/send"
    requests.post(url, json=body, headers={"Authorization": "Bearer SG.x"}, timeout=5)


class TestEveryPage:
    @pytest.mark.parametrize("width", [390, 1280])
    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_bars_nobody_and_fits(self, place: Place, page: Page, theme: str, width: int) -> None:
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": 844})
        for address in filled(place):
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
            report = Axe().run(page)
            assert report.violations_count == 0, f"{address}: {report.generate_report()}"


class TestAPayer:
    def test_pays_and_comes_back_to_another_origin(self, place: Place, page: Page) -> None:
        session = place.session()
        page.goto(place.checkout(session))
        page.get_by_role("button", name="Pay $200.00", exact=True).click()
        page.wait_for_url(f"{place.shop}/result?session_id={session}")
        assert place.sandbox.session(session)["payment_status"] == "paid"

    def test_is_declined_and_then_passes_three_d_secure(self, place: Place, page: Page) -> None:
        session = place.session()
        page.goto(place.checkout(session))
        page.get_by_role("button", name="4000 0000 0000 0002").click()
        assert page.get_by_role("alert").inner_text().endswith("Your card was declined.")
        page.get_by_label("Card number").fill("4000 0025 0000 3155")
        page.get_by_role("button", name="Pay $200.00", exact=True).click()
        page.get_by_role("button", name="Complete authentication").click()
        page.wait_for_url(f"{place.shop}/result?session_id={session}")

    def test_pays_from_a_bank_account(self, place: Place, page: Page) -> None:
        session = place.session()
        page.goto(place.checkout(session))
        page.get_by_role("radio", name="Settles after a while").check()
        page.get_by_role("button", name="by US bank account").click()
        page.wait_for_url(f"{place.shop}/result?session_id={session}")
        assert place.sandbox.session(session)["payment_status"] == "unpaid"

    def test_cancels(self, place: Place, page: Page) -> None:
        page.goto(place.checkout(place.session()))
        page.get_by_role("link", name="Cancel").click()
        page.wait_for_url(f"{place.shop}/pay")


class TestAReaderOfTheOutbox:
    def test_clicks_a_link_in_the_message(self, place: Place, page: Page) -> None:
        send(place)
        page.goto(f"{place.url}/sandbox/outbox")
        page.get_by_role("link", name="You are invited").click()
        page.frame_locator("iframe").get_by_role("link", name="Join").click()
        page.wait_for_url(f"{place.shop}/join")
