"""``flask shell``, by the lines of the first guide."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, InviteCode, Member, PaymentPlan, User
from sigma_finance.queries.chapters import chapters
from sigma_finance.services.books import verify
from tests.cli.terminal import PASSWORD, open_chapter
from tests.harness.client import Client
from tests.harness.processes import environment
from tests.harness.standing import ServedApp

LINES = f"""
from sigma_finance.models import User, Payment, PaymentPlan, InviteCode, WebhookEvent
admin = User(name="Admin", email="admin@example.com", role="treasurer")
admin.set_password("{PASSWORD}")
from sigma_finance.extensions import db
db.session.add(admin)
db.session.commit()
print("members", db.session.query(Member).count(), db.session.query(Payment).count())
"""


@pytest.fixture
def shell(any_app: Flask, standing: ServedApp, tmp_path: Path) -> Shell:
    return Shell(standing, tmp_path)


class Shell:
    """``flask shell`` beside the served application."""

    def __init__(self, standing: ServedApp, folder: Path) -> None:
        self._environ, self._folder = environment(standing, folder), folder

    def type(self, lines: str) -> str:
        """What it prints for these lines, faults included."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "sigma_finance.app:create_app", "shell"],
            input=lines,
            env=self._environ,
            cwd=self._folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        db.session.rollback()
        return done.stdout + done.stderr


class TestTheFirstGuidesLines:
    def test_make_a_treasurer_of_the_only_chapter_who_can_sign_in(self, any_app: Flask, shell: Shell) -> None:
        open_chapter(any_app)
        assert "members 1 0" in shell.type(LINES)
        member = db.session.scalars(select(Member)).one()
        assert (member.name, member.role.value, member.email) == ("Admin", "treasurer", "admin@example.com")
        Client(any_app).sign_in("admin@example.com", PASSWORD)
        lines = db.session.scalars(select(AuditEvent).order_by(AuditEvent.sequence)).all()
        assert [line.action for line in lines] == ["chapter.created", "user.created"]
        assert not verify.verify(chapters=chapters.chapters()).differences

    def test_say_in_a_sentence_that_there_is_no_chapter_or_are_several(
        self, any_app: Flask, shell: Shell
    ) -> None:
        assert "There is no chapter yet. Open one first: flask chapter create" in shell.type(LINES)
        for slug in ("sds", "kr"):
            open_chapter(any_app, slug)
        assert "There are 2 chapters. Say which: flask user create --chapter SLUG" in shell.type(LINES)
        assert db.session.scalars(select(User)).all() == []

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            (LINES.replace('"treasurer"', '"emperor"'), "There is no role emperor; there are member,"),
            (LINES.replace(PASSWORD, "short"), "Use at least 12 characters."),
        ],
    )
    def test_refuse_what_is_no_role_and_no_password(
        self, any_app: Flask, shell: Shell, wrong: str, sentence: str
    ) -> None:
        open_chapter(any_app)
        assert sentence in shell.type(wrong)


def test_old_names_are_the_same_tables() -> None:
    assert (PaymentPlan.__tablename__, InviteCode.__tablename__) == ("plans", "invites")
