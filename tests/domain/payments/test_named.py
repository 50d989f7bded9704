"""Installments that a link names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigma_finance.domain.payments import named

PAY = "https://dues.example.org/pay/x"


class TestAnAddress:
    @given(ids=st.lists(st.integers(1, 10**15), min_size=1, max_size=named.MOST, unique=True))
    def test_names_what_is_read_from_it(self, ids: list[int]) -> None:
        url = named.address(PAY, ids)
        assert url.startswith(f"{PAY}?for=")
        assert named.read(url.partition("=")[2]) == tuple(ids)

    def test_names_nothing_where_there_is_nothing_or_too_much(self) -> None:
        assert named.address(PAY, []) == PAY
        assert named.address(PAY, range(1, named.MOST + 2)) == PAY

    @pytest.mark.parametrize(
        "odd",
        [
            None,
            "",
            "x",
            "1,2",
            "1..2",
            ".1",
            "1.",
            "0",
            "-1",
            "01",
            "\u0661",
            "1.x",
            "9" * 30,
            "1." * 900 + "1",
        ],
    )
    def test_of_another_shape_names_nothing(self, odd: str | None) -> None:
        assert named.read(odd) == ()

    def test_names_as_many_as_anybody_has_open_and_no_more(self) -> None:
        most = list(range(1, named.MOST + 1))
        written = ".".join(str(one) for one in most)
        assert named.address(PAY, most) == f"{PAY}?for={written}"
        assert named.read(written) == tuple(most)
        assert named.read(f"{written}.{named.MOST + 1}") == ()

    def test_is_read_up_to_a_length_that_ours_do_not_reach(self) -> None:
        longest = "1." * 599 + "11"
        assert len(longest) == 1200
        assert named.read(longest) == (1, 11)
        assert named.read(longest + "1") == ()

    def test_names_each_once(self) -> None:
        assert named.read("3.1.3") == (3, 1)
