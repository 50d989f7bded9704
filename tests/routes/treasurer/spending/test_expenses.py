"""Recording expenses, income and bills, paying, taking back, adding receipts."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask

from sigma_finance.domain import files
from sigma_finance.domain.books.accounts import Account
from sigma_finance.domain.spending.spending import SpendingKind
from sigma_finance.extensions import db
from sigma_finance.models import Spending, StoredFile
from tests.harness.client import BrowserPage, Client
from tests.people import People, signed_in
from tests.pictures import PDF, picture
from tests.spending import FOOD, enter_bill, on, spend, spending_chapter, today

FILLED = {
    "amount": "64.00",
    "category": "expense_01",
    "payee": "Corner Shop",
    "method": "cash",
    "place": "cash_on_hand",
}


@pytest.fixture
def people(any_app: Flask) -> People:
    return spending_chapter()


@pytest.fixture
def tess(any_app: Flask, people: People) -> Client:
    return signed_in(any_app, people.treasurer)


def send(tess: Client, *, status: int = 303, **typed: object) -> BrowserPage:
    return tess.submit(tess.get("/treasurer/spending/expense"), {**FILLED, **typed}, status=status)


class TestAnExpense:
    def test_is_recorded_with_a_photo_of_its_receipt(self, people: People, tess: Client) -> None:
        page = tess.follow(send(tess, receipt=(BytesIO(picture("JPEG")), "IMG_1.jpg")))
        assert "Recorded $64.00." in page.main
        assert "IMG_1.jpg" in page.main
        file = tess.get(next(at for at in page.links().values() if at.startswith("/files/")))
        assert file.headers["Content-Disposition"].startswith("attachment")
        assert on(people, FOOD) == 6400

    def test_comes_back_with_what_was_typed(self, people: People, tess: Client) -> None:
        page = send(tess, status=422, method="check", trace="1042")
        assert "Only cash is paid from here" in page.main
        assert "1042" in page.text
        assert on(people, FOOD) == 0

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"<svg onload='alert(1)'/>", "no photo"),
            (b"\xff\xd8\xff broken", "damaged"),
            (PDF + b" " * 1000, "at most 5 MB"),
        ],
    )
    def test_with_what_is_no_receipt_books_nothing(
        self, people: People, tess: Client, content: bytes, words: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(files, "LARGEST_BYTES", len(PDF))
        page = send(tess, status=422, receipt=(BytesIO(content), "receipt.jpg"))
        assert words in page.errors()["receipt"]
        assert on(people, FOOD) == 0
        assert db.session.query(StoredFile).filter_by(removed_at=None).count() == 0

    def test_takes_no_receipt_along_that_it_is_refused_with(self, people: People, tess: Client) -> None:
        page = send(tess, status=422, amount="600.00", receipt=(BytesIO(PDF), "scan.pdf"))
        assert "less cash on hand" in page.main
        db.session.rollback()
        assert db.session.query(StoredFile).filter_by(removed_at=None).count() == 0

    def test_sent_twice_is_one(self, people: People, tess: Client) -> None:
        form = tess.get("/treasurer/spending/expense")
        first, second = (tess.submit(form, FILLED) for _ in range(2))
        assert first.location == second.location
        again = tess.submit(form, {**FILLED, "amount": "1.00"}, status=422)
        assert "was sent already" in again.main

    def test_above_the_limit_waits_with_its_receipt_for_another_officer(self, any_app: Flask) -> None:
        people = spending_chapter(limit_minor=5000)
        tess, alma = (signed_in(any_app, one) for one in (people.treasurer, people.admin))
        page = tess.follow(send(tess, receipt=(BytesIO(PDF), "scan.pdf")))
        assert "Waiting for approval" in page.main
        assert "scan.pdf" in page.main
        assert on(people, FOOD) == 0
        approvals = alma.get("/treasurer/approvals")
        assert "Record an expense" in approvals.main
        approval = next(
            form.get("action")
            for form in approvals.every("form")
            if (form.get("action") or "").endswith("/approve")
        )
        alma.post(str(approval))
        assert on(people, FOOD) == 6400
        assert "Paid" in tess.get(page_path(page)).main


def page_path(page: BrowserPage) -> str:
    return next(at for at in page.links().values() if at.endswith("/receipt")).removesuffix("/receipt")


class TestOtherIncome:
    def test_is_recorded(self, people: People, tess: Client) -> None:
        form = tess.get("/treasurer/spending/income")
        tess.follow(tess.submit(form, {**FILLED, "category": "income_01"}))
        assert on(people, Account.INCOME_01) == -6400


class TestABill:
    def test_is_entered_and_paid(self, people: People, tess: Client) -> None:
        form = tess.get("/treasurer/spending/bill")
        typed = {
            "amount": "850",
            "category": "expense_01",
            "payee": "The Hall",
            "due_on": today().isoformat(),
        }
        page = tess.follow(tess.submit(form, {**typed, "receipt": (BytesIO(PDF), "bill.pdf")}))
        assert "Entered. $850.00 is to be paid." in page.main
        pay = tess.get(next(at for at in page.links().values() if at.endswith("/pay")))
        done = tess.follow(tess.submit(pay, {"method": "check", "place": "cash_bank", "trace": "1042"}))
        assert "Recorded that $850.00 was paid." in done.main
        assert "1042" in done.main
        assert on(people, Account.CASH_BANK) == -85000
        assert "nothing to pay" in tess.get(page_path(done) + "/pay").main

    def test_without_a_due_day_is_asked_for_one(self, people: People, tess: Client) -> None:
        form = tess.get("/treasurer/spending/bill")
        page = tess.submit(form, {"amount": "850", "category": "expense_01", "payee": "x"}, status=422)
        assert "due_on" in page.errors()

    def test_above_the_limit_waits_for_another_officer(self, any_app: Flask) -> None:
        people = spending_chapter(limit_minor=5000)
        tess = signed_in(any_app, people.treasurer)
        bill = enter_bill(people, 85000)
        form = tess.get(f"/treasurer/spending/{bill}/pay")
        page = tess.follow(tess.submit(form, {"method": "check", "place": "cash_bank"}))
        assert "Another officer has been asked to decide" in page.main
        assert on(people, Account.BILLS_PAYABLE) == -85000


class TestTakingBack:
    def test_takes_a_reason(self, people: People, tess: Client) -> None:
        path = f"/treasurer/spending/{spend(people)}"
        form = tess.get(path + "/take-back")
        assert "reason" in tess.submit(form, {"reason": ""}, status=422).errors()
        page = tess.follow(tess.submit(form, {"reason": "Entered twice"}))
        assert "Reversed." in page.main
        assert "Entered twice" in page.main
        assert "nothing to take back" in tess.get(path + "/take-back").main

    def test_of_much_income_waits_for_another_officer(self, any_app: Flask) -> None:
        people = spending_chapter(limit_minor=1000)
        tess = signed_in(any_app, people.treasurer)
        made = spend(people, 5000, kind=SpendingKind.INCOME, category=Account.INCOME_01)
        form = tess.get(f"/treasurer/spending/{made}/take-back")
        page = tess.follow(tess.submit(form, {"reason": "Entered twice"}))
        assert "Another officer has been asked to decide" in page.main
        assert on(people, Account.INCOME_01) == -5000


class TestAReceipt:
    def test_is_added_later(self, people: People, tess: Client) -> None:
        made = spend(people)
        form = tess.get(f"/treasurer/spending/{made}/receipt")
        assert "receipt" in tess.submit(form, {}, status=422).errors()
        page = tess.follow(tess.submit(form, {"receipt": (BytesIO(PDF), "late.pdf")}))
        assert "late.pdf" in page.main
        assert db.session.get_one(Spending, made).amount_minor == 4000
