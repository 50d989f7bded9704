"""The demo chapters."""

from __future__ import annotations

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import func, select

from sigma_finance import demo
from sigma_finance.demo import NotHere
from sigma_finance.demo.cast import SDS, TAU_BETA
from sigma_finance.domain.books.accounts import EntryKind
from sigma_finance.domain.books.standing import StandingKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.logins.passwords import check_strength
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Base, Chapter, Charge, JournalEntry, Member, Payment, User
from sigma_finance.queries.books import member_account
from sigma_finance.services.logins.logins import EmailTaken
from tests.demo.standings import standings
from tests.harness.client import Client


def rows() -> dict[str, int]:
    """How many rows each table holds."""
    db.session.rollback()
    return {
        name: db.session.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in Base.metadata.tables.items()
    }


class TestLoadingTheDemo:
    def test_makes_two_chapters_with_other_people_each(self, any_app: Flask) -> None:
        assert [(chapter.slug, chapter.made) for chapter in demo.load()] == [
            ("sds", True),
            ("tau-beta", True),
        ]
        names = [{person.name for person in troupe.people} for troupe in (SDS, TAU_BETA)]
        assert [len(each) for each in names] == [24, 9]
        assert not names[0] & names[1]
        assert db.session.scalar(select(func.count(Member.id))) == 33

    def test_changes_nothing_the_second_time(self, any_app: Flask) -> None:
        demo.load()
        before = rows()
        assert [chapter.made for chapter in demo.load()] == [False, False]
        assert rows() == before

    def test_shows_every_standing_and_what_waits_for_an_officer(self, app: Flask) -> None:
        demo.load()
        for slug in ("sds", "tau-beta"):
            found = standings(slug)
            kinds = (
                StandingKind.FINANCIAL,
                StandingKind.NOT_FINANCIAL,
                StandingKind.NEOPHYTE,
                StandingKind.EXEMPT,
            )
            assert all(found[kind] for kind in kinds)
        states = Counter(db.session.scalars(select(Payment.state)))
        assert states[PaymentState.REPORTED] == states[PaymentState.REVERSED] == 1

    def test_charges_before_it_is_paid_and_dates_nothing_to_come(self, app: Flask) -> None:
        demo.load()
        for chapter in db.session.scalars(select(Chapter)):
            today = today_in(chapter.timezone)
            entries = list(
                db.session.scalars(select(JournalEntry).where(JournalEntry.chapter_id == chapter.id))
            )
            assert all(entry.booked_on <= today for entry in entries)
            for member_id in db.session.scalars(select(Member.id).where(Member.chapter_id == chapter.id)):
                lines = member_account.statement(chapter_id=chapter.id, member_id=member_id)
                assert not lines or lines[0].kind is EntryKind.CHARGE
            for charge in db.session.scalars(select(Charge).where(Charge.chapter_id == chapter.id)):
                assert charge.charged_on <= today

    def test_lets_its_people_sign_in(self, app: Flask, client: Client) -> None:
        logins = [login for chapter in demo.load() for login in chapter.logins]
        assert [role for role, _ in logins] == [Role.MEMBER, Role.TREASURER, Role.ADMIN] * 2
        page = client.sign_in(logins[0][1], demo.PASSWORD)
        assert page.response.request.path == "/dashboard"

    def test_uses_a_password_that_is_not_easy_to_guess(self) -> None:
        check_strength(demo.PASSWORD, personal=["Sigma Delta Sigma"])

    def test_leaves_a_chapter_alone_that_only_has_the_short_name(self, app: Flask) -> None:
        db.session.add(
            Chapter(slug="sds", name="Our own", currency="USD", timezone="America/New_York", dues_minor=0)
        )
        db.session.commit()
        assert [chapter.slug for chapter in demo.load()] == ["tau-beta"]
        assert db.session.scalar(select(func.count(Member.id))) == 9

    def test_makes_a_chapter_in_whole_or_not_at_all(self, app: Flask) -> None:
        db.session.add(User(name="Somebody", email=demo.address(Role.ADMIN, "sds")))
        db.session.commit()
        before = rows()
        with pytest.raises(EmailTaken):
            demo.load()
        assert rows() == before

    def test_is_refused_in_a_deployment(self, app: Flask) -> None:
        app.config["SANDBOX"] = False
        with pytest.raises(NotHere):
            demo.load()
        assert db.session.scalars(select(Chapter)).all() == []
