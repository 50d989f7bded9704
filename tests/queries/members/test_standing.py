"""A member's standing as the database sees it, held against the rule."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from flask import Flask

from sigma_finance.database.paging import Cursor
from sigma_finance.domain.books.standing import StandingFacts, StandingKind, standing
from sigma_finance.domain.members.members import MemberClass
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Member
from sigma_finance.queries.members import member_list, members
from sigma_finance.queries.members.member_list import MemberFilter
from tests.people import Person, add_person
from tests.routes.house import ZONE, change, owe
from tests.routes.treasurer.desk import today

DAYS = 100
CLASSES = (MemberClass.REGULAR, MemberClass.EXEMPT)
INITIATED = (None, 0, 1, DAYS - 1, DAYS, DAYS + 1)
DUE_IN = (None, -30, -1, 0, 1, 30)


def person_with(
    chapter_id: int, member_class: MemberClass, initiated: date | None, due_in: int | None
) -> Person:
    name = f"{member_class} {initiated} {due_in}"
    person = add_person(chapter_id, name, f"{name.replace(' ', '.')}@example.org".lower())
    change(person, member_class=member_class, initiated_on=initiated)
    if due_in is not None:
        owe(person, due_in=due_in)
    return person


def rule(member_class: MemberClass, initiated: date | None, due_in: int | None) -> StandingKind:
    facts = StandingFacts(
        exempt=member_class is MemberClass.EXEMPT,
        neophyte_until=initiated + timedelta(days=DAYS) if initiated else None,
        oldest_open_due_on=None if due_in is None else today() + timedelta(days=due_in),
    )
    return standing(facts, today=today()).kind


class TestStanding:
    def test_is_for_every_member_what_the_rule_says(self, any_app: Flask) -> None:
        chapter = Chapter(
            slug="sds", name="SDS", currency="USD", timezone=ZONE, dues_minor=1, neophyte_days=DAYS
        )
        db.session.add(chapter)
        db.session.commit()
        expected: dict[int, StandingKind] = {}
        for member_class, ago, due_in in itertools.product(CLASSES, INITIATED, DUE_IN):
            initiated = None if ago is None else today() - timedelta(days=ago)
            person = person_with(chapter.id, member_class, initiated, due_in)
            expected[person.member_id] = rule(member_class, initiated, due_in)
        assert set(expected.values()) == set(StandingKind) - {StandingKind.ON_PLAN}
        for kind in set(expected.values()):
            assert self._of(chapter.id, kind) == {
                m for m, expected_kind in expected.items() if expected_kind is kind
            }

    def _of(self, chapter_id: int, kind: StandingKind) -> set[int]:
        found: set[int] = set()
        cursor = Cursor()
        while True:
            part = member_list.members(
                chapter_id=chapter_id, wanted=MemberFilter(standing=kind), cursor=cursor, today=today()
            )
            found |= {row.id for row in part.page.rows}
            assert {row.standing for row in part.page.rows} <= {kind}
            if part.page.next is None:
                assert len(found) == part.members
                return found
            cursor = Cursor(after=part.page.next)


def test_agrees_with_what_the_members_own_page_says(any_app: Flask) -> None:
    chapter = Chapter(slug="sds", name="SDS", currency="USD", timezone=ZONE, dues_minor=1)
    db.session.add(chapter)
    db.session.commit()
    person = person_with(chapter.id, MemberClass.REGULAR, None, -1)
    profile = members.get_member(chapter_id=chapter.id, member_id=person.member_id, today=today())
    assert profile.standing(today()).kind is StandingKind.NOT_FINANCIAL
    assert profile.past_due_minor == profile.balance_minor == 20000
    assert db.session.get_one(Member, person.member_id).balance_minor == 20000
