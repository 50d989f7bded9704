"""Statements that are built once: what they are given differs from one run to the next."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from sigma_finance.database.given import OF_CHAPTER, OF_MEMBER, TODAY
from sigma_finance.domain.dates import today_in
from sigma_finance.extensions import db
from sigma_finance.models import Member
from tests.people import open_chapter


class TestAStatement:
    def test_finds_what_it_is_given_each_time(self, any_app: Flask) -> None:
        people = [open_chapter("one"), open_chapter("two")]
        statement = select(Member.name).where(Member.chapter_id == OF_CHAPTER, Member.id == OF_MEMBER)
        for one in people:
            for person in (one.member, one.admin):
                asked = {"of_chapter": one.chapter_id, "of_member": person.member_id}
                assert db.session.scalars(statement, asked).all() == [person.name]
        mixed = {"of_chapter": people[0].chapter_id, "of_member": people[1].member.member_id}
        assert db.session.scalars(statement, mixed).all() == []

    def test_gives_each_parameter_the_type_of_what_it_is_compared_with(self, any_app: Flask) -> None:
        people = open_chapter()
        member = db.session.get_one(Member, people.member.member_id)
        member.initiated_on = today = today_in("UTC")
        db.session.commit()
        statement = select(Member.id).where(Member.initiated_on == TODAY)
        assert db.session.scalars(statement, {"today": today}).all() == [member.id]
