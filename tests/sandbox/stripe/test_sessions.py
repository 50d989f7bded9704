"""How a Checkout Session begins, and how one ends without being paid."""

from __future__ import annotations

import pytest

from sandbox.engine.work import Bench
from sandbox.stripe import payments, promotions, sessions
from sandbox.stripe.cards import CARDS
from sandbox.stripe.errors import StripeRefusal
from tests.sandbox.standing import Stand, new_session, order
from tests.sandbox.stripe.asking import item
from tests.sandbox.stripe.giving import PAYER


class TestANewSession:
    def test_is_open_with_a_page_of_its_own(self, stand: Stand) -> None:
        session = new_session(stand)
        assert (session.status, session.payment_status, session.amount_total) == ("open", "unpaid", 20_000)
        assert session.url == f"{stand.url}/checkout/{session.id}"
        assert session.payment_intent is None
        assert session.livemode is False
        assert session.client_reference_id == "pay_ref_1"
        assert session.metadata is not None
        assert session.metadata["sigma_member"] == "7"
        assert session.expires_at - session.created == 24 * 3600

    def test_adds_up_its_lines(self, stand: Stand) -> None:
        lines = [*item(), {**item(unit_amount=750)[0], "quantity": 2}]
        session = new_session(stand, line_items=lines)
        assert session.amount_total == 21_500
        shown = stand.client.v1.checkout.sessions.line_items.list(session.id)
        assert [line.amount_total for line in shown.data] == [20_000, 1_500]

    def test_lives_as_long_as_it_was_asked_to(self, bench: Bench) -> None:
        with bench.changing() as work:
            made = sessions.create(work, order(expires_at=work.now + 3600))
            (due,) = work.connection.execute("SELECT due_at FROM jobs WHERE object_id = ?", (made["id"],))
        assert abs(due["due_at"] - made["created"] - 3600) < 5


class TestAnEnd:
    def test_closes_the_page_and_cancels_what_was_tried(self, bench: Bench) -> None:
        with bench.changing() as work:
            session = sessions.create(work, order())
            payments.pay_by_card(work, session, card=CARDS[4], payer=PAYER, expiry=(12, 2034))
            sessions.expire(work, session)
            kept = work.get("checkout.session", session["id"])
            intent = work.get("payment_intent", session["payment_intent"])
            told = [event["type"] for event in work.every("event")]
        assert (kept["status"], kept["url"]) == ("expired", None)
        assert (intent["status"], intent["cancellation_reason"]) == ("canceled", "expired")
        assert told[:2] == ["checkout.session.expired", "payment_intent.canceled"]

    def test_comes_once(self, bench: Bench) -> None:
        with bench.changing() as work:
            session = sessions.expire(work, sessions.create(work, order()))
            with pytest.raises(StripeRefusal, match="status of `expired`"):
                sessions.expire(work, session)


class TestTheLines:
    def test_bear_a_discount_from_the_first_on(self, bench: Bench) -> None:
        with bench.changing() as work:
            session = sessions.create(
                work, order(line_items=[*item(unit_amount=3_000), *item(unit_amount=7_000)])
            )
            promotions.apply(work, session, "HALF50")
            lines = sessions.line_items(work, session)
        assert [line["amount_discount"] for line in lines] == [3_000, 2_000]
        assert [line["amount_total"] for line in lines] == [0, 5_000]
