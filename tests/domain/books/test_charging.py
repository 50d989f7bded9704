"""From facts to lines: charges made, forgiven, moved, taken back."""

from __future__ import annotations

from datetime import date

from sigma_finance.domain.books import charging
from sigma_finance.domain.books.accounts import Account, ChargeKind, EntryKind
from sigma_finance.domain.books.facts import ChargeFacts, InstallmentMovement, MemberFacts
from sigma_finance.domain.books.lines import PostingLine
from sigma_finance.domain.books.settling import OpenInstallment

DUES = ChargeFacts(7, ChargeKind.DUES, 10_000, national_minor=3000, regional_minor=1000)


def on(lines: list[PostingLine]) -> dict[Account, int]:
    """What lines move on each account."""
    sums: dict[Account, int] = {}
    for line in lines:
        sums[line.account] = sums.get(line.account, 0) + line.amount_minor
    return sums


class TestACharge:
    def test_earns_its_own_part_and_holds_the_rest_for_other_bodies(self) -> None:
        lines = charging.charged(DUES, [(1, 4000), (2, 6000)])
        assert on(lines) == {
            Account.RECEIVABLE: 10_000,
            Account.INCOME_DUES: -6000,
            Account.HELD_NATIONAL: -3000,
            Account.HELD_REGIONAL: -1000,
        }
        assert [line.installment_id for line in lines[:2]] == [1, 2]

    def test_taken_back_gives_credit_to_the_payments_that_settled_it_and_undoes_waivers(self) -> None:
        moved = [
            InstallmentMovement(1, EntryKind.CHARGE, None, 10_000),
            InstallmentMovement(1, EntryKind.WAIVER, None, -2000),
            InstallmentMovement(1, EntryKind.PAYMENT, 5, -3000),
            InstallmentMovement(1, EntryKind.RESCHEDULE, None, -5000),
            InstallmentMovement(2, EntryKind.RESCHEDULE, None, 5000),
        ]
        lines = charging.charge_reversed(DUES, moved)
        assert on(lines)[Account.WAIVERS] == -2000
        assert [
            (line.amount_minor, line.payment_id) for line in lines if line.account is Account.MEMBER_CREDIT
        ] == [(-3000, 5)]
        assert on(lines)[Account.RECEIVABLE] == -5000
        assert sum(line.amount_minor for line in lines) == 0


class TestAWaiver:
    def test_forgives_in_settling_order(self) -> None:
        parts = [
            OpenInstallment(1, date(2026, 9, 1), ChargeKind.DUES, 100),
            OpenInstallment(2, date(2026, 8, 1), ChargeKind.DUES, 100),
        ]
        lines = charging.waived(MemberFacts(7, parts), 150)
        assert [(line.installment_id, line.amount_minor) for line in lines] == [
            (None, 150),
            (2, -100),
            (1, -50),
        ]


class TestARescheduling:
    def test_moves_what_is_open_and_nothing_else(self) -> None:
        old = [OpenInstallment(1, date(2026, 9, 1), ChargeKind.DUES, 100)]
        lines = charging.rescheduled(7, old=old, new=[(2, 60), (3, 40)])
        assert [(line.installment_id, line.amount_minor) for line in lines] == [(1, -100), (2, 60), (3, 40)]
        assert {line.account for line in lines} == {Account.RECEIVABLE}
