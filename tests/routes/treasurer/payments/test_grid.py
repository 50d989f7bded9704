"""The desk: a meeting night's money in one grid."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sigma_finance.domain.payments.payments import Method
from sigma_finance.extensions import db
from sigma_finance.models import (
    Member,
    Payment,
    Receipt,
)
from tests.harness.client import Client
from tests.routes.house import House, member_of, owe, payments_of
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

    def test_books_those_who_are_ticked_with_what_they_owe(self, house: House, tess: Client) -> None:
        owe(house.ada, 3000)
        owe(house.ben, 1250)
        ticked = {f"owing-{one.member_id}-ticked": "y" for one in (house.ada, house.ben)}
        page = tess.get(GRID)
        assert "owes $30.00" in page.main
        done = tess.follow(tess.submit(page, {"method": "zelle", **ticked}))
        assert "Recorded 2 payments, $42.50 in all" in done.main
        assert [one.method for one in payments_of(house.ben)] == [Method.ZELLE]
        assert (member_of(house.ada).balance_minor, member_of(house.ben).balance_minor) == (0, 0)

    def test_keeps_its_ticks_and_amounts_where_one_is_wrong(self, house: House, tess: Client) -> None:
        owe(house.ada, 3000)
        name = f"owing-{house.ada.member_id}"
        page = tess.submit(tess.get(GRID), {f"{name}-ticked": "y", f"{name}-amount": "x"}, status=422)
        assert "Ada Byron: Enter the amount in digits only" in page.main
        tess.submit(page, {f"{name}-amount": "$20"})
        assert [one.amount_minor for one in payments_of(house.ada)] == [2000]

    def test_can_have_more_rows_and_keeps_what_was_typed(self, house: House, tess: Client) -> None:
        owe(house.ada)
        page = tess.submit(tess.get(GRID), rows(("Ada Byron", "20.00", "cash")) | {"more": "yes"}, status=200)
        tess.submit(page, {"rows-12-who": "Ben Banneker", "rows-12-amount": "1.00"}, status=422)
        for _ in range(9):
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
        assert "Tick who paid, or enter at least one payment." in tess.submit(tess.get(GRID), status=422).main

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
