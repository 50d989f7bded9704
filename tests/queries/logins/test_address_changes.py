"""Changes of address, as long as they wait."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from sigma_finance.domain.dates import now
from sigma_finance.extensions import db
from sigma_finance.models import AddressChange
from sigma_finance.queries.logins import address_changes
from tests.people import People, open_chapter

DAY = timedelta(days=1)


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


def change(user_id: int, *, due_in: timedelta | None = None, ended: bool = False) -> int:
    """A change of a person, which takes effect after so long once it has proved itself."""
    made = AddressChange(
        user_id=user_id,
        email="new@example.org",
        proved_at=now() if due_in is not None else None,
        takes_effect_at=now() + due_in if due_in is not None else None,
        ended_at=now() if ended else None,
    )
    db.session.add(made)
    db.session.commit()
    return made.id


class TestAnOpenChange:
    def test_is_the_persons_own_that_has_not_ended(self, people: People) -> None:
        user_id = people.member.user_id
        change(user_id, ended=True)
        mine = change(user_id)
        change(people.admin.user_id)
        for find in (address_changes.find_open, address_changes.lock_open):
            found = find(user_id=user_id)
            assert found is not None
            assert found.id == mine
            assert find(user_id=people.secretary.user_id) is None

    def test_is_one_at_a_time(self, people: People) -> None:
        change(people.member.user_id)
        with pytest.raises(IntegrityError):
            change(people.member.user_id)
        db.session.rollback()

    def test_is_ended_once(self, people: People) -> None:
        change(people.member.user_id)
        assert [address_changes.end(user_id=people.member.user_id, at=now()) for _ in range(2)] == [
            True,
            False,
        ]
        db.session.commit()
        assert address_changes.find_open(user_id=people.member.user_id) is None


class TestWhatIsDue:
    def test_is_what_has_waited_long_enough_the_longest_first(self, people: People) -> None:
        change(people.member.user_id, due_in=-DAY)
        change(people.admin.user_id, due_in=-2 * DAY)
        change(people.treasurer.user_id, due_in=DAY)
        change(people.secretary.user_id)
        assert address_changes.due(at=now()) == [people.admin.user_id, people.member.user_id]
        assert len(address_changes.due(at=now() + 2 * DAY)) == 3
