"""The bench measures true books, and three who serve the same pages."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from bench import copies, floor, limit, pattern, report, statements
from bench.driving import Cost
from bench.run import Found, Measure
from bench.works import WORKS
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Member
from tests.harness.databases import Database


def count(model: type[Any], *conditions: Any) -> int:
    return db.session.query(model).filter(*conditions).count()


@pytest.fixture
def world(app: Flask, database: Database) -> int:
    chapter_id = pattern.build(rounds=4, members=20)
    copies.more_chapters(database.connection, chapter_id=chapter_id, first=5, last=7)
    copies.more_members(database.connection, chapter_id=chapter_id, first=1, last=2)
    for number in (0, 5, 6, 7):
        copies.chained(chapter_id + number * copies.STEP)
    return chapter_id


class TestCopies:
    def test_are_books_that_hold(self, world: int, app: Flask) -> None:
        result = app.test_cli_runner().invoke(args=["ledger", "verify"])
        assert result.exit_code == 0, result.output
        assert "The books of 4 chapters hold" in result.output

    def test_are_as_many_as_asked_for(self, world: int) -> None:
        assert count(Chapter) == 4
        assert count(Member, Member.chapter_id == world) == 60
        assert count(Member, Member.chapter_id == world + 6 * copies.STEP) == 20


class TestTheFloorAndTheLimit:
    @pytest.fixture(autouse=True)
    def _on_the_same_rows(self, world: int, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("BENCH_DATABASE_URL", database.superuser)

    @pytest.mark.parametrize("path", statements.PAGES)
    def test_show_what_the_page_asks(self, path: str) -> None:
        client = floor.create().test_client()
        client.post("/auth/login", data={"email": pattern.MEMBER, "password": pattern.PASSWORD})
        page = client.get(path)
        assert page.status_code == 200
        assert "<td" in page.text
        assert b"<td>" in b"".join(self.ask(path))

    def test_open_to_the_right_password_alone(self) -> None:
        for password, status in ((pattern.PASSWORD, 303), ("wrong", 401)):
            form = {"email": pattern.TREASURER, "password": password}
            assert floor.create().test_client().post("/auth/login", data=form).status_code == status

    @staticmethod
    def ask(path: str) -> Any:
        member = db.session.query(Member).filter(Member.email == pattern.MEMBER).order_by(Member.id).first()
        assert member is not None
        environ = {
            "PATH_INFO": path.partition("?")[0],
            "QUERY_STRING": path.partition("?")[2],
            "REQUEST_METHOD": "GET",
            "HTTP_COOKIE": f"id={member.user_id}",
            "wsgi.input": BytesIO(),
        }
        return limit.application(environ, lambda status, headers: None)


class TestTheReport:
    def test_sets_the_product_beside_the_floor(self) -> None:
        costs = {"product": (6.0, 3.0), "floor": (2.0, 1.0), "limit": (0.5, 0.5)}
        measures = [
            Measure(who, work.name, 200, 1, Cost(app, database, 9_876, 1.0, 2.0, 3.0))
            for who, (app, database) in costs.items()
            for work in WORKS
        ]
        found = Found(measures, {work.name: (4, 6) for work in WORKS}, {"product": 101.4}, ["They hold."])
        text = report.written(found)
        assert "| pay page | 200 | 1 | 1.0 | 3.0 | 9.0 | 6.0 + 3.0 | 3.0 |" in text
        assert "| pay page | 200 | 4 | 6 | 9,876 | 1.0 | 2.0 | 3.0 |" in text
        assert "product 101 MiB" in text
        assert "They hold." in text
