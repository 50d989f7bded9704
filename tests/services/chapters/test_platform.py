"""Running the platform: who may, and what opening and suspending a chapter does and leaves alone."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.database.paging import Cursor
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.chapters.requests import NewChapter
from sigma_finance.domain.errors import Invalid, NotFound
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Invite, OutboxMessage, PlatformAdmin
from sigma_finance.queries.chapters import platform as queries
from sigma_finance.services.chapters import platform
from sigma_finance.services.chapters.chapters import SlugTaken
from tests.people import People, open_chapter
from tests.routes.house import build_house, owe, pay_cash

KAPPA = NewChapter("Kappa Rho", "kr", "USD", "America/Chicago")


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


def actions(chapter_id: int) -> list[str]:
    db.session.rollback()
    lines = select(AuditEvent.action).where(AuditEvent.chapter_id == chapter_id)
    return list(db.session.scalars(lines.order_by(AuditEvent.sequence)))


class TestOpeningAChapter:
    def test_invites_its_first_treasurer_by_mail(self, people: People) -> None:
        chapter_id = platform.open_chapter(chapter=KAPPA, treasurer="Tina@Example.org", by=OPERATOR)
        invite = db.session.scalars(select(Invite).where(Invite.chapter_id == chapter_id)).one()
        assert (invite.email, invite.role, invite.max_uses) == ("tina@example.org", Role.TREASURER, 1)
        message = db.session.scalars(select(OutboxMessage).where(OutboxMessage.invite_id == invite.id)).one()
        assert message.context["chapter_name"] == "Kappa Rho"
        assert actions(chapter_id) == ["chapter.created", "invite.created"]

    def test_leaves_nothing_where_a_part_is_refused(self, people: People) -> None:
        with pytest.raises(Invalid):
            platform.open_chapter(chapter=KAPPA, treasurer="nobody", by=OPERATOR)
        taken = NewChapter("Sigma Delta Sigma", people.slug, "USD", "America/Chicago")
        with pytest.raises(SlugTaken):
            platform.open_chapter(chapter=taken, treasurer="tina@example.org", by=OPERATOR)
        assert [chapter.slug for chapter in queries.chapters(cursor=Cursor()).rows] == [people.slug]


class TestSuspending:
    def test_is_noted_with_its_reason_and_undone(self, people: People) -> None:
        platform.suspend(chapter_id=people.chapter_id, because="Closed by the national body.", by=OPERATOR)
        found = queries.get_chapter(chapter_id=people.chapter_id)
        assert (found.state, found.suspended_because) == ("suspended", "Closed by the national body.")
        platform.resume(chapter_id=people.chapter_id, by=OPERATOR)
        assert queries.get_chapter(chapter_id=people.chapter_id).state == "active"
        assert actions(people.chapter_id) == ["chapter.suspended", "chapter.resumed"]

    def test_is_done_once_and_asks_why(self, people: People) -> None:
        with pytest.raises(Invalid):
            platform.suspend(chapter_id=people.chapter_id, because=" ", by=OPERATOR)
        with pytest.raises(platform.AlreadySo):
            platform.resume(chapter_id=people.chapter_id, by=OPERATOR)
        platform.suspend(chapter_id=people.chapter_id, because="Why not", by=OPERATOR)
        with pytest.raises(platform.AlreadySo):
            platform.suspend(chapter_id=people.chapter_id, because="Again", by=OPERATOR)
        assert actions(people.chapter_id) == ["chapter.suspended"]

    def test_finds_no_chapter_that_is_not_there(self, people: People) -> None:
        with pytest.raises(NotFound):
            platform.suspend(chapter_id=people.chapter_id + 1, because="Why not", by=OPERATOR)
        with pytest.raises(NotFound):
            queries.get_chapter(chapter_id=people.chapter_id + 1)


class TestTheTotals:
    def test_are_each_chapters_own(self, any_app: Flask) -> None:
        house = build_house()
        for person, charged, paid in (
            (house.ada, 20000, 5000),
            (house.ben, 100, 300),
            (house.stranger, 700, 0),
        ):
            owe(person, charged)
            if paid:
                pay_cash(person, paid)
        kappa, sigma = queries.chapters(cursor=Cursor()).rows
        assert (kappa.slug, kappa.members, kappa.collected_minor, kappa.owed_minor) == ("kr", 4, 0, 700)
        assert (sigma.slug, sigma.members, sigma.collected_minor, sigma.owed_minor) == ("sds", 6, 5300, 15000)


class TestWhoRunsThePlatform:
    def test_is_set_and_ended_and_stands_in_the_trail_of_their_chapters(self, people: People) -> None:
        platform.set_admin(email=people.member.email, by=OPERATOR)
        with pytest.raises(platform.AlreadySo):
            platform.set_admin(email=people.member.email, by=OPERATOR)
        platform.end_admin(email=people.member.email, by=OPERATOR)
        with pytest.raises(platform.AlreadySo):
            platform.end_admin(email=people.member.email, by=OPERATOR)
        platform.set_admin(email=people.member.email, by=OPERATOR)
        kept = db.session.get_one(PlatformAdmin, people.member.user_id)
        assert kept.ended_at is None
        assert actions(people.chapter_id) == [
            "user.platform_admin_set",
            "user.platform_admin_ended",
            "user.platform_admin_set",
        ]

    def test_is_somebody_who_signs_in(self, people: People) -> None:
        with pytest.raises(NotFound):
            platform.set_admin(email="nobody@example.org", by=OPERATOR)
