"""Imports of rosters: whom rows are matched with, whom an import brought, what hangs on them."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.dates import now, today_in
from sigma_finance.domain.imports.kinds import ImportKind
from sigma_finance.domain.members.members import MemberClass, MemberStatus, Post
from sigma_finance.extensions import db
from sigma_finance.models import Member, User
from sigma_finance.queries.imports import roster
from sigma_finance.services.dues import charges
from tests.books import ZONE, Books, charge, open_books, pay
from tests.dues import change
from tests.rows import import_batch, invite, keep, term


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books(members=6)


def brought(books: Books) -> int:
    """An import that brought every member of the chapter."""
    batch_id = import_batch(books.chapter_id, ImportKind.ROSTER)
    roster.add_brought(chapter_id=books.chapter_id, batch_id=batch_id, member_ids=books.members)
    db.session.commit()
    return batch_id


class TestTheMembersKnown:
    def test_are_those_of_the_chapter_and_who_left_but_nobody_removed(self, books: Books) -> None:
        ada, ben, cy, *_ = books.members
        change(ada, phone="555", member_class=MemberClass.ALUMNI, initiated_on=date(2019, 4, 6))
        change(ben, status=MemberStatus.INACTIVE)
        change(cy, status=MemberStatus.REMOVED)
        open_books()
        found = roster.known(chapter_id=books.chapter_id)
        assert [one.id for one in found] == [one for one in books.members if one != cy]
        assert (found[0].phone, found[0].member_class, found[0].initiated_on) == (
            "555",
            MemberClass.ALUMNI,
            date(2019, 4, 6),
        )
        assert found[1].status is MemberStatus.INACTIVE


class TestWhomAnImportBrought:
    def test_is_kept_by_its_import(self, books: Books) -> None:
        batch_id = brought(books)
        assert roster.brought(chapter_id=books.chapter_id, batch_id=batch_id) == books.members
        assert roster.brought(chapter_id=open_books().chapter_id, batch_id=batch_id) == []
        empty = import_batch(books.chapter_id, ImportKind.ROSTER)
        roster.add_brought(chapter_id=books.chapter_id, batch_id=empty, member_ids=[])
        assert roster.brought(chapter_id=books.chapter_id, batch_id=empty) == []

    def test_stands_in_the_way_of_undoing_with_all_that_hangs_on_them(self, books: Books) -> None:
        ada, ben, cy, dan, eve, _ = books.members
        batch_id = brought(books)
        user_id = keep(User(name="Ada", email="ada@example.org"))
        change(ada, user_id=user_id)
        term(books.chapter_id, ada, Post.SECRETARY)
        pay(books, ben, 500)
        charge(books, cy, 300)
        wrong = charge(books, dan, 300)
        charges.reverse(chapter_id=books.chapter_id, charge_id=wrong, reason="Wrong", by=OPERATOR)
        opening = charges.NewCharge(eve, ChargeKind.OPENING, "From before", 900, today_in(ZONE))
        owed = charges.charge(chapter_id=books.chapter_id, request=opening, by=OPERATOR)
        charges.waive(
            chapter_id=books.chapter_id, charge_id=owed, amount_minor=100, reason="Hardship", by=OPERATOR
        )
        found = roster.hanging(chapter_id=books.chapter_id, batch_id=batch_id)
        assert {(one.member_id, one.name, one.what) for one in found} == {
            (ada, "Member 0", "can sign in, holds an office"),
            (ben, "Member 1", "has payments"),
            (cy, "Member 2", "was charged"),
            (eve, "Member 4", "has a waiver"),
        }
        assert roster.hanging(chapter_id=open_books().chapter_id, batch_id=batch_id) == []


class TestTheirInvites:
    def test_are_those_by_member_or_address_that_are_open(self, books: Books) -> None:
        ada, ben, *_ = books.members
        address = db.session.scalar(select(Member.email).where(Member.id == ada))
        own, mailed = invite(books.chapter_id, member_id=ada), invite(books.chapter_id, email=address)
        invite(books.chapter_id, member_id=ben)
        invite(books.chapter_id, member_id=ada, uses=1)
        invite(books.chapter_id, member_id=ada, revoked_at=now())
        invite(open_books().chapter_id, email=address)
        found = roster.open_invites_of(chapter_id=books.chapter_id, member_ids=[ada])
        assert [one.id for one in found] == [own, mailed]
        db.session.rollback()
