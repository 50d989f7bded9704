"""Whom assessing a period concerns, and what each is charged."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest
from flask import Flask

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.dates import today_in
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, ChargeBatch
from sigma_finance.queries.dues import charging
from sigma_finance.queries.dues.charging import AssessmentScope
from sigma_finance.services.dues import batches, charges
from tests.books import ZONE, Books, charge, open_books, set_policy
from tests.dues import assess, change, charges_of, make


@pytest.fixture
def books(any_app: Flask) -> Books:
    return open_books(members=4)


def scope(books: Books, period_id: int) -> AssessmentScope:
    return charging.concerned(chapter_id=books.chapter_id, period_id=period_id, today=today_in(ZONE))


def fine(books: Books, members: list[int]) -> int:
    """Charge these members a fee together; returns the batch's id."""
    request = charges.NewCharge(0, ChargeKind.FINE, "Late", 500, today_in(ZONE))
    return batches.charge_many(
        chapter_id=books.chapter_id,
        member_ids=members,
        request=request,
        by=OPERATOR,
        form_key=secrets.token_hex(8),
    )


class TestAnAssessment:
    def test_concerns_active_members_by_their_class(self, books: Books) -> None:
        regular, alumna, exempt, left = books.members
        change(alumna, member_class=MemberClass.ALUMNI)
        change(exempt, member_class=MemberClass.EXEMPT)
        change(left, status=MemberStatus.INACTIVE)
        period_id = make(books, by_class={MemberClass.ALUMNI: 5000})
        assert scope(books, period_id) == AssessmentScope([(regular, 20000), (alumna, 5000)], 0, 1)

    def test_leaves_out_a_class_that_is_charged_nothing(self, books: Books) -> None:
        change(books.members[0], member_class=MemberClass.ALUMNI)
        period_id = make(books, by_class={MemberClass.ALUMNI: 0})
        found = scope(books, period_id)
        assert (len(found.to_charge), found.left_out) == (3, 1)

    def test_knows_whom_it_has_charged_whether_they_left_or_not(self, books: Books) -> None:
        period_id = make(books)
        assess(books, period_id)
        change(books.members[0], status=MemberStatus.INACTIVE)
        assert scope(books, period_id) == AssessmentScope([], 4, 0)

    def test_concerns_again_whose_charge_was_reversed(self, books: Books) -> None:
        period_id = make(books)
        assess(books, period_id)
        charges.reverse(chapter_id=books.chapter_id, charge_id=charges_of(books)[0], reason="x", by=OPERATOR)
        found = scope(books, period_id)
        assert (found.to_charge, found.already_charged) == ([(books.members[0], 20000)], 3)

    @pytest.mark.parametrize(("days", "charged"), [(60, False), (61, True)])
    def test_spares_the_newly_initiated_where_the_chapter_does(
        self, books: Books, days: int, charged: bool
    ) -> None:
        set_policy(books, Policy(neophytes_charged=False))
        db.session.get_one(Chapter, books.chapter_id).neophyte_days = 60
        db.session.commit()
        change(books.members[0], initiated_on=today_in(ZONE) - timedelta(days=days))
        found = scope(books, make(books))
        assert (books.members[0] in dict(found.to_charge)) is charged
        set_policy(books, Policy(neophytes_charged=True))
        assert books.members[0] in dict(scope(books, make(books, "again")).to_charge)

    def test_concerns_nobody_of_another_chapter(self, books: Books) -> None:
        other = open_books()
        assert scope(other, make(books)) == AssessmentScope([], 0, 0)


class TestWhatIsFound:
    def test_is_the_chapters_own_period(self, books: Books) -> None:
        period_id, other = make(books, "Fall"), open_books()
        for found in (
            charging.find_period(chapter_id=books.chapter_id, name="Fall"),
            charging.find_period_by_id(chapter_id=books.chapter_id, period_id=period_id),
        ):
            assert found is not None
            assert found.id == period_id
        assert charging.find_period(chapter_id=other.chapter_id, name="Fall") is None
        assert charging.find_period_by_id(chapter_id=other.chapter_id, period_id=period_id) is None
        assert charging.find_period(chapter_id=books.chapter_id, name="Spring") is None

    def test_is_the_chapters_own_charge_with_its_installments(self, books: Books) -> None:
        charge_id, other = charge(books, books.members[0], 20000), open_books()
        found = charging.find_charge(chapter_id=books.chapter_id, charge_id=charge_id)
        assert found is not None
        assert found.amount_minor == 20000
        parts = charging.installments_of(chapter_id=books.chapter_id, charge_id=charge_id)
        assert [part.open_minor for part in parts] == [20000]
        assert charging.find_charge(chapter_id=other.chapter_id, charge_id=charge_id) is None
        assert charging.installments_of(chapter_id=other.chapter_id, charge_id=charge_id) == []


class TestABatch:
    def test_is_found_with_the_charges_that_stand(self, books: Books) -> None:
        batch_id, other = fine(books, books.members[:2]), open_books()
        first, second = charges_of(books)
        charges.reverse(chapter_id=books.chapter_id, charge_id=first, reason="x", by=OPERATOR)
        standing = charging.standing_charges(chapter_id=books.chapter_id, batch_id=batch_id)
        assert [one.id for one in standing] == [second]
        assert set(charging.members_of_batch(chapter_id=books.chapter_id, batch_id=batch_id)) == set(
            books.members[:2]
        )
        locked = charging.lock_batch(chapter_id=books.chapter_id, batch_id=batch_id)
        assert locked is not None
        assert locked.charges == 2
        assert charging.lock_batch(chapter_id=other.chapter_id, batch_id=batch_id) is None
        assert charging.standing_charges(chapter_id=other.chapter_id, batch_id=batch_id) == []
        assert charging.members_of_batch(chapter_id=other.chapter_id, batch_id=batch_id) == []

    def test_is_found_by_the_form_that_made_it(self, books: Books) -> None:
        made = db.session.get_one(ChargeBatch, fine(books, books.members[:1]))
        key = made.form_key or ""
        found = charging.find_batch_by_form_key(chapter_id=books.chapter_id, form_key=key)
        assert found is not None
        assert found.id == made.id
        assert charging.find_batch_by_form_key(chapter_id=open_books().chapter_id, form_key=key) is None


class TestActiveMembers:
    def test_are_locked_counted_and_classed_without_those_who_left(self, books: Books) -> None:
        first, alumna, _, left = books.members
        change(alumna, member_class=MemberClass.ALUMNI)
        change(left, status=MemberStatus.INACTIVE)
        other = open_books()
        asked = [first, left, *other.members]
        assert charging.active_ids(chapter_id=books.chapter_id, member_ids=asked) == {first}
        locked = charging.lock_active_members(chapter_id=books.chapter_id)
        assert [one.id for one in locked] == books.members[:3]
        classes = dict(charging.classes(chapter_id=books.chapter_id))
        assert classes == dict.fromkeys(books.members[:3], MemberClass.REGULAR) | {alumna: MemberClass.ALUMNI}
