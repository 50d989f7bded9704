"""What each role and office may do, written out: a change of a right is a change here."""

from __future__ import annotations

import pytest

from sigma_finance.domain.members.members import Post
from sigma_finance.domain.permissions import (
    Permission,
    Role,
    acting_role,
    grantable,
    higher,
    is_officers,
    may,
    may_admit,
    may_appoint,
    may_grant,
    permissions,
    posts_that_may,
    roles_that_may,
)

MEMBER, SECRETARY, TREASURER, ADMIN = Role

ROLES = {
    Permission.SEE_BOOKS: [TREASURER, ADMIN],
    Permission.RECORD_MONEY: [TREASURER, ADMIN],
    Permission.ASSESS_DUES: [TREASURER, ADMIN],
    Permission.INVITE: [SECRETARY, TREASURER, ADMIN],
    Permission.MANAGE_MEMBERS: [TREASURER, ADMIN],
    Permission.MANAGE_CHAPTER: [ADMIN],
}
POSTS = {
    Permission.SEE_BOOKS: [Post.PRESIDENT, Post.VICE_PRESIDENT, Post.TREASURER],
    Permission.RECORD_MONEY: [Post.TREASURER],
    Permission.ASSESS_DUES: [Post.TREASURER],
    Permission.INVITE: [Post.PRESIDENT, Post.SECRETARY, Post.TREASURER],
    Permission.MANAGE_MEMBERS: [Post.TREASURER],
    Permission.MANAGE_CHAPTER: [],
}


class TestAPermission:
    @pytest.mark.parametrize("permission", list(Permission))
    def test_is_granted_by_these_roles_and_offices(self, permission: Permission) -> None:
        assert roles_that_may(permission) == ROLES[permission]
        assert [role for role in Role if may(role, permission)] == ROLES[permission]
        assert posts_that_may(permission) == POSTS[permission]

    def test_has_a_label_each(self) -> None:
        assert len({permission.label for permission in Permission}) == len(Permission)
        assert Permission.ASSESS_DUES.label == "Charge and waive"


class TestAMember:
    def test_may_do_nothing_by_themselves(self) -> None:
        assert permissions(MEMBER) == frozenset()

    def test_may_do_what_each_of_their_offices_grants(self) -> None:
        assert permissions(MEMBER, [Post.VICE_PRESIDENT, Post.SECRETARY]) == {
            Permission.SEE_BOOKS,
            Permission.INVITE,
        }

    def test_loses_nothing_of_their_role_by_an_office(self) -> None:
        assert permissions(ADMIN, [Post.SECRETARY]) == set(Permission)

    def test_is_an_officer_by_a_role_or_by_an_office(self) -> None:
        assert [role for role in Role if is_officers(role, [])] == [SECRETARY, TREASURER, ADMIN]
        assert [post for post in Post if is_officers(MEMBER, [post])] == list(Post)

    @pytest.mark.parametrize(
        ("role", "posts", "acting"),
        [
            (TREASURER, [], ADMIN),
            (MEMBER, [Post.SECRETARY, Post.TREASURER], ADMIN),
            (SECRETARY, [Post.PRESIDENT], SECRETARY),
            (ADMIN, [], ADMIN),
        ],
    )
    def test_stands_in_for_the_admin_that_a_chapter_lacks_as_its_treasurer_alone(
        self, role: Role, posts: list[Post], acting: Role
    ) -> None:
        assert acting_role(role, posts, has_admin=False) is acting
        assert acting_role(role, posts, has_admin=True) is role


class TestAnOffice:
    @pytest.mark.parametrize(
        ("role", "posts"),
        [(MEMBER, []), (SECRETARY, [Post.SECRETARY]), (TREASURER, list(Post)), (ADMIN, list(Post))],
    )
    def test_is_given_by_nobody_who_may_do_less(self, role: Role, posts: list[Post]) -> None:
        assert [post for post in Post if may_appoint(role, post)] == posts


class TestARole:
    @pytest.mark.parametrize(
        ("issuer", "roles"),
        [
            (MEMBER, [MEMBER]),
            (SECRETARY, [MEMBER, SECRETARY]),
            (TREASURER, [MEMBER, SECRETARY, TREASURER]),
            (ADMIN, list(Role)),
        ],
    )
    def test_is_handed_out_up_to_ones_own(self, issuer: Role, roles: list[Role]) -> None:
        assert grantable(issuer) == roles
        assert [role for role in Role if may_grant(issuer, role)] == roles

    @pytest.mark.parametrize(
        ("issuer", "role", "posts", "admits"),
        [
            (SECRETARY, SECRETARY, [Post.SECRETARY], True),
            (SECRETARY, TREASURER, [], False),
            (SECRETARY, MEMBER, [Post.SECRETARY, Post.TREASURER], False),
            (MEMBER, MEMBER, [], True),
        ],
    )
    def test_lets_in_nobody_who_may_do_more_by_role_or_by_office(
        self, issuer: Role, role: Role, posts: list[Post], admits: bool
    ) -> None:
        assert may_admit(issuer, role, posts) is admits

    def test_is_the_higher_of_two_in_either_order(self) -> None:
        assert higher(TREASURER, SECRETARY) is higher(SECRETARY, TREASURER) is TREASURER
        assert higher(ADMIN, TREASURER) is higher(MEMBER, ADMIN) is ADMIN
        assert higher(MEMBER, MEMBER) is MEMBER

    def test_is_named_in_words(self) -> None:
        assert [role.label for role in Role] == ["Member", "Secretary", "Treasurer", "Admin"]
