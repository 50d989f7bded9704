"""Who made whom an officer, read from what really was done."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from flask import Flask

from sigma_finance.domain.actors import OPERATOR, Actor, ActorKind
from sigma_finance.domain.dates import day_begins, now, today_in
from sigma_finance.domain.members.members import Post
from sigma_finance.domain.members.requests import Appointment, InviteRequest
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Member
from sigma_finance.queries import appointments
from sigma_finance.services.logins import logins
from sigma_finance.services.members import invites, officers, registration
from sigma_finance.services.members.registration import Registration
from tests import midnight
from tests.books import ZONE
from tests.midnight import FAR, FarAway
from tests.people import People, Person, add_person, open_chapter

NOBODY = Actor(ActorKind.PERSON, None, None)


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


def actor(person: Person) -> Actor:
    return Actor(ActorKind.PERSON, person.user_id, person.member_id)


def refusal(approver: int, asker: int, people: People) -> str:
    db.session.rollback()
    return appointments.why_may_not(chapter_id=people.chapter_id, approver=approver, asker=asker)


def joined(people: People, by: Actor, role: Role = Role.TREASURER) -> int:
    """Somebody whom ``by`` invited; returns their id as a member."""
    request = InviteRequest(
        chapter_id=people.chapter_id,
        role=role,
        email="eve@example.org",
        created_by_member_id=by.member_id,
    )
    made = invites.create(request=request, issuer_role=Role.ADMIN, by=by)
    proof = parse_qs(urlsplit(made.register_url).query)["proof"][0]
    request_ = Registration(made.code, proof, "Eve", "another plum tractor sails")
    registration.register(request=request_, by=NOBODY)
    return db.session.query(Member.id).filter_by(chapter_id=people.chapter_id, name="Eve").scalar() or 0


class TestAnOfficerWhoWasInvited:
    def test_waits_seven_days(self, people: People) -> None:
        eve = joined(people, actor(people.admin))
        assert "7 days" in refusal(eve, people.treasurer.member_id, people)
        with time_machine.travel(now() + timedelta(days=7, minutes=1)):
            assert refusal(eve, people.treasurer.member_id, people) == ""

    def test_and_who_invited_them_never_approve_for_each_other(self, people: People) -> None:
        eve = joined(people, actor(people.treasurer))
        with time_machine.travel(now() + timedelta(days=300)):
            assert "made you an officer" in refusal(eve, people.treasurer.member_id, people)
            assert "You made" in refusal(people.treasurer.member_id, eve, people)
            assert refusal(people.admin.member_id, eve, people) == ""

    def test_by_the_operator_may_at_once(self, people: People) -> None:
        assert refusal(joined(people, OPERATOR), people.treasurer.member_id, people) == ""

    def test_as_a_member_is_an_officer_since_their_role_grew(self, people: People) -> None:
        with time_machine.travel(now() - timedelta(days=60)):
            eve = joined(people, actor(people.treasurer), Role.MEMBER)
        member = db.session.get_one(Member, eve)
        grow(member, people)
        assert "7 days" in refusal(eve, people.treasurer.member_id, people)
        assert "You made" in refusal(people.admin.member_id, eve, people)


def grow(member: Member, people: People) -> None:
    from sigma_finance.database.transactions import transactional

    @transactional
    def give() -> None:
        found = db.session.get_one(Member, member.id)
        logins.give_role(found, Role.TREASURER, by=actor(people.admin), by_name=people.admin.name)

    give()


class TestAnOfficerByATerm:
    def appoint(self, people: People, person: Person, by: Actor, *, ends_on: date | None = None) -> None:
        starts_on = today_in(ZONE)
        officers.appoint(
            chapter_id=people.chapter_id,
            appointment=Appointment(person.member_id, Post.TREASURER, starts_on, ends_on),
            role=Role.ADMIN,
            by_name="Somebody",
            by=by,
        )

    def test_waits_and_approves_nothing_for_who_appointed_them(self, people: People) -> None:
        self.appoint(people, people.member, actor(people.admin))
        with time_machine.travel(now() + timedelta(days=8)):
            assert "made you an officer" in refusal(people.member.member_id, people.admin.member_id, people)
            assert refusal(people.member.member_id, people.treasurer.member_id, people) == ""
        assert "7 days" in refusal(people.member.member_id, people.treasurer.member_id, people)

    def test_does_not_wait_again_as_the_term_is_renewed(self, people: People) -> None:
        with time_machine.travel(now() - timedelta(days=90)):
            self.appoint(
                people, people.member, actor(people.admin), ends_on=today_in(ZONE) + timedelta(days=89)
            )
        self.appoint(people, people.member, actor(people.treasurer))
        assert refusal(people.member.member_id, people.treasurer.member_id, people) == ""


@pytest.mark.parametrize("far", FAR)
class TestATermByTheChaptersDay:
    def test_lets_approve_to_its_last_day(self, people: People, far: FarAway) -> None:
        midnight.term(people.chapter_id, people.member.member_id, ends_on=midnight.FIRST)
        chapter_id, member_id = people.chapter_id, people.member.member_id
        with far.there(chapter_id):
            found = appointments.approvers(chapter_id=chapter_id, asker=people.treasurer.member_id)
            assert (member_id in found) is not far.is_second
            asked = {"approver": member_id, "asker": people.treasurer.member_id}
            refused = appointments.why_may_not(chapter_id=chapter_id, **asked)
            assert bool(refused) is far.is_second

    def test_counts_its_seven_days_from_the_beginning_of_its_first(
        self, people: People, far: FarAway
    ) -> None:
        chapter = db.session.get_one(Chapter, people.chapter_id)
        chapter.timezone = far.zone
        db.session.commit()
        starts_on = date(2026, 12, 9)
        with time_machine.travel(far.moment, tick=False):
            post = Appointment(people.member.member_id, Post.TREASURER, starts_on, None)
            by = actor(people.admin)
            officers.appoint(
                chapter_id=people.chapter_id, appointment=post, role=Role.ADMIN, by_name="Alma", by=by
            )
        may_at = day_begins(starts_on, far.zone) + timedelta(days=7)
        for moment, waits in ((may_at - timedelta(minutes=1), True), (may_at + timedelta(minutes=1), False)):
            with time_machine.travel(moment, tick=False):
                asked = refusal(people.member.member_id, people.treasurer.member_id, people)
                assert ("7 days" in asked) is waits


class TestApprovers:
    def test_are_the_officers_who_can_decide_on_it(self, people: People) -> None:
        tess, ann = people.treasurer.member_id, people.admin.member_id
        other = add_person(people.chapter_id, "Olga", "olga@example.org", Role.TREASURER).member_id
        eve = joined(people, actor(people.admin))
        found = appointments.approvers
        assert found(chapter_id=people.chapter_id, asker=tess) == [ann, other]
        assert found(chapter_id=people.chapter_id, asker=tess, nor=ann) == [other]
        later = now() + timedelta(days=7, minutes=1)
        assert found(chapter_id=people.chapter_id, asker=tess, at=later) == [ann, other, eve]
        assert found(chapter_id=people.chapter_id, asker=ann, at=later) == [tess, other]
