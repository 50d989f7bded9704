"""What is usual where a chapter is."""

from __future__ import annotations

import pytest

from sigma_finance.domain.imports.customs import AmountStyle, Customs, DateOrder, customs_of

AMERICAN = Customs(AmountStyle.POINT, DateOrder.MONTH_FIRST)

_POINT, _COMMA = AmountStyle
_MONTH, _DAY = DateOrder


@pytest.mark.parametrize(
    ("currency", "timezone", "customs"),
    [
        ("USD", "America/New_York", AMERICAN),
        ("USD", "UTC", AMERICAN),
        ("EUR", "Europe/Berlin", Customs(_COMMA, _DAY)),
        ("KES", "Africa/Nairobi", Customs(_POINT, _DAY)),
        ("GBP", "Europe/London", Customs(_POINT, _DAY)),
        ("CAD", "America/Toronto", Customs(_POINT, None)),
        ("EUR", "America/New_York", Customs()),
        ("EUR", "UTC", Customs()),
        ("USD", "Antarctica/McMurdo", Customs()),
    ],
)
def test_customs_are_those_of_the_country_where_currency_and_time_are_at_home(
    currency: str, timezone: str, customs: Customs
) -> None:
    assert customs_of(currency, timezone) == customs


def test_each_choice_has_another_and_says_what_it_means() -> None:
    assert (_POINT.other, _COMMA.other, _MONTH.other, _DAY.other) == (_COMMA, _POINT, _DAY, _MONTH)
    assert "1.200,00" in _COMMA.label
    assert "April 3" in _DAY.label
