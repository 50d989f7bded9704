"""The desk: a meeting night's money, deposits, credit paid back, bounced checks, and charges for many."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from sigma_finance.domain.actors import OPERATOR
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.permissions import Role
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import (
    Chapter,
    Charge,
    CreditReturn,
    Deposit,
    Member,
    OutboxMessage,
    Payment,
    Receipt,
)
from sigma_finance.services.payments import recording
from tests.harness.client import Client
from tests.people import add_person
from tests.routes.house import House, change, entry, member_of, owe, pay_cash, payments_of
from tests.routes.treasurer.desk import BAD_AMOUNTS, count_payments, enrol, today

GRID = "/treasurer/payments/grid"


def rows(*filled: tuple[str, str, str]) -> dict[str, str]:
    """What is typed into the first rows: member, amount, method."""
    typed: dict[str, str] = {}
    for place, (who, amount, method) in enumerate(filled):
        typed |= {f"rows-{place}-who": who, f"rows-{place}-amount": amount, f"rows-{place}-method": method}
    return typed


class TestAMeetingNight:
    def test_books_every_row_with_receipts_in_their_order(self, house: House, tess: Client) -> None:
        owe(house.ada)
        owe(house.ben)
        typed = rows(("ben  banneker", "50.00", "check"), ("Ada Byron", "20.00", "cash"), ("", "", "cash"))
        done = tess.follow(tess.submit(tess.get(GRID), typed))
        assert "Recorded 2 payments, $70.00 in all, receipts R-" in done.main
        assert [one.method for one in payments_of(house.ben)] == [Method.CHECK]
        query = db.session.query(Payment.member_id, Receipt.number)
        numbers = {row[0]: row[1] for row in query.join(Receipt, Receipt.payment_id == Payment.id)}
        assert numbers == {house.ben.member_id: 1, house.ada.member_id: 2}

    def test_is_booked_once_however_often_it_is_sent(self, house: House, tess: Client) -> None:
        owe(house.ada)
        page = tess.get(GRID)
        for _ in range(2):
            tess.submit(page, rows(("Ada Byron", "20.00", "cash")))
        assert count_payments(house) == 1

    def test_sent_again_is_not_taken_for_money_beyond_what_is_owed(self, house: House, tess: Client) -> None:
        owe(house.ada, 2000)
        page = tess.get(GRID)
        first, second = (tess.submit(page, rows(("Ada Byron", "20.00", "cash"))) for _ in range(2))
        assert first.location == second.location
        assert (count_payments(house), member_of(house.ada).credit_minor) == (1, 0)

    def test_can_have_more_rows_and_keeps_what_was_typed(self, house: House, tess: Client) -> None:
        owe(house.ada)
        page = tess.submit(tess.get(GRID), rows(("Ada Byron", "20.00", "cash")) | {"more": "yes"}, status=200)
        tess.submit(page, {"rows-29-who": "Ben Banneker", "rows-29-amount": "1.00"}, status=422)
        for _ in range(7):
            page = tess.submit(page, {"more": "yes"}, status=200)
        assert "Ten more rows" not in page.main
        tess.submit(page, {})
        assert [one.amount_minor for one in payments_of(house.ada)] == [2000]

    def test_refuses_a_row_that_was_sent_with_other_contents(self, house: House, tess: Client) -> None:
        owe(house.ada)
        page = tess.get(GRID)
        tess.submit(page, rows(("Ada Byron", "20.00", "cash")))
        again = tess.submit(page, rows(("Ada Byron", "30.00", "cash")), status=422)
        assert "Row 1: This form was sent already, with $20.00 cash" in again.main
        assert count_payments(house) == 1

    @pytest.mark.parametrize("amount", [*BAD_AMOUNTS, "1000000"])
    def test_books_nothing_while_one_row_is_wrong(self, house: House, tess: Client, amount: str) -> None:
        owe(house.ada)
        typed = rows(("Ada Byron", "20.00", "cash"), ("Ben Banneker", amount, "cash"))
        page = tess.submit(tess.get(GRID), typed, status=422)
        assert "Row 2: " in page.main
        assert 'value="Ben Banneker"' in page.text
        assert count_payments(house) == 0

    @pytest.mark.parametrize("who", ["", "Nobody Here", "Ada", "\x00"])
    def test_books_nobodys_money(self, house: House, tess: Client, who: str) -> None:
        page = tess.submit(tess.get(GRID), rows((who, "20.00", "cash")), status=422)
        assert "Row 1: Choose a member from the list." in page.main
        assert count_payments(house) == 0

    def test_asks_for_at_least_one_row(self, tess: Client) -> None:
        assert "Enter at least one payment." in tess.submit(tess.get(GRID), status=422).main

    def test_asks_once_about_all_that_is_more_than_owed(self, house: House, tess: Client) -> None:
        owe(house.ada, 1000)
        typed = rows(("Ada Byron", "15.00", "cash"), ("Ben Banneker", "1.00", "cash"))
        asked = tess.submit(tess.get(GRID), typed, status=422)
        assert "keep $6.00 as credit" in asked.main
        assert count_payments(house) == 0
        tess.submit(asked, typed | {"keep_credit": "600"})
        assert member_of(house.ada).credit_minor == 500

    def test_refuses_a_day_to_come(self, house: House, tess: Client) -> None:
        day = (today() + timedelta(days=1)).isoformat()
        typed = rows(("Ada Byron", "15.00", "cash")) | {"received_on": day}
        assert tess.submit(tess.get(GRID), typed, status=422).errors()["received_on"]
        assert count_payments(house) == 0

    def test_tells_two_of_one_name_apart_by_their_address(self, house: House, tess: Client) -> None:
        enrol(house, 2)
        for twin in db.session.query(Member).filter(Member.name.startswith("Member 00")):
            twin.name = "Sam Twin"
        db.session.commit()
        page = tess.submit(tess.get(GRID), rows(("Sam Twin", "5.00", "cash")), status=422)
        assert "Sam Twin (member0.sds@example.org)" in page.text
        typed = rows(("Sam Twin (member1.sds@example.org)", "5.00", "cash"))
        asked = tess.submit(tess.get(GRID), typed, status=422)
        tess.submit(asked, typed | {"keep_credit": "500"})
        assert count_payments(house) == 1


class TestADeposit:
    def test_has_all_that_is_on_hand_chosen_and_lists_what_is_in_it(self, house: House, tess: Client) -> None:
        pay_cash(house.ada, 5000)
        pay_cash(house.ben, 2500)
        page = tess.get("/treasurer/deposits")
        assert "On hand $75.00 2 payments" in page.main
        made = tess.follow(tess.submit(page))
        assert made.h1 == "Deposit of $75.00"
        assert "In all" in made.main
        assert "Nothing is on hand" in tess.get("/treasurer/deposits").main

    def test_takes_only_what_is_chosen(self, house: House, tess: Client) -> None:
        first = pay_cash(house.ada, 5000)
        pay_cash(house.ben, 2500)
        page = tess.get("/treasurer/deposits")
        made = tess.follow(tess.submit(page, {"payments": str(first.payment_id)}))
        assert made.h1 == "Deposit of $50.00"

    @pytest.mark.parametrize("chosen", ["", "999999", "x"])
    def test_asks_for_a_payment_on_the_list(self, house: House, tess: Client, chosen: str) -> None:
        pay_cash(house.ada, 5000)
        page = tess.submit(tess.get("/treasurer/deposits"), {"payments": chosen}, status=422)
        assert "Choose at least one from the list." in page.main or "Invalid" in page.main
        assert db.session.query(Deposit).count() == 0

    def test_is_taken_back_with_a_reason(self, house: House, tess: Client) -> None:
        pay_cash(house.ada, 5000)
        made = tess.follow(tess.submit(tess.get("/treasurer/deposits")))
        page = tess.get(made.links()["Reverse"])
        assert tess.submit(page, {"reason": ""}, status=422).errors()["reason"]
        done = tess.follow(tess.submit(page, {"reason": "The bank was closed"}))
        assert "the money is on hand again" in done.main


class TestPayingCreditBack:
    def test_begins_with_all_of_it(self, house: House, tess: Client) -> None:
        pay_cash(house.ada, 5000)
        path = f"/treasurer/members/{house.ada.member_id}/payout"
        done = tess.follow(tess.submit(tess.get(path), {"method": "check"}))
        assert "Paid $50.00 of credit back." in done.main
        assert member_of(house.ada).credit_minor == 0
        assert "No credit" in tess.get(path).main

    def test_refuses_more_than_there_is(self, house: House, tess: Client) -> None:
        pay_cash(house.ada, 5000)
        path = f"/treasurer/members/{house.ada.member_id}/payout"
        page = tess.submit(tess.get(path), {"method": "check", "amount": "50.01"}, status=422)
        assert "$50.00 in credit" in page.errors()["amount"]
        assert db.session.query(CreditReturn).count() == 0

    def test_is_taken_back_on_the_members_page(self, house: House, tess: Client) -> None:
        pay_cash(house.ada, 5000)
        path = f"/treasurer/members/{house.ada.member_id}/payout"
        member = tess.follow(tess.submit(tess.get(path), {"method": "cash"}))
        reverse = next(at for at in member.links().values() if "/payouts/" in at)
        tess.follow(tess.submit(tess.get(reverse), {"reason": "Wrong member"}))
        assert member_of(house.ada).credit_minor == 5000


class TestABouncedCheck:
    def check(self, house: House) -> str:
        owe(house.ada)
        request = replace(entry(house.ada, 20000), method=Method.CHECK)
        return recording.record(request=request, by=OPERATOR).reference

    def test_is_a_reversal_with_the_chapters_fee(self, house: House, tess: Client) -> None:
        db.session.get_one(Chapter, house.tess.chapter_id).policy = Policy(
            bounced_check_fee_minor=2500
        ).kept()
        db.session.commit()
        page = tess.get(f"/treasurer/payments/{self.check(house)}/reverse")
        assert "A fee of $25.00 is charged" in page.main
        tess.submit(page, {"bounced": "y", "reason": "Returned by the bank"})
        assert member_of(house.ada).balance_minor == 22500

    def test_is_reason_enough_and_told_with_its_fee(self, house: House, tess: Client) -> None:
        db.session.get_one(Chapter, house.tess.chapter_id).policy = Policy(
            bounced_check_fee_minor=2500
        ).kept()
        db.session.commit()
        page = tess.get(f"/treasurer/payments/{self.check(house)}/reverse")
        assert tess.submit(page, {}, status=422).errors()["reason"]
        tess.submit(page, {"bounced": "y"})
        told = db.session.query(OutboxMessage).filter_by(kind="payment_reversed").one()
        assert told.context["reason"] == "The check bounced."
        assert (told.context["fee"], told.context["balance"]) == ("$25.00", "$225.00")

    def test_costs_nothing_where_the_chapter_has_no_fee(self, house: House, tess: Client) -> None:
        page = tess.get(f"/treasurer/payments/{self.check(house)}/reverse")
        tess.submit(page, {"bounced": "y", "reason": "Returned by the bank"})
        assert member_of(house.ada).balance_minor == 20000

    def test_is_asked_of_checks_alone(self, house: House, tess: Client) -> None:
        owe(house.ada)
        paid = pay_cash(house.ada, 20000)
        assert "The check bounced" not in tess.get(f"/treasurer/payments/{paid.reference}/reverse").main
        sent = {"bounced": "y", "reason": "No"}
        refused = tess.post(f"/treasurer/payments/{paid.reference}/reverse", sent, status=422)
        assert "Only a check can bounce." in refused.main

    def test_stands_while_its_credit_is_paid_back(self, house: House, tess: Client) -> None:
        paid = pay_cash(house.ada, 5000)
        tess.submit(tess.get(f"/treasurer/members/{house.ada.member_id}/payout"), {"method": "cash"})
        page = tess.get(f"/treasurer/payments/{paid.reference}/reverse")
        refused = tess.submit(page, {"reason": "Counterfeit"}, status=422)
        assert "Reverse that payout first" in refused.main


CHARGE = {"kind": "fine", "description": "Missed meeting", "amount": "15.00", "due_on": "2026-12-31"}


class TestChargingMembers:
    def test_asks_once_more_and_charges_the_chosen_ones(self, house: House, tess: Client) -> None:
        typed = CHARGE | {"members": str(house.ada.member_id)}
        asked = tess.submit(tess.get("/treasurer/charges/new"), typed, status=200)
        assert "In all $15.00" in asked.main
        assert db.session.query(Charge).count() == 0
        done = tess.follow(tess.submit(asked))
        assert "Charged 1 member, $15.00 in all." in done.main
        assert member_of(house.ada).balance_minor == 1500
        assert done.rows()[1][0] == "Missed meeting"

    def test_charges_all_or_a_class(self, house: House, tess: Client) -> None:
        change(house.ben, member_class=MemberClass.ALUMNI)
        for whom, number in (("all", 3), ("alumni", 1)):
            asked = tess.submit(tess.get("/treasurer/charges/new"), CHARGE | {"whom": whom}, status=200)
            assert f"Members {number}" in asked.main
            tess.submit(asked)
        assert (member_of(house.ada).balance_minor, member_of(house.ben).balance_minor) == (1500, 3000)

    @pytest.mark.parametrize(
        ("name", "typed"),
        [
            ("kind", "dues"),
            ("kind", ""),
            ("description", ""),
            ("amount", "0"),
            ("due_on", ""),
            ("members", ""),
        ],
    )
    def test_refuses_at_the_field_and_charges_nobody(
        self, house: House, tess: Client, name: str, typed: str
    ) -> None:
        sent = CHARGE | {"members": str(house.ada.member_id), name: typed}
        page = tess.submit(tess.get("/treasurer/charges/new"), sent, status=422)
        assert page.errors()[name]
        assert db.session.query(Charge).count() == 0

    def test_tells_two_of_one_name_apart_by_their_address(self, house: House, tess: Client) -> None:
        change(house.ben, name=house.ada.name)
        page = tess.get("/treasurer/charges/new").main
        assert f"Ada Byron ({house.ada.email})" in page
        assert f"Ada Byron ({house.ben.email})" in page

    def test_charges_once_when_it_is_sent_twice(self, house: House, tess: Client) -> None:
        page = tess.submit(tess.get("/treasurer/charges/new"), CHARGE | {"whom": "all"}, status=200)
        assert "3 members × $15.00 = $45.00" in page.main
        for _ in range(2):
            tess.submit(page, {})
        assert [member_of(who).balance_minor for who in (house.ada, house.ben)] == [1500, 1500]

    def test_asks_again_when_the_members_have_changed_meanwhile(self, house: House, tess: Client) -> None:
        page = tess.submit(tess.get("/treasurer/charges/new"), CHARGE | {"whom": "all"}, status=200)
        change(house.ben, status=MemberStatus.INACTIVE)
        assert "2 members × $15.00 = $30.00" in tess.submit(page, {}, status=200).main
        assert member_of(house.ada).balance_minor == 0

    def test_can_be_changed_before_it_is_done(self, house: House, tess: Client) -> None:
        page = tess.submit(tess.get("/treasurer/charges/new"), CHARGE | {"whom": "all"}, status=200)
        back = tess.submit(page, {"back": "yes"}, status=200)
        assert back.h1 == "Charge members"
        assert "Missed meeting" in back.text
        assert member_of(house.ada).balance_minor == 0

    def test_is_taken_back_together(self, house: House, tess: Client) -> None:
        tess.submit(tess.submit(tess.get("/treasurer/charges/new"), CHARGE | {"whom": "all"}, status=200))
        reverse = next(at for at in tess.get("/treasurer/charges").links().values() if "/batches/" in at)
        tess.follow(tess.submit(tess.get(reverse), {"reason": "Nobody missed it"}))
        assert member_of(house.ada).balance_minor == 0


class TestOnesOwnMoney:
    @pytest.fixture(autouse=True)
    def another_officer(self, house: House) -> None:
        add_person(house.tess.chapter_id, "Otto Other", "otto@example.org", Role.TREASURER)

    def test_is_paid_back_by_another_officer(self, house: House, tess: Client) -> None:
        pay_cash(house.tess, 5000)
        page = tess.get(f"/treasurer/members/{house.tess.member_id}/payout")
        refused = tess.submit(page, {"method": "cash"}, status=403)
        assert "Another officer has to pay it back." in refused.text
        assert member_of(house.tess).credit_minor == 5000

    def test_is_uncharged_by_another_officer(self, house: House, tess: Client) -> None:
        owe(house.tess)
        charge = db.session.query(Charge).one()
        page = tess.get(f"/treasurer/charges/{charge.id}/reverse")
        refused = tess.submit(page, {"reason": "Never owed it"}, status=403)
        assert "Another officer has to reverse it." in refused.text
        assert member_of(house.tess).balance_minor == 20000
