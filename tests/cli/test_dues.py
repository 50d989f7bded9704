"""``flask dues``."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from sigma_finance.extensions import db
from sigma_finance.models import Charge
from tests.cli.terminal import add_user, open_chapter, refused, run

ASSESS = (
    "dues",
    "assess",
    "--chapter",
    "sds",
    "--period",
    "2026-27",
    "--amount",
    "200.00",
    "--due",
    "2026-12-31",
)


@pytest.fixture(autouse=True)
def _members(any_app: Flask) -> None:
    open_chapter(any_app)
    add_user(any_app, "a@example.org")
    add_user(any_app, "b@example.org", "treasurer")
    add_user(any_app, "c@example.org", "member", "--class", "exempt")


def charged() -> tuple[int, int]:
    db.session.rollback()
    number, total = db.session.execute(select(func.count(Charge.id), func.sum(Charge.amount_minor))).one()
    return number, int(total or 0)


class TestAssessing:
    def test_charges_every_member_who_is_not_exempt(self, any_app: Flask) -> None:
        assert "Charged 2 members for 2026-27: $400.00." in run(any_app, *ASSESS)
        assert charged() == (2, 40000)

    def test_charges_nobody_twice_and_newcomers_once(self, any_app: Flask) -> None:
        run(any_app, *ASSESS)
        assert "Charged 0 members" in run(any_app, *ASSESS)
        add_user(any_app, "d@example.org")
        printed = run(any_app, *ASSESS)
        assert "Charged 1 member for" in printed
        assert "Charged before: 2. Left out: 1." in printed
        assert charged() == (3, 60000)

    def test_refuses_another_amount_or_date_for_the_same_period(self, any_app: Flask) -> None:
        run(any_app, *ASSESS)
        assert "already" in refused(any_app, *ASSESS, "--amount", "150.00")
        assert "already" in refused(any_app, *ASSESS, "--due", "2027-01-31")
        assert charged() == (2, 40000)

    @pytest.mark.parametrize("amount", ["0", "-5", "NaN", "1e309", "200.001", "1e3", "1,00", "١٢٣", "1_000"])
    def test_refuses_what_is_no_amount(self, any_app: Flask, amount: str) -> None:
        assert "Enter" in refused(any_app, *ASSESS, "--amount", amount)
        assert charged() == (0, 0)

    @pytest.mark.parametrize("due", ["31/12/2026", "2026-02-30", "tomorrow", "2026-12-31T00:00"])
    def test_refuses_what_is_no_date(self, any_app: Flask, due: str) -> None:
        assert "2026-12-31" in refused(any_app, *ASSESS, "--due", due, code=2)

    def test_refuses_a_chapter_that_is_not_there(self, any_app: Flask) -> None:
        assert "no chapter" in refused(any_app, *ASSESS, "--chapter", "nobody")
