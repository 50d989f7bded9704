"""Two demo chapters, made through the services as a term makes them, so that every page has something to show."""

from __future__ import annotations

from dataclasses import dataclass

from sigma_finance.database import transactions
from sigma_finance.database.transactions import transactional
from sigma_finance.demo import term
from sigma_finance.demo.cast import SDS, TAU_BETA, Troupe
from sigma_finance.demo.clock import NotHere
from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.chapters.requests import NewChapter
from sigma_finance.domain.logins.passwords import check_strength, hash_password
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import setting
from sigma_finance.queries.chapters import chapters
from sigma_finance.queries.logins import logins as queries
from sigma_finance.services.chapters import chapters as opening

__all__ = ["LOGINS", "PASSWORD", "DemoChapter", "NotHere", "address", "load"]
PASSWORD = "harbor lantern violet"  # noqa: S105  (printed at every start, and refused in production)
LOGINS = (Role.MEMBER, Role.TREASURER, Role.ADMIN)


@dataclass(frozen=True)
class DemoChapter:
    """A demo chapter and who can sign in to it; ``made`` where it was made just now."""

    name: str
    slug: str
    logins: tuple[tuple[Role, str], ...]
    made: bool


def load() -> list[DemoChapter]:
    """Make the demo chapters that are not there yet; a chapter is made in whole or not at all.

    One that has the short name of a demo's and is none is left alone. Raises NotHere outside development.
    """
    if not setting("SANDBOX"):
        raise NotHere("The demo chapters are for trying things out; a deployment does not take them.")
    return [demo for demo in (_load(SDS), _load(TAU_BETA)) if demo is not None]


def _load(troupe: Troupe) -> DemoChapter | None:
    there = chapters.find_chapter(slug=troupe.slug) is not None
    is_demo = queries.find_login(email=address(Role.MEMBER, troupe.slug)) is not None
    transactions.end_read()
    if there and not is_demo:
        return None
    if not there:
        check_strength(PASSWORD, personal=[])
        _make(troupe=troupe, password_hash=hash_password(PASSWORD, rounds=setting("BCRYPT_ROUNDS")))
    logins = tuple((role, address(role, troupe.slug)) for role in LOGINS)
    return DemoChapter(troupe.name, troupe.slug, logins, made=not there)


def address(role: Role, slug: str) -> str:
    """The address with which a demo chapter's person of a role signs in."""
    return f"{role.value}@{slug}.example.org"


@transactional
def _make(*, troupe: Troupe, password_hash: str) -> None:
    chapter_id = opening.create(
        chapter=NewChapter(troupe.name, troupe.slug, "USD", troupe.timezone, troupe.dues_minor), by=OPERATOR
    )
    logins = {role: address(role, troupe.slug) for role in LOGINS}
    term.play(troupe, chapter_id=chapter_id, logins=logins, password_hash=password_hash)
