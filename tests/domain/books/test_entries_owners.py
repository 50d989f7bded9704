"""Whose each line is, and of which payment: what a statement, a refund and a dispute find money by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from sigma_finance.domain.books import charging, entries
from sigma_finance.domain.books.accounts import Account, ChargeKind, EntryKind
from sigma_finance.domain.books.facts import (
    ChargeFacts,
    CreditSource,
    InstallmentMovement,
    MemberFacts,
    PaymentFacts,
)
from sigma_finance.domain.books.lines import PostingLine
from sigma_finance.domain.books.settling import OpenInstallment
from sigma_finance.domain.errors import Conflict
from tests.domain.books.paper import DAY, MEMBER

PAID = PaymentFacts(
    5,
    MEMBER,
    Account.CASH_STRIPE,
    covers_fee_minor=30,
    fee_minor=30,
    credit_minor=100,
    settled=((9, 200),),
    cash={Account.CASH_STRIPE: 330},
    excess={Account.DISPUTED_IN_EXCESS: 40},
)
NOBODYS = PaymentFacts(5, None, Account.CASH_STRIPE, cash={Account.CASH_STRIPE: 330})
DUES = ChargeFacts(MEMBER, ChargeKind.DUES, 300, national_minor=30, regional_minor=10)
OWING = MemberFacts(MEMBER, (OpenInstallment(9, DAY, ChargeKind.DUES, 200),))
#: A fine comes before dues, whatever their dates.
RANKS = {ChargeKind.FINE: 0, ChargeKind.DUES: 1}


Making = Callable[[], list[PostingLine]]


def ranked(*credit: CreditSource) -> MemberFacts:
    parts = (
        OpenInstallment(9, DAY, ChargeKind.DUES, 200),
        OpenInstallment(8, DAY + timedelta(1), ChargeKind.FINE, 50),
    )
    return MemberFacts(MEMBER, parts, credit, RANKS)


def owners(lines: list[PostingLine]) -> set[tuple[int | None, int | None]]:
    return {(line.member_id, line.payment_id) for line in lines if line.amount_minor}


class TestEveryLine:
    @pytest.mark.parametrize(
        "make",
        [
            lambda: entries.received(replace(PAID, fee_minor=0), OWING, 1000),
            lambda: entries.taken_back(PAID, 330),
            lambda: entries.gone_back(PAID, 500),
            lambda: entries.lost(PAID, 40),
            lambda: entries.assigned(NOBODYS, replace(OWING, member_id=MEMBER), 300),
        ],
        ids=["received", "taken back", "gone back", "lost", "assigned"],
    )
    def test_of_a_members_payment_is_theirs_and_the_payments(self, make: Making) -> None:
        assert owners(make()) == {(MEMBER, 5)}

    @pytest.mark.parametrize(
        "make",
        [
            lambda: entries.received(NOBODYS, None, 330),
            lambda: entries.taken_back(NOBODYS, 330),
            lambda: entries.gone_back(NOBODYS, 330),
        ],
        ids=["received", "taken back", "gone back"],
    )
    def test_of_a_payment_of_nobody_known_is_the_payments_alone(self, make: Making) -> None:
        assert owners(make()) == {(None, 5)}

    def test_of_a_charge_is_its_members_and_no_payments(self) -> None:
        assert owners(charging.charged(DUES, [(9, 300)])) == {(MEMBER, None)}
        assert owners(charging.waived(OWING, 100)) == {(MEMBER, None)}
        assert owners(charging.rescheduled(MEMBER, old=OWING.open, new=[(10, 200)])) == {(MEMBER, None)}

    def test_of_a_charge_taken_back_is_of_the_payment_that_had_settled_it(self) -> None:
        moved = [
            InstallmentMovement(9, EntryKind.CHARGE, None, 300),
            InstallmentMovement(9, EntryKind.WAIVER, None, -100),
            InstallmentMovement(9, EntryKind.PAYMENT, 5, -200),
        ]
        lines = charging.charge_reversed(DUES, moved)
        assert [(line.account, line.amount_minor, *owner(line)) for line in lines if line.amount_minor] == [
            (Account.HELD_NATIONAL, 30, MEMBER, None, None),
            (Account.HELD_REGIONAL, 10, MEMBER, None, None),
            (Account.INCOME_DUES, 260, MEMBER, None, None),
            (Account.RECEIVABLE, -300, MEMBER, 9, None),
            (Account.RECEIVABLE, 100, MEMBER, 9, None),
            (Account.RECEIVABLE, 200, MEMBER, 9, 5),
            (Account.MEMBER_CREDIT, -200, MEMBER, None, 5),
            (Account.WAIVERS, -100, MEMBER, None, None),
        ]

    def test_of_credit_is_of_the_payment_that_the_credit_came_from(self) -> None:
        credit = (CreditSource(None, 20), CreditSource(4, 100))
        for source, lines in entries.credit_applied(ranked(*credit)):
            assert owners(lines) == {(MEMBER, source)}
        returned = entries.credit_returned(ranked(*credit), 60, Account.CASH_BANK)
        assert owners(returned) == {(MEMBER, None), (MEMBER, 4)}
        put_back = entries.credit_put_back(returned, {4: 10})
        assert [(line.account, line.amount_minor, *owner(line)) for line in put_back] == [
            (Account.MEMBER_CREDIT, -20, MEMBER, None, None),
            (Account.MEMBER_CREDIT, -30, MEMBER, None, 4),
            (Account.DISPUTED_IN_EXCESS, -10, MEMBER, None, 4),
            (Account.CASH_BANK, 20, MEMBER, None, None),
            (Account.CASH_BANK, 40, MEMBER, None, 4),
        ]


def owner(line: PostingLine) -> tuple[int | None, int | None, int | None]:
    return line.member_id, line.installment_id, line.payment_id


class TestThePolicysOrder:
    def test_holds_for_money_for_waivers_and_for_credit_of_each_payment(self) -> None:
        def settled(lines: list[PostingLine]) -> list[tuple[int | None, int]]:
            return [
                (line.installment_id, line.amount_minor)
                for line in lines
                if line.account is Account.RECEIVABLE
            ]

        assert settled(entries.received(replace(PAID, excess={}), ranked(), 60)) == [(8, -50), (9, -10)]
        assert settled(charging.waived(ranked(), 60)) == [(8, -50), (9, -10)]
        credit = (CreditSource(3, 30), CreditSource(4, 100))
        assert [settled(lines) for _, lines in entries.credit_applied(ranked(*credit))] == [
            [(8, -30)],
            [(8, -20), (9, -80)],
        ]


class TestWhatIsTooMuch:
    @pytest.mark.parametrize(
        ("ask", "sentence"),
        [
            (lambda: entries.taken_back(PAID, 331), "That is more than is left of this payment."),
            (
                lambda: entries.taken_back(replace(PAID, cash={Account.CASH_STRIPE: 1}), 2),
                "That is more than is left of this payment.",
            ),
            (
                lambda: entries.credit_returned(ranked(CreditSource(4, 1)), 2, Account.CASH_BANK),
                "The member has less credit than that.",
            ),
        ],
    )
    def test_is_refused_with_a_sentence_at_the_amount(self, ask: Making, sentence: str) -> None:
        with pytest.raises(Conflict) as refusal:
            ask()
        assert (refusal.value.message, refusal.value.field) == (sentence, "amount")
