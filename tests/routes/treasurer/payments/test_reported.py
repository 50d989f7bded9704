"""Payments that members report: confirmed, or declined with a word."""

from __future__ import annotations

import pytest

from sigma_finance.domain.members.members import MemberStatus
from sigma_finance.domain.payments.payments import PaymentState
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, OutboxMessage
from tests.harness.client import Client
from tests.people import add_person
from tests.routes.house import House, change, member_of, owe, payments_of
from tests.routes.treasurer.desk import TOO_LONG, report, today

PATH = "/treasurer/reported"


class TestTheList:
    def test_says_that_nothing_waits(self, tess: Client) -> None:
        assert "Nothing to confirm" in tess.get(PATH).main

    def test_shows_what_each_member_says(self, house: House, tess: Client) -> None:
        report(house.ada, 15000)
        row = tess.get(PATH).rows()[1]
        assert row[0] == "Ada Byron"
        assert row[2] == "Zelle"
        assert row[4] == "150.00"


class TestConfirming:
    def test_books_the_payment(self, house: House, tess: Client) -> None:
        owe(house.ada)
        reference = report(house.ada)
        sent = tess.submit(tess.get(PATH), action=f"/{reference}/confirm")
        page = tess.follow(sent)
        assert f"Confirmed for Ada Byron. Receipt R-{today().year}-0001." in page.main
        assert "Nothing to confirm" in page.main
        assert member_of(house.ada).balance_minor == 0
        assert payments_of(house.ada)[0].recorded_by_member_id == house.tess.member_id

    def test_says_when_more_came_than_was_owed(self, house: House, tess: Client) -> None:
        owe(house.ada, 5000)
        sent = tess.post(f"{PATH}/{report(house.ada)}/confirm")
        assert "The member has $150.00 in credit." in tess.follow(sent).main

    def test_twice_books_it_once(self, house: House, tess: Client) -> None:
        owe(house.ada, 40000)
        reference = report(house.ada)
        for _ in range(2):
            tess.post(f"{PATH}/{reference}/confirm")
        assert member_of(house.ada).balance_minor == 20000

    def test_is_no_longer_possible_once_it_is_declined(self, house: House, tess: Client) -> None:
        owe(house.ada)
        reference = report(house.ada)
        tess.post(f"{PATH}/{reference}/reject", {"reason": "Not there"})
        assert "dealt with already" in tess.post(f"{PATH}/{reference}/confirm", status=409).main
        assert member_of(house.ada).balance_minor == 20000

    def test_is_no_matter_for_another_chapter(self, house: House, stranger: Client) -> None:
        owe(house.ada)
        stranger.post(f"{PATH}/{report(house.ada)}/confirm", status=404)
        assert payments_of(house.ada)[0].state is PaymentState.REPORTED

    def test_of_ones_own_is_left_to_another_officer(self, house: House, tess: Client) -> None:
        add_person(house.tess.chapter_id, "Abe Admin", "abe@example.org", Role.ADMIN)
        owe(house.tess)
        reference = report(house.tess)
        page = tess.get(PATH)
        assert "Your own: another officer confirms it." in page.main
        assert f"{PATH}/{reference}/confirm" not in [form.get("action") for form in page.every("form")]
        refused = tess.post(f"{PATH}/{reference}/confirm", status=403)
        assert "Another officer has to confirm it." in refused.main
        assert member_of(house.tess).balance_minor == 20000

    def test_of_ones_own_is_noted_as_such_where_nobody_else_may(self, house: House, tess: Client) -> None:
        add_person(house.tess.chapter_id, "Sid Secretary", "sid@example.org", Role.SECRETARY)
        leaves = add_person(house.tess.chapter_id, "Abe Admin", "abe@example.org", Role.ADMIN)
        change(leaves, status=MemberStatus.INACTIVE)
        owe(house.tess)
        report(house.tess)
        sent = tess.submit(tess.get(PATH), action="/confirm")
        assert "Receipt R-" in tess.follow(sent).main
        assert member_of(house.tess).balance_minor == 0
        lines = db.session.query(AuditEvent).filter_by(action="payment.self_confirmed").all()
        assert [line.details["member_id"] for line in lines] == [house.tess.member_id]

    def test_does_not_happen_by_following_a_link(self, house: House, tess: Client) -> None:
        tess.get(f"{PATH}/{report(house.ada)}/confirm", status=405)


class TestDeclining:
    def test_tells_the_member_why(self, house: House, tess: Client) -> None:
        reference = report(house.ada)
        page = tess.get(f"{PATH}/{reference}/reject")
        assert "Ada Byron gets an e-mail with your reason" in page.main
        tess.follow(tess.submit(page, {"reason": "No such transfer has come in"}))
        [payment] = payments_of(house.ada)
        assert (payment.state, payment.problem) == (PaymentState.REJECTED, "No such transfer has come in")
        mail = db.session.query(OutboxMessage).filter_by(kind="report_rejected").one()
        assert mail.context["reason"] == "No such transfer has come in"

    @pytest.mark.parametrize("reason", ["", "   ", TOO_LONG, "a\x00b"])
    def test_asks_for_a_reason_that_can_be_read(self, house: House, tess: Client, reason: str) -> None:
        page = tess.get(f"{PATH}/{report(house.ada)}/reject")
        assert tess.submit(page, {"reason": reason}, status=422).errors()["reason"]
        assert payments_of(house.ada)[0].state is PaymentState.REPORTED

    def test_is_no_longer_possible_once_it_is_confirmed(self, house: House, tess: Client) -> None:
        owe(house.ada)
        reference = report(house.ada)
        tess.post(f"{PATH}/{reference}/confirm")
        tess.get(f"{PATH}/{reference}/reject", status=409)

    def test_is_no_matter_for_another_chapter(self, house: House, stranger: Client) -> None:
        stranger.get(f"{PATH}/{report(house.ada)}/reject", status=404)
