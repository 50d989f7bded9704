"""How a message leaves, and what each way of failing says about it."""

from __future__ import annotations

import json
import logging
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from sandbox import Fault
from sigma_finance.gateways.messaging import sendgrid
from sigma_finance.gateways.messaging.types import DeliveryFailed, DeliveryRefused, DeliveryUnknown, Email
from tests.gateways.faulty import CannedAnswer, Server
from tests.gateways.messaging.letters import EMAIL
from tests.sandbox.standing import Stand

Says = Callable[..., Server]


class TestAMessage:
    def test_arrives_as_it_was_written(self, stand: Stand) -> None:
        provider_id = sendgrid.send(EMAIL)
        (message,) = stand.sandbox.messages(to="ada@example.org")
        assert message.subject == EMAIL.subject
        assert provider_id

    def test_names_the_chapter_our_reference_and_tracks_nobody(self, the_world_says: Says) -> None:
        server = the_world_says(CannedAnswer(status=202, headers={"X-Message-Id": "abc"}))
        assert sendgrid.send(EMAIL) == "abc"
        method, path, headers, raw = server.asked[0]
        body = json.loads(raw)
        assert (method, path) == ("POST", "/v3/mail/send")
        assert headers["Authorization"] == "Bearer SG.sandbox"
        assert body["from"] == {"email": "no-reply@example.org", "name": "Sigma Delta Sigma"}
        assert body["personalizations"] == [
            {"to": [{"email": "ada@example.org"}], "custom_args": {"message_ref": "M-1"}}
        ]
        assert [part["type"] for part in body["content"]] == ["text/plain", "text/html"]
        assert body["tracking_settings"]["click_tracking"]["enable"] is False

    def test_may_come_from_an_address_written_with_a_name(self, settings: Any, the_world_says: Says) -> None:
        settings["DEFAULT_FROM_EMAIL"] = "Dues <dues@example.org>"
        server = the_world_says(CannedAnswer(status=202))
        assert sendgrid.send(EMAIL) is None
        assert json.loads(server.asked[0][3])["from"]["email"] == "dues@example.org"


class TestARefusal:
    def test_of_the_message_is_final(self, stand: Stand) -> None:
        with pytest.raises(DeliveryRefused):
            sendgrid.send(Email(**{**vars(EMAIL), "to": "nobody"}))
        assert stand.sandbox.messages() == []

    @pytest.mark.parametrize("status", [400, 413, 422])
    def test_is_final_where_the_message_is_at_fault(self, the_world_says: Says, status: int) -> None:
        the_world_says(
            CannedAnswer(status=status, body=b'{"errors": [{"message": "no to ada@example.org"}]}')
        )
        with pytest.raises(DeliveryRefused) as caught:
            sendgrid.send(EMAIL)
        assert "ada" not in f"{caught.value!r}{caught.value.__cause__}"
        assert str(status) in caught.value.message

    @pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 502, 503, 504])
    def test_can_be_tried_again_where_it_is_not(self, the_world_says: Says, status: int) -> None:
        the_world_says(CannedAnswer(status=status, body=b"<html>ada@example.org</html>"))
        with pytest.raises(DeliveryFailed) as caught:
            sendgrid.send(EMAIL)
        assert "ada" not in f"{caught.value!r}{caught.value.__cause__}"


class TestAMessageThatDidNotLeave:
    def test_can_be_tried_again_when_nobody_listens(self, settings: Any) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            settings["SENDGRID_API_BASE"] = f"http://127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(DeliveryFailed):
            sendgrid.send(EMAIL)

    @pytest.mark.parametrize(
        "base", ["", "nonsense", "http://", "http://no such host", "ftp://127.0.0.1", "http://unset.invalid"]
    )
    def test_can_be_tried_again_when_the_address_is_wrong(self, settings: Any, base: str) -> None:
        settings["SENDGRID_API_BASE"] = base
        with pytest.raises(DeliveryFailed):
            sendgrid.send(EMAIL)

    @pytest.mark.parametrize("key", ["SG.a\nb", "SG.ключ"])
    def test_can_be_tried_again_when_the_key_is_unusable(
        self, settings: Any, the_world_says: Says, key: str
    ) -> None:
        the_world_says(CannedAnswer(status=202))
        settings["SENDGRID_API_KEY"] = key
        with pytest.raises(DeliveryFailed):
            sendgrid.send(EMAIL)


class TestALostAnswer:
    def test_leaves_the_outcome_unknown_although_the_message_was_taken(self, stand: Stand) -> None:
        stand.sandbox.fault(Fault("/sendgrid/", kind="drop", moment="after"))
        with pytest.raises(DeliveryUnknown):
            sendgrid.send(EMAIL)
        assert len(stand.sandbox.messages()) == 1

    def test_is_given_up_after_ten_seconds(self, the_world_says: Says) -> None:
        the_world_says(CannedAnswer(hang=60))
        started = time.monotonic()
        with pytest.raises(DeliveryUnknown):
            sendgrid.send(EMAIL)
        assert time.monotonic() - started < 12

    def test_is_what_an_answer_means_that_nobody_documents(self, the_world_says: Says) -> None:
        the_world_says(CannedAnswer(status=204, body=b""))
        with pytest.raises(DeliveryUnknown):
            sendgrid.send(EMAIL)


class TestTheLogs:
    def test_name_nobody_and_hold_no_key(
        self, the_world_says: Says, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        the_world_says(CannedAnswer(status=202))
        sendgrid.send(EMAIL)
        assert "ada" not in caplog.text.lower()
        assert "SG." not in caplog.text
