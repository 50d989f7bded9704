"""One public function of a service is one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from sigma_finance.database import transactions
from sigma_finance.database.transactions import ATTEMPTS, at_the_end, transactional, wake_after_commit
from sigma_finance.domain.errors import Unavailable
from sigma_finance.extensions import db
from sigma_finance.models import Chapter


def add(slug: str) -> None:
    db.session.add(Chapter(slug=slug, name=slug, currency="USD", timezone="UTC", dues_minor=0))
    db.session.flush()


def kept() -> list[str]:
    db.session.rollback()
    return sorted(db.session.scalars(select(Chapter.slug)))


def locked() -> OperationalError:
    return OperationalError("UPDATE", {}, sqlite3.OperationalError("database is locked"))


@transactional
def write(*slugs: str, then: Callable[[], None] = lambda: None) -> int:
    for slug in slugs:
        add(slug)
    then()
    return len(slugs)


def fail() -> None:
    raise LookupError("nobody")


def write_another() -> None:
    write("b")


def write_and_fail() -> None:
    write_another()
    fail()


def wake_and_fail() -> None:
    wake_after_commit()
    fail()


@pytest.fixture(autouse=True)
def app_on_sqlite(sqlite_app: Flask) -> Flask:
    return sqlite_app


@pytest.fixture
def woken(sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Who was woken, with what was kept by then."""
    found: list[str] = []
    for name in ("outbox_runner", "job_runner"):
        monkeypatch.setitem(
            sqlite_app.extensions, name, lambda name=name: found.append(f"{name} after {len(kept())}")
        )
    return found


class TestATransaction:
    def test_keeps_all_and_gives_the_answer(self) -> None:
        assert write("a", "b") == 2
        assert kept() == ["a", "b"]

    def test_keeps_nothing_where_it_fails(self) -> None:
        with pytest.raises(LookupError):
            write("a", then=fail)
        assert kept() == []

    def test_begins_without_what_was_left_lying_before(self) -> None:
        add("left")
        write("a")
        assert kept() == ["a"]

    def test_takes_in_those_that_it_calls(self) -> None:
        with pytest.raises(LookupError):
            write("a", then=write_and_fail)
        assert kept() == []
        write("a", then=write_another)
        assert kept() == ["a", "b"]

    def test_is_over_after_a_failure_inside_it_too(self) -> None:
        with pytest.raises(LookupError):
            write("a", then=fail)
        with pytest.raises(AssertionError, match="no transaction"):
            at_the_end("key", fail)


class TestATransactionThatMeetsAnother:
    @pytest.mark.parametrize("times", range(1, ATTEMPTS))
    def test_is_run_again_in_whole(self, times: int) -> None:
        left = [locked()] * times

        def meet() -> None:
            if left:
                raise left.pop()

        assert write("a", then=meet) == 1
        assert kept() == ["a"]

    def test_is_refused_in_a_sentence_in_the_end(self) -> None:
        tries: list[int] = []

        def meet() -> None:
            tries.append(1)
            raise locked()

        with pytest.raises(Unavailable, match="Nothing was changed"):
            write("a", then=meet)
        assert len(tries) == ATTEMPTS
        assert kept() == []

    def test_is_not_run_again_for_a_mistake(self) -> None:
        tries: list[int] = []

        def mistake() -> None:
            tries.append(1)
            fail()

        with pytest.raises(LookupError):
            write("a", then=mistake)
        assert len(tries) == 1


class TestTheEnd:
    def test_comes_once_for_each_key_and_last(self) -> None:
        seen: list[tuple[str, int]] = []

        def count(name: str) -> Callable[[], None]:
            return lambda: seen.append((name, db.session.scalar(select(func.count(Chapter.id))) or 0))

        def ask() -> None:
            for name in ("first", "second", "first"):
                at_the_end(name, count(name))
            add("b")

        write("a", then=ask)
        assert seen == [("first", 2), ("second", 2)]

    def test_is_given_what_all_calls_gathered(self) -> None:
        seen: list[int] = []

        def ask() -> None:
            for items in ([1], [], [3, 2]):
                transactions.gather("key", items, seen.extend)

        write("a", then=ask)
        assert seen == [1, 3, 2]

    def test_can_still_undo_everything(self) -> None:
        with pytest.raises(LookupError):
            write("a", then=lambda: at_the_end("key", fail))
        assert kept() == []

    def test_is_what_a_transaction_with_effects_has(self) -> None:
        seen: list[bool] = []

        def look() -> None:
            seen.append(transactions.has_effects())
            at_the_end("key", lambda: None)
            seen.append(transactions.has_effects())

        write("a", then=look)
        assert seen == [False, True]


class TestWaking:
    def test_comes_after_the_commit_and_once(self, woken: list[str]) -> None:
        def ask() -> None:
            wake_after_commit()
            wake_after_commit()
            wake_after_commit("job_runner")

        write("a", then=ask)
        assert sorted(woken) == ["job_runner after 1", "outbox_runner after 1"]

    def test_does_not_come_where_nothing_was_kept(self, woken: list[str]) -> None:
        with pytest.raises(LookupError):
            write("a", then=wake_and_fail)
        assert woken == []


class TestEndingARead:
    def test_closes_what_was_read(self) -> None:
        kept()
        assert db.session().in_transaction()
        transactions.end_read()
        assert not db.session().in_transaction()

    def test_is_no_way_out_of_a_transaction(self) -> None:
        with pytest.raises(AssertionError, match="may not be called inside"):
            write("a", then=transactions.end_read)
        assert kept() == []


class TestATransactionThatSomebodyElseCommits:
    def test_runs_what_comes_last_with_the_block_and_keeps_nothing_by_itself(self) -> None:
        ran: list[str] = []
        with transactions.joined():
            at_the_end("audit", lambda: ran.append("last"))
            write("a")
            assert ran == []
        assert ran == ["last"]
        assert kept() == []
        with transactions.joined():
            write("b")
        db.session.commit()
        assert kept() == ["b"]
