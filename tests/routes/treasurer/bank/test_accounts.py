"""Bank accounts on their pages."""

from __future__ import annotations

from sqlalchemy import select

from sigma_finance.domain.payments.payments import Method
from sigma_finance.extensions import db
from sigma_finance.models import BankAccount, BankRule
from tests.banking import days_ago
from tests.harness.client import Client
from tests.routes.house import House
from tests.routes.treasurer.bank.banking import bring_in, open_account


class TestBankAccounts:
    def test_are_added_named_and_listed(self, tess: Client) -> None:
        assert "No bank account yet" in tess.get("/treasurer/bank").text
        account = open_account(tess, opening="250.00")
        page = tess.get("/treasurer/bank")
        assert "Checking" in page.text
        assert "250.00" in page.text
        named = tess.get(f"/treasurer/bank/{account}/name")
        tess.submit(named, {"name": "Reserve"})
        db.session.rollback()
        assert db.session.get_one(BankAccount, account).name == "Reserve"
        assert "There is a problem" in tess.submit(named, {"name": ""}, status=422).text

    def test_keep_what_was_typed_where_it_cannot_be_taken(self, tess: Client) -> None:
        page = tess.get("/treasurer/bank/new")
        refused = tess.submit(page, {"name": "Checking", "begins_on": "2999-01-01"}, status=422)
        assert "That day has not come yet." in refused.text
        assert 'value="Checking"' in refused.text

    def test_show_their_lines_and_hand_them_over(self, tess: Client) -> None:
        account = open_account(tess)
        bring_in(tess, account)
        page = tess.get(f"/treasurer/bank/{account}")
        assert "ZELLE FROM ADA BYRON" in page.text
        assert "FEE" not in tess.get(f"/treasurer/bank/{account}?q=zelle").text
        assert "ZELLE" in tess.get(f"/treasurer/bank/{account}?only=open").text
        csv = tess.get(f"/treasurer/bank/{account}/lines.csv?only=open")
        assert "ZELLE FROM ADA BYRON" in csv.text
        assert ".xlsx" in tess.get(f"/treasurer/bank/{account}/lines.xlsx").headers["Content-Disposition"]
        assert ">2<" in tess.get("/treasurer").text.replace("\n", "")

    def test_match_what_is_certain_at_the_press_of_a_button(self, tess: Client, house: House) -> None:
        account = open_account(tess)
        bring_in(tess, account)
        page = tess.get(f"/treasurer/bank/{account}")
        done = tess.follow(tess.submit(page, action=f"/treasurer/bank/{account}/match"))
        assert "No other line is certainly an entry." in done.text
        record = tess.get("/treasurer/payments/record")
        tess.submit(
            record,
            {
                "member": str(house.ada.member_id),
                "amount": "100",
                "method": Method.ZELLE.value,
                "received_on": days_ago(9).isoformat(),
            },
            status=422,
        )

    def test_book_lines_by_rules(self, tess: Client) -> None:
        account = open_account(tess)
        _, fee = bring_in(tess, account)
        form = tess.get(f"/treasurer/bank/lines/{fee}/entry")
        tess.submit(form, {"category": "bank_fees", "contains": "FEE fee"}, status=303)
        bring_in(tess, account, [(days_ago(3).isoformat(), "fee fee again", "-4.00")])
        page = tess.get(f"/treasurer/bank/{account}")
        assert "1 line waits for your rules" in page.text
        done = tess.follow(tess.submit(page, action=f"/treasurer/bank/{account}/rules"))
        assert "Booked 1 line by your rules." in done.text
        rules = tess.get("/treasurer/bank")
        rule = db.session.scalars(select(BankRule.id)).one()
        assert "Ended" in tess.follow(tess.submit(rules, action=f"/treasurer/bank/rules/{rule}/end")).text

    def test_are_no_strangers_business(self, tess: Client, stranger: Client) -> None:
        account = open_account(tess)
        for path in ("", "/name", "/reconcile", "/lines.csv"):
            stranger.get(f"/treasurer/bank/{account}{path}", status=404)
