"""What the database lets cash that the chapter moves be."""

from __future__ import annotations

from datetime import date

from sigma_finance.domain.payments.payments import Method
from sigma_finance.models import CreditReturn, Deposit
from tests.books import Books
from tests.models.samples import UNHEARD_OF, Sample, assert_refused, assert_taken, of, somebody_elsewhere

DAY = date(2026, 10, 1)


class TestADeposit:
    def test_takes_something_to_the_bank(self, books: Books) -> None:
        deposit = Sample(Deposit, of(books, deposited_on=DAY, amount_minor=1, payments=1))
        for facts in ({"amount_minor": 0}, {"payments": 0}):
            assert_refused(deposit, {"ck_deposits_takes_something": facts})
        assert_refused(deposit, {"fk_deposits_made_by_members": {"made_by_member_id": somebody_elsewhere()}})
        assert_taken(deposit, {}, {"made_by_member_id": books.members[0]})


class TestACreditReturn:
    def test_pays_a_member_of_the_chapter_back_once_for_each_form(self, books: Books) -> None:
        facts = of(books, member_id=books.members[0], method=Method.CASH, paid_on=DAY, amount_minor=1)
        returned = Sample(CreditReturn, facts)
        returned.keep(form_key="sent")
        stranger = somebody_elsewhere()
        assert_refused(
            returned,
            {
                "ck_payouts_amount_bounded": {"amount_minor": 0},
                "ck_payouts_method_known": {"method": UNHEARD_OF},
                "uq_payouts_chapter_id_form_key": {"form_key": "sent"},
                "fk_payouts_chapter_id_member_id_members": {"member_id": stranger},
                "fk_payouts_made_by_members": {"made_by_member_id": stranger},
            },
        )
        assert_refused(returned, {"ck_payouts_amount_bounded": {"amount_minor": 10**9}})
        assert_taken(returned, {}, {}, {"form_key": "another", "amount_minor": 10**9 - 1})
