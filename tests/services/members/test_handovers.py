"""Handing the treasurer's office over: offered, accepted in one transaction."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from sigma_finance.database.scopes import across_chapters
from sigma_finance.domain.actors import OPERATOR, Actor, ActorKind
from sigma_finance.domain.audit import Action
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from sigma_finance.domain.members.handovers import HandoverState
from sigma_finance.domain.members.members import Post
from sigma_finance.domain.members.requests import Appointment, InviteRequest, Offer
from sigma_finance.domain.permissions import Permission, Role
from sigma_finance.extensions import db
from sigma_finance.models import (
    AuditEvent,
    Handover,
    HandoverBooks,
    Invite,
    Member,
    OfficerTerm,
    OutboxMessage,
    SignInSession,
)
from sigma_finance.queries.logins import sessions as session_queries
from sigma_finance.services.logins import sessions
from sigma_finance.services.members import handovers, invites, officers
from sigma_finance.services.members.handovers import UnderWay
from tests.people import Person, add_person, add_to_member_list, open_chapter
from tests.routes.house import ZONE, change, owe, pay_cash
from tests.services.members.handing_over import Cast


@pytest.fixture
def cast(any_app: Flask) -> Cast:
    people = open_chapter()
    return Cast(people, people.treasurer, people.member)


def acting(person: Person) -> Actor:
    """The person as they act."""
    return Actor(ActorKind.PERSON, user_id=person.user_id, member_id=person.member_id)


def offer(cast: Cast, *, by: Person | None = None, to: int | None = None, **given: object) -> int:
    """Offer the office, to Ben unless it is said otherwise."""
    wanted = Offer(to or cast.ben.member_id, **given)  # type: ignore[arg-type]
    return handovers.offer(chapter_id=cast.tess.chapter_id, offer=wanted, by=acting(by or cast.tess))


def accept(cast: Cast, *, by: Person | None = None) -> int:
    """Accept it."""
    return handovers.accept(chapter_id=cast.tess.chapter_id, by=acting(by or cast.ben))


def role_of(person: Person) -> Role:
    """The person's role now."""
    db.session.rollback()
    return db.session.get_one(Member, person.member_id).role


def may(person: Person) -> frozenset[Permission]:
    """What the person may do in a session that begins now."""
    token = sessions.begin(
        user_id=person.user_id, member_id=person.member_id, remember=False, by=acting(person)
    )
    viewer = session_queries.find_viewer(token=token, at=now())
    assert viewer is not None
    return frozenset(permission for permission in Permission if viewer.may(permission))


def state_of(handover_id: int) -> HandoverState:
    """Where a handover stands now."""
    db.session.rollback()
    return db.session.get_one(Handover, handover_id).state


def actions() -> list[str]:
    """What the trail says, in order."""
    db.session.rollback()
    return list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def mails(kind: str) -> list[str]:
    """Who was written to."""
    db.session.rollback()
    return sorted(db.session.scalars(select(OutboxMessage.to_email).where(OutboxMessage.kind == kind)))


class TestAnOffer:
    def test_changes_nothing_but_tells_the_successor(self, cast: Cast) -> None:
        offer(cast)
        assert (role_of(cast.tess), role_of(cast.ben)) == (Role.TREASURER, Role.MEMBER)
        assert mails("handover_offered") == [cast.ben.email]
        assert actions() == [Action.HANDOVER_OFFERED]

    def test_is_one_at_a_time(self, cast: Cast) -> None:
        offer(cast)
        with pytest.raises(UnderWay):
            offer(cast, to=cast.people.secretary.member_id)

    def test_makes_room_when_it_has_expired(self, cast: Cast) -> None:
        first = offer(cast)
        expire(first)
        offer(cast, to=cast.people.secretary.member_id)
        assert state_of(first) is HandoverState.EXPIRED

    def test_is_the_treasurers_alone(self, cast: Cast) -> None:
        for person in (cast.people.admin, cast.people.secretary):
            with pytest.raises(Forbidden):
                offer(cast, by=person)

    def test_is_refused_to_whom_it_cannot_go(self, cast: Cast) -> None:
        chapter_id = cast.tess.chapter_id
        without_login = add_to_member_list(chapter_id, "Charles Babbage", "charles@example.org")
        stranger = open_chapter("kr", "Kappa Rho").member
        for member_id, error in (
            (without_login, Invalid),
            (cast.tess.member_id, Invalid),
            (stranger.member_id, NotFound),
        ):
            with pytest.raises(error):
                offer(cast, to=member_id)
        with pytest.raises(Invalid):
            offer(cast, term_ends_on=today_in(ZONE) - timedelta(days=1))
        assert actions() == []

    def test_can_be_withdrawn_before_it_is_accepted(self, cast: Cast) -> None:
        handover = offer(cast)
        handovers.withdraw(chapter_id=cast.tess.chapter_id, by=acting(cast.tess))
        assert state_of(handover) is HandoverState.WITHDRAWN
        with pytest.raises(NotFound):
            accept(cast)
        with pytest.raises(NotFound):
            handovers.withdraw(chapter_id=cast.tess.chapter_id, by=acting(cast.tess))
        assert role_of(cast.ben) is Role.MEMBER

    def test_can_be_declined(self, cast: Cast) -> None:
        handover = offer(cast)
        handovers.decline(chapter_id=cast.tess.chapter_id, by=acting(cast.ben))
        assert state_of(handover) is HandoverState.DECLINED
        assert mails("handover_declined") == [cast.tess.email]
        assert role_of(cast.tess) is Role.TREASURER


