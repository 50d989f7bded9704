"""Recording money that an officer has received."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sigma_finance.domain.payments.payments import Method, PaymentState
from sigma_finance.extensions import db
from sigma_finance.models import OutboxMessage, Receipt
from tests.harness.client import BrowserPage, Client
from tests.routes.house import House, member_of, owe, payments_of, selects
from tests.routes.treasurer.desk import BAD_AMOUNTS, BAD_DAYS, TOO_LONG, count_payments, enrol, today

PATH = "/treasurer/payments/record"


def filled(house: House, **other: Any) -> dict[str, Any]:
    """Two hundred dollars in cash from Ada, or what differs from it."""
    return {"member": str(house.ada.member_id), "amount": "200.00", "method": "cash", **other}


def send(tess: Client, house: House, *, status: int = 303, **other: Any) -> BrowserPage:
    return tess.submit(tess.get(PATH), filled(house, **other), status=status)


class TestRecordingCash:
    def test_books_it_and_says_the_receipt(self, house: House, tess: Client) -> None:
        owe(house.ada)
        page = tess.follow(send(tess, house, note="Envelope 3"))
        assert page.h1 == "Payment of $200.00"
        assert f"Recorded $200.00 cash. Receipt R-{today().year}-0001." in page.main
        assert "2026-27 dues" in page.main
        assert page.links()["Ada Byron"] == f"/treasurer/members/{house.ada.member_id}"
        assert member_of(house.ada).balance_minor == 0

    def test_keeps_everything_that_was_entered(self, house: House, tess: Client) -> None:
        owe(house.ada)
        day = today() - timedelta(days=3)
        send(tess, house, method="check", received_on=day.isoformat(), note="Check 1042", taken_by="Ben")
        [payment] = payments_of(house.ada)
        assert (payment.amount_minor, payment.method, payment.state) == (
            20000,
            Method.CHECK,
            PaymentState.SUCCEEDED,
        )
        assert (payment.received_on, payment.note, payment.taken_by) == (day, "Check 1042", "Ben")
        assert payment.recorded_by_member_id == house.tess.member_id

    def test_writes_the_receipt_to_the_member(self, house: House, tess: Client) -> None:
        owe(house.ada)
        send(tess, house)
        kinds = db.session.query(OutboxMessage).filter_by(to_email=house.ada.email, kind="receipt").count()
        assert kinds == 1

    def test_takes_the_officer_and_today_for_granted(self, house: House, tess: Client) -> None:
        form = tess.get(PATH).form()
        values = {field.get("name"): field.get("value") for field in form.every("input")}
        assert values["taken_by"] == house.tess.name
        assert values["received_on"] == today().isoformat()

    def test_offers_every_way_but_stripes(self, tess: Client) -> None:
        offered = [option.get("value") for option in tess.get(PATH).form().every("option")]
        assert {"cash", "check", "zelle", "cash_app", "bank_transfer", "other"} <= set(offered)
        assert not {"card", "bank_debit"} & set(offered)

    def test_sent_twice_is_one_payment(self, house: House, tess: Client) -> None:
        owe(house.ada)
        page = tess.get(PATH)
        first, second = (tess.submit(page, filled(house)) for _ in range(2))
        assert first.location == second.location
        assert count_payments(house) == 1
        assert "R-" in tess.follow(second).main

    def test_sent_again_with_another_amount_is_refused_and_offered_as_another_payment(
        self, house: House, tess: Client
    ) -> None:
        owe(house.ada, 40000)
        form = tess.get(PATH)
        tess.submit(form, filled(house))
        refused = tess.submit(form, filled(house, amount="150.00", note="Kept"), status=422)
        assert "This form was sent already, with $200.00 cash. Nothing more was written down." in refused.main
        assert "Kept" in refused.text
        assert count_payments(house) == 1
        assert "Recorded $150.00 cash." in tess.follow(tess.submit(refused, {})).main
        assert count_payments(house) == 2

    def test_sent_again_for_another_member_names_whose_the_first_was(
        self, house: House, tess: Client
    ) -> None:
        owe(house.ada)
        owe(house.ben)
        form = tess.get(PATH)
        tess.submit(form, filled(house))
        refused = tess.submit(form, filled(house, member=str(house.ben.member_id)), status=422)
        assert "with $200.00 cash for Ada Byron." in refused.main
        assert payments_of(house.ben) == []

    def test_again_from_a_new_page_is_another_payment(self, house: House, tess: Client) -> None:
        owe(house.ada, 40000)
        assert send(tess, house).location != send(tess, house).location
        assert count_payments(house) == 2


class TestComingFromAMember:
    def test_has_them_chosen_with_what_they_owe(self, house: House, tess: Client) -> None:
        owe(house.ada, 12345)
        page = tess.get(f"{PATH}?member={house.ada.member_id}")
        tess.submit(page, {"method": "cash"})
        assert payments_of(house.ada)[0].amount_minor == 12345

    def test_of_another_chapter_is_not_found(self, house: House, tess: Client) -> None:
        tess.get(f"{PATH}?member={house.stranger.member_id}", status=404)

    @pytest.mark.parametrize("odd", ["", "abc", "-1", "1e9", "9" * 30])
    def test_passes_over_what_is_no_member_number(self, tess: Client, odd: str) -> None:
        tess.get(f"{PATH}?member={odd}")

    def test_tells_members_of_one_name_apart(self, house: House, tess: Client) -> None:
        owe(house.ben, 5000)
        member_of(house.ben).name = house.ada.name
        db.session.commit()
        words = [option.text for option in tess.get(PATH).form().every("option")]
        assert f"Ada Byron ({house.ada.email})" in words
        assert f"Ada Byron ({house.ben.email}), owes $50.00" in words


class TestMoreThanIsOwed:
    def test_is_asked_about_before_it_is_written(self, house: House, tess: Client) -> None:
        owe(house.ada)
        page = send(tess, house, amount="250.00", note="Two notes", status=422)
        assert page.errors()["amount"].endswith(
            "$250.00 is more than the $200.00 owed; $50.00 will be kept as credit."
        )
        assert "Record $250.00 cash" in page.main
        assert "Two notes" in page.text
        assert count_payments(house) == 0

    def test_is_kept_as_credit_once_agreed_to(self, house: House, tess: Client) -> None:
        owe(house.ada)
        asked = send(tess, house, amount="250.00", status=422)
        page = tess.follow(tess.submit(asked, {"keep_credit": "5000"}))
        assert "The member has $50.00 in credit." in page.main
        assert "Kept as credit 50.00" in page.main
        assert (member_of(house.ada).balance_minor, member_of(house.ada).credit_minor) == (0, 5000)

    def test_is_asked_about_again_when_the_surplus_is_another(self, house: House, tess: Client) -> None:
        owe(house.ada)
        asked = send(tess, house, amount="250.00", status=422)
        page = tess.submit(asked, {"keep_credit": "5000", "amount": "2500.00"}, status=422)
        assert "$2,300.00 will be kept as credit" in page.errors()["amount"]
        assert count_payments(house) == 0

    def test_is_said_plainly_when_nothing_is_owed(self, house: House, tess: Client) -> None:
        page = send(tess, house, status=422)
        assert "Nothing is owed; $200.00 will be kept as credit." in page.errors()["amount"]


class TestWhatCannotBeTaken:
    @pytest.mark.parametrize("amount", BAD_AMOUNTS)
    def test_is_an_amount_that_is_none(self, house: House, tess: Client, amount: str) -> None:
        owe(house.ada)
        page = send(tess, house, amount=amount, note="Kept", status=422)
        assert page.errors()["amount"]
        assert "Kept" in page.text
        typed = next(field for field in page.form().every("input") if field.get("name") == "amount")
        assert typed.get("value").strip("\x00\N{REPLACEMENT CHARACTER}") == amount.strip("\x00")
        assert count_payments(house) == 0

    @pytest.mark.parametrize("day", [*BAD_DAYS, "0001-01-01", "9999-12-31", "1999-12-31"])
    def test_is_a_day_that_is_none(self, house: House, tess: Client, day: str) -> None:
        owe(house.ada)
        page = send(tess, house, received_on=day, status=422)
        assert page.errors()["received_on"]
        assert count_payments(house) == 0

    def test_is_a_day_to_come(self, house: House, tess: Client) -> None:
        owe(house.ada)
        tomorrow = (today() + timedelta(days=1)).isoformat()
        page = send(tess, house, received_on=tomorrow, status=422)
        assert "has not come yet" in page.errors()["received_on"]

    def test_is_a_day_before_the_year_2000(self, house: House, tess: Client) -> None:
        owe(house.ada)
        page = send(tess, house, received_on="1999-12-31", status=422)
        assert "Payments before 2000 cannot be entered." in page.errors()["received_on"]

    @pytest.mark.parametrize("method", ["", "card", "bank_debit", "gold", "cash\x00"])
    def test_is_a_method_that_is_none(self, house: House, tess: Client, method: str) -> None:
        owe(house.ada)
        assert send(tess, house, method=method, status=422).errors()["method"]

    @pytest.mark.parametrize("member", ["", "0", "abc", "1e309", "9" * 40, "\x00"])
    def test_is_a_member_who_is_none(self, house: House, tess: Client, member: str) -> None:
        page = send(tess, house, member=member, status=422)
        assert page.errors()["member"].endswith("Choose a member from the list.")

    def test_is_a_member_of_another_chapter(self, house: House, tess: Client) -> None:
        page = send(tess, house, member=str(house.stranger.member_id), status=422)
        assert page.errors()["member"]
        assert payments_of(house.stranger) == []

    @pytest.mark.parametrize(
        ("field", "text"),
        [
            ("note", TOO_LONG),
            ("taken_by", TOO_LONG),
            ("note", "a\x00b"),
            ("taken_by", "Ben\u200b"),
            ("note", "a\u202eb"),
        ],
    )
    def test_is_text_that_is_too_long_or_unprintable(
        self, house: House, tess: Client, field: str, text: str
    ) -> None:
        owe(house.ada)
        page = send(tess, house, **{field: text}, status=422)
        assert page.errors()[field]
        assert count_payments(house) == 0

    def test_says_everything_that_is_wrong_at_once(self, tess: Client) -> None:
        page = tess.submit(tess.get(PATH), {"amount": "x", "received_on": ""}, status=422)
        assert set(page.errors()) == {"member", "amount", "method", "received_on"}
        assert "There is a problem" in page.main

    def test_is_a_form_without_its_token(self, house: House, tess: Client) -> None:
        owe(house.ada)
        tess.post(PATH, filled(house, received_on=today().isoformat()), csrf=False, status=400)
        assert count_payments(house) == 0


class TestWhateverTheNumberOfMembers:
    @pytest.mark.parametrize("members", [20, 200])
    def test_asks_once_for_the_form(self, house: House, tess: Client, members: int) -> None:
        enrol(house, members)
        with selects() as asked:
            page = tess.get(PATH)
        assert len(asked) <= 1
        assert len(list(page.form().every("option"))) > members


def test_numbers_receipts_without_a_gap(house: House, tess: Client) -> None:
    owe(house.ada, 60000)
    for _ in range(3):
        send(tess, house)
    numbers = db.session.query(Receipt.number).filter_by(chapter_id=house.ada.chapter_id)
    assert sorted(number for (number,) in numbers) == [1, 2, 3]
