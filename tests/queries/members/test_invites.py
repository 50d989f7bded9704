"""Invites: by their code, used up to their limit, and whether their mail arrived."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.members.invites import InviteState
from sigma_finance.domain.members.members import Post
from sigma_finance.domain.payments.delivery import MessageState
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Invite, Member, OfficerTerm
from sigma_finance.queries.members import invites
from sigma_finance.queries.members.invites import Invitation
from tests import midnight, rows
from tests.books import ZONE
from tests.midnight import FAR, FarAway
from tests.people import People, add_to_member_list, open_chapter

DAY = timedelta(days=1)


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


@pytest.fixture
def others(people: People) -> People:
    return open_chapter("kr", "Kappa Rho")


def held(invite_id: int) -> Invitation | None:
    """The invite as the person sees it who holds its code."""
    code = db.session.get_one(Invite, invite_id).code
    return invites.find_invitation(code=code, at=now())


class TestAnInvitation:
    def test_says_where_it_leads(self, people: People) -> None:
        zoe = add_to_member_list(people.chapter_id, "Zoe", "zoe@example.org")
        facts = {"email": "zoe@example.org", "member_id": zoe, "role": Role.SECRETARY}
        made = rows.invite(people.chapter_id, created_by_member_id=people.admin.member_id, **facts)
        found = held(made)
        assert found is not None
        assert (found.chapter_name, found.member_id, found.role) == (people.name, zoe, Role.SECRETARY)
        assert (found.member_email, found.issuer_role) == ("zoe@example.org", Role.ADMIN)
        assert (found.has_user, found.state) == (False, InviteState.INVITED)

    def test_knows_that_its_address_has_a_login(self, people: People) -> None:
        found = held(rows.invite(people.chapter_id, email=people.member.email))
        assert found is not None
        assert found.has_user

    def test_is_of_what_whoever_comes_in_will_be(self, people: People) -> None:
        zoe = add_to_member_list(people.chapter_id, "Zoe", "zoe@example.org")
        made = rows.invite(people.chapter_id, email="zoe@example.org")
        db.session.get_one(Member, zoe).role = Role.TREASURER
        day = today_in(ZONE)
        for post, ends_on in ((Post.PRESIDENT, None), (Post.SECRETARY, day - 9 * DAY)):
            term = {"member_id": zoe, "post": post, "starts_on": day - 20 * DAY, "ends_on": ends_on}
            db.session.add(OfficerTerm(chapter_id=people.chapter_id, **term))
        db.session.commit()
        found = held(made)
        assert found is not None
        assert (found.invited_role, found.role, found.posts) == (
            Role.MEMBER,
            Role.TREASURER,
            (Post.PRESIDENT,),
        )

    def test_is_an_operators_where_no_officer_made_it(self, people: People) -> None:
        found = held(rows.invite(people.chapter_id, role=Role.ADMIN))
        assert found is not None
        assert found.issuer_role is None
        assert not found.is_beyond_issuer

    @pytest.mark.parametrize(("begins", "role"), [(-1, Role.ADMIN), (30, Role.MEMBER)])
    def test_is_of_an_issuer_in_an_office_of_today(self, people: People, begins: int, role: Role) -> None:
        db.session.get_one(Member, people.admin.member_id).role = Role.MEMBER
        rows.term(people.chapter_id, people.member.member_id, Post.TREASURER, begins)
        made = rows.invite(people.chapter_id, created_by_member_id=people.member.member_id)
        found = held(made)
        assert found is not None
        assert found.issuer_role is role

    def test_says_that_its_chapter_is_suspended(self, people: People) -> None:
        made = rows.invite(people.chapter_id)
        assert invites.find_invitation(code="7KQ2-9XWD-BCFG-34HJ", at=now()) is None
        chapter = db.session.get_one(Chapter, people.chapter_id)
        chapter.suspended_at, chapter.suspended_because = now(), "x"
        db.session.commit()
        found = held(made)
        assert found is not None
        assert found.is_suspended


class TestAUse:
    def test_is_counted_up_to_the_limit(self, people: People) -> None:
        made = rows.invite(people.chapter_id, max_uses=2)
        assert [invites.use(invite_id=made, at=now()) for _ in range(3)] == [True, True, False]
        db.session.commit()
        assert db.session.get_one(Invite, made).uses == 2

    @pytest.mark.parametrize(
        ("facts", "counted", "by_parent"),
        [({"expires_at": now() - DAY}, False, True), ({"revoked_at": now()}, False, False)],
    )
    def test_is_not_counted_once_it_is_over(
        self, people: People, facts: dict[str, object], counted: bool, by_parent: bool
    ) -> None:
        made = rows.invite(people.chapter_id, **facts)
        assert invites.use(invite_id=made, at=now()) is counted
        assert invites.use_parent(invite_id=made) is by_parent


class TestWhatIsFound:
    def test_is_the_chapters_own_invite(self, people: People, others: People) -> None:
        made = rows.invite(people.chapter_id)
        mine: dict[str, Any] = {"chapter_id": people.chapter_id, "invite_id": made, "issuer": Role.SECRETARY}
        found = invites.lock_invite(**mine)
        assert found is not None
        assert found.id == made
        assert invites.lock_invite(**mine | {"chapter_id": others.chapter_id}) is None
        found.role = Role.TREASURER
        db.session.commit()
        assert invites.lock_invite(**mine) is None

    def test_are_open_invites_to_more_than_a_role_that_a_member_made(
        self, people: People, others: People
    ) -> None:
        mine = {"created_by_member_id": people.admin.member_id}
        made = rows.invite(people.chapter_id, role=Role.TREASURER, **mine)
        rows.invite(people.chapter_id, **mine)
        rows.invite(people.chapter_id, role=Role.TREASURER, revoked_at=now(), **mine)
        rows.invite(people.chapter_id, role=Role.TREASURER)
        whose: dict[str, Any] = {"made_by": people.admin.member_id, "at": now()}
        found = invites.lock_beyond(chapter_id=people.chapter_id, issuer=Role.SECRETARY, **whose)
        assert [one.id for one in found] == [made]
        assert invites.lock_beyond(chapter_id=people.chapter_id, issuer=Role.TREASURER, **whose) == []
        assert invites.lock_beyond(chapter_id=others.chapter_id, issuer=Role.MEMBER, **whose) == []

    def test_is_a_member_by_address_or_login_in_their_chapter(self, people: People, others: People) -> None:
        for found in (
            invites.find_listed_member(chapter_id=people.chapter_id, email=people.member.email),
            invites.find_membership(chapter_id=people.chapter_id, user_id=people.member.user_id),
        ):
            assert found is not None
            assert found.id == people.member.member_id
        assert invites.find_listed_member(chapter_id=others.chapter_id, email=people.member.email) is None
        assert invites.find_membership(chapter_id=others.chapter_id, user_id=people.member.user_id) is None


@pytest.mark.parametrize("far", FAR)
class TestATermByTheChaptersDay:
    def test_makes_an_invite_an_officers_to_its_last_day(self, people: People, far: FarAway) -> None:
        member_id = add_to_member_list(people.chapter_id, "Ida", "ida@example.org")
        midnight.term(people.chapter_id, member_id, ends_on=midnight.FIRST)
        invite_id = rows.invite(
            people.chapter_id, email="ida@example.org", expires_at=far.moment + timedelta(days=9)
        )
        with far.there(people.chapter_id):
            found = held(invite_id)
            assert found is not None
            assert found.is_for_officer is not far.is_second
            locked = invites.lock_invite(
                chapter_id=people.chapter_id, invite_id=invite_id, issuer=Role.SECRETARY
            )
            assert (locked is not None) is far.is_second


class TestMail:
    def test_was_written_of_a_kind_to_an_address_since_then(self, people: People, others: People) -> None:
        rows.message(people.chapter_id, "invite")

        def written(chapter_id: int, kind: str = "invite", to: str = "ada@example.org", ago: int = 1) -> bool:
            return invites.was_written(chapter_id=chapter_id, kinds=[kind], to=to, since=now() - ago * DAY)

        assert written(people.chapter_id)
        assert not written(others.chapter_id)
        assert not written(people.chapter_id, "receipt")
        assert not written(people.chapter_id, to="ben@example.org")
        assert not written(people.chapter_id, ago=-1)

    def test_stands_where_the_last_of_an_invite_does(self, people: People) -> None:
        made, without = rows.invite(people.chapter_id), rows.invite(people.chapter_id)
        rows.message(people.chapter_id, "invite", invite_id=made, state=MessageState.FAILED)
        rows.message(people.chapter_id, "invite", invite_id=made, state=MessageState.SENT)
        found = db.session.execute(select(Invite.id, invites.delivery()))
        assert {row[0]: row[1] for row in found} == {made: MessageState.SENT, without: None}
