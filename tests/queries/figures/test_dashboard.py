"""A member's account as their dashboard shows it, on either database."""

from __future__ import annotations

import pytest
from flask import Flask

from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.errors import NotFound
from sigma_finance.domain.policy import Policy
from sigma_finance.extensions import db
from sigma_finance.models import Chapter
from sigma_finance.queries.figures import dashboard
from tests.routes.house import ZONE, House, build_house, owe, pay_cash


@pytest.fixture
def house(any_app: Flask) -> House:
    return build_house()


class TestAnAccount:
    def test_has_what_is_open_in_the_order_of_settling(self, house: House) -> None:
        owe(house.ada, 2000, due_in=40, what="Spring")
        owe(house.ada, 1000, due_in=10, what="Fall")
        account = dashboard.get_dashboard(
            chapter_id=house.ada.chapter_id, member_id=house.ada.member_id, timezone=ZONE
        )
        assert [due.description for due in account.dues] == ["Fall", "Spring"]
        assert account.next_due == account.dues[0]
        assert account.balance_minor == 3000

    def test_has_next_what_the_chapters_policy_settles_first(self, house: House) -> None:
        owe(house.ada, 2000, due_in=10, what="Fall")
        owe(house.ada, 500, due_in=40, what="Noise", kind=ChargeKind.FINE)
        chapter = db.session.get_one(Chapter, house.ada.chapter_id)
        chapter.policy = Policy(settle_first=(ChargeKind.FINE,)).kept()
        db.session.commit()
        account = dashboard.get_dashboard(
            chapter_id=house.ada.chapter_id, member_id=house.ada.member_id, timezone=ZONE
        )
        assert [due.description for due in account.dues] == ["Fall", "Noise"]
        assert [due.description for due in account.settling] == ["Noise", "Fall"]
        assert account.next_due == account.settling[0]

    def test_has_the_newest_payments_first(self, house: House) -> None:
        for number in range(7):
            pay_cash(house.ada, 101 + number)
        account = dashboard.get_dashboard(
            chapter_id=house.ada.chapter_id, member_id=house.ada.member_id, timezone=ZONE
        )
        assert [line.amount_minor for line in account.latest] == [107, 106, 105, 104, 103]
        assert account.last_receipt == account.latest[0]

    def test_of_another_chapter_is_not_there(self, house: House) -> None:
        with pytest.raises(NotFound):
            dashboard.get_dashboard(
                chapter_id=house.stranger.chapter_id, member_id=house.ada.member_id, timezone=ZONE
            )
