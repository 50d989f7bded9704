"""What tests of the bank's pages share."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from sigma_finance.extensions import db
from sigma_finance.models import BankLine
from tests.banking import as_csv, days_ago
from tests.harness.client import BrowserPage, Client

ROWS = (
    (days_ago(9).isoformat(), "ZELLE FROM ADA BYRON", "100.00"),
    (days_ago(8).isoformat(), "FEE", "-5.00"),
)


def open_account(client: Client, name: str = "Checking", opening: str = "") -> int:
    """Add a bank account on the page; returns its id."""
    page = client.get("/treasurer/bank/new")
    begins_on = days_ago(60).isoformat()
    done = client.submit(page, {"name": name, "begins_on": begins_on, "opening": opening})
    return int(done.headers["Location"].split("/")[3])


def choose(client: Client, account: int, content: bytes, *, status: int = 303) -> BrowserPage:
    """Choose a file on the first page."""
    page = client.get(f"/treasurer/bank/{account}/import")
    return client.submit(page, {"file": (io.BytesIO(content), "june.csv")}, status=status)


def bring_in(client: Client, account: int, rows: Iterable[Sequence[object]] = ROWS) -> list[int]:
    """Import these rows; returns the ids of the lines that there are."""
    client.submit(client.follow(choose(client, account, as_csv(rows))))
    db.session.rollback()
    return list(db.session.scalars(select(BankLine.id).order_by(BankLine.id)))
