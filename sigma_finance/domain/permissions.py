"""Roles and offices in a chapter, and what each may do."""

from __future__ import annotations

from collections.abc import Iterable

from sigma_finance.domain.labels import LabelledEnum
from sigma_finance.domain.members.members import Post


class Role(LabelledEnum):
    """A member's role in one chapter."""

    MEMBER = "member"
    SECRETARY = "secretary"
    TREASURER = "treasurer"
    ADMIN = "admin"


class Permission(LabelledEnum):
    """Something that not every member may do."""

    SEE_BOOKS = "see_books", "See the books"
    RECORD_MONEY = "record_money"
    ASSESS_DUES = "assess_dues", "Charge and waive"
    INVITE = "invite"
    MANAGE_MEMBERS = "manage_members", "Change members and officers"
    MANAGE_CHAPTER = "manage_chapter", "Change settings"


_GRANTS: dict[Role, frozenset[Permission]] = {
    Role.MEMBER: frozenset(),
    Role.SECRETARY: frozenset({Permission.INVITE}),
    Role.TREASURER: frozenset(set(Permission) - {Permission.MANAGE_CHAPTER}),
    Role.ADMIN: frozenset(Permission),
}
_OF_POST: dict[Post, frozenset[Permission]] = {
    Post.PRESIDENT: frozenset({Permission.SEE_BOOKS, Permission.INVITE}),
    Post.VICE_PRESIDENT: frozenset({Permission.SEE_BOOKS}),
    Post.SECRETARY: _GRANTS[Role.SECRETARY],
    Post.TREASURER: _GRANTS[Role.TREASURER],
}

_RANK = {role: rank for rank, role in enumerate(Role)}


def may(role: Role, permission: Permission) -> bool:
    """Whether ``role`` grants ``permission``."""
    return permission in _GRANTS[role]


def permissions(role: Role, posts: Iterable[Post] = ()) -> frozenset[Permission]:
    """What a member may do: what their role grants, and each office that they hold."""
    return _GRANTS[role].union(*(_OF_POST[post] for post in posts))


def roles_that_may(permission: Permission) -> list[Role]:
    """The roles that grant ``permission``."""
    return [role for role in Role if permission in _GRANTS[role]]


def posts_that_may(permission: Permission) -> list[Post]:
    """The offices that grant ``permission``."""
    return [post for post in Post if permission in _OF_POST[post]]


def may_appoint(appointer: Role, post: Post) -> bool:
    """Whether an officer may give an office: none that may do more than their own role; their offices do not count."""
    return _OF_POST[post] <= _GRANTS[appointer]


def may_grant(issuer: Role, role: Role) -> bool:
    """Whether an officer may hand out ``role``: none above their own."""
    return _RANK[role] <= _RANK[issuer]


def may_admit(issuer: Role, role: Role, posts: Iterable[Post]) -> bool:
    """Whether an officer may let somebody in as this: no role above their own, no office that may do more."""
    return may_grant(issuer, role) and all(may_appoint(issuer, post) for post in posts)


def is_officers(role: Role, posts: Iterable[Post]) -> bool:
    """Whether somebody of this role and these offices may do more than a member."""
    return bool(permissions(role, posts))


def acting_role(role: Role, posts: Iterable[Post], *, has_admin: bool) -> Role:
    """As whom an officer acts: while a chapter has no admin, its treasurer stands in, by role or by office."""
    is_treasurer = role is Role.TREASURER or Post.TREASURER in posts
    return Role.ADMIN if is_treasurer and not has_admin else role


def grantable(issuer: Role) -> list[Role]:
    """The roles that ``issuer`` may hand out, lowest first."""
    return [role for role in Role if may_grant(issuer, role)]


def higher(one: Role, other: Role) -> Role:
    """The role of the two that may do more."""
    return max(one, other, key=_RANK.__getitem__)
