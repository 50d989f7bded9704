"""The sandbox's file: whole transactions, shared by threads and processes, kept through a restart."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from sandbox.engine.store import Store
from tests.sandbox.standing import new_session, standing


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "sandbox.sqlite")


def switch(connection: sqlite3.Connection, name: str) -> None:
    connection.execute("INSERT INTO switches (name, value) VALUES (?, 'yes')", (name,))


def switch_all(store: Store, *names: str) -> None:
    with store.writing() as connection:
        for name in names:
            switch(connection, name)


def switches(store: Store) -> list[str]:
    with store.reading() as connection:
        return [row["name"] for row in connection.execute("SELECT name FROM switches ORDER BY name")]


class TestATransaction:
    def test_is_kept_whole_and_then_said(self, store: Store) -> None:
        seen: list[list[str]] = []
        store.after_commit = lambda: seen.append(switches(store))
        with store.writing() as connection:
            switch(connection, "a")
            switch(connection, "b")
            assert switches(store) == []
            assert seen == []
        assert seen == [["a", "b"]]

    def test_leaves_nothing_where_it_fails_and_says_nothing(self, store: Store) -> None:
        seen: list[str] = []
        store.after_commit = lambda: seen.append("committed")
        with pytest.raises(sqlite3.IntegrityError):
            switch_all(store, "a", "b", "a")
        assert switches(store) == []
        assert seen == []

    def test_that_reads_keeps_nothing(self, store: Store) -> None:
        with store.reading() as connection:
            switch(connection, "a")
        assert switches(store) == []

    def test_reads_one_state_throughout(self, store: Store) -> None:
        with store.reading() as connection:
            assert connection.execute("SELECT count(*) FROM switches").fetchone()[0] == 0
            with store.writing() as other:
                switch(other, "a")
            assert connection.execute("SELECT count(*) FROM switches").fetchone()[0] == 0
        assert switches(store) == ["a"]


class TestTheFile:
    def test_keeps_its_journal_while_it_is_held(self, store: Store) -> None:
        journal = store.path.with_name(f"{store.path.name}-wal")
        store.hold()
        with store.writing() as connection:
            switch(connection, "a")
        assert journal.exists()
        store.let_go()
        assert not journal.exists()
        assert switches(store) == ["a"]

    def test_is_empty_in_every_table_once_cleared(self, store: Store) -> None:
        with store.writing() as connection:
            tables = [
                row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
            ]
            switch(connection, "a")
            connection.execute("INSERT INTO messages (id, at, body) VALUES ('m', 0, '{}')")
            connection.execute("INSERT INTO jobs (name, object_id, due_at) VALUES ('n', 'o', 0)")
        store.clear()
        with store.reading() as connection:
            for table in set(tables) - {"sqlite_sequence"}:
                assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0


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
