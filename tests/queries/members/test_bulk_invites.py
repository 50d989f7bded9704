"""Invites that are sent together."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.dates import now
from sigma_finance.domain.imports.kinds import ImportKind
from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.domain.payments.delivery import MessageState
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import ImportedMember, Member
from sigma_finance.queries.members import bulk_invites
from sigma_finance.queries.members.bulk_invites import EmailOwner, Progress
from tests import midnight, rows
from tests.midnight import FAR, FarAway
from tests.people import People, add_to_member_list, open_chapter

DAY = timedelta(days=1)


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


@pytest.fixture
def others(people: People) -> People:
    return open_chapter("kr", "Kappa Rho")


class TestAnAddress:
    def test_belongs_to_a_member_with_or_without_a_login(self, people: People, others: People) -> None:
        zoe = add_to_member_list(people.chapter_id, "Zoe", "zoe@example.org")
        db.session.get_one(Member, zoe).status = MemberStatus.INACTIVE
        db.session.commit()
        emails = ["zoe@example.org", people.member.email, others.member.email, "nobody@example.org"]
        assert bulk_invites.on_member_list(chapter_id=people.chapter_id, emails=emails) == {
            "zoe@example.org": EmailOwner(zoe, "Zoe", "zoe@example.org", has_login=False, active=False),
            people.member.email: EmailOwner(
                people.member.member_id, people.member.name, people.member.email, has_login=True, active=True
            ),
        }

    def test_is_invited_while_an_invite_is_open(self, people: People, others: People) -> None:
        rows.invite(people.chapter_id, email="a@example.org")
        rows.invite(people.chapter_id, email="b@example.org", expires_at=now() - DAY)
        parent = rows.invite(people.chapter_id)
        rows.invite(people.chapter_id, email="c@example.org", parent_id=parent)
        rows.invite(others.chapter_id, email="d@example.org")
        emails = [f"{letter}@example.org" for letter in "abcd"]
        assert bulk_invites.invited(chapter_id=people.chapter_id, emails=emails, at=now()) == {
            "a@example.org"
        }


class TestAnImport:
    def batch(self, people: People, *member_ids: int) -> int:
        made = rows.import_batch(people.chapter_id, ImportKind.ROSTER)
        for member_id in member_ids:
            rows.keep(ImportedMember(chapter_id=people.chapter_id, batch_id=made, member_id=member_id))
        return made

    def test_brought_those_who_can_be_invited(self, people: People, others: People) -> None:
        chapter_id = people.chapter_id
        zoe, max_, invited, tied, bare = (
            add_to_member_list(chapter_id, name, email)
            for name, email in (
                ("Zoe", "zoe@example.org"),
                ("Max", "max@example.org"),
                ("Ida", "ida@example.org"),
                ("Tom", "tom@example.org"),
                ("Bea", None),
            )
        )
        db.session.get_one(Member, max_).status = MemberStatus.REMOVED
        rows.invite(chapter_id, email="ida@example.org")
        rows.invite(chapter_id, member_id=tied)
        batch_id = self.batch(people, zoe, max_, invited, tied, bare, people.member.member_id)
        found = bulk_invites.of_import(chapter_id=chapter_id, batch_id=batch_id, at=now())
        assert [(one.id, one.has_login, one.active) for one in found] == [(zoe, False, True)]
        assert bulk_invites.count_of_import(chapter_id=chapter_id, batch_id=batch_id, at=now()) == 1
        assert bulk_invites.of_import(chapter_id=others.chapter_id, batch_id=batch_id, at=now()) == []


@pytest.mark.parametrize("far", FAR)
class TestATermByTheChaptersDay:
    def test_keeps_an_officer_from_being_invited_as_a_member(self, people: People, far: FarAway) -> None:
        member_id = add_to_member_list(people.chapter_id, "Ida", "ida@example.org")
        midnight.term(people.chapter_id, member_id, ends_on=midnight.FIRST)
        batch_id = TestAnImport().batch(people, member_id)
        with far.there(people.chapter_id):
            listed = bulk_invites.on_member_list(chapter_id=people.chapter_id, emails=["ida@example.org"])
            assert bool(listed["ida@example.org"].posts) is not far.is_second
            found = bulk_invites.count_of_import(chapter_id=people.chapter_id, batch_id=batch_id, at=now())
            assert found == int(far.is_second)


class TestASending:
    def test_says_how_far_it_is(self, people: People, others: People) -> None:
        for state in (MessageState.SENT, MessageState.FAILED, MessageState.QUEUED):
            made = rows.invite(people.chapter_id, batch="fall", uses=int(state is MessageState.SENT))
            rows.message(people.chapter_id, "invite", invite_id=made, state=state)
        rows.invite(others.chapter_id, batch="fall")
        found = bulk_invites.progress(chapter_id=people.chapter_id, sending="fall", issuer=Role.ADMIN)
        assert found == Progress(invites=3, sent=1, failed=1, joined=1)
        assert found.waiting == 1

    def test_that_overtook_itself_waits_for_nobody(self) -> None:
        assert Progress(invites=1, sent=1, failed=1, joined=0).waiting == 0

    def test_finds_what_did_not_arrive(self, people: People, others: People) -> None:
        made = [rows.invite(people.chapter_id, batch=batch) for batch in ("fall", "spring", "fall")]
        for invite_id, state in zip(
            made, (MessageState.FAILED, MessageState.UNKNOWN, MessageState.SENT), strict=True
        ):
            rows.message(people.chapter_id, "invite", invite_id=invite_id, state=state)

        def lost(chapter_id: int, sending: str | None, limit: int = 9) -> list[int]:
            found = bulk_invites.lock_undelivered(
                chapter_id=chapter_id, sending=sending, issuer=Role.ADMIN, at=now(), limit=limit
            )
            return [one.id for one in found]

        assert lost(people.chapter_id, None) == made[:2]
        assert lost(people.chapter_id, None, limit=1) == made[:1]
        assert lost(people.chapter_id, "fall") == made[:1]
        assert lost(others.chapter_id, None) == []

    def test_names_members_of_its_chapter(self, people: People, others: People) -> None:
        asked = [people.member.member_id, others.member.member_id]
        found = bulk_invites.names(chapter_id=people.chapter_id, member_ids=asked)
        assert found == {people.member.member_id: people.member.name}
