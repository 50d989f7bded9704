"""A line of the bank that becomes an expense, other income or a transfer, on its pages."""

from __future__ import annotations

from sqlalchemy import select

from sigma_finance.domain.spending.categories import CategoryKind
from sigma_finance.extensions import db
from sigma_finance.models import JournalEntry, Spending
from sigma_finance.services.spending import categories
from tests.banking import days_ago
from tests.harness.client import Client
from tests.harness.holding import assert_verified
from tests.routes.house import House
from tests.routes.treasurer.bank.banking import bring_in, open_account
from tests.spending import FOOD, acting

ROWS = (
    (days_ago(9).isoformat(), "CHECK 1042 CORNER BAKERY", "-36.50"),
    (days_ago(8).isoformat(), "ZELLE TO DJ", "-90.00"),
    (days_ago(7).isoformat(), "RAFFLE", "80.00"),
)


class TestALine:
    def test_becomes_an_expense_that_leads_back_to_it(self, tess: Client, house: House) -> None:
        categories.add(
            chapter_id=house.tess.chapter_id, kind=CategoryKind.EXPENSE, name="Food", by=acting(house.tess)
        )
        check, zelle, raffle = bring_in(tess, open_account(tess), ROWS)
        assert "Make an expense of it" in tess.get(f"/treasurer/bank/lines/{check}").text
        assert "Make income of it" in tess.get(f"/treasurer/bank/lines/{raffle}").text
        form = tess.get(f"/treasurer/bank/lines/{check}/spending")
        tess.submit(form, {"category": ""}, status=422)
        done = tess.follow(tess.submit(form, {"category": FOOD.value, "payee": "Corner Bakery"}))
        assert "Booked." in done.text
        assert "Made of this line" in done.text
        tess.submit(tess.get(f"/treasurer/bank/lines/{zelle}/spending"), {"category": FOOD.value})
        db.session.rollback()
        made = list(db.session.scalars(select(Spending).order_by(Spending.id)))
        assert [one.payee for one in made] == ["Corner Bakery", "ZELLE TO DJ"]
        assert "is an entry already" in tess.get(f"/treasurer/bank/lines/{check}/spending", status=409).text
        back = tess.follow(tess.submit(done, action=f"/treasurer/bank/lines/{check}/unmatch"))
        assert "It is no entry any more." in back.text
        assert_verified()

    def test_becomes_a_transfer_between_two_accounts(self, tess: Client) -> None:
        account = open_account(tess)
        open_account(tess, "Savings")
        _, zelle, _ = bring_in(tess, account, ROWS)
        form = tess.get(f"/treasurer/bank/lines/{zelle}/transfer")
        assert "Savings" in form.text
        tess.submit(form, {"other": ""}, status=422)
        done = tess.follow(tess.submit(form, {"other": "cash_bank_2"}))
        assert "Made of this line" in done.text
        db.session.rollback()
        entry = db.session.scalars(select(JournalEntry)).one()
        assert entry.booked_on == days_ago(8)
        assert_verified()

    def test_is_no_strangers_business(self, tess: Client, stranger: Client) -> None:
        check, _, _ = bring_in(tess, open_account(tess), ROWS)
        for path in ("/spending", "/transfer"):
            stranger.get(f"/treasurer/bank/lines/{check}{path}", status=404)
