"""The stand-in for Stripe's API, asked by the real stripe library."""

from __future__ import annotations

import time
from typing import Any

import pytest
import requests
import stripe

from tests.sandbox.standing import Stand, client_for, new_session, order


def refused(stand: Stand, **changes: Any) -> stripe.InvalidRequestError:
    """The refusal of a session with these changes."""
    with pytest.raises(stripe.InvalidRequestError) as caught:
        new_session(stand, **changes)
    return caught.value


def item(**price: Any) -> list[dict[str, Any]]:
    """Line items with another price."""
    data = {"currency": "usd", "unit_amount": 20_000, "product_data": {"name": "Dues"}, **price}
    return [{"quantity": 1, "price_data": data}]


class TestTheKey:
    def test_is_asked_for(self, stand: Stand) -> None:
        answer = requests.get(f"{stand.url}/stripe/v1/balance", timeout=5)
        assert answer.status_code == 401
        assert "did not provide an API key" in answer.json()["error"]["message"]
        assert answer.headers["WWW-Authenticate"] == 'Basic realm="Stripe"'

    @pytest.mark.parametrize("key", ["sk_live_real", "pk_test_sandbox", "nonsense"])
    def test_must_be_a_secret_test_key(self, stand: Stand, key: str) -> None:
        with pytest.raises(stripe.AuthenticationError, match="Invalid API Key provided") as caught:
            client_for(stand.url, key).v1.balance.retrieve()
        assert key not in str(caught.value)

    def test_may_be_one_of_those_that_the_sandbox_was_given(self, stand: Stand) -> None:
        stand.sandbox.settings.api_keys = ("sk_test_ours",)
        client_for(stand.url, "sk_test_ours").v1.balance.retrieve()
        with pytest.raises(stripe.AuthenticationError):
            stand.client.v1.balance.retrieve()

    def test_may_come_as_a_basic_user(self, stand: Stand) -> None:
        answer = requests.get(f"{stand.url}/stripe/v1/balance", auth=("sk_test_x", ""), timeout=5)
        assert answer.status_code == 200
        assert answer.headers["Request-Id"].startswith("req_")

    def test_opens_no_other_account(self, stand: Stand) -> None:
        with pytest.raises(stripe.PermissionError):
            stand.client.v1.balance.retrieve(options={"stripe_account": "acct_other"})


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

    def test_refuses_what_the_api_no_longer_has(self, stand: Stand) -> None:
        refusal = refused(stand, payment_method_types=["card"])
        assert refusal.code == "parameter_unknown"
        assert refusal.user_message == "Received unknown parameter: payment_method_types"
        assert refusal.http_status == 400

    @pytest.mark.parametrize(
        ("changes", "param"),
        [
            ({"success_url": "/pay/result"}, "success_url"),
            ({"cancel_url": "javascript:alert(1)"}, "cancel_url"),
            ({"customer_email": "nobody"}, "customer_email"),
            ({"mode": "gift"}, "mode"),
            ({"mode": "subscription"}, "mode"),
            ({"line_items": item(currency="xyz")}, "line_items[0][price_data][currency]"),
            ({"line_items": item(unit_amount=-1)}, "line_items[0][price_data][unit_amount]"),
            ({"line_items": [{"price": "price_1", "quantity": 1}]}, "line_items[0][price]"),
            ({"line_items": [{"price_data": item()[0]["price_data"]}]}, "line_items[0][quantity]"),
            ({"line_items": [{**item()[0], "quantity": 0}]}, "line_items[0][quantity]"),
            ({"line_items": item() + item(currency="eur")}, "line_items"),
            ({"client_reference_id": "x" * 201}, "client_reference_id"),
            ({"expires_at": int(time.time()) + 60}, "expires_at"),
            ({"expires_at": int(time.time()) + 25 * 3600}, "expires_at"),
            ({"customer": "cus_unknown", "customer_email": None}, "customer"),
            ({"customer": "cus_unknown"}, "customer_email"),
            ({"ui_mode": "elements"}, "ui_mode"),
            ({"return_url": "http://app.example.org/"}, "return_url"),
            ({"subscription_data": {"description": "x"}}, "subscription_data"),
            ({"discounts": [{"coupon": "free"}]}, "discounts[0]"),
            ({"excluded_payment_method_types": ["card", "us_bank_account"]}, "allowed_payment_method_types"),
        ],
    )
    def test_refuses_values_that_stripe_would(
        self, stand: Stand, changes: dict[str, Any], param: str
    ) -> None:
        kept = {name: value for name, value in order(**changes).items() if value is not None}
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stand.client.v1.checkout.sessions.create(params=kept)  # type: ignore[arg-type]
        assert caught.value.param == param
        assert stand.sandbox.sessions() == []

    @pytest.mark.parametrize("missing", ["mode", "success_url", "line_items"])
    def test_refuses_to_do_without(self, stand: Stand, missing: str) -> None:
        params = order()
        del params[missing]
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stand.client.v1.checkout.sessions.create(params=params)
        assert (caught.value.param, caught.value.code) == (missing, "parameter_missing")

    def test_refuses_amounts_too_small_and_too_large(self, stand: Stand) -> None:
        assert refused(stand, line_items=item(unit_amount=49)).code == "amount_too_small"
        assert (
            refused(stand, line_items=[{**item(unit_amount=90_000_000)[0], "quantity": 2}]).code
            == "amount_too_large"
        )
        assert new_session(stand, line_items=item(unit_amount=50)).amount_total == 50

    @pytest.mark.parametrize("suffix", ["123", "a<b", 'a"b', "a*b", "", "A" * 11, "é"])
    def test_refuses_suffixes_that_no_statement_can_show(self, stand: Stand, suffix: str) -> None:
        refusal = refused(stand, payment_intent_data={"statement_descriptor_suffix": suffix})
        assert refusal.param == "payment_intent_data[statement_descriptor_suffix]"

    def test_refuses_a_whole_descriptor(self, stand: Stand) -> None:
        refusal = refused(stand, payment_intent_data={"statement_descriptor": "CHAPTER DUES"})
        assert refusal.param == "payment_intent_data[statement_descriptor]"


