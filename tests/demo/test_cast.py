"""Who the demo's people are."""

from __future__ import annotations

from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from sigma_finance.demo import LOGINS
from sigma_finance.demo.cast import SDS, TAU_BETA, Course, DemoPerson, Troupe
from sigma_finance.domain.permissions import Role

TROUPES = (SDS, TAU_BETA)


class TestATroupe:
    @pytest.mark.parametrize("troupe", TROUPES)
    def test_has_one_person_for_each_login_of_the_demo(self, troupe: Troupe) -> None:
        roles = Counter(person.role for person in troupe.people if person.role is not None)
        assert roles == dict.fromkeys(LOGINS, 1)

    @pytest.mark.parametrize("troupe", TROUPES)
    def test_has_an_address_of_their_own_for_everybody(self, troupe: Troupe) -> None:
        addresses = [person.email for person in troupe.people] + [troupe.invited]
        assert len(set(addresses)) == len(addresses)
        assert [address for address in addresses if not address.endswith("@example.org")] == []

    @pytest.mark.parametrize("troupe", TROUPES)
    def test_stands_in_a_zone_that_there_is_and_asks_for_dues(self, troupe: Troupe) -> None:
        assert ZoneInfo(troupe.timezone).key == troupe.timezone
        assert 0 < troupe.last_dues_minor < troupe.dues_minor

    def test_of_the_larger_chapter_shows_every_course(self) -> None:
        assert set(Course) - {person.course for person in SDS.people} == set()

    def test_lets_its_member_owe_so_that_there_is_something_to_pay(self) -> None:
        for troupe in TROUPES:
            (member,) = (person for person in troupe.people if person.role is Role.MEMBER)
            assert member.course is Course.OWES


class TestAnAddress:
    @pytest.mark.parametrize(
        ("name", "address"),
        [("Liam O'Rourke", "liam.orourke@example.org"), ("Ada Brightwater", "ada.brightwater@example.org")],
    )
    def test_is_made_of_the_name(self, name: str, address: str) -> None:
        assert DemoPerson(name).email == address
