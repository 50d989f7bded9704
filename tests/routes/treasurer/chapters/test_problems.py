"""What went wrong and will not mend itself."""

from __future__ import annotations

from datetime import UTC, datetime

from sigma_finance.domain.dates import now
from sigma_finance.domain.payments.delivery import EventState, MessageState
from sigma_finance.domain.payments.payments import DisputeState
from sigma_finance.extensions import db
from sigma_finance.models import Dispute, OutboxMessage, WebhookEvent
from tests import rows
from tests.harness.client import Client
from tests.routes.house import House, pay_cash

PATH = "/treasurer/problems"


def event(house: House, state: EventState, event_id: str) -> None:
    db.session.add(
        WebhookEvent(
            chapter_id=house.tess.chapter_id,
            event_id=event_id,
            type="charge.refunded",
            object_id="ch_1",
            livemode=False,
            payload="{}",
            state=state,
            outcome="The refund is of a payment that is not ours.",
        )
    )
    db.session.commit()


def message(house: House, state: MessageState) -> None:
    db.session.add(
        OutboxMessage(
            chapter_id=house.tess.chapter_id,
            member_id=house.ada.member_id,
            reference=f"M-{state}",
            kind="payment_reversed",
            to_email="ada@example.org",
            context={},
            state=state,
            problem="The address does not exist.",
            next_attempt_at=now(),
        )
    )
    db.session.commit()


class TestProblems:
    def test_are_none_at_first(self, tess: Client) -> None:
        assert "No problems" in tess.get(PATH).main

    def test_name_the_events_that_could_not_be_applied(self, house: House, tess: Client) -> None:
        event(house, EventState.QUARANTINED, "evt_1")
        event(house, EventState.FAILED, "evt_2")
        event(house, EventState.APPLIED, "evt_3")
        main = tess.get(PATH).main
        assert "The refund is of a payment that is not ours." in main
        assert "evt_1" in main
        assert "evt_2" in main
        assert "evt_3" not in main

    def test_name_the_mail_that_did_not_arrive(self, house: House, tess: Client) -> None:
        message(house, MessageState.FAILED)
        message(house, MessageState.SENT)
        rows = tess.get(PATH).rows()[1:]
        assert len(rows) == 1
        assert rows[0][0] == "Payment reversed"
        assert rows[0][1] == "Ada Byron ada@example.org"
        assert rows[0][4] == "The address does not exist."

    def test_of_another_chapter_are_not_shown(self, house: House, stranger: Client) -> None:
        event(house, EventState.QUARANTINED, "evt_1")
        message(house, MessageState.FAILED)
        assert "No problems" in stranger.get(PATH).main


class TestDisputes:
    def test_are_named_with_the_day_by_which_to_answer(self, house: House, tess: Client) -> None:
        booked = pay_cash(house.ada, 20000)
        made = rows.keep(
            Dispute(
                chapter_id=house.tess.chapter_id,
                payment_id=booked.payment_id,
                stripe_dispute_id="du_1",
                amount_minor=20000,
                state=DisputeState.OPEN,
                reason="product_not_received",
                evidence_due_at=datetime(2027, 1, 8, 17, tzinfo=UTC),
            )
        )
        page = tess.get(PATH)
        assert page.links()["Ada Byron"] == f"/treasurer/disputes/{made}"
        assert (
            "January 8, 2027 at 12:00 PM The payer says that they did not get what they paid for. 200.00"
            in page.main
        )

    def test_are_not_another_chapters(self, house: House, stranger: Client) -> None:
        assert "No problems" in stranger.get(PATH).main
