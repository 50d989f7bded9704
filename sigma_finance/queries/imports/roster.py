"""Imports of rosters: the members that rows are matched with, whom an import brought, and what hangs on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, insert, or_, select

from sigma_finance.database.keys import points_at
from sigma_finance.database.rows import read_row
from sigma_finance.domain.books.accounts import Account, ChargeKind
from sigma_finance.domain.imports.roster_decisions import KnownMember
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import Charge, ImportedMember, Invite, Member, OfficerTerm, Payment, Posting
from sigma_finance.queries import people

_OfMember = OfficerTerm | Payment | Charge | Posting


@dataclass(frozen=True)
class UndoObstacle:
    """A member whom an import brought, and what has come to hang on them since."""

    member_id: int
    name: str
    what: str


def lock_roster(*, chapter_id: int) -> None:
    """Lock every member of the chapter in the order of ids, so that two imports come one after the other."""
    db.session.execute(
        select(Member.id)
        .where(Member.chapter_id == chapter_id)
        .order_by(Member.id)
        .with_for_update(key_share=True)
    ).all()


def known(*, chapter_id: int) -> list[KnownMember]:
    """Every member of the chapter, whoever has left included, as rows of a roster are matched; no removed one."""
    rows = db.session.execute(
        select(
            Member.id,
            Member.name,
            Member.email,
            Member.phone,
            Member.member_class,
            Member.initiated_on,
            Member.status,
        )
        .where(people.known(chapter_id))
        .order_by(Member.id)
    )
    return [read_row(KnownMember, row) for row in rows]


def add_brought(*, chapter_id: int, batch_id: int, member_ids: Iterable[int]) -> None:
    """Keep whom an import brought."""
    rows = [
        {"chapter_id": chapter_id, "batch_id": batch_id, "member_id": member_id} for member_id in member_ids
    ]
    if rows:
        db.session.execute(insert(ImportedMember), rows)


def brought(*, chapter_id: int, batch_id: int) -> list[int]:
    """Whom an import brought, by id."""
    return list(
        db.session.scalars(
            select(ImportedMember.member_id)
            .where(ImportedMember.chapter_id == chapter_id, ImportedMember.batch_id == batch_id)
            .order_by(ImportedMember.member_id)
        )
    )


def hanging(*, chapter_id: int, batch_id: int) -> list[UndoObstacle]:
    """Who of an import has a login, an office, a payment, a charge of their own or a waiver, by name."""
    signs_of = {
        "can sign in": Member.user_id.is_not(None),
        "holds an office": _has(OfficerTerm, chapter_id),
        "has payments": _has(Payment, chapter_id, Payment.state != PaymentState.REVERSED),
        "was charged": _has(
            Charge, chapter_id, Charge.kind != ChargeKind.OPENING, Charge.reversed_at.is_(None)
        ),
        "has a waiver": _has(Posting, chapter_id, Posting.account == Account.WAIVERS),
    }
    rows = db.session.execute(
        select(Member.id, Member.name, *signs_of.values())
        .join(ImportedMember, points_at(ImportedMember.member_id, Member))
        .where(
            Member.chapter_id == chapter_id,
            ImportedMember.chapter_id == chapter_id,
            ImportedMember.batch_id == batch_id,
            or_(*signs_of.values()),
        )
        .order_by(Member.name, Member.id)
    )
    return [
        UndoObstacle(
            member_id, name, ", ".join(words for words, yes in zip(signs_of, signs, strict=True) if yes)
        )
        for member_id, name, *signs in rows
    ]


def _has(table: type[_OfMember], chapter_id: int, *which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a member has such a row."""
    return (
        select(table.id).where(table.chapter_id == chapter_id, table.member_id == Member.id, *which).exists()
    )


def open_invites_of(*, chapter_id: int, member_ids: Sequence[int]) -> list[Invite]:
    """Invites for these members, or for their addresses, that nobody used and nobody took back, locked."""
    addresses = select(Member.email).where(Member.chapter_id == chapter_id, Member.id.in_(member_ids))
    return list(
        db.session.scalars(
            select(Invite)
            .where(
                Invite.chapter_id == chapter_id,
                Invite.member_id.in_(member_ids) | Invite.email.in_(addresses),
                Invite.uses < Invite.max_uses,
                Invite.revoked_at.is_(None),
            )
            .order_by(Invite.id)
            .with_for_update()
        )
    )
