"""What the database lets dues be: periods, what they charge each class, and what members owe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.dates import now
from sigma_finance.domain.members.members import MemberClass
from sigma_finance.models import Charge, ChargeBatch, DuesPeriod, Installment, LateFee, PeriodAmount
from tests.books import Books, open_books
from tests.models.samples import UNHEARD_OF, Sample, assert_refused, assert_taken, of, somebody_elsewhere

DAY = date(2026, 10, 1)


def period(books: Books) -> Sample:
    return Sample(DuesPeriod, of(books, name="2026-27", amount_minor=300, due_on=DAY))


def batch(books: Books) -> Sample:
    return Sample(ChargeBatch, of(books, description="Fall dues", charges=1, total_minor=1))


def charge(books: Books) -> Sample:
    facts = of(books, member_id=books.members[0], kind=ChargeKind.DUES, description="Dues")
    return Sample(Charge, {**facts, "amount_minor": 300, "charged_on": DAY})


def installment(books: Books, charge_id: int) -> Sample:
    return Sample(Installment, of(books, member_id=books.members[0], charge_id=charge_id, due_on=DAY))


@pytest.mark.parametrize(
    ("sample", "bounded", "held_within"),
    [
        (period, "ck_dues_periods_amount_bounded", "ck_dues_periods_held_within_amount"),
        (charge, "ck_charges_amount_bounded", "ck_charges_held_within_amount"),
    ],
)
class TestWhatIsAskedFor:
    def test_is_bounded_and_holds_no_more_for_others_than_it_is(
        self, books: Books, sample: Callable[[Books], Sample], bounded: str, held_within: str
    ) -> None:
        asked = sample(books)
        for amount in (0, 10**9):
            assert_refused(asked, {bounded: {"amount_minor": amount}})
        for held in ({"national_minor": 200, "regional_minor": 101}, {"national_minor": -1}):
            assert_refused(asked, {held_within: held})
        assert_taken(asked, {"national_minor": 200, "regional_minor": 100})


class TestAPeriod:
    def test_has_its_name_once_in_a_chapter(self, books: Books) -> None:
        period(books).keep()
        assert_refused(period(books), {"uq_dues_periods_chapter_id_name": {"due_on": date(2027, 1, 1)}})
        assert_taken(period(books), {"name": "2027-28"}, {"chapter_id": open_books().chapter_id})

    def test_has_one_amount_for_each_class(self, books: Books) -> None:
        asked = {"dues_period_id": period(books).keep(), "member_class": MemberClass.ALUMNI}
        amount = Sample(PeriodAmount, of(books, **asked, amount_minor=0))
        assert_taken(amount, {})
        amount.keep()
        other = open_books()
        assert_refused(
            amount,
            {
                "uq_period_amounts_chapter_id_dues_period_id_member_class": {"amount_minor": 5},
                "ck_period_amounts_amount_bounded": {"amount_minor": -1},
                "ck_period_amounts_member_class_known": {"member_class": UNHEARD_OF},
                "fk_period_amounts_chapter_id_dues_period_id_dues_periods": {"chapter_id": other.chapter_id},
            },
        )


class TestABatch:
    def test_charges_something_once_for_each_form(self, books: Books) -> None:
        batch(books).keep(form_key="sent")
        elsewhere = open_books()
        assert_refused(
            batch(books),
            {
                "ck_charge_batches_charges_something": {"charges": 0},
                "uq_charge_batches_chapter_id_form_key": {"form_key": "sent"},
                "fk_charge_batches_made_by_members": {"made_by_member_id": elsewhere.members[0]},
                "fk_charge_batches_chapter_id_dues_period_id_dues_periods": {
                    "dues_period_id": period(elsewhere).keep()
                },
            },
        )
        assert_refused(batch(books), {"ck_charge_batches_charges_something": {"total_minor": 0}})
        assert_taken(batch(books), {}, {}, {"form_key": "sent", "chapter_id": elsewhere.chapter_id})


class TestACharge:
    def test_of_a_period_stands_once_for_each_member_until_it_is_reversed(self, books: Books) -> None:
        asked = {"dues_period_id": period(books).keep()}
        charge(books).keep(**asked)
        assert_refused(
            charge(books),
            {
                "uq_charges_period_member": asked,
                "ck_charges_kind_known": {"kind": UNHEARD_OF},
                "fk_charges_chapter_id_member_id_members": {"member_id": somebody_elsewhere()},
            },
        )
        assert_taken(
            charge(books), {}, {}, {**asked, "reversed_at": now()}, {**asked, "member_id": books.members[1]}
        )

    def test_belongs_to_a_batch_of_its_own_chapter(self, books: Books) -> None:
        own, other = batch(books).keep(), batch(open_books()).keep()
        assert_refused(charge(books), {"fk_charges_chapter_id_batch_id_charge_batches": {"batch_id": other}})
        assert_taken(charge(books), {"batch_id": own})


class TestAnInstallment:
    def test_is_never_open_below_nothing(self, books: Books) -> None:
        part = installment(books, charge(books).keep())
        assert_refused(
            part,
            {
                "ck_installments_open_not_negative": {"open_minor": -1},
                "fk_installments_chapter_id_member_id_members": {"member_id": somebody_elsewhere()},
                "fk_installments_chapter_id_charge_id_charges": {
                    "chapter_id": (other := open_books()).chapter_id,
                    "member_id": other.members[0],
                },
            },
        )
        assert_taken(part, {"open_minor": 0}, {"open_minor": 300})

    def test_has_one_late_fee(self, books: Books) -> None:
        late, fee, next_fee = (charge(books).keep() for _ in range(3))
        part = installment(books, late).keep()
        charged = Sample(LateFee, of(books, installment_id=part, charge_id=fee))
        assert_taken(charged, {})
        charged.keep()
        assert_refused(charged, {"uq_late_fees_chapter_id_installment_id": {"charge_id": next_fee}})
