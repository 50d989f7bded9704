"""The hosted checkout page, as a payer's browser meets it."""

from __future__ import annotations

import requests
import stripe

from tests.sandbox.standing import Stand, new_session

TYPED = {"email": "mo@example.org", "name": "Mo Member", "expiry": "12 / 34", "cvc": "123"}
PAYS = "4242 4242 4242 4242"


def press(session: stripe.checkout.Session, form: str, **typed: str) -> requests.Response:
    """Send one of the page's forms, without following where it leads."""
    return requests.post(f"{session.url}/{form}", data={**TYPED, **typed}, allow_redirects=False, timeout=10)


def again(stand: Stand, session: stripe.checkout.Session) -> stripe.checkout.Session:
    """The session as it is now, with its PaymentIntent and charge."""
    expand = {"expand": ["payment_intent.latest_charge"]}
    return stand.client.v1.checkout.sessions.retrieve(session.id, params=expand)  # type: ignore[arg-type]


def intent_of(session: stripe.checkout.Session) -> stripe.PaymentIntent:
    """The expanded PaymentIntent."""
    assert isinstance(session.payment_intent, stripe.PaymentIntent)
    return session.payment_intent


def charge_of(session: stripe.checkout.Session) -> stripe.Charge:
    """The expanded charge."""
    charge = intent_of(session).latest_charge
    assert isinstance(charge, stripe.Charge)
    return charge


def page_of(session: stripe.checkout.Session) -> requests.Response:
    """The page as it is now."""
    return requests.get(str(session.url), timeout=10)


class TestTheCheckoutPage:
    def test_shows_what_is_paid_for_how_much_and_the_statement(self, stand: Stand) -> None:
        page = page_of(new_session(stand))
        assert page.status_code == 200
        for words in ("Sigma Delta Sigma dues", "$200.00", "SIGMA DUES* SDS", "mo.member@example.org"):
            assert words in page.text
        assert "no real money moves" in page.text

    def test_says_what_is_wrong_with_typed_values_and_keeps_them(self, stand: Stand) -> None:
        session = new_session(stand)
        answer = press(
            session, "card", number="4242 4242 4242 4241", expiry="13 / 34", cvc="1", email="x", name=""
        )
        assert answer.status_code == 422
        for words in (
            "card number is invalid",
            "expiry date as month and year",
            "security code",
            "e-mail",
            "name",
        ):
            assert words in answer.text
        assert "4242 4242 4242 4241" in answer.text
        assert again(stand, session).payment_intent is None

    def test_refuses_a_card_of_the_past(self, stand: Stand) -> None:
        answer = press(new_session(stand), "card", number=PAYS, expiry="01 / 20")
        assert "in the past" in answer.text

    def test_declines_a_number_that_is_no_test_card(self, stand: Stand) -> None:
        session = new_session(stand)
        press(session, "card", number="4111 1111 1111 1111")
        assert "non test card" in page_of(session).text

    def test_is_missing_for_an_invented_session(self, stand: Stand) -> None:
        assert requests.get(f"{stand.url}/checkout/cs_test_invented", timeout=10).status_code == 404

    def test_allows_its_forms_to_lead_to_the_products_origin(self, stand: Stand) -> None:
        policy = page_of(new_session(stand)).headers["Content-Security-Policy"]
        assert "form-action 'self' http://app.example.org;" in policy
        assert "script-src" not in policy
        assert "default-src 'none'" in policy

    def test_lets_no_other_site_press_its_buttons(self, stand: Stand) -> None:
        session = new_session(stand)
        headers = {"Sec-Fetch-Site": "cross-site"}
        answer = requests.post(f"{session.url}/card", data=TYPED, headers=headers, timeout=10)
        assert answer.status_code == 403


class TestPayingByCard:
    def test_completes_the_session_and_leads_back(self, stand: Stand) -> None:
        session = new_session(stand)
        answer = press(session, "card", number=PAYS)
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"http://app.example.org/pay/result?session_id={session.id}"
        paid = again(stand, session)
        assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
        assert paid.customer_details is not None
        assert paid.customer_details.email == "mo@example.org"

    def test_makes_an_intent_and_a_charge_with_the_products_metadata(self, stand: Stand) -> None:
        session = new_session(stand)
        press(session, "card", number=PAYS)
        paid = again(stand, session)
        intent, charge = intent_of(paid), charge_of(paid)
        assert (intent.status, intent.amount_received) == ("succeeded", 20_000)
        assert charge.metadata["sigma_payment"] == intent.metadata["sigma_payment"] == "pay_ref_1"
        assert "sigma_member" not in charge.metadata
        assert charge.calculated_statement_descriptor == "SIGMA DUES* SDS"
        assert charge.payment_method_details is not None
        assert charge.payment_method_details.card is not None
        assert charge.payment_method_details.card.last4 == "4242"

    def test_tells_it_in_events(self, stand: Stand) -> None:
        press(new_session(stand), "card", number=PAYS)
        assert [event["type"] for event in stand.sandbox.events()] == [
            "payment_intent.created",
            "charge.succeeded",
            "payment_intent.succeeded",
            "checkout.session.completed",
        ]

    def test_makes_a_customer_where_the_session_always_wants_one(self, stand: Stand) -> None:
        session = new_session(stand, customer_creation="always")
        press(session, "card", number=PAYS)
        customer = stand.client.v1.customers.retrieve(str(again(stand, session).customer))
        assert customer.email == "mo@example.org"

    def test_works_by_a_test_cards_button(self, stand: Stand) -> None:
        session = new_session(stand)
        press(session, "card", number="", test_card="4242424242424242")
        assert again(stand, session).payment_status == "paid"

    def test_happens_once_however_often_it_is_sent(self, stand: Stand) -> None:
        session = new_session(stand)
        press(session, "card", number=PAYS)
        second = press(session, "card", number=PAYS)
        assert second.headers["Location"].endswith(f"/checkout/{session.id}")
        assert "complete" in page_of(session).text
        assert len(stand.sandbox.every("charge")) == 1


