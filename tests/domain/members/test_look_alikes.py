"""Who may be on a member list twice."""

from __future__ import annotations

import pytest

from sigma_finance.domain.members.look_alikes import Somebody, is_alike, number_of


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (("Jordan Lee", ""), ("Jordan Lee", ""), True),
        (("Élodie Núñez", ""), ("elodie nunez", ""), True),
        (("Jordan Lee", "404 555 0123"), ("Jordan Lee", ""), True),
        (("Jordan Lee", "404 555 0123"), ("Jordan Lee", "404 555 0199"), False),
        (("Jordan Lee", "+1 (404) 555-0123"), ("Jordan Lee-Park", "404.555.0123"), True),
        (("Jordan Lee", "404 555 0123"), ("Casey Lee", "404 555 0123"), False),
        (("Jordan Lee", ""), ("Jordan Li", ""), False),
    ],
)
def test_one_name_or_one_number_with_one_first_name(
    one: tuple[str, str], other: tuple[str, str], *, alike: bool
) -> None:
    first, second = Somebody(1, *one), Somebody(2, *other)
    assert is_alike(first, second) is is_alike(second, first) is alike


@pytest.mark.parametrize("written", ["+1 404 555 0123", "001 404 555-0123", "(404) 555.0123", "404/555/0123"])
def test_a_number_is_compared_by_its_digits(written: str) -> None:
    assert number_of(written) == "4045550123"
