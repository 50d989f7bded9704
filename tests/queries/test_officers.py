"""Who may do something in a chapter, by role or by office."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.members.members import MemberStatus, Post
from sigma_finance.domain.permissions import Permission, Role
from sigma_finance.extensions import db
from sigma_finance.models import Member, User
from sigma_finance.queries import officers
from tests import midnight, rows
from tests.midnight import FAR, FarAway
from tests.people import People, open_chapter


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


@pytest.fixture
def others(people: People) -> People:
    return open_chapter("kr", "Kappa Rho")


def who_may(people: People, permission: Permission) -> set[int]:
    chosen = select(Member.id).where(Member.chapter_id == people.chapter_id, officers.may_now(permission))
    return set(db.session.scalars(chosen))


def change(member_id: int, **values: object) -> None:
    member = db.session.get_one(Member, member_id)
    for name, value in values.items():
        setattr(member, name, value)
    db.session.commit()


class TestWhoMay:
    def test_is_whoever_has_the_role(self, people: People, others: People) -> None:
        assert who_may(people, Permission.RECORD_MONEY) == {
            people.treasurer.member_id,
            people.admin.member_id,
        }
        assert who_may(people, Permission.MANAGE_CHAPTER) == {people.admin.member_id}

    @pytest.mark.parametrize(
        ("begins", "ends", "may"), [(-5, None, True), (-5, 5, True), (5, None, False), (-9, -5, False)]
    )
    def test_is_whoever_holds_the_office_now(
        self, people: People, begins: int, ends: int | None, may: bool
    ) -> None:
        member_id = people.member.member_id
        rows.term(people.chapter_id, member_id, Post.VICE_PRESIDENT, begins, ends)
        assert (member_id in who_may(people, Permission.SEE_BOOKS)) is may
        assert member_id not in who_may(people, Permission.RECORD_MONEY)


class TestOthers:
    def others_may(self, people: People, *, nor: int | None = None) -> bool:
        return officers.others_may(
            chapter_id=people.chapter_id,
            permission=Permission.RECORD_MONEY,
            besides=people.treasurer.member_id,
            nor=nor,
        )

    def test_may_where_there_is_another_officer(self, people: People) -> None:
        assert self.others_may(people)
        assert not self.others_may(people, nor=people.admin.member_id)

    def test_may_not_where_the_other_left_or_cannot_sign_in(self, people: People, others: People) -> None:
        change(people.admin.member_id, status=MemberStatus.INACTIVE)
        assert not self.others_may(people)
        change(people.admin.member_id, status=MemberStatus.ACTIVE)
        db.session.get_one(User, people.admin.user_id).is_active = False
        db.session.commit()
        assert not self.others_may(people)


class TestTheKeepersOfTheBooks:
    def test_are_those_who_record_money_and_can_be_written_to(self, people: People, others: People) -> None:
        found = officers.keepers_of_the_books(chapter_id=people.chapter_id)
        assert [one.id for one in found] == [people.treasurer.member_id, people.admin.member_id]
        change(people.treasurer.member_id, email=None)
        change(people.admin.member_id, status=MemberStatus.INACTIVE)
        assert officers.keepers_of_the_books(chapter_id=people.chapter_id) == []


@pytest.mark.parametrize("far", FAR)
class TestATermByTheChaptersDay:
    def test_runs_to_its_last_day_and_not_longer(self, people: People, far: FarAway) -> None:
        midnight.term(people.chapter_id, people.member.member_id, ends_on=midnight.FIRST)
        change(people.admin.member_id, role=Role.MEMBER)
        chapter_id, member_id = people.chapter_id, people.member.member_id
        with far.there(chapter_id):
            held = not far.is_second
            assert (member_id in who_may(people, Permission.RECORD_MONEY)) is held
            others = officers.others_may(
                chapter_id=chapter_id,
                permission=Permission.RECORD_MONEY,
                besides=people.treasurer.member_id,
            )
            assert others is held
            told = {one.id for one in officers.officers(chapter_id=chapter_id)}
            assert (member_id in told) is held
            offices = officers.offices(chapter_id=chapter_id, member_ids=[member_id])
            assert bool(offices[member_id].or_later) is held

    def test_runs_from_its_first_day_and_not_sooner(self, people: People, far: FarAway) -> None:
        midnight.term(people.chapter_id, people.member.member_id, starts_on=midnight.SECOND)
        with far.there(people.chapter_id):
            keepers = officers.keepers_of_the_books(chapter_id=people.chapter_id)
            member_id = people.member.member_id
            offices = officers.offices(chapter_id=people.chapter_id, member_ids=[member_id])[member_id]
            assert (bool(offices.today), bool(offices.or_later)) == (far.is_second, True)
            assert (people.member.member_id in {one.id for one in keepers}) is far.is_second


class TestTheTreasurer:
    def test_is_the_active_one_with_an_address_of_that_chapter(self, people: People, others: People) -> None:
        found = officers.find_treasurer(chapter_id=people.chapter_id)
        assert found is not None
        assert found.id == people.treasurer.member_id
        for gone in ({"status": MemberStatus.INACTIVE}, {"status": MemberStatus.ACTIVE, "email": None}):
            change(people.treasurer.member_id, **gone)
            assert officers.find_treasurer(chapter_id=people.chapter_id) is None
        assert officers.find_treasurer(chapter_id=others.chapter_id) is not None