class TestADeclinedCard:
    def test_leaves_the_session_open_with_the_reason(self, stand: Stand) -> None:
        session = new_session(stand)
        answer = press(session, "card", number="4000 0000 0000 0002")
        assert answer.headers["Location"].endswith(f"/checkout/{session.id}")
        assert "Your card was declined." in page_of(session).text
        declined = again(stand, session)
        assert (declined.status, declined.payment_status) == ("open", "unpaid")
        error = intent_of(declined).last_payment_error
        assert error is not None
        assert (error.code, error.decline_code) == ("card_declined", "generic_decline")
        assert charge_of(declined).status == "failed"
        assert "payment_intent.payment_failed" in [event["type"] for event in stand.sandbox.events()]

    def test_can_be_followed_by_one_that_pays(self, stand: Stand) -> None:
        session = new_session(stand)
        press(session, "card", number="4000 0000 0000 9995")
        press(session, "card", number=PAYS)
        paid = again(stand, session)
        assert paid.payment_status == "paid"
        assert intent_of(paid).last_payment_error is None
        assert len(stand.sandbox.every("payment_intent")) == 1


class TestThreeDSecure:
    ASKS = "4000 0025 0000 3155"

    def test_asks_before_it_pays(self, stand: Stand) -> None:
        session = new_session(stand)
        answer = press(session, "card", number=self.ASKS)
        assert answer.headers["Location"].endswith(f"/checkout/{session.id}/authentication")
        assert intent_of(again(stand, session)).status == "requires_action"
        assert (
            press(session, "authentication", answer="complete").headers["Location"].startswith("http://app")
        )
        assert again(stand, session).payment_status == "paid"

    def test_leaves_the_session_open_when_it_fails(self, stand: Stand) -> None:
        session = new_session(stand)
        press(session, "card", number=self.ASKS)
        press(session, "authentication", answer="fail")
        error = intent_of(again(stand, session)).last_payment_error
        assert error is not None
        assert error.code == "payment_intent_authentication_failure"
        assert "unable to authenticate" in page_of(session).text

    def test_stays_unpaid_when_it_is_abandoned(self, stand: Stand) -> None:
        session = new_session(stand)
        press(session, "card", number=self.ASKS)
        left = again(stand, session)
        assert (left.status, left.payment_status) == ("open", "unpaid")
        assert "Abandon" in requests.get(f"{session.url}/authentication", timeout=10).text

    def test_may_pass_and_the_card_decline_all_the_same(self, stand: Stand) -> None:
        session = new_session(stand)
        press(session, "card", number="4000 0084 0000 1629")
        press(session, "authentication", answer="complete")
        assert charge_of(again(stand, session)).status == "failed"


class TestABankDebit:
    def test_completes_the_session_unpaid(self, stand: Stand) -> None:
        session = new_session(stand)
        answer = press(session, "bank", account="000123456789")
        assert answer.headers["Location"].startswith("http://app.example.org/pay/result")
        under_way = again(stand, session)
        assert (under_way.status, under_way.payment_status) == ("complete", "unpaid")
        assert intent_of(under_way).status == "processing"
        assert charge_of(under_way).id.startswith("py_")

    def test_is_not_offered_where_the_session_allows_cards_only(self, stand: Stand) -> None:
        session = new_session(stand, allowed_payment_method_types=["card"])
        assert "US bank account" not in page_of(session).text
        press(session, "bank", account="000123456789")
        assert again(stand, session).status == "open"


class TestAPromotion:
    def test_of_everything_leaves_nothing_to_pay_and_no_intent(self, stand: Stand) -> None:
        session = new_session(stand, allow_promotion_codes=True)
        press(session, "promotion", code="free100")
        assert "Complete without paying" in page_of(session).text
        press(session, "nothing")
        done = again(stand, session)
        assert (done.status, done.payment_status) == ("complete", "no_payment_required")
        assert (done.amount_total, done.payment_intent) == (0, None)
        assert done.total_details is not None
        assert done.total_details.amount_discount == 20_000

    def test_lowers_what_is_taken(self, stand: Stand) -> None:
        session = new_session(stand, allow_promotion_codes=True)
        press(session, "promotion", code="HALF50")
        press(session, "card", number=PAYS)
        assert charge_of(again(stand, session)).amount == 10_000

    def test_is_refused_when_unknown_or_not_allowed(self, stand: Stand) -> None:
        session = new_session(stand, allow_promotion_codes=True)
        assert "invalid" in press(session, "promotion", code="NOPE").text
        plain = new_session(stand)
        press(plain, "promotion", code="FREE100")
        assert again(stand, plain).amount_total == 20_000


class TestAnExpiredSession:
    def test_says_so_and_takes_no_money(self, stand: Stand) -> None:
        session = new_session(stand)
        expired = stand.client.v1.checkout.sessions.expire(session.id)
        assert (expired.status, expired.url) == ("expired", None)
        assert "has expired" in page_of(session).text
        press(session, "card", number=PAYS)
        assert again(stand, session).status == "expired"

    def test_cancels_an_unfinished_intent(self, stand: Stand) -> None:
        session = new_session(stand)
        press(session, "card", number="4000 0000 0000 0002")
        stand.client.v1.checkout.sessions.expire(session.id)
        assert intent_of(again(stand, session)).status == "canceled"
