"""Logins: found by address, changed under lock."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from sigma_finance.database.rows import read_row
from sigma_finance.extensions import db
from sigma_finance.models import Member, SecondFactor, User


@dataclass(frozen=True)
class Login:
    """What a sign-in is checked against."""

    user_id: int
    password_hash: str | None
    is_active: bool
    has_second_factor: bool


def find_login(*, email: str) -> Login | None:
    """The login of an address (in lower case)."""
    row = db.session.execute(
        select(
            User.id.label("user_id"),
            User.password_hash,
            User.is_active,
            SecondFactor.enabled_at.is_not(None).label("has_second_factor"),
        )
        .outerjoin(SecondFactor, SecondFactor.user_id == User.id)
        .where(User.email == email)
    ).first()
    return read_row(Login, row) if row else None


def find_user(*, email: str) -> User | None:
    """The user of an address (in lower case)."""
    return db.session.scalar(select(User).where(User.email == email))


def get_user(*, user_id: int) -> User:
    """The user of this id, fresh from the database."""
    return db.session.scalars(
        select(User).where(User.id == user_id).execution_options(populate_existing=True)
    ).one()


def lock_user(*, user_id: int) -> User:
    """The user, locked."""
    return db.session.scalars(
        select(User)
        .where(User.id == user_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def chapters_of(*, user_id: int) -> list[int]:
    """The ids of the chapters that a user is a member of, lowest first."""
    return list(
        db.session.scalars(
            select(Member.chapter_id).where(Member.user_id == user_id).order_by(Member.chapter_id)
        )
    )


def lock_places(*, user_id: int, email: str) -> list[Member]:
    """A person's places in chapters that have this address (in lower case), locked."""
    return list(
        db.session.scalars(
            select(Member)
            .where(Member.user_id == user_id, Member.email == email)
            .order_by(Member.chapter_id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    )


def lock_member_by_email(*, chapter_id: int, email: str) -> Member | None:
    """The chapter's member of this address (in lower case), locked."""
    return db.session.scalar(
        select(Member)
        .where(Member.chapter_id == chapter_id, Member.email == email)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
