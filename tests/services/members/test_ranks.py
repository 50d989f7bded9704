"""Who may change whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR, STRIPE, SYSTEM, Actor, ActorKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.members.members import MemberStatus, Post
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Member, OfficerTerm
from sigma_finance.services.members import ranks
from sigma_finance.services.members.ranks import NotYours
from tests import midnight
from tests.books import ZONE
from tests.midnight import FAR, FarAway
from tests.people import People, Person, open_chapter


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


def member_of(person: Person) -> Member:
    return db.session.get_one(Member, person.member_id)


def appoint(person: Person, post: Post, *, begins_in: int = -9, ends_in: int | None = None) -> None:
    """Give somebody an office for these days from today."""
    today = today_in(ZONE)
    ends_on = None if ends_in is None else today + timedelta(days=ends_in)
    term = OfficerTerm(
        chapter_id=person.chapter_id,
        member_id=person.member_id,
        post=post,
        starts_on=today + timedelta(days=begins_in),
        ends_on=ends_on,
    )
    db.session.add(term)
    db.session.commit()


def acting(person: Person, people: People) -> Role:
    by = Actor(ActorKind.PERSON, member_id=person.member_id)
    return ranks.role_of(by, chapter_id=people.chapter_id)


class TestSomebodyWithin:
    def test_has_no_higher_role(self, people: People) -> None:
        within = [role for role in Role if ranks.is_within(role, member_of(people.treasurer))]
        assert within == [Role.TREASURER, Role.ADMIN]

    @pytest.mark.parametrize(
        ("begins_in", "ends_in", "within"),
        [(-9, None, False), (-9, 0, False), (30, None, False), (-9, -5, True)],
    )
    def test_has_no_office_that_may_do_more_now_or_later(
        self, people: People, begins_in: int, ends_in: int | None, within: bool
    ) -> None:
        appoint(people.member, Post.TREASURER, begins_in=begins_in, ends_in=ends_in)
        assert ranks.is_within(Role.SECRETARY, member_of(people.member)) is within

    def test_is_nobody_else_s_to_change_otherwise(self, people: People) -> None:
        ranks.check_over(Role.ADMIN, member_of(people.admin))
        with pytest.raises(NotYours, match="has a higher role than yours") as refusal:
            ranks.check_over(Role.TREASURER, member_of(people.admin), field="email")
        assert refusal.value.field == "email"


class TestAsWhomSomebodyActs:
    def test_is_their_role(self, people: People) -> None:
        for role in Role:
            assert acting(getattr(people, role.value), people) is role

    @pytest.mark.parametrize(("begins_in", "role"), [(-9, Role.ADMIN), (0, Role.ADMIN), (9, Role.MEMBER)])
    def test_is_not_yet_that_of_an_office_to_come(self, people: People, begins_in: int, role: Role) -> None:
        member_of(people.admin).role = Role.MEMBER
        appoint(people.member, Post.TREASURER, begins_in=begins_in)
        assert acting(people.member, people) is role

    @pytest.mark.parametrize("by", [OPERATOR, SYSTEM, STRIPE])
    def test_is_an_admin_where_no_person_acts(self, people: People, by: Actor) -> None:
        assert ranks.role_of(by, chapter_id=people.chapter_id) is Role.ADMIN

    def test_is_a_member_elsewhere_and_where_nobody_is_known(self, people: People) -> None:
        others = open_chapter("kr", "Kappa Rho")
        assert acting(others.admin, people) is Role.MEMBER
        assert ranks.role_of(Actor(ActorKind.PERSON), chapter_id=people.chapter_id) is Role.MEMBER

    def test_is_an_admin_for_the_treasurer_of_a_chapter_without_one(self, people: People) -> None:
        member_of(people.admin).status = MemberStatus.INACTIVE
        appoint(people.member, Post.TREASURER)
        for person, role in (
            (people.treasurer, Role.ADMIN),
            (people.member, Role.ADMIN),
            (people.secretary, Role.SECRETARY),
        ):
            assert acting(person, people) is role


@pytest.mark.parametrize("far", FAR)
class TestATermByTheChaptersDay:
    def test_gives_its_rank_to_its_last_day(self, people: People, far: FarAway) -> None:
        midnight.term(people.chapter_id, people.member.member_id, ends_on=midnight.FIRST)
        member_of(people.admin).role = Role.MEMBER
        db.session.commit()
        with far.there(people.chapter_id):
            assert ranks.is_within(Role.SECRETARY, member_of(people.member)) is far.is_second
            acts_as = Role.MEMBER if far.is_second else Role.ADMIN
            assert acting(people.member, people) is acts_as
