"""What becomes of a charge: waived, or reversed."""

from __future__ import annotations

import pytest

from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Charge
from tests.harness.client import Client
from tests.people import Person, add_person
from tests.routes.house import House, member_of, owe, pay_cash
from tests.routes.treasurer.desk import BAD_AMOUNTS, TOO_LONG


def charge_of(person: Person, amount_minor: int = 20000) -> str:
    """Charge a person and give the address of the charge."""
    owe(person, amount_minor)
    charge_id = (
        db.session.query(Charge.id).filter_by(member_id=person.member_id).order_by(Charge.id.desc()).first()
    )
    assert charge_id is not None
    return f"/treasurer/charges/{charge_id[0]}"


class TestWaiving:
    def test_forgives_a_part_with_its_reason(self, house: House, tess: Client) -> None:
        page = tess.get(f"{charge_of(house.ada)}/waive")
        done = tess.follow(tess.submit(page, {"amount": "50.00", "reason": "Hardship"}))
        assert done.h1 == "Ada Byron"
        assert "Waived $50.00." in done.main
        assert "waived 50.00" in done.main
        assert member_of(house.ada).balance_minor == 15000

    @pytest.mark.parametrize(
        ("kind", "said"),
        [
            ("scholarship", "Scholarship: By the board"),
            ("hardship", "Hardship: By the board"),
            ("other", "By the board"),
        ],
    )
    def test_says_on_the_statement_of_what_kind_it_was(
        self, house: House, tess: Client, kind: str, said: str
    ) -> None:
        page = tess.get(f"{charge_of(house.ada)}/waive")
        tess.submit(page, {"amount": "50.00", "kind": kind, "reason": "By the board"})
        for path in ("", "/statement"):
            assert said in tess.get(f"/treasurer/members/{house.ada.member_id}{path}").main

    def test_refuses_a_kind_that_is_not_there(self, house: House, tess: Client) -> None:
        page = tess.get(f"{charge_of(house.ada)}/waive")
        assert tess.submit(page, {"kind": "gift", "reason": "Mine"}, status=422).errors()["kind"]
        assert member_of(house.ada).balance_minor == 20000

    def test_takes_what_is_open_for_granted(self, house: House, tess: Client) -> None:
        path = charge_of(house.ada)
        pay_cash(house.ada, 5000)
        tess.submit(tess.get(f"{path}/waive"), {"reason": "Hardship"})
        assert member_of(house.ada).balance_minor == 0

    @pytest.mark.parametrize("amount", [*BAD_AMOUNTS, "200.01"])
    def test_refuses_an_amount_that_cannot_be_waived(self, house: House, tess: Client, amount: str) -> None:
        page = tess.get(f"{charge_of(house.ada)}/waive")
        page = tess.submit(page, {"amount": amount, "reason": "Hardship"}, status=422)
        assert page.errors()["amount"]
        assert "Hardship" in page.text
        assert member_of(house.ada).balance_minor == 20000

    @pytest.mark.parametrize("reason", ["", TOO_LONG, "a\x00b"])
    def test_asks_for_a_reason_that_can_be_read(self, house: House, tess: Client, reason: str) -> None:
        page = tess.get(f"{charge_of(house.ada)}/waive")
        assert tess.submit(page, {"reason": reason}, status=422).errors()["reason"]

    def test_of_ones_own_is_left_to_another_officer(self, house: House, tess: Client) -> None:
        add_person(house.tess.chapter_id, "Abe Admin", "abe@example.org", Role.ADMIN)
        path = charge_of(house.tess)
        assert "Another officer has to waive it." in tess.get(f"{path}/waive", status=403).main
        tess.post(f"{path}/waive", {"amount": "50.00", "reason": "Mine"}, status=403)
        assert member_of(house.tess).balance_minor == 20000

    def test_of_ones_own_is_noted_as_such_where_nobody_else_may(self, house: House, tess: Client) -> None:
        tess.submit(tess.get(f"{charge_of(house.tess)}/waive"), {"amount": "50.00", "reason": "Agreed"})
        assert member_of(house.tess).balance_minor == 15000
        assert db.session.query(AuditEvent).filter_by(action="charge.self_waived").count() == 1

    def test_is_over_when_nothing_is_open(self, house: House, tess: Client) -> None:
        path = charge_of(house.ada)
        pay_cash(house.ada, 20000)
        tess.get(f"{path}/waive", status=409)

    def test_is_no_matter_for_another_chapter(self, house: House, stranger: Client) -> None:
        path = charge_of(house.ada)
        stranger.get(f"{path}/waive", status=404)
        stranger.post(f"{path}/waive", {"amount": "50.00", "reason": "Mine"}, status=404)
        assert member_of(house.ada).balance_minor == 20000


class TestReversing:
    def test_takes_the_charge_back_and_keeps_it_visible(self, house: House, tess: Client) -> None:
        path = charge_of(house.ada)
        pay_cash(house.ada, 5000)
        done = tess.follow(tess.submit(tess.get(f"{path}/reverse"), {"reason": "By mistake"}))
        assert "Reversed: 2026-27 dues." in done.main
        assert any("Reversed" in row for row in done.rows())
        assert (member_of(house.ada).balance_minor, member_of(house.ada).credit_minor) == (0, 5000)

    @pytest.mark.parametrize("reason", ["", TOO_LONG, "a\x00b"])
    def test_asks_for_a_reason_that_can_be_read(self, house: House, tess: Client, reason: str) -> None:
        page = tess.get(f"{charge_of(house.ada)}/reverse")
        assert tess.submit(page, {"reason": reason}, status=422).errors()["reason"]
        assert member_of(house.ada).balance_minor == 20000

    def test_twice_is_refused(self, house: House, tess: Client) -> None:
        page = tess.get(f"{charge_of(house.ada)}/reverse")
        tess.submit(page, {"reason": "By mistake"})
        tess.submit(page, {"reason": "By mistake"}, status=409)

    def test_is_no_matter_for_another_chapter(self, house: House, stranger: Client) -> None:
        stranger.get(f"{charge_of(house.ada)}/reverse", status=404)
