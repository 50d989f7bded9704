"""Roles in a chapter and what each may do."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A member's role in one chapter."""

    MEMBER = "member"
    SECRETARY = "secretary"
    TREASURER = "treasurer"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class Permission(StrEnum):
    """Something that not every member may do."""

    SEE_BOOKS = "see_books"
    RECORD_MONEY = "record_money"
    ASSESS_DUES = "assess_dues"
    INVITE = "invite"
    MANAGE_CHAPTER = "manage_chapter"


_GRANTS: dict[Role, frozenset[Permission]] = {
    Role.MEMBER: frozenset(),
    Role.SECRETARY: frozenset({Permission.INVITE}),
    Role.TREASURER: frozenset(set(Permission) - {Permission.MANAGE_CHAPTER}),
    Role.ADMIN: frozenset(Permission),
}

_RANK = {role: rank for rank, role in enumerate(Role)}


def may(role: Role, permission: Permission) -> bool:
    """Whether ``role`` grants ``permission``."""
    return permission in _GRANTS[role]


def may_grant(issuer: Role, role: Role) -> bool:
    """Whether an officer may hand out ``role``: none above their own."""
    return _RANK[role] <= _RANK[issuer]


def grantable(issuer: Role) -> list[Role]:
    """The roles that ``issuer`` may hand out, lowest first."""
    return [role for role in Role if may_grant(issuer, role)]


def higher(one: Role, other: Role) -> Role:
    """The role of the two that may do more."""
    return max(one, other, key=_RANK.__getitem__)
