"""A roster undone, while nothing hangs on it."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.errors import Conflict, NotFound
from sigma_finance.domain.imports.outcomes import RowOutcome
from sigma_finance.domain.members.members import MemberClass, MemberStatus, Post
from sigma_finance.domain.members.requests import InviteRequest
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Invite, Member, OfficerTerm, User
from sigma_finance.services.imports import history, roster_undoing
from sigma_finance.services.members import invites
from tests.books import Books, assert_books_hold, charge, pay
from tests.harness.holding import assert_verified
from tests.people import add_to_member_list
from tests.services.imports import importing
from tests.services.imports.importing import everything, open_roster
from tests.services.imports.rostering import (
    file_of,
    imported,
    members_of,
    undone,
)

CAL = "Calvin Leeds"
ROW = ("Marcus Bell", "Marcus@Example.org", "555-010-0101", "Alumni", "2024-10-12", 60, "")


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_roster(CAL, "Ann Ng")


def marcus(books: Books) -> Member:
    return members_of(books)["Marcus Bell"]


class TestUndoing:
    def test_takes_new_members_off_the_roster_and_frees_their_addresses(self, books: Books) -> None:
        done = imported(books, file_of(ROW, ("Priya", "", "", "", "", "", 25)))
        assert undone(books, done).members == 2
        member = marcus(books)
        assert (member.status, member.email, member.balance_minor) == (MemberStatus.REMOVED, None, 0)
        assert members_of(books)["Priya"].credit_minor == 0
        assert_books_hold(books)
        assert_verified()

    def test_lets_the_same_file_be_imported_anew(self, books: Books) -> None:
        undone(books, imported(books, file_of(ROW)))
        assert imported(books, file_of(ROW)).members == 1
        assert (marcus(books).status, marcus(books).balance_minor) == (MemberStatus.ACTIVE, 6000)

    def test_gives_the_others_back_what_was_changed(self, books: Books) -> None:
        add_to_member_list(books.chapter_id, "Lee Without", None)
        done = imported(
            books, file_of((CAL, "", "555-010-0199", "alumni"), ("Lee Without", "lee@example.org"))
        )
        cal = members_of(books)[CAL]
        cal.phone = "by hand"
        db.session.commit()
        assert undone(books, done).restored == 2
        found = members_of(books)
        assert (found[CAL].phone, found[CAL].member_class) == ("by hand", MemberClass.REGULAR)
        assert found["Lee Without"].email is None

    def test_revokes_open_invites_and_leaves_an_audit_line(self, books: Books) -> None:
        done = imported(books, file_of(ROW))
        wanted = InviteRequest(books.chapter_id, Role.MEMBER, member_id=marcus(books).id)
        invites.create(request=wanted, issuer_role=Role.ADMIN, by=OPERATOR)
        undone(books, done)
        db.session.rollback()
        assert db.session.scalars(select(Invite.revoked_at)).one() is not None
        [line] = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "roster.import_undone"))
        assert line.details == {"members": 1, "restored": 0}

    def test_is_refused_once_something_hangs_on_a_member(self, books: Books) -> None:
        done = imported(books, file_of(ROW, ("Priya", "")))
        member = marcus(books).id
        charge(books, member)
        pay(books, member, 500)
        before = everything()
        with pytest.raises(Conflict, match=r"Marcus Bell has payments, was charged\."):
            undone(books, done)
        assert everything() == before
        assert members_of(books)["Priya"].status is MemberStatus.ACTIVE

    def test_is_refused_for_who_can_sign_in_or_holds_an_office(self, books: Books) -> None:
        done = imported(books, file_of(ROW, ("Priya", "")))
        member_id = marcus(books).id
        user = User(name="Marcus Bell", email="marcus@example.org", password_hash="")
        db.session.add(user)
        db.session.flush()
        db.session.get_one(Member, member_id).user_id = user.id
        db.session.add(
            OfficerTerm(
                chapter_id=books.chapter_id,
                member_id=member_id,
                post=Post.SECRETARY,
                starts_on=date(2026, 1, 1),
            )
        )
        db.session.commit()
        with pytest.raises(Conflict, match=r"Marcus Bell can sign in, holds an office\."):
            undone(books, done)

    def test_is_done_once_and_stays_in_its_chapter_and_kind(self, books: Books) -> None:
        done = imported(books, file_of(ROW))
        assert done.batch_id is not None
        with pytest.raises(NotFound):
            history.undo(chapter_id=books.chapter_id, batch_id=done.batch_id, by=OPERATOR)
        other = open_roster("Zed").chapter_id
        with pytest.raises(NotFound):
            roster_undoing.undo(chapter_id=other, batch_id=done.batch_id, by=OPERATOR)
        undone(books, done)
        with pytest.raises(Conflict, match="undone already"):
            undone(books, done)

    def test_leaves_nobody_to_be_matched_by_payments_of_earlier_years(self, books: Books) -> None:
        undone(books, imported(books, file_of(ROW)))
        content = importing.rows(("Marcus Bell", "", 5, "2025-01-02"))
        [decision] = importing.checked(books, content)
        assert decision.outcome is RowOutcome.SKIPPED
