"""Importing a bank's statement on a page: choose, check, import, see what became of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sigma_finance.extensions import db
from sigma_finance.models import BankLine, BankStatement, ImportFile
from tests.banking import as_csv, days_ago
from tests.gateways.statements.samples import ofx
from tests.harness.client import Client
from tests.routes.house import House
from tests.routes.treasurer.bank.banking import ROWS, bring_in, choose, open_account


@pytest.fixture
def account(tess: Client) -> int:
    return open_account(tess)


class TestImportingAStatement:
    def test_goes_from_the_file_by_a_check_to_its_lines(self, tess: Client, account: int) -> None:
        page = client_page = tess.follow(choose(tess, account, as_csv(ROWS)))
        assert "Import 2 lines" in page.text
        assert "ZELLE FROM ADA" in page.text
        assert "Description" in page.text
        assert db.session.scalar(select(BankLine.id)) is None
        done = tess.follow(tess.submit(client_page))
        assert "Imported 2 lines; 0 of them matched by themselves." in done.text
        db.session.rollback()
        assert len(list(db.session.scalars(select(BankLine)))) == 2
        statement = db.session.scalars(select(BankStatement)).one()
        shown = tess.get(f"/treasurer/bank/statements/{statement.id}")
        assert "june.csv" in shown.text
        assert "FEE" in tess.get(f"/treasurer/bank/statements/{statement.id}?only=imported").text
        kept = db.session.scalars(select(ImportFile)).one()
        again = tess.get(f"/treasurer/bank/{account}/import/{kept.id}", status=303)
        assert again.headers["Location"] == f"/treasurer/bank/statements/{statement.id}"

    def test_adds_nothing_the_second_time(self, tess: Client, account: int) -> None:
        bring_in(tess, account)
        page = tess.follow(choose(tess, account, as_csv(ROWS)))
        assert "There is nothing to import" in page.text

    def test_names_rows_that_cannot_be_taken_and_takes_the_others_where_asked(
        self, tess: Client, account: int
    ) -> None:
        rows = (*ROWS, ("2026-02-31", "ODD", "1.00"))
        page = tess.follow(choose(tess, account, as_csv(rows)))
        assert "a day that no calendar has" in page.text
        refused = tess.submit(page, status=422)
        assert "One row has to be mended" in refused.text
        tess.submit(refused, {"good_rows": "y"})
        db.session.rollback()
        assert len(list(db.session.scalars(select(BankLine)))) == 2

    def test_asks_about_columns_that_are_open(self, tess: Client, account: int) -> None:
        heads = ("Date", "Description", "Amount", "Amount")
        rows = [(days_ago(9).isoformat(), "ZELLE", "5.00", "6.00")]
        where = choose(tess, account, as_csv(rows, heads)).headers["Location"]
        page = tess.get(where)
        assert "Say this first" in page.text
        said = tess.get(f"{where}?column-C=amount&column-D=balance")
        assert "Import 1 line" in said.text

    @pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"<html>", b"a,b\n1,2\n"])
    def test_refuses_what_is_no_statement(self, tess: Client, account: int, content: bytes) -> None:
        assert "There is a problem" in choose(tess, account, content, status=422).text

    def test_is_no_strangers_business(self, tess: Client, account: int, stranger: Client) -> None:
        where = choose(tess, account, as_csv(ROWS)).headers["Location"]
        stranger.get(where, status=404)
        stranger.get(f"/treasurer/bank/{account}/import", status=404)

    def test_reads_ofx_with_nothing_to_be_said(self, tess: Client, account: int, house: House) -> None:
        page = tess.follow(choose(tess, account, ofx([(days_ago(3), "12.00", "COFFEE")])))
        assert "Import 1 line" in page.text
        assert "OFX" in page.text
        assert house.slug
