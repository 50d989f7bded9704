"""Addresses of earlier days."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.extensions import db
from sigma_finance.models import Member, User
from sigma_finance.queries.logins import old_addresses
from tests.old_addresses import NORMAL, WIDE, widen
from tests.people import People, add_to_member_list, open_chapter


@pytest.fixture
def people(any_app: Flask) -> People:
    return open_chapter()


class TestOldAddresses:
    def test_are_named_once_for_a_login_and_its_places(self, people: People) -> None:
        widen(people)
        [old] = old_addresses.of_logins()
        assert (old.user_id, old.normal, old.whose) == (people.member.user_id, NORMAL, "login")
        assert old_addresses.of_members() == []

    def test_are_named_for_members_who_do_not_sign_in(self, people: People) -> None:
        listed = add_to_member_list(people.chapter_id, "Ada", WIDE)
        [old] = old_addresses.of_members()
        assert (old.member_id, old.chapter_id, old.whose) == (listed, people.chapter_id, "member of sds")
        db.session.get_one(Member, listed).status = MemberStatus.REMOVED
        db.session.commit()
        assert old_addresses.of_members() == []

    def test_are_taken_where_another_has_the_normal_one_in_the_same_place(self, people: People) -> None:
        listed = add_to_member_list(people.chapter_id, "Ada", WIDE)
        add_to_member_list(open_chapter("kr", "Kappa Rho").chapter_id, "Ada", NORMAL)
        [old] = old_addresses.of_members()
        assert not old_addresses.is_taken(old)
        add_to_member_list(people.chapter_id, "Ada", NORMAL)
        assert old_addresses.is_taken(old)
        assert old.member_id == listed

    def test_are_taken_where_another_signs_in_with_it(self, people: People) -> None:
        widen(people)
        [old] = old_addresses.of_logins()
        assert not old_addresses.is_taken(old)
        db.session.get_one(User, people.admin.user_id).email = NORMAL
        db.session.commit()
        assert old_addresses.is_taken(old)
