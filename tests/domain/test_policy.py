"""A chapter's own rules about money."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from sigma_finance.domain import policy
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.policy import Frequency, LateFeeKind, Policy

PREFIX = "A prefix has one to eight capital letters and digits, a letter first."


class TestAPolicy:
    def test_comes_back_from_json_as_it_was(self) -> None:
        given = Policy(
            fiscal_year_month=9,
            receipt_prefix="SDS",
            settle_first=(ChargeKind.FINE, ChargeKind.DUES),
            plans_offered=(Frequency.MONTHLY,),
            late_fee=LateFeeKind.FLAT,
            late_fee_minor=1500,
        )
        read = policy.read(json.loads(json.dumps(given.kept())))
        assert read == given
        assert read.late_fee is LateFeeKind.FLAT
        assert read.plans_offered[0] is Frequency.MONTHLY
        assert read.settle_first[0] is ChargeKind.FINE

    def test_that_was_never_set_is_the_products_own(self) -> None:
        assert policy.read({}) == Policy()

    def test_reads_over_what_it_does_not_know(self) -> None:
        assert policy.read({"receipt_prefix": "X", "of_a_later_version": 1}) == Policy(receipt_prefix="X")


class TestTheOrderOfSettling:
    def test_has_all_kinds_equal_by_default(self) -> None:
        assert set(Policy().ranks.values()) == {0}

    def test_puts_the_named_kinds_first(self) -> None:
        ranks = Policy(settle_first=(ChargeKind.FINE, ChargeKind.DUES)).ranks
        assert (
            ranks[ChargeKind.FINE]
            < ranks[ChargeKind.DUES]
            < ranks[ChargeKind.OTHER]
            == ranks[ChargeKind.EVENT]
        )


class TestAPlan:
    TERMS = Policy(plans_offered=(Frequency.MONTHLY,), plan_installments=6, plans_end_on=date(2027, 5, 31))

    @pytest.mark.parametrize(
        ("frequency", "installments", "last_on", "offered"),
        [
            (Frequency.MONTHLY, 6, date(2027, 5, 31), True),
            (Frequency.MONTHLY, 2, date(2027, 1, 1), True),
            (Frequency.WEEKLY, 6, date(2027, 5, 31), False),
            (Frequency.MONTHLY, 7, date(2027, 5, 31), False),
            (Frequency.MONTHLY, 1, date(2027, 5, 31), False),
            (Frequency.MONTHLY, 6, date(2027, 6, 1), False),
        ],
    )
    def test_is_offered_within_the_terms(
        self, frequency: Frequency, installments: int, last_on: date, offered: bool
    ) -> None:
        assert self.TERMS.offers_plan(frequency, installments=installments, last_on=last_on) is offered

    def test_may_end_whenever_no_day_is_set(self) -> None:
        assert Policy().offers_plan(Frequency.MONTHLY, installments=12, last_on=date(2050, 1, 1))


class TestAFiscalYear:
    @pytest.mark.parametrize(
        ("today", "month", "began"),
        [
            (date(2026, 6, 30), 7, date(2025, 7, 1)),
            (date(2026, 7, 1), 7, date(2026, 7, 1)),
            (date(2026, 1, 1), 1, date(2026, 1, 1)),
            (date(2026, 11, 30), 12, date(2025, 12, 1)),
        ],
    )
    def test_begins_with_its_month(self, today: date, month: int, began: date) -> None:
        assert Policy(fiscal_year_month=month).year_began(today) == began


class TestACardFee:
    def test_is_asked_of_nobody_where_the_chapter_carries_it(self) -> None:
        assert Policy(card_fee_choice=False).card_fee(20000) == 0

    def test_leaves_the_whole_amount_when_stripe_has_taken_its_part(self) -> None:
        fee = Policy(card_fee_choice=True).card_fee(20000)
        assert fee == 629
        assert 20000 + fee - ((20000 + fee) * 290 / 10000 + 30) >= 20000


class TestALimit:
    @pytest.mark.parametrize(
        ("values", "field", "message"),
        [
            ({"fiscal_year_month": 0}, "fiscal_year_month", "Choose a month."),
            ({"fiscal_year_month": 13}, "fiscal_year_month", "Choose a month."),
            ({"receipt_prefix": ""}, "receipt_prefix", PREFIX),
            ({"receipt_prefix": "1A"}, "receipt_prefix", PREFIX),
            ({"receipt_prefix": "sds"}, "receipt_prefix", PREFIX),
            ({"receipt_prefix": "A" * 9}, "receipt_prefix", PREFIX),
            (
                {"settle_first": (ChargeKind.FINE, ChargeKind.FINE)},
                "settle_first",
                "A kind of charge can stand in one place only.",
            ),
            ({"plan_installments": 53}, "plan_installments", "Enter at most 52 installments."),
            ({"plan_installments": -1}, "plan_installments", "Enter at most 52 installments."),
            ({"late_fee_grace_days": 3651}, "late_fee_grace_days", "Enter at most 3,650 days."),
            (
                {"late_fee_share": 10_001},
                "late_fee_share",
                "Enter at most 10,000 hundredths of a per cent.",
            ),
            (
                {"card_fee_share": 1001},
                "card_fee_share",
                "Enter at most 1,000 hundredths of a per cent.",
            ),
            ({"late_fee": LateFeeKind.FLAT}, "late_fee_minor", "Enter the late fee."),
            ({"late_fee": LateFeeKind.PERCENT}, "late_fee_share", "Enter the share that the late fee is."),
        ],
    )
    def test_is_said_at_its_field(self, values: dict[str, Any], field: str, message: str) -> None:
        with pytest.raises(Invalid) as refusal:
            policy.check(Policy(**values))
        assert (refusal.value.field, refusal.value.message) == (field, message)

    @pytest.mark.parametrize(
        "values",
        [
            {},
            {"fiscal_year_month": 1, "receipt_prefix": "A"},
            {"fiscal_year_month": 12, "receipt_prefix": "A" * 8},
            {"plan_installments": 0, "late_fee_grace_days": 0, "card_fee_share": 0},
            {"plan_installments": 52, "late_fee_grace_days": 3650, "card_fee_share": 1000},
            {"late_fee": LateFeeKind.FLAT, "late_fee_minor": 1},
            {"late_fee": LateFeeKind.PERCENT, "late_fee_share": 10_000},
        ],
    )
    def test_takes_what_lies_on_it(self, values: dict[str, Any]) -> None:
        assert policy.check(Policy(**values)) == Policy(**values)


class TestAWord:
    def test_says_how_a_late_fee_is_worked_out_and_how_often_a_plan_asks(self) -> None:
        assert [kind.label for kind in LateFeeKind] == [
            "No late fee",
            "A fixed amount",
            "A share of what is past due",
        ]
        assert [one.label for one in Frequency] == ["Weekly", "Monthly", "Quarterly"]

    def test_of_a_plans_last_day_comes_back_from_json(self) -> None:
        given = Policy(plans_end_on=date(2027, 5, 31), reminders=(-3, 0))
        assert policy.read(json.loads(json.dumps(given.kept()))) == given
