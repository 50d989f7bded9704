"""A chapter's members as officers see them: one with what they owe, and whom a form lets one choose."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.books.standing import StandingKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.members.members import MemberClass, MemberStatus, Post
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Member, User
from sigma_finance.queries.members import members
from sigma_finance.queries.members.members import MemberProfile
from tests import rows
from tests.books import ZONE, Books, charge, open_books
from tests.dues import change
from tests.people import add_person, add_to_member_list, open_chapter

DAY = timedelta(days=1)


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


def read(books: Books, member: int = 0, chapter_id: int | None = None) -> MemberProfile:
    return members.get_member(
        chapter_id=chapter_id or books.chapter_id, member_id=books.members[member], today=today_in(ZONE)
    )


class TestAMember:
    def test_is_read_with_what_they_owe(self, books: Books) -> None:
        charge(books, books.members[0], 20000, due_in=-3)
        charge(books, books.members[0], 5000, due_in=3)
        rows.payment(books.chapter_id, books.members[0], PaymentState.PROCESSING, amount_minor=700)
        found = read(books)
        assert (found.balance_minor, found.past_due_minor, found.under_way_minor) == (25000, 20000, 700)
        assert found.oldest_due_on == today_in(ZONE) - 3 * DAY
        assert found.standing(today_in(ZONE)).kind is StandingKind.NOT_FINANCIAL
        assert (found.registered, found.is_active, found.on_plan, found.autopay) == (False, True, False, None)
        assert read(books, 1).balance_minor == 0

    @pytest.mark.parametrize(
        ("values", "kind"),
        [
            ({"member_class": MemberClass.EXEMPT}, StandingKind.EXEMPT),
            ({"initiated_on": today_in(ZONE)}, StandingKind.NEOPHYTE),
            ({}, StandingKind.FINANCIAL),
        ],
    )
    def test_stands_where_the_rule_says(
        self, books: Books, values: dict[str, object], kind: StandingKind
    ) -> None:
        change(books.members[0], **values)
        assert read(books).standing(today_in(ZONE)).kind is kind

    def test_is_read_with_the_offices_that_they_hold_or_will_hold(self, books: Books) -> None:
        for post, begins, ends in (
            (Post.PRESIDENT, -9, None),
            (Post.SECRETARY, 9, 30),
            (Post.TREASURER, -30, -9),
        ):
            rows.term(books.chapter_id, books.members[0], post, begins, ends)
        assert set(read(books).posts) == {Post.PRESIDENT, Post.SECRETARY}
        assert read(books, 1).posts == ()

    def test_is_read_with_how_they_came_to_their_login(self, any_app: Flask) -> None:
        people = open_chapter()
        rows.invite(people.chapter_id, member_id=people.member.member_id)
        rows.invite(
            people.chapter_id,
            member_id=people.member.member_id,
            created_by_member_id=people.admin.member_id,
        )
        found = members.get_member(
            chapter_id=people.chapter_id, member_id=people.member.member_id, today=today_in(ZONE)
        )
        assert (found.login_email, found.invited_by) == (people.member.email, people.admin.name)
        assert found.registered
        assert found.invited_at is not None

    def test_of_another_chapter_or_removed_is_not_found(self, books: Books) -> None:
        with pytest.raises(NotFound):
            read(books, chapter_id=open_books().chapter_id)
        change(books.members[0], status=MemberStatus.REMOVED)
        with pytest.raises(NotFound):
            read(books)


class TestAChoice:
    def test_is_offered_by_name_whatever_its_case(self, any_app: Flask) -> None:
        people = open_chapter()
        zoe = add_to_member_list(people.chapter_id, "zoe", None)
        abe = add_to_member_list(people.chapter_id, "Abe", "abe@example.org")
        open_books()
        found = [one.id for one in members.choices(chapter_id=people.chapter_id)]
        assert (found[0], found[-1], len(found)) == (abe, zoe, 6)
        without = members.choices(chapter_id=people.chapter_id, without_login=True)
        assert [one.id for one in without] == [abe, zoe]

    def test_leaves_out_who_left_where_that_is_asked_for(self, books: Books) -> None:
        change(books.members[0], status=MemberStatus.INACTIVE)
        charge(books, books.members[1], 20000)
        everybody = members.choices(chapter_id=books.chapter_id)
        assert [(one.active, one.balance_minor) for one in everybody] == [(False, 0), (True, 20000)]
        assert [one.id for one in members.choices(chapter_id=books.chapter_id, active=True)] == books.members[
            1:
        ]


class TestAnotherAdmin:
    def test_is_one_who_is_active_and_can_sign_in(self, any_app: Flask) -> None:
        people = open_chapter()
        open_chapter("kr", "Kappa Rho")

        def left() -> bool:
            return members.has_other_admin(chapter_id=people.chapter_id, besides=people.admin.member_id)

        assert not left()
        second = add_person(people.chapter_id, "Ann", "ann@example.org", Role.ADMIN)
        assert left()
        db.session.get_one(User, second.user_id).is_active = False
        db.session.commit()
        assert not left()
        db.session.get_one(User, second.user_id).is_active = True
        db.session.get_one(Member, second.member_id).status = MemberStatus.INACTIVE
        db.session.commit()
        assert not left()
