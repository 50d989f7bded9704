"""Who may be on a member list twice, under two e-mail addresses."""

from __future__ import annotations

from dataclasses import dataclass

from sigma_finance.domain.folding import folded_name, plain


@dataclass(frozen=True)
class Somebody:
    """A member as far as two are compared."""

    id: int
    name: str
    phone: str
    email: str | None = None


def number_of(phone: str) -> str:
    """A telephone number's digits without what stands before it to call from elsewhere; empty where there is none."""
    return "".join(character for character in phone if character.isdigit()).lstrip("01")


def is_alike(one: Somebody, other: Somebody) -> bool:
    """Whether two members may be one person.

    They are where they have one name, or one telephone and first name. Two numbers tell namesakes apart.
    """
    first, second = number_of(one.phone), number_of(other.phone)
    if first and second:
        return first == second and plain(one.name).split()[:1] == plain(other.name).split()[:1]
    return folded_name(one.name) == folded_name(other.name)
