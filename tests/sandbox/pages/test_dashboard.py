"""The sandbox's dashboard, as a developer presses its buttons."""

from __future__ import annotations

import requests

from tests.sandbox.standing import Stand, WebhookReceiver, new_session


def get(stand: Stand, path: str) -> str:
    """A page that must be there."""
    answer = requests.get(f"{stand.url}{path}", timeout=5)
    assert answer.status_code == 200
    return answer.text


def press(stand: Stand, path: str, **typed: str) -> requests.Response:
    """Press a button, and follow where it leads."""
    return requests.post(f"{stand.url}{path}", data=typed, timeout=5)


class TestTheDashboard:
    def test_says_what_will_be_here(self, stand: Stand) -> None:
        assert "Checkout sessions will be listed here" in get(stand, "/")
        assert "Events will be listed here" in get(stand, "/events")
        assert "Messages will be listed here" in get(stand, "/outbox")

    def test_lists_payments_and_the_balance(self, stand: Stand) -> None:
        stand.sandbox.pay(new_session(stand).id)
        stand.sandbox.hasten()
        page = get(stand, "/")
        for words in ("$193.90", "$200.00", "Paid", "mo.member@example.org"):
            assert words in page

    def test_is_missing_for_an_invented_payment(self, stand: Stand) -> None:
        for path in ("/sessions/cs_x", "/payments/pi_x", "/events/evt_x"):
            assert requests.get(f"{stand.url}{path}", timeout=5).status_code == 404


class TestAPaymentsPage:
    def test_settles_or_fails_a_bank_debit(self, stand: Stand) -> None:
        for act, word in (("settle", "Paid"), ("fail", "Failed")):
            session = new_session(stand)
            stand.sandbox.pay_by_bank(session.id)
            assert "Settle the bank debit" in get(stand, f"/sessions/{session.id}")
            assert word in press(stand, f"/sessions/{session.id}/{act}").text

    def test_refunds_a_part_and_then_the_rest(self, stand: Stand) -> None:
        session = new_session(stand)
        stand.sandbox.pay(session.id)
        assert "Partly refunded" in press(stand, f"/sessions/{session.id}/refund", amount="25.50").text
        assert "Refunded" in press(stand, f"/sessions/{session.id}/refund").text
        assert [each["amount"] for each in stand.sandbox.every("refund")] == [17_450, 2_550]

    def test_says_why_a_refund_cannot_be(self, stand: Stand) -> None:
        session = new_session(stand)
        stand.sandbox.pay(session.id)
        for amount, words in (("900.00", "greater than unrefunded"), ("many", "with two decimals")):
            answer = press(stand, f"/sessions/{session.id}/refund", amount=amount)
            assert answer.status_code == 422
            assert words in answer.text

    def test_ends_refunds_and_disputes(self, stand: Stand) -> None:
        session = new_session(stand)
        stand.sandbox.pay(session.id)
        refund = stand.sandbox.refund(session.id, amount=100)
        press(stand, f"/refunds/{refund['id']}/fail")
        assert stand.sandbox.get("refund", refund["id"])["status"] == "failed"
        assert "Dispute" in press(stand, f"/sessions/{session.id}/dispute").text
        (dispute,) = stand.sandbox.every("dispute")
        press(stand, f"/disputes/{dispute['id']}/submit")
        assert "Dispute won" in press(stand, f"/disputes/{dispute['id']}/win").text
        assert press(stand, f"/disputes/{dispute['id']}/explode").status_code == 404

    def test_expires_an_open_session(self, stand: Stand) -> None:
        session = new_session(stand)
        assert "Expired" in press(stand, f"/sessions/{session.id}/expire").text

    def test_lets_time_pass(self, stand: Stand) -> None:
        session = new_session(stand)
        stand.sandbox.pay(session.id)
        assert "not known yet" in get(stand, f"/sessions/{session.id}")
        assert "$6.10" in press(stand, f"/sessions/{session.id}/hasten").text

    def test_is_found_by_its_intent(self, stand: Stand) -> None:
        session = stand.sandbox.pay(new_session(stand).id)
        assert session["id"] in get(stand, f"/payments/{session['payment_intent']}")


class TestTheEventsPage:
    def test_pauses_loses_and_resumes(self, posting: Stand, endpoint: WebhookReceiver) -> None:
        assert "Deliveries are paused" in press(posting, "/deliveries/pause").text
        posting.sandbox.pay(new_session(posting).id)
        assert "4 waiting" in get(posting, "/events")
        assert "0 waiting" in press(posting, "/deliveries/lose").text
        press(posting, "/deliveries/resume")
        assert endpoint.types == []

    def test_sends_an_event_again_and_twice(self, posting: Stand, endpoint: WebhookReceiver) -> None:
        posting.sandbox.pause()
        posting.sandbox.pay(new_session(posting).id)
        event = posting.sandbox.event("charge.succeeded")
        page = press(posting, f"/events/{event['id']}/send", twice="yes").text
        assert endpoint.types == ["charge.succeeded"] * 2
        assert "Delivered" in page
        assert "pending_webhooks" in page

    def test_cannot_send_where_there_is_no_endpoint(self, stand: Stand) -> None:
        stand.sandbox.pay(new_session(stand).id)
        event = stand.sandbox.event("charge.succeeded")
        assert press(stand, f"/events/{event['id']}/send").status_code == 409
