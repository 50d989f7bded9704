"""The sandbox as an application: mounted beside another, restarted, shared, reset."""

from __future__ import annotations

import threading
from pathlib import Path

import requests
from flask import Flask

from sandbox import create_sandbox, mount, sandbox_of
from tests.sandbox.standing import client_for, new_session, options, order, serve, standing


class TestMounting:
    def test_stands_beside_an_application_under_a_path(self, tmp_path: Path) -> None:
        app = Flask("product")
        app.add_url_rule("/", "home", lambda: "home")
        mount(app, create_sandbox(state_path=tmp_path / "sandbox.sqlite", **options()))
        with serve(app) as url:
            sandbox_of(app).settings.public_url = f"{url}/sandbox"
            assert requests.get(url, timeout=5).text == "home"
            session = client_for(f"{url}/sandbox").v1.checkout.sessions.create(params=order())
            page = requests.get(str(session.url), timeout=5).text
            assert f'action="/sandbox/checkout/{session.id}/card"' in page
            assert 'href="/static/css/app.css"' in page
            sandbox_of(app).stop()

    def test_begins_its_work_with_the_first_request_and_not_before(self, tmp_path: Path) -> None:
        before = threading.active_count()
        app = Flask("product")
        app.add_url_rule("/", "home", lambda: "home")
        mount(app, create_sandbox(state_path=tmp_path / "sandbox.sqlite", **options()))
        assert threading.active_count() == before
        app.test_client().get("/")
        assert threading.active_count() > before
        sandbox_of(app).stop()


class TestTheState:
    def test_survives_a_restart(self, tmp_path: Path) -> None:
        path = tmp_path / "deep" / "sandbox.sqlite"
        with standing(path) as stand:
            session = new_session(stand)
            stand.sandbox.pay(session.id)
        with standing(path) as stand:
            assert stand.client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"

    def test_is_shared_by_two_that_serve_it(self, tmp_path: Path) -> None:
        path = tmp_path / "sandbox.sqlite"
        with standing(path) as one, standing(path) as two:
            session = new_session(one)
            two.sandbox.pay(session.id)
            assert one.client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"

    def test_takes_many_writers_at_once(self, tmp_path: Path) -> None:
        with standing(tmp_path / "sandbox.sqlite") as stand:
            threads = [threading.Thread(target=lambda: new_session(stand)) for _ in range(24)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert len(stand.sandbox.sessions()) == 24

    def test_is_forgotten_on_reset(self, tmp_path: Path) -> None:
        with standing(tmp_path / "sandbox.sqlite") as stand:
            stand.sandbox.pay(new_session(stand).id)
            stand.sandbox.reset()
            assert stand.sandbox.sessions() == stand.sandbox.events() == []