class TestSessionsOfTheAccount:
    def test_are_listed_newest_first_in_pages(self, stand: Stand) -> None:
        made = [new_session(stand).id for _ in range(5)]
        first = stand.client.v1.checkout.sessions.list(params={"limit": 2})
        assert [each.id for each in first.data] == made[:2:-1]
        assert first.has_more
        rest = stand.client.v1.checkout.sessions.list(
            params={"limit": 3, "starting_after": first.data[-1].id}
        )
        assert [each.id for each in rest.data] == made[2::-1]
        assert not rest.has_more
        back = stand.client.v1.checkout.sessions.list(params={"limit": 2, "ending_before": made[0]})
        assert [each.id for each in back.data] == [made[2], made[1]]
        every = stand.client.v1.checkout.sessions.list(params={"limit": 2}).auto_paging_iter()
        assert [each.id for each in every] == made[::-1]

    def test_are_found_by_intent_status_and_time(self, stand: Stand) -> None:
        paid, left = new_session(stand).id, new_session(stand).id
        stand.sandbox.pay(paid)
        sessions = stand.client.v1.checkout.sessions
        intent = str(sessions.retrieve(paid).payment_intent)
        assert [each.id for each in sessions.list(params={"payment_intent": intent}).data] == [paid]
        assert [each.id for each in sessions.list(params={"status": "open"}).data] == [left]
        now = int(time.time())
        assert len(sessions.list(params={"created": {"gte": now - 60}}).data) == 2
        assert sessions.list(params={"created": {"gt": now + 60}}).data == []

    @pytest.mark.parametrize(
        ("name", "value"), [("limit", 0), ("limit", 101), ("starting_after", "cs_test_x")]
    )
    def test_refuse_pages_that_there_are_not(self, stand: Stand, name: str, value: Any) -> None:
        params: Any = {name: value}
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stand.client.v1.checkout.sessions.list(params=params)
        assert (caught.value.param, caught.value.http_status) == (name, 400)

    def test_expire_once(self, stand: Stand) -> None:
        session = new_session(stand)
        assert stand.client.v1.checkout.sessions.expire(session.id).status == "expired"
        with pytest.raises(stripe.InvalidRequestError, match="can be expired"):
            stand.client.v1.checkout.sessions.expire(session.id)

    def test_expire_by_themselves_when_their_time_has_come(self, stand: Stand) -> None:
        session = new_session(stand)
        with stand.sandbox.bench.changing() as work:
            work.connection.execute("UPDATE jobs SET due_at = 1")
        assert stand.client.v1.checkout.sessions.retrieve(session.id).status == "expired"
        assert stand.sandbox.events("checkout.session.expired")

    def test_are_missing_when_invented(self, stand: Stand) -> None:
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stand.client.v1.checkout.sessions.retrieve("cs_test_invented")
        assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")


