"""Reconciling an account on its page."""

from __future__ import annotations

from sigma_finance.extensions import db
from sigma_finance.models import BankAccount
from tests.banking import days_ago
from tests.harness.client import Client
from tests.routes.treasurer.bank.banking import bring_in, open_account


class TestReconciling:
    def test_lists_what_is_missing_and_locks_once_it_agrees(self, tess: Client) -> None:
        account = open_account(tess, opening="50.00")
        zelle, fee = bring_in(tess, account)
        path = f"/treasurer/bank/{account}/reconcile"
        page = tess.get(f"{path}?through={days_ago(5).isoformat()}")
        assert "2 lines not matched up to that day" in page.text
        sent = {"through": days_ago(5).isoformat(), "closing": "145.00"}
        assert "2 lines are no entry of your books yet." in tess.submit(page, sent, status=422).text
        for line in (zelle, fee):
            tess.submit(tess.get(f"/treasurer/bank/lines/{line}/entry"))
        wrong = tess.submit(tess.get(path), {**sent, "closing": "144.00"}, status=422)
        assert "not to $144.00" in wrong.text
        done = tess.follow(tess.submit(tess.get(path), sent))
        assert "Reconciled through" in done.text
        db.session.rollback()
        assert db.session.get_one(BankAccount, account).reconciled_through == days_ago(5)
        assert "145.00" in tess.get(path).text
        assert "Reconciled" in tess.get(f"/treasurer/bank/lines/{fee}").text
