"""Every way in takes text that no database can hold, and answers with less than 500."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sandbox.sendgrid import events
from sigma_finance.config import ROOT
from sigma_finance.extensions import db
from sigma_finance.models import MailEvent, OutboxMessage
from tests.harness.client import Client
from tests.people import PASSWORD, signed_in
from tests.routes.house import House, build_house, owe

ODD = ["a\0b", "\ud800", "\udfff\0", "\0"]
#: As bytes of an address: NUL, a lone surrogate in UTF-8, an unfinished letter.
ODD_BYTES = ["%00", "a%00b", "%ED%A0%80", "%FF%C3"]


@pytest.fixture
def house(app: Flask) -> House:
    return build_house()


def asked_of_the_address() -> set[str]:
    """Every name that a page looks up in its address."""
    found: set[str] = set()
    for file in (ROOT / "sigma_finance").rglob("*.py"):
        source = file.read_text(encoding="utf-8")
        found |= set(re.findall(r"request\.(?:args|values)(?:\.get\(|\[)\s*\"(\w+)\"", source))
        found |= set(re.findall(r"(?:number|text)_given\(\"(\w+)\"\)", source))
    return found


def pages(app: Flask) -> list[str]:
    """Pages that need no number in their address."""
    return sorted(
        str(rule.rule)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or set()) and not rule.arguments and not rule.rule.startswith("/sandbox")
    )


class TestAnAddress:
    def test_of_any_page_can_ask_anything(self, app: Flask, house: House) -> None:
        browser = signed_in(app, house.tess).flask
        names = asked_of_the_address()
        assert {"q", "after", "next"} <= names
        for page in pages(app):
            if "logout" in page:
                continue
            for odd in ODD_BYTES:
                query = "&".join(f"{name}={odd}" for name in sorted(names))
                answer = browser.get(f"{page}?{query}")
                assert answer.status_code < 500, (page, odd)

    def test_can_name_anything(self, app: Flask, house: House) -> None:
        browser = signed_in(app, house.tess).flask
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or set()) or not rule.arguments or "sandbox" in rule.rule:
                continue
            for odd in ODD_BYTES:
                address = re.sub(r"<[^>]+>", odd, rule.rule)
                assert browser.get(address).status_code < 500, address


class TestAForm:
    def test_of_any_page_takes_anything(self, app: Flask, house: House) -> None:
        owe(house.ben)
        officer, admin_pages = signed_in(app, house.tess), pages(app)
        sent = 0
        for path in admin_pages:
            page = officer.flask.get(path)
            if page.status_code != 200 or "html" not in page.content_type or "logout" in path:
                continue
            for form in re.findall(r"<form[^>]*method=\"post\"[^>]*>.*?</form>", page.text, re.DOTALL):
                token = re.search(r"name=\"csrf_token\"[^>]*value=\"([^\"]+)\"", form)
                action = re.search(r"action=\"([^\"]+)\"", form)
                names = set(re.findall(r"name=\"(\w+)\"", form)) - {"csrf_token"}
                if token is None or "logout" in (action[1] if action else path):
                    continue
                body = f"csrf_token={quote(token[1])}&" + "&".join(f"{name}=a%00%ED%A0%80" for name in names)
                answer = officer.flask.post(
                    action[1].replace("&amp;", "&") if action else path,
                    data=body,
                    content_type="application/x-www-form-urlencoded",
                )
                assert answer.status_code < 500, (path, names)
                sent += 1
        assert sent > 15

    @pytest.mark.parametrize(("field", "status"), [("email", 422), ("password", 401)])
    def test_of_somebody_who_signs_in_takes_anything(
        self, client: Client, house: House, field: str, status: int
    ) -> None:
        page = client.get("/auth/login")
        typed = {"email": house.ada.email, "password": PASSWORD} | {field: "a\0b"}
        client.submit(page, typed, status=status)


class TestAHeaderOrACookie:
    @pytest.mark.parametrize("odd", ["\xff\xfe", "a\x01b", "\xed\xa0\x80", "x" * 5000])
    def test_holds_anything(self, app: Flask, house: House, odd: str) -> None:
        browser = Client(app).flask
        headers = {"User-Agent": odd, "X-Forwarded-For": odd, "Accept-Language": odd, "Referer": odd}
        for cookie in ("sigma", "theme", "chapter"):
            headers["Cookie"] = f"{cookie}={odd}"
            for path in ("/auth/login", "/dashboard", "/monitoring/health"):
                assert browser.get(path, headers=headers).status_code < 500
        page = Client(app)
        form = page.get("/auth/login")
        page.flask.environ_base["HTTP_USER_AGENT"] = odd
        page.submit(form, {"email": house.ada.email, "password": PASSWORD})


class TestSendGrid:
    @pytest.mark.parametrize("odd", ODD)
    @pytest.mark.parametrize("key", ["sg_event_id", "message_ref", "reason", "event", "type", "email"])
    def test_tells_anything_in_any_place(
        self, client: Client, house: House, sandbox: Sandbox, odd: str, key: str
    ) -> None:
        event = {"event": "bounce", "sg_event_id": "id-1", "message_ref": "none", "timestamp": 1_700_000_000}
        self.post(client, [{**event, key: odd}], status=200)

    @pytest.mark.parametrize("odd", ODD)
    def test_tells_a_reason_that_is_kept(
        self, client: Client, house: House, sandbox: Sandbox, odd: str
    ) -> None:
        client.submit(client.get("/auth/forgot"), {"email": house.ada.email}, status=200)
        reference = db.session.scalars(select(OutboxMessage.reference)).first()
        event = {"event": "bounce", "message_ref": reference, "timestamp": 1_700_000_000}
        self.post(client, [{**event, "sg_event_id": f"id{odd}", "reason": f"no {odd}"}], status=200)
        db.session.rollback()
        [kept] = db.session.scalars(select(MailEvent)).all()
        assert kept.reason.startswith("no ")

    def post(self, client: Client, told: list[Any], *, status: int) -> None:
        signed = events.signed(told)
        answer = client.flask.post(
            "/webhook/sendgrid",
            data=signed.payload,
            headers=signed.headers,
            base_url=client.app.config["BASE_URL"],
        )
        assert answer.status_code == status


def stripe_header(sandbox: Sandbox, payload: bytes) -> str:
    """The header for any body, as Stripe makes it."""
    moment, secret = int(time.time()), sandbox.settings.webhook_secret.encode()
    digest = hmac.new(secret, f"{moment}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


class TestStripe:
    @pytest.mark.parametrize("odd", ODD)
    @pytest.mark.parametrize("kind", ["checkout.session.completed", "charge.updated", "payout.paid"])
    def test_tells_anything_in_any_place(
        self, client: Client, house: House, sandbox: Sandbox, odd: str, kind: str
    ) -> None:
        thing = {
            "id": odd,
            "object": "charge",
            "payment_intent": odd,
            "receipt_email": odd,
            "metadata": {"a": odd},
        }
        for place in ("id", "type", "api_version", "account"):
            event: dict[str, Any] = {
                "id": "evt_odd",
                "object": "event",
                "type": kind,
                "livemode": False,
                "created": 1_700_000_000,
                "data": {"object": thing},
            } | {place: odd}
            answer = client.flask.post(
                "/webhook",
                data=(payload := json.dumps(event).encode()),
                headers={"Stripe-Signature": stripe_header(sandbox, payload)},
                content_type="application/json",
            )
            assert answer.status_code < 500, place


class TestACommand:
    @pytest.mark.parametrize("odd", ["a\udc80b", "\udcff"])
    def test_takes_anything(self, app: Flask, house: House, odd: str) -> None:
        for words in (
            ["members", "show", odd, "--chapter", "sds"],
            ["members", "show", "ada@example.org", "--chapter", odd],
            ["ledger", "verify", "--chapter", odd],
            [
                "chapter",
                "create",
                "--name",
                odd,
                "--slug",
                odd,
                "--currency",
                "USD",
                "--timezone",
                "UTC",
                "--dues",
                "1",
            ],
            ["invite", "create", "--chapter", "sds", "--email", odd],
        ):
            result = app.test_cli_runner().invoke(args=words)
            assert result.exception is None or isinstance(result.exception, SystemExit), words
