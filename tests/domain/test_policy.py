"""A chapter's own rules about money."""

from __future__ import annotations

import json

from sigma_finance.domain import policy
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.policy import Frequency, LateFeeKind, Policy


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
        assert policy.read(json.loads(json.dumps(given.kept()))) == given

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
