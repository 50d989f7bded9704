"""A roster above the chapter's limit: asked for by one officer, imported or undone when another approves."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from sigma_finance.domain.actors import Actor, ActorKind
from sigma_finance.domain.approvals import Act, ApprovalState
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Conflict
from sigma_finance.domain.permissions import Role
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Approval, Chapter, ImportBatch, ImportFile, JournalEntry, Member
from sigma_finance.services import approvals
from tests.harness.client import Client
from tests.harness.holding import assert_verified
from tests.people import Person, add_person, signed_in
from tests.routes.house import House
from tests.routes.treasurer.imports.roster_pages import NEW, check, confirm

CREDIT = ("Priya Rao", "priya@example.org", "", "", "", "", 250)
APPROVALS = "/treasurer/approvals"


@pytest.fixture(autouse=True)
def limit(house: House) -> None:
    db.session.get_one(Chapter, house.tess.chapter_id).policy = Policy(second_person_above_minor=10000).kept()
    db.session.commit()


@pytest.fixture
def ann(app: Flask, house: House) -> Client:
    return signed_in(app, add_person(house.tess.chapter_id, "Ann Admin", "ann@example.org", Role.ADMIN))


def asked() -> Approval:
    db.session.rollback()
    return db.session.query(Approval).one()


def credit() -> list[int]:
    db.session.rollback()
    return [one.credit_minor for one in db.session.query(Member).filter_by(name="Priya Rao")]


def actor(person: Person) -> Actor:
    return Actor(ActorKind.PERSON, person.user_id, person.member_id)


class TestARosterThatBringsMuchCredit:
    def test_is_imported_once_another_officer_approves(self, house: House, tess: Client, ann: Client) -> None:
        page = tess.follow(confirm(tess, check(tess, NEW, CREDIT)))
        assert "The other officers have been asked to approve it." in page.main
        assert (asked().act, asked().amount_minor, asked().state) == (
            Act.ROSTER,
            25000,
            ApprovalState.WAITING,
        )
        assert credit() == []
        waiting = ann.get(APPROVALS)
        assert "Import a roster that brings credit" in waiting.main
        seen = ann.get(waiting.links()["fall.xlsx"])
        assert "Import 2 new members" in seen.main
        ann.follow(ann.submit(waiting, action="/approve"))
        assert credit() == [25000]
        assert asked().state is ApprovalState.APPROVED
        [entry] = asked().facts["entries"]
        assert db.session.get_one(JournalEntry, entry).kind.value == "opening_credit"
        assert_verified()

    def test_is_read_by_what_was_said_of_it(self, house: House, tess: Client, ann: Client) -> None:
        page = check(tess, NEW, CREDIT)
        path = page.response.request.path
        later = tess.get(f"{path}?day=2026-12-31&look_alikes=new")
        tess.submit(later, action=f"{path}?day=2026-12-31&look_alikes=new")
        assert asked().facts["due_on"] == "2026-12-31"
        assert asked().facts["answers"]["look_alikes"] == "new"
        ann.submit(ann.get(APPROVALS), action="/approve")
        assert credit() == [25000]

    def test_keeps_its_file_as_long_as_it_waits(self, house: House, tess: Client, ann: Client) -> None:
        confirm(tess, check(tess, CREDIT))
        with time_machine.travel(now() + timedelta(days=3), tick=False):
            other = signed_in(tess.app, house.tess)
            check(other, NEW)
            db.session.rollback()
            assert [file.content is not None for file in db.session.query(ImportFile)] == [True, True]
            approvals.decline(
                chapter_id=house.tess.chapter_id, approval_id=asked().id, reason="No", by=actor(house.tess)
            )
        with time_machine.travel(now() + timedelta(days=6), tick=False):
            check(signed_in(tess.app, house.tess), NEW, CREDIT)
            db.session.rollback()
            assert [file.content is not None for file in db.session.query(ImportFile)] == [False, False, True]

    def test_that_would_bring_another_sum_by_now_is_refused(
        self, house: House, tess: Client, ann: Client
    ) -> None:
        confirm(tess, check(tess, CREDIT))
        add_person(house.tess.chapter_id, "Priya Rao", "priya@example.org")
        approver = db.session.query(Member).filter_by(name="Ann Admin").one()
        by = Actor(ActorKind.PERSON, approver.user_id, approver.id)
        with pytest.raises(Conflict):
            approvals.approve(chapter_id=house.tess.chapter_id, approval_id=asked().id, by=by)
        assert asked().state is ApprovalState.WAITING
        assert credit() == [0]


class TestUndoingAnImport:
    def test_that_forgives_much_waits_for_another_officer(
        self, house: House, tess: Client, ann: Client
    ) -> None:
        owes = ("Marcus Bell", "marcus@example.org", "", "", "", 500, "")
        batch = tess.follow(confirm(tess, check(tess, owes))).response.request.path
        told = tess.follow(tess.submit(tess.get(f"{batch}/undo")))
        assert "The other officers have been asked to approve it." in told.main
        assert (asked().act, asked().amount_minor) == (Act.ROSTER_UNDOING, 50000)
        waiting = ann.get(APPROVALS)
        assert waiting.links()["fall.xlsx"] == batch
        ann.submit(waiting, action="/approve")
        db.session.rollback()
        assert db.session.query(ImportBatch).one().undone_at is not None
        assert len(asked().facts["entries"]) == 1
        assert_verified()
