"""The audit trail as its officers read it, and what narrows it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from sigma_finance.database.paging import Cursor
from sigma_finance.domain.actors import SYSTEM, Actor, ActorKind
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.dates import local_date
from sigma_finance.domain.errors import NotFound
from sigma_finance.queries import audit
from sigma_finance.queries.audit import AuditFilter, AuditLine
from sigma_finance.services.dues import charges
from sigma_finance.services.payments import recording
from tests.people import People, Person, open_chapter
from tests.routes.house import ZONE, entry

EVENING = datetime(2026, 5, 5, 2, tzinfo=UTC)  # ten o'clock on the fourth, where the chapter is


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


@pytest.fixture
def others(people: People) -> People:
    return open_chapter("kr", "Kappa Rho")


def acting(person: Person) -> Actor:
    return Actor(ActorKind.PERSON, person.user_id, person.member_id, "203.0.113.7", "Firefox")


def record(people: People, whose: Person, *, by: Actor | None = None) -> str:
    """Cash from somebody; returns the payment's reference."""
    done = recording.record(request=entry(whose, 5000), by=by or acting(people.treasurer))
    return done.reference


def read(people: People, **wanted: object) -> list[AuditLine]:
    found = audit.lines(
        chapter_id=people.chapter_id,
        timezone=ZONE,
        currency="USD",
        wanted=AuditFilter(**wanted),  # type: ignore[arg-type]
        cursor=Cursor(),
    )
    return list(found.page.rows)


class TestALine:
    def test_says_who_did_what_from_where(self, people: People) -> None:
        reference = record(people, people.member)
        line = next(one for one in read(people) if one.action == Action.PAYMENT_RECORDED)
        assert line.says.startswith(
            f"{people.treasurer.name} recorded $50.00 by cash from {people.member.name}"
        )
        assert (line.ip, line.user_agent) == ("203.0.113.7", "Firefox")
        assert (line.payment, line.member_id) == (reference, people.member.member_id)

    @pytest.mark.parametrize(
        ("by", "who"),
        [
            (SYSTEM, "The app"),
            (Actor(ActorKind.STRIPE), "Stripe"),
            (Actor(ActorKind.OPERATOR), "The operator"),
        ],
    )
    def test_names_the_hand_where_it_is_nobodys(self, people: People, by: Actor, who: str) -> None:
        record(people, people.member, by=by)
        assert any(line.says.startswith(f"{who} recorded") for line in read(people))

    def test_of_another_chapter_is_not_read(self, people: People, others: People) -> None:
        record(others, others.member)
        assert read(people) == []


class TestTheTrail:
    def test_is_read_latest_first(self, people: People) -> None:
        record(people, people.member)
        record(people, people.secretary)
        numbers = [line.sequence for line in read(people)]
        assert numbers == sorted(numbers, reverse=True)
        assert len(numbers) >= 2

    def test_is_narrowed_by_who_and_what(self, people: People) -> None:
        record(people, people.member)
        record(people, people.member, by=acting(people.admin))
        assert {line.says.partition(" recorded")[0] for line in read(people, who="ADMIN")} == {
            people.admin.name
        }
        assert read(people, who="%") == []
        assert read(people, action=Action.CHARGE_MADE) == []
        assert {line.action for line in read(people, action=Action.PAYMENT_RECORDED)} == {"payment.recorded"}

    def test_is_narrowed_by_the_chapters_own_days(self, people: People) -> None:
        with time_machine.travel(EVENING, tick=False):
            record(people, people.member)
        day = local_date(EVENING, ZONE)
        assert read(people, first=day, last=day) != []
        assert read(people, first=day + timedelta(days=1)) == []
        assert read(people, last=day - timedelta(days=1)) == []

    def test_is_narrowed_by_a_payment(self, people: People, others: People) -> None:
        reference = record(people, people.member)
        record(people, people.secretary)
        foreign = record(others, others.member)
        assert {line.payment for line in read(people, payment=reference)} == {reference}
        assert read(people, payment=foreign) == []

    def test_is_narrowed_to_a_member_as_subject_or_in_the_details(
        self, people: People, others: People
    ) -> None:
        record(people, people.member)
        record(people, people.secretary)
        charged = charges.NewCharge(
            people.member.member_id, ChargeKind.FEE, "Pin", 100, local_date(EVENING, ZONE)
        )
        charges.charge(chapter_id=people.chapter_id, request=charged, by=acting(people.treasurer))
        found = read(people, member_id=people.member.member_id)
        assert {Action.PAYMENT_RECORDED, Action.CHARGE_MADE} <= {line.action for line in found}
        assert all(line.member_id == people.member.member_id for line in found)
        with pytest.raises(NotFound):
            read(people, member_id=others.member.member_id)

    def test_names_the_member_whom_it_is_about(self, people: People) -> None:
        found = audit.lines(
            chapter_id=people.chapter_id,
            timezone=ZONE,
            currency="USD",
            wanted=AuditFilter(member_id=people.member.member_id),
            cursor=Cursor(),
        )
        assert found.member_name == people.member.name
