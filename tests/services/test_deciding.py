"""No way lets one officer give away more than the chapter's limit."""

from __future__ import annotations

import itertools
import random
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, text

from sigma_finance.domain.actors import OPERATOR, Actor
from sigma_finance.domain.books.accounts import CASH_ACCOUNTS, Account
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.errors import DomainError, Forbidden
from sigma_finance.extensions import db
from sigma_finance.models import Posting
from sigma_finance.services.deciding import NeedsSecond
from sigma_finance.services.dues import opening
from sigma_finance.services.dues.opening import OpeningBalance
from sigma_finance.services.payments import recording
from tests.at_once import at_once
from tests.books import ZONE, assert_books_hold, manual
from tests.giving import (
    LIMIT,
    WAYS,
    Desk,
    actor,
    bring_credit,
    open_desk,
    pay_out_ada,
    reverse_owed,
    reverse_paid,
    reverse_together,
    set_limit,
    waive,
)
from tests.people import Person

PAIRS = list(itertools.product(WAYS, repeat=2))
TRIPLES = list(itertools.product(WAYS, repeat=3))


def total(desk: Desk, accounts: Sequence[Account]) -> int:
    found = db.session.scalar(
        select(func.coalesce(func.sum(Posting.amount_minor), 0)).where(
            Posting.chapter_id == desk.books.chapter_id, Posting.account.in_(accounts)
        )
    )
    return int(found or 0)


def worth(desk: Desk) -> int:
    """What the chapter has and is owed, less what it owes members."""
    return total(desk, [*CASH_ACCOUNTS, Account.RECEIVABLE, Account.MEMBER_CREDIT])


def give(desk: Desk, ways: Sequence[Callable[[Desk, Actor], None]], by: Sequence[Person]) -> None:
    """Try these ways one after another, and look at what is gone in the end."""
    had, cash = worth(desk), total(desk, CASH_ACCOUNTS)
    for way, person in zip(ways, itertools.cycle(by), strict=False):
        with suppress(DomainError):
            way(desk, actor(person))
    names = [way.__name__ for way in ways]
    assert had - worth(desk) <= LIMIT, names
    assert cash - total(desk, CASH_ACCOUNTS) <= LIMIT, names
    assert total(desk, [Account.CASH_ON_HAND]) >= 0, names


@pytest.fixture
def desk(any_app: Flask) -> Desk:
    return open_desk()


@pytest.fixture
def again(sqlite_app: Flask, tmp_path: Path) -> Callable[[], Desk]:
    """A desk as it was at first, however often it is asked for."""
    made, kept = open_desk(), tmp_path / "kept.db"
    file = Path(db.engine.url.database or "")

    def close() -> None:
        db.session.remove()
        db.engine.dispose()

    db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    close()
    shutil.copyfile(file, kept)

    def take_up() -> Desk:
        close()
        for suffix in ("-wal", "-shm"):
            file.with_name(file.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(kept, file)
        return made

    return take_up


class TestOneOfficer:
    def test_gives_no_more_than_the_limit_by_any_two_acts(self, again: Callable[[], Desk]) -> None:
        for ways in PAIRS:
            made = again()
            give(made, ways, [made.tess])

    def test_gives_no_more_than_the_limit_by_three_acts(self, again: Callable[[], Desk]) -> None:
        for ways in random.Random(10).sample(TRIPLES, 60):
            made = again()
            give(made, ways, [made.tess])
            assert_books_hold(made.books)

    def test_gives_up_to_the_limit(self, desk: Desk) -> None:
        waive(desk, actor(desk.tess), 4_000)
        reverse_together(desk, actor(desk.tess))
        with pytest.raises(NeedsSecond):
            waive(desk, actor(desk.tess), 2_001)
        waive(desk, actor(desk.tess), 2_000)

    def test_gives_no_more_by_reversing_a_paid_charge_and_paying_its_credit_out(self, desk: Desk) -> None:
        reverse_paid(desk, actor(desk.tess))
        with pytest.raises(NeedsSecond):
            pay_out_ada(desk, actor(desk.tess))

    def test_gives_again_after_thirty_days(self, desk: Desk) -> None:
        waive(desk, actor(desk.tess), 4_000)
        reverse_together(desk, actor(desk.tess))
        with time_machine.travel(now() + timedelta(days=29, hours=23)), pytest.raises(NeedsSecond):
            waive(desk, actor(desk.tess), 4_000)
        with time_machine.travel(now() + timedelta(days=30, minutes=1)):
            waive(desk, actor(desk.tess), 4_000)

    def test_gives_what_they_like_where_no_limit_is_set(self, desk: Desk) -> None:
        set_limit(desk.books.chapter_id, 0)
        reverse_paid(desk, actor(desk.tess))
        pay_out_ada(desk, actor(desk.tess))

    def test_is_told_how_much_another_has_to_approve(self, desk: Desk) -> None:
        waive(desk, actor(desk.tess), 4_000)
        with pytest.raises(NeedsSecond) as second:
            reverse_paid(desk, actor(desk.tess))
        assert second.value.amount_minor == 7_000


class TestTwoOfficersAlone:
    def test_give_one_member_no_more_than_the_limit(self, desk: Desk) -> None:
        waive(desk, actor(desk.tess), 4_000)
        reverse_together(desk, actor(desk.ann))
        with pytest.raises(NeedsSecond):
            waive(desk, actor(desk.ann), 4_000)

    def test_do_not_pass_between_each_other_at_once(self, app: Flask) -> None:
        made = open_desk()
        acts = [reverse_paid, reverse_owed, waive, reverse_together, bring_credit]
        had = worth(made)
        at_once(app, [lambda act=act: act(made, actor(made.tess)) for act in acts])  # type: ignore[misc]
        assert had - worth(made) <= LIMIT


class TestTheOperator:
    def test_is_bound_by_no_limit(self, desk: Desk) -> None:
        waive(desk, OPERATOR, 8_000)
        reverse_paid(desk, OPERATOR)
        pay_out_ada(desk, OPERATOR)


class TestAnOfficersOwnMoney:
    def test_is_recorded_by_another(self, desk: Desk) -> None:
        own = manual(desk.books, desk.tess.member_id, 100)
        with pytest.raises(Forbidden, match="is you"):
            recording.record(request=own, by=actor(desk.tess))
        recording.record(request=own, by=actor(desk.ann))

    def test_is_brought_in_credit_by_another(self, desk: Desk) -> None:
        own = [OpeningBalance(desk.tess.member_id, 0, 100, today_in(ZONE))]
        with pytest.raises(Forbidden, match="your own"):
            opening.bring_forward(chapter_id=desk.books.chapter_id, openings=own, by=actor(desk.tess))
        opening.bring_forward(chapter_id=desk.books.chapter_id, openings=own, by=actor(desk.ann))
