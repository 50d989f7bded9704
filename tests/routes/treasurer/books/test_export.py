"""The books as a file."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from tests.harness.client import Client
from tests.routes.house import House, change, owe, pay_cash, selects
from tests.routes.treasurer.desk import today, unmatched

PATH = "/treasurer/ledger.csv"


def rows_of(client: Client) -> list[dict[str, str]]:
    """The file's rows, by heading."""
    return list(csv.DictReader(io.StringIO(client.get(PATH).text.removeprefix("\ufeff"))))


class TestTheLedger:
    def test_is_a_file_that_a_spreadsheet_opens(self, house: House, tess: Client) -> None:
        page = tess.get(PATH)
        assert page.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert page.headers["Content-Disposition"] == (
            f'attachment; filename="{house.slug}-ledger-{today().isoformat()}.csv"'
        )
        assert page.text.startswith("\ufeffdate,entry,account,member,amount,PaymentIntent,receipt")

    def test_holds_every_posting(self, house: House, tess: Client) -> None:
        owe(house.ada)
        pay_cash(house.ada, 5000)
        receipt = f"R-{today().year}-0001"
        found = [(row["account"], row["member"], row["amount"], row["receipt"]) for row in rows_of(tess)]
        assert sorted(found) == sorted(
            [
                ("receivable", "Ada Byron", "200.00", ""),
                ("income_dues", "Ada Byron", "-200.00", ""),
                ("cash_on_hand", "Ada Byron", "50.00", receipt),
                ("receivable", "Ada Byron", "-50.00", receipt),
            ]
        )
        assert sum(Decimal(row["amount"]) for row in rows_of(tess)) == 0

    def test_names_stripes_own_reference(self, house: House, tess: Client) -> None:
        unmatched(house)
        assert all(row["PaymentIntent"].startswith("pi_") for row in rows_of(tess))

    def test_lets_no_name_begin_a_formula(self, house: House, tess: Client) -> None:
        change(house.ada, name="=HYPERLINK(1)")
        owe(house.ada)
        assert {row["member"] for row in rows_of(tess)} == {"'=HYPERLINK(1)"}

    def test_holds_nothing_of_another_chapter(self, house: House, stranger: Client) -> None:
        owe(house.ada)
        assert rows_of(stranger) == []

    def test_is_read_in_one_go(self, house: House, tess: Client) -> None:
        for _ in range(5):
            owe(house.ada, 1000)
        with selects() as asked:
            tess.get(PATH)
        assert len(asked) <= 4
