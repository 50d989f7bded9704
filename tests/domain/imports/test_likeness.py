"""Whether two ways of naming somebody may be one person's."""

from __future__ import annotations

import pytest

from sigma_finance.domain.imports.likeness import is_relative, may_be_same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bob Lee", "Robert Lee"),
        ("Robert J. Lee", "Robert Lee"),
        ("R. Lee", "Robert Lee"),
        ("Lee, Rob", "Robert Lee"),
        ("Cal Leeds", "Calvin Leeds"),
        ("Robert Lee Jr.", "Robert Lee"),
        ('Robert "Bobby" Lee', "Robert Lee"),
        ("Zoe Nunez", "Zoë Núñez"),
    ],
)
def test_two_names_may_be_one_persons(one: str, other: str) -> None:
    assert may_be_same(one, other)
    assert may_be_same(other, one)
    assert not is_relative(one, other)


@pytest.mark.parametrize(("one", "other"), [("Leo Park", "Mia Park"), ("Park, Leo", "Mia Anne Park")])
def test_two_names_may_be_those_of_relatives(one: str, other: str) -> None:
    assert is_relative(one, other)
    assert not may_be_same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Al Lee", "Calvin Leeds"), ("Ann Ng", "Ada Byron"), ("Lee", "Robert Lee"), ("", "Ada Byron")],
)
def test_two_names_may_have_nothing_to_do_with_each_other(one: str, other: str) -> None:
    assert not may_be_same(one, other)
    assert not is_relative(one, other)


def test_two_middle_names_tell_people_apart() -> None:
    assert not may_be_same("Robert James Lee", "Robert Paul Lee")
