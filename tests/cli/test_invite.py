"""``flask invite``."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from sandbox import Sandbox
from sigma_finance.domain.dates import now
from sigma_finance.extensions import db
from sigma_finance.models import Invite, Member
from tests.cli.terminal import PASSWORD, add_user, open_chapter, refused, run
from tests.harness.client import Client

CREATE = ("invite", "create", "--chapter", "sds", "--role", "member")


@pytest.fixture(autouse=True)
def _chapter(any_app: Flask) -> None:
    open_chapter(any_app)


class TestCreatingAnInvite:
    def test_prints_the_address_at_which_the_person_registers(self, any_app: Flask, client: Client) -> None:
        printed = run(any_app, *CREATE, "--email", "new@example.org")
        address = printed.strip()
        assert address.startswith(f"{any_app.config['BASE_URL']}/auth/register?code=")
        page = client.get(address)
        client.submit(page, {"name": "Nia Hale", "password": PASSWORD})
        assert db.session.scalars(select(Member.email)).all() == ["new@example.org"]

    def test_mails_it(self, any_app: Flask, sandbox: Sandbox) -> None:
        address = run(any_app, *CREATE, "--email", "new@example.org").strip()
        [message] = sandbox.messages(to="new@example.org")
        assert address in message.text

    def test_takes_days_and_uses(self, any_app: Flask, sandbox: Sandbox) -> None:
        run(any_app, *CREATE, "--days", "3", "--uses", "25")
        invite = db.session.scalars(select(Invite)).one()
        assert invite.max_uses == 25
        assert timedelta(days=2, hours=23) < invite.expires_at - now() < timedelta(days=3)
        assert sandbox.messages() == []

    def test_refuses_what_cannot_be(self, any_app: Flask) -> None:
        add_user(any_app, "jo@example.org")
        assert "sign in already" in refused(any_app, *CREATE, "--email", "jo@example.org")
        assert "e-mail address" in refused(any_app, *CREATE, "--email", "nobody")
        assert "one person" in refused(any_app, *CREATE, "--email", "new@example.org", "--uses", "2")
        refused(any_app, *CREATE, "--uses", "0", code=2)
        refused(any_app, *CREATE, "--days", "91", code=2)
        assert db.session.scalars(select(Invite)).all() == []
