"""Attempts to sign in, and the rows that they leave."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from sigma_finance.extensions import db
from sigma_finance.models import SignInSession
from tests.harness.client import BrowserPage, Client


def try_to_sign_in(
    client: Client, email: str, password: str, *, status: int = 401, **fields: str
) -> BrowserPage:
    return client.submit(
        client.get("/auth/login"), {"email": email, "password": password, **fields}, status=status
    )


def rows() -> list[SignInSession]:
    db.session.rollback()
    return list(
        db.session.scalars(
            select(SignInSession).order_by(SignInSession.id).execution_options(populate_existing=True)
        )
    )


def change(table: Any, **values: Any) -> None:
    db.session.execute(update(table).values(**values))
    db.session.commit()