class TestExpanding:
    def test_shows_what_is_named_down_to_the_fee(self, stand: Stand) -> None:
        session = new_session(stand)
        stand.sandbox.pay(session.id)
        stand.sandbox.hasten()
        params: Any = {"expand": ["payment_intent.latest_charge.balance_transaction", "line_items"]}
        full = stand.client.v1.checkout.sessions.retrieve(session.id, params=params)
        assert isinstance(full.payment_intent, stripe.PaymentIntent)
        charge = full.payment_intent.latest_charge
        assert isinstance(charge, stripe.Charge)
        assert isinstance(charge.balance_transaction, stripe.BalanceTransaction)
        assert charge.balance_transaction.fee == 610
        assert full.line_items is not None
        assert full.line_items.data[0].description == "Sigma Delta Sigma dues"

    def test_leaves_empty_what_is_empty(self, stand: Stand) -> None:
        session = new_session(stand)
        params: Any = {"expand": ["payment_intent.latest_charge"]}
        assert stand.client.v1.checkout.sessions.retrieve(session.id, params=params).payment_intent is None

    def test_works_in_lists(self, stand: Stand) -> None:
        session = new_session(stand)
        stand.sandbox.pay(session.id)
        params: Any = {"expand": ["data.payment_intent"]}
        (found,) = stand.client.v1.checkout.sessions.list(params=params).data
        assert isinstance(found.payment_intent, stripe.PaymentIntent)

    @pytest.mark.parametrize("path", ["amount_total", "payments", "a.b.c.d.e"])
    def test_refuses_what_cannot_be(self, stand: Stand, path: str) -> None:
        params: Any = {"expand": [path]}
        with pytest.raises(stripe.InvalidRequestError, match="expand"):
            stand.client.v1.checkout.sessions.retrieve(new_session(stand).id, params=params)


class TestCustomers:
    def test_are_made_found_and_deleted(self, stand: Stand) -> None:
        customers = stand.client.v1.customers
        made = customers.create(params={"email": "mo@example.org", "name": "Mo", "metadata": {"member": "7"}})
        assert customers.retrieve(made.id).email == "mo@example.org"
        assert customers.delete(made.id).deleted is True
        gone = customers.retrieve(made.id)
        assert gone.deleted is True
        assert "email" not in gone

    def test_that_are_deleted_cannot_pay(self, stand: Stand) -> None:
        made = stand.client.v1.customers.create(params={"email": "mo@example.org"})
        stand.client.v1.customers.delete(made.id)
        params = order(customer=made.id)
        del params["customer_email"]
        with pytest.raises(stripe.InvalidRequestError, match="No such customer") as caught:
            stand.client.v1.checkout.sessions.create(params=params)
        assert caught.value.http_status == 400


class TestTheRest:
    def test_of_the_account_answers_the_check_of_a_setup(self, stand: Stand) -> None:
        account = stand.client.v1.accounts.retrieve_current()
        assert account.charges_enabled
        assert account.settings is not None
        assert account.settings.card_payments.statement_descriptor_prefix == "SIGMA DUES"
        assert stand.client.v1.webhook_endpoints.list().data == []

    def test_lists_intents_charges_and_events(self, stand: Stand) -> None:
        session = new_session(stand)
        stand.sandbox.pay(session.id)
        (intent,) = stand.client.v1.payment_intents.list().data
        assert stand.client.v1.payment_intents.retrieve(intent.id).status == "succeeded"
        (charge,) = stand.client.v1.charges.list(params={"payment_intent": intent.id}).data
        assert stand.client.v1.charges.retrieve(charge.id).paid
        (event,) = stand.client.v1.events.list(params={"type": "checkout.session.completed"}).data
        assert stand.client.v1.events.retrieve(event.id).type == "checkout.session.completed"
        params: Any = {"types": ["charge.succeeded", "payment_intent.succeeded"]}
        assert len(stand.client.v1.events.list(params=params).data) == 2

    def test_is_unrecognized(self, stand: Stand) -> None:
        headers = {"Authorization": "Bearer sk_test_x"}
        answer = requests.post(f"{stand.url}/stripe/v1/tokens", headers=headers, timeout=5)
        assert answer.status_code == 404
        assert "Unrecognized request URL (POST: /v1/tokens)" in answer.json()["error"]["message"]

    def test_is_written_down_with_its_key(self, stand: Stand) -> None:
        stand.client.v1.checkout.sessions.create(params=order(), options={"idempotency_key": "ours-1"})
        refused(stand, mode="gift")
        first, second = stand.sandbox.requests()
        assert (first.method, first.path) == ("POST", "/stripe/v1/checkout/sessions")
        assert (first.idempotency_key, first.status, first.error) == ("ours-1", 200, None)
        assert second.status == 400
        assert "Invalid mode" in str(second.error)
