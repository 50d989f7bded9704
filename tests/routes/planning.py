"""A payment plan, from the address that shows it to the rows."""

from __future__ import annotations

from datetime import timedelta

from sigma_finance.extensions import db
from sigma_finance.models import OutboxMessage, Plan
from tests.harness.client import BrowserPage, Client
from tests.routes.treasurer.desk import today


def chosen(frequency: str = "monthly", installments: object = 2, after: int = 7) -> str:
    first = (today() + timedelta(days=after)).isoformat()
    return f"/plans?frequency={frequency}&installments={installments}&first_on={first}"


def agree(ada: Client, address: str) -> BrowserPage:
    return ada.follow(ada.submit(ada.get(address), {"agreed": "y"}))


def plans() -> list[Plan]:
    db.session.rollback()
    return db.session.query(Plan).order_by(Plan.id).all()


def typed(page: BrowserPage, place: int) -> str:
    """The amount in a row of the grid."""
    [box] = [box for box in page.every("input") if box.get("name") == f"rows-{place}-amount"]
    return box.get("value")


def mails(kind: str) -> int:
    return db.session.query(OutboxMessage).filter_by(kind=kind).count()
