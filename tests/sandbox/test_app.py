"""The sandbox as an application, mounted beside another."""

from __future__ import annotations

import threading
from pathlib import Path

import requests
from flask import Flask

from sandbox import create_sandbox, mount, sandbox_of
from tests.sandbox.standing import client_for, options, order, serve


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
