"""The order in which money settles what is owed."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.books.settling import OpenInstallment, allocate, take

DAY = date(2026, 1, 1)
installments = st.lists(
    st.builds(
        OpenInstallment,
        id=st.integers(1, 10**6),
        due_on=st.integers(0, 400).map(lambda days: DAY + timedelta(days=days)),
        kind=st.sampled_from(ChargeKind),
        open_minor=st.integers(1, 10**6),
        named=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda installment: installment.id,
)


class TestAllocating:
    def test_settles_the_oldest_due_date_first_and_keeps_the_rest(self) -> None:
        later = OpenInstallment(1, date(2026, 12, 31), ChargeKind.DUES, 10000)
        sooner = OpenInstallment(2, date(2026, 6, 30), ChargeKind.DUES, 10000)
        allocation = allocate(25000, [later, sooner])
        assert allocation.parts == ((2, 10000), (1, 10000))
        assert allocation.rest_minor == 5000

    def test_lets_the_policy_put_one_kind_before_another(self) -> None:
        dues = OpenInstallment(1, date(2026, 1, 1), ChargeKind.DUES, 100)
        fine = OpenInstallment(2, date(2026, 2, 1), ChargeKind.FINE, 100)
        assert allocate(100, [dues, fine], {ChargeKind.DUES: 1}).parts == ((2, 100),)

    def test_settles_what_the_payment_names_first_by_due_date_whatever_the_policy(self) -> None:
        older = OpenInstallment(1, date(2026, 6, 1), ChargeKind.FINE, 100)
        later = OpenInstallment(2, date(2026, 8, 1), ChargeKind.FINE, 100, named=True)
        sooner = OpenInstallment(3, date(2026, 7, 1), ChargeKind.DUES, 100, named=True)
        ranks = {ChargeKind.FINE: 0, ChargeKind.DUES: 1}
        assert allocate(250, [older, later, sooner], ranks).parts == ((3, 100), (2, 100), (1, 50))

    @given(st.integers(0, 10**7), installments)
    def test_loses_no_cent_and_overpays_nothing(self, amount: int, owed: list[OpenInstallment]) -> None:
        allocation = allocate(amount, owed)
        open_by_id = {installment.id: installment.open_minor for installment in owed}
        assert sum(part for _, part in allocation.parts) + allocation.rest_minor == amount
        assert all(0 < part <= open_by_id[installment] for installment, part in allocation.parts)
        assert allocation.rest_minor == 0 or sum(open_by_id.values()) <= amount


class TestTaking:
    def test_passes_over_sources_that_hold_nothing(self) -> None:
        assert take([(1, 0), (2, 5), (3, 5)], 7) == (((2, 5), (3, 2)), 0)

    def test_says_what_was_not_found(self) -> None:
        assert take([(1, 4)], 7) == (((1, 4),), 3)
        assert take([], 0) == ((), 0)
