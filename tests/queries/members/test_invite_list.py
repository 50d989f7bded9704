"""A chapter's invites as officers see them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.database.paging import Cursor
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.members.invites import InviteState
from sigma_finance.domain.payments.delivery import MessageState
from sigma_finance.domain.permissions import Role
from sigma_finance.queries.members import invite_list
from sigma_finance.queries.members.invite_list import InviteFilter, InviteRow, InviteSelection
from tests import rows
from tests.people import People, add_person, open_chapter

DAY = timedelta(days=1)


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


def listed(people: People, which: InviteSelection | None = None, sending: str | None = None) -> list[int]:
    found = invite_list.invites(
        chapter_id=people.chapter_id,
        issuer=Role.ADMIN,
        at=now(),
        cursor=Cursor(),
        wanted=InviteFilter(which, sending),
    )
    return [one.id for one in found.rows]


def read(people: People, invite_id: int) -> InviteRow:
    return invite_list.get_invite(
        chapter_id=people.chapter_id, invite_id=invite_id, issuer=Role.ADMIN, at=now()
    )


def count(people: People) -> int:
    return invite_list.count_undelivered(chapter_id=people.chapter_id, issuer=Role.ADMIN, at=now())


class TestAnInvite:
    def test_says_who_made_it_for_whom_and_where_its_mail_stands(self, people: People) -> None:
        made = rows.invite(
            people.chapter_id,
            member_id=people.member.member_id,
            created_by_member_id=people.secretary.member_id,
        )
        rows.message(people.chapter_id, "invite", invite_id=made, state=MessageState.SENT)
        found = read(people, made)
        assert (found.member_name, found.invited_by) == (people.member.name, people.secretary.name)
        assert (found.state, found.delivery) == (InviteState.INVITED, MessageState.SENT)

    def test_of_another_chapter_is_not_found(self, people: People) -> None:
        made, others = rows.invite(people.chapter_id), open_chapter("kr", "Kappa Rho")
        with pytest.raises(NotFound):
            read(others, made)
        assert listed(others) == []


class TestTheList:
    def test_shows_the_newest_first_and_no_link_that_was_mailed_for_a_code(self, people: People) -> None:
        older = rows.invite(people.chapter_id, created_at=now() - DAY)
        newer = rows.invite(people.chapter_id)
        rows.invite(people.chapter_id, parent_id=older)
        assert listed(people) == [newer, older]

    def test_is_narrowed_by_where_an_invite_stands(self, people: People) -> None:
        chapter_id = people.chapter_id
        made = {
            InviteSelection.INVITED: rows.invite(chapter_id),
            InviteSelection.USED: rows.invite(chapter_id, uses=1),
            InviteSelection.EXPIRED: rows.invite(chapter_id, expires_at=now() - DAY),
            InviteSelection.REVOKED: rows.invite(chapter_id, revoked_at=now()),
        }
        assert {which: listed(people, which) for which in made} == {
            which: [invite_id] for which, invite_id in made.items()
        }

    def test_is_narrowed_to_what_did_not_arrive(self, people: People) -> None:
        lost, arrived, revoked = (
            rows.invite(people.chapter_id),
            rows.invite(people.chapter_id),
            rows.invite(people.chapter_id, revoked_at=now()),
        )
        for invite_id, state in (
            (lost, MessageState.FAILED),
            (arrived, MessageState.SENT),
            (revoked, MessageState.FAILED),
        ):
            rows.message(people.chapter_id, "invite", invite_id=invite_id, state=state)
        assert listed(people, InviteSelection.UNDELIVERED) == [lost]
        assert count(people) == 1
        others = open_chapter("kr", "Kappa Rho")
        assert count(others) == 0

    def test_is_narrowed_to_one_sending(self, people: People) -> None:
        made = rows.invite(people.chapter_id, batch="fall")
        rows.invite(people.chapter_id, batch="spring")
        assert listed(people, sending="fall") == [made]


class TestASelection:
    def test_has_words_of_its_own(self) -> None:
        assert InviteSelection.USED.label == "Joined"
        assert len({one.label for one in InviteSelection}) == len(InviteSelection)


class TestASearch:
    @pytest.mark.parametrize("text", ["elodie", "elodie.d@", "code-x"])
    def test_finds_an_invite_by_name_address_and_code(self, people: People, text: str) -> None:
        person = add_person(people.chapter_id, "Élodie Dupont", "e@example.org")
        made = rows.invite(
            people.chapter_id, code="CODE-X", member_id=person.member_id, email="elodie.d@example.org"
        )
        rows.invite(people.chapter_id)
        found = invite_list.invites(
            chapter_id=people.chapter_id,
            issuer=Role.ADMIN,
            at=now(),
            cursor=Cursor(),
            wanted=InviteFilter(search=text),
        )
        assert [one.id for one in found.rows] == [made]
