"""Rows under lock, in the order that every transaction keeps."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update

from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Member, Payment
from sigma_finance.queries import locks
from tests import rows
from tests.books import Books, open_books


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books()


class TestMembers:
    def test_are_locked_in_the_order_of_ids_and_of_their_chapter(self, books: Books) -> None:
        other = open_books()
        asked = [*books.members[::-1], *books.members, *other.members]
        assert list(locks.lock_members(chapter_id=books.chapter_id, member_ids=asked)) == books.members

    def test_come_as_they_stand_now(self, books: Books) -> None:
        member = db.session.get_one(Member, books.members[0])
        db.session.execute(
            update(Member)
            .where(Member.id == member.id)
            .values(name="Anew")
            .execution_options(synchronize_session=False)
        )
        assert locks.lock_member(chapter_id=books.chapter_id, member_id=member.id).name == "Anew"

    def test_of_another_chapter_are_not_found(self, books: Books) -> None:
        with pytest.raises(NotFound):
            locks.lock_member(chapter_id=open_books().chapter_id, member_id=books.members[0])


class TestAPayment:
    def test_is_locked_by_its_id_in_its_chapter_and_by_what_stripe_says_anywhere(self, books: Books) -> None:
        made = rows.payment(
            books.chapter_id, books.members[0], PaymentState.PENDING, stripe_payment_intent_id="pi_1"
        )
        reference = db.session.get_one(Payment, made).reference
        for found in (
            locks.lock_payment(chapter_id=books.chapter_id, payment_id=made),
            locks.lock_payment_by_reference(reference=reference),
            locks.lock_payment_by_intent(account="", payment_intent="pi_1"),
        ):
            assert found is not None
            assert found.id == made
        assert locks.lock_payment(chapter_id=open_books().chapter_id, payment_id=made) is None
        assert locks.lock_payment_by_reference(reference="P-NONE") is None
        assert locks.lock_payment_by_intent(account="", payment_intent="pi_2") is None


class TestTheChapter:
    def test_has_a_figures_version_of_its_own_that_rises(self, books: Books) -> None:
        other = open_books()
        before = [locks.lock_chapter(chapter_id=one.chapter_id).figures_version for one in (books, other)]
        locks.raise_figures_version(chapter_id=books.chapter_id)
        db.session.commit()
        after = [db.session.get_one(Chapter, one.chapter_id).figures_version for one in (books, other)]
        assert after == [before[0] + 1, before[1]]