def expire(handover_id: int) -> None:
    """Let an offer's time pass."""
    db.session.get_one(Handover, handover_id).expires_at = now()
    db.session.commit()


class TestAccepting:
    def test_moves_role_office_and_access_at_once(self, cast: Cast) -> None:
        ends_on = today_in(ZONE) + timedelta(days=300)
        treasurers = may(cast.tess)
        offer(cast, term_ends_on=ends_on)
        accept(cast)
        assert (role_of(cast.tess), role_of(cast.ben)) == (Role.MEMBER, Role.MEMBER)
        [term] = db.session.scalars(select(OfficerTerm)).all()
        assert (term.member_id, term.post) == (cast.ben.member_id, Post.TREASURER)
        assert (term.starts_on, term.ends_on) == (today_in(ZONE), ends_on)
        assert may(cast.tess) == frozenset()
        assert may(cast.ben) == treasurers

    def test_by_who_has_the_office_alone_lasts_no_longer_than_that(self, cast: Cast) -> None:
        last = today_in(ZONE) + timedelta(days=30)
        change(cast.tess, role=Role.MEMBER)
        db.session.add(
            OfficerTerm(
                chapter_id=cast.tess.chapter_id,
                member_id=cast.tess.member_id,
                post=Post.TREASURER,
                starts_on=today_in(ZONE),
                ends_on=last,
            )
        )
        db.session.commit()
        for ends_on in (None, last + timedelta(days=1)):
            with pytest.raises(Invalid, match="Your own term ends"):
                offer(cast, term_ends_on=ends_on)
        offer(cast, term_ends_on=last)
        accept(cast)
        assert role_of(cast.ben) is Role.MEMBER

    def test_gives_the_role_where_no_last_day_is_set(self, cast: Cast) -> None:
        offer(cast)
        accept(cast)
        assert (role_of(cast.tess), role_of(cast.ben)) == (Role.MEMBER, Role.TREASURER)

    def test_revokes_the_old_treasurers_invites_of_officers(self, cast: Cast) -> None:
        made = [
            invites.create(
                request=InviteRequest(
                    cast.tess.chapter_id,
                    role,
                    email=f"{role}@example.org",
                    created_by_member_id=cast.tess.member_id,
                ),
                issuer_role=Role.TREASURER,
                by=acting(cast.tess),
            ).id
            for role in (Role.TREASURER, Role.SECRETARY, Role.MEMBER)
        ]
        offer(cast)
        accept(cast)
        db.session.rollback()
        assert [db.session.get_one(Invite, one).revoked_at is None for one in made] == [False, False, True]

    def test_signs_the_old_treasurer_out(self, cast: Cast) -> None:
        may(cast.tess)
        offer(cast)
        accept(cast)
        db.session.rollback()
        ended = db.session.scalars(
            select(SignInSession.ended_at).where(SignInSession.member_id == cast.tess.member_id)
        ).all()
        assert ended
        assert None not in ended

    def test_keeps_the_books_of_that_moment(self, cast: Cast) -> None:
        owe(cast.ben)
        pay_cash(cast.ben, 5000)
        offer(cast)
        handover = accept(cast)
        pay_cash(cast.ben, 700)
        db.session.rollback()
        [kept] = db.session.scalars(select(HandoverBooks)).all()
        assert kept.handover_id == handover
        assert hashlib.sha256(kept.content).hexdigest() == kept.sha256
        words = " ".join(page.extract_text() for page in PdfReader(BytesIO(kept.content)).pages)
        for said in ("150.00", "50.00", "Cash on hand", "Trial balance", cast.tess.name, cast.ben.name):
            assert said in words
        assert "143.00" not in words
        line = db.session.scalars(select(AuditEvent).where(AuditEvent.action == Action.HANDOVER_DONE)).one()
        assert line.details == {"member_id": cast.tess.member_id, "sha256": kept.sha256}

    def test_is_in_the_trail_and_both_are_told(self, cast: Cast) -> None:
        offer(cast)
        accept(cast)
        assert actions() == [
            Action.HANDOVER_OFFERED,
            Action.ROLE_CHANGED,
            Action.ROLE_CHANGED,
            Action.OFFICER_APPOINTED,
            Action.HANDOVER_DONE,
        ]
        assert mails("handover_done") == sorted([cast.tess.email, cast.ben.email])

    def test_is_the_successors_alone_once_and_in_time(self, cast: Cast) -> None:
        handover = offer(cast)
        with pytest.raises(NotFound):
            accept(cast, by=cast.people.secretary)
        expire(handover)
        with pytest.raises(NotFound):
            accept(cast)
        offer(cast)
        accept(cast)
        with pytest.raises(NotFound):
            accept(cast)

    def test_is_refused_where_the_other_is_treasurer_no_more(self, cast: Cast) -> None:
        offer(cast)
        db.session.get_one(Member, cast.tess.member_id).role = Role.MEMBER
        db.session.commit()
        with pytest.raises(Conflict):
            accept(cast)
        assert role_of(cast.ben) is Role.MEMBER

    def test_gives_no_more_than_the_office_where_the_other_had_no_more(self, cast: Cast) -> None:
        olga = add_person(cast.tess.chapter_id, "Olga Officer", "olga@example.org")
        appointment = Appointment(olga.member_id, Post.TREASURER, today_in(ZONE), None)
        officers.appoint(
            chapter_id=olga.chapter_id, appointment=appointment, role=Role.ADMIN, by_name="Ann", by=OPERATOR
        )
        offer(cast, by=olga)
        accept(cast)
        assert role_of(cast.ben) is Role.MEMBER
        assert may(olga) == frozenset()
        assert may(cast.ben) == may(cast.tess)

    @pytest.mark.parametrize(("begins_in", "terms"), [(-5, 1), (0, 1), (20, 2)])
    def test_leaves_a_term_that_the_successor_has(self, cast: Cast, begins_in: int, terms: int) -> None:
        begins = today_in(ZONE) + timedelta(days=begins_in)
        officers.appoint(
            chapter_id=cast.ben.chapter_id,
            appointment=Appointment(cast.ben.member_id, Post.TREASURER, begins, None),
            role=Role.ADMIN,
            by_name="Ann",
            by=OPERATOR,
        )
        offer(cast)
        accept(cast)
        held = db.session.scalars(select(OfficerTerm).order_by(OfficerTerm.starts_on)).all()
        assert len(held) == terms
        assert (held[-1].starts_on, held[-1].ends_on) == (begins, None)
        if terms > 1:
            assert held[0].ends_on == begins - timedelta(days=1)

    def test_leaves_an_admin_an_admin(self, cast: Cast) -> None:
        offer(cast, to=cast.people.admin.member_id)
        accept(cast, by=cast.people.admin)
        assert (role_of(cast.people.admin), role_of(cast.tess)) == (Role.ADMIN, Role.MEMBER)


class TestAcceptingAndWithdrawingAtOnce:
    def test_does_one_of_them(self, app: Flask) -> None:
        people = open_chapter()
        cast = Cast(people, people.treasurer, people.member)
        handover = offer(cast)

        def run(act: str) -> bool:
            with app.app_context(), across_chapters():
                try:
                    if act == "accept":
                        accept(cast)
                    else:
                        handovers.withdraw(chapter_id=cast.tess.chapter_id, by=acting(cast.tess))
                except DomainError:
                    return False
                return True

        with ThreadPoolExecutor(4) as pool:
            done = list(pool.map(run, ["accept", "withdraw", "accept", "withdraw"]))
        assert sum(done) == 1
        assert state_of(handover) in (HandoverState.DONE, HandoverState.WITHDRAWN)
        with app.app_context(), across_chapters():
            kept = db.session.scalars(select(HandoverBooks)).all()
        assert len(kept) == (role_of(cast.ben) is Role.TREASURER)
