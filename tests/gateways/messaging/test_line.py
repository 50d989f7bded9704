"""One connection for many messages."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from sigma_finance.gateways.messaging import line, sendgrid
from sigma_finance.gateways.messaging.types import DeliveryFailed, DeliveryRefused, DeliveryUnknown
from tests.gateways.messaging.letters import EMAIL


@dataclass
class MailService:
    """Keeps its connections as a mail service does; says which connection each message came by."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    came_by: list[int] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    closes: bool = False
    drops: bool = False


@pytest.fixture
def service(settings: Any) -> Iterator[MailService]:
    made = MailService()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            made.came_by.append(self.client_address[1])
            if made.drops and len(made.came_by) > 1:
                self.close_connection = True
                return
            self.send_response(made.answers.pop(0) if made.answers else 202)
            self.send_header("Content-Length", "0")
            self.send_header("X-Message-Id", f"m{len(made.came_by)}")
            self.end_headers()
            self.close_connection = made.closes  # without having said so

        def finish(self) -> None:
            super().finish()
            made.closed.append(self.client_address[1])

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    made.url = settings["SENDGRID_API_BASE"] = f"http://127.0.0.1:{http.server_port}"
    threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
    yield made
    http.shutdown()
    http.server_close()


def closed(service: MailService) -> bool:
    """Whether the connections that were opened have been closed, as the other side sees it."""
    waiting = threading.Event()
    for _ in range(100):
        if len(service.closed) == len(set(service.came_by)):
            return True
        waiting.wait(0.05)
    return False


class TestOneLine:
    def test_takes_all_messages_and_is_closed_at_the_end(self, service: MailService) -> None:
        with sendgrid.one_line():
            assert [sendgrid.send(EMAIL) for _ in range(3)] == ["m1", "m2", "m3"]
            assert service.closed == []
        assert len(set(service.came_by)) == 1
        assert closed(service)

    def test_is_opened_for_each_message_outside(self, service: MailService) -> None:
        for _ in range(2):
            sendgrid.send(EMAIL)
        assert len(set(service.came_by)) == 2

    def test_is_opened_again_where_the_other_side_closed_it(self, service: MailService) -> None:
        service.closes = True
        with sendgrid.one_line():
            sendgrid.send(EMAIL)
            assert closed(service)
            sendgrid.send(EMAIL)
        assert len(set(service.came_by)) == 2

    def test_stays_through_a_refusal_and_tells_it_apart(self, service: MailService) -> None:
        service.answers = [400, 503, 202]
        with sendgrid.one_line():
            with pytest.raises(DeliveryRefused):
                sendgrid.send(EMAIL)
            with pytest.raises(DeliveryFailed):
                sendgrid.send(EMAIL)
            assert sendgrid.send(EMAIL) == "m3"
        assert len(set(service.came_by)) == 1

    def test_that_breaks_while_an_answer_is_awaited_leaves_it_unknown(self, service: MailService) -> None:
        service.drops = True
        with sendgrid.one_line():
            sendgrid.send(EMAIL)
            with pytest.raises(DeliveryUnknown):
                sendgrid.send(EMAIL)

    def test_that_cannot_be_opened_is_a_failure(self, settings: Any) -> None:
        settings["SENDGRID_API_BASE"] = "http://127.0.0.1:9"
        with sendgrid.one_line(), pytest.raises(DeliveryFailed):
            sendgrid.send(EMAIL)


def test_a_machine_behind_a_proxy_goes_by_it(service: MailService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", service.url)
    monkeypatch.setenv("no_proxy", "")
    assert line.goes_by_proxy("http://api.sendgrid.example")
    assert not line.goes_by_proxy("https://api.sendgrid.example")
    with sendgrid.one_line():
        assert sendgrid.send(EMAIL) == "m1"
