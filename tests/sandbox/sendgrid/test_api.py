"""The stand-in for SendGrid, asked by the real sendgrid library."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sendgrid
from python_http_client.exceptions import HTTPError
from sendgrid.helpers.mail import Content, CustomArg, Mail

from sandbox import Fault
from tests.sandbox.sendgrid.posting import MESSAGE, post
from tests.sandbox.standing import Stand


class TestSending:
    def test_takes_what_the_library_sends(self, stand: Stand) -> None:
        mail = Mail("no-reply@example.org", "mo@example.org", "Your receipt")
        mail.add_content(Content("text/plain", "Read https://app.example.org/receipts/1."))
        mail.add_content(Content("text/html", '<p><a href="https://app.example.org/receipts/1">Read</a></p>'))
        mail.add_custom_arg(CustomArg("message_ref", "m1"))
        client = sendgrid.SendGridAPIClient("SG.sandbox", host=f"{stand.url}/sendgrid")
        answer = client.send(mail)
        assert answer.status_code == 202
        (kept,) = stand.sandbox.messages(to="MO@example.org")
        assert kept.id == answer.headers["X-Message-Id"]
        assert (kept.to, kept.subject) == (["mo@example.org"], "Your receipt")
        assert kept.custom_args == {"message_ref": "m1"}
        assert kept.links == ["https://app.example.org/receipts/1"]

    @pytest.mark.parametrize("key", ["", "nonsense", "SG."])
    def test_asks_for_the_key(self, stand: Stand, key: str) -> None:
        answer = post(stand, MESSAGE, key)
        assert answer.status_code == 401
        assert "authorization grant is invalid" in answer.json()["errors"][0]["message"]

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"from": {}}, "from"),
            ({"from": {"email": "nobody"}}, "from"),
            ({"personalizations": []}, "personalizations"),
            ({"personalizations": [{"to": []}]}, "personalizations.0.to"),
            ({"personalizations": [{"to": [{"email": "mo"}]}]}, "personalizations.0.to.0.email"),
            (
                {"personalizations": [{"to": [{"email": "a@b.cd"}], "cc": [{"email": "A@b.cd"}]}]},
                "personalizations.0",
            ),
            ({"personalizations": [{"to": [{"email": "a@b.cd"}], "odd": 1}]}, "personalizations.0"),
            ({"subject": ""}, "subject"),
            ({"content": []}, "content"),
            ({"content": [{"type": "text/plain", "value": ""}]}, "content.0.value"),
            ({"content": MESSAGE["content"][::-1]}, "content"),
            ({"custom_args": {"n": 1}}, "custom_args"),
            ({"custom_args": {"n": "x" * 10_001}}, "custom_args"),
            ({"reply_to": {"email": "x"}}, "reply_to"),
            ({"text": "Hello"}, "text"),
        ],
    )
    def test_refuses_what_sendgrid_would(self, stand: Stand, change: dict[str, Any], field: str) -> None:
        answer = post(stand, {**MESSAGE, **change})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == field
        assert stand.sandbox.messages() == []

    def test_refuses_what_is_no_message(self, stand: Stand) -> None:
        assert post(stand, ["a"]).status_code == 400

    def test_fails_as_a_fault_says(self, stand: Stand) -> None:
        stand.sandbox.fault(Fault("/sendgrid/", status=429))
        client = sendgrid.SendGridAPIClient("SG.sandbox", host=f"{stand.url}/sendgrid")
        with pytest.raises(HTTPError) as caught:
            client.client.mail.send.post(request_body=MESSAGE)
        assert caught.value.status_code == 429
        assert "errors" in json.loads(caught.value.body)
