"""The stand-in for Stripe's API: the endpoints that the product calls, under `/stripe/v1`.

Follows https://docs.stripe.com/api, version 2026-10-28.endive.
"""

from __future__ import annotations

import json

from flask import Blueprint, Response, request

from sandbox.engine.work import Bench, Json, Work, new_id
from sandbox.stripe import (
    account_objects,
    balance,
    connect,
    disputes,
    files,
    intents,
    listing,
    payouts,
    refunds,
    saved,
    session_rules,
    sessions,
)
from sandbox.stripe.endpoint import ApiEndpoint, add_endpoint, authorize
from sandbox.stripe.errors import StripeRefusal
from sandbox.stripe.expand import envelope


def _create_session(work: Work, params: Json) -> Json:
    connect.must_charge(work)
    return sessions.create(work, params)


def _get_session(work: Work, params: Json, session: str) -> Json:
    return work.get("checkout.session", session, param="session")


def _expire_session(work: Work, params: Json, session: str) -> Json:
    return sessions.expire(work, work.get("checkout.session", session, param="session"))


def _list_sessions(work: Work, params: Json) -> Json:
    if "customer_details" in params:
        params = {**params, "customer_details.email": params["customer_details"]["email"]}
    equal = ("payment_intent", "status", "customer", "customer_details.email", "subscription", "payment_link")
    return listing.page(work, "checkout.session", params, url="/v1/checkout/sessions", equal=equal)


def _list_line_items(work: Work, params: Json, session: str) -> Json:
    body = work.get("checkout.session", session, param="session")
    return envelope(sessions.line_items(work, body), f"/v1/checkout/sessions/{session}/line_items")


def _get_intent(work: Work, params: Json, intent: str) -> Json:
    return work.get("payment_intent", intent, param="intent")


def _list_intents(work: Work, params: Json) -> Json:
    return listing.page(work, "payment_intent", params, url="/v1/payment_intents", equal=("customer",))


def _create_intent(work: Work, params: Json) -> Json:
    connect.must_charge(work)
    return intents.create(work, params)


def _get_setup_intent(work: Work, params: Json, intent: str) -> Json:
    return work.get("setup_intent", intent, param="intent")


def _get_method(work: Work, params: Json, method: str) -> Json:
    return work.get("payment_method", method, param="payment_method")


def _list_methods(work: Work, params: Json, customer: str) -> Json:
    known = session_rules.customer(work, customer)
    filters = {**params, "customer": known["id"]}
    url = f"/v1/customers/{customer}/payment_methods"
    return listing.page(work, "payment_method", filters, url=url, equal=("customer", "type"))


def _create_portal_session(work: Work, params: Json) -> Json:
    return saved.open_portal(work, params)


def _get_charge(work: Work, params: Json, charge: str) -> Json:
    return work.get("charge", charge)


def _list_charges(work: Work, params: Json) -> Json:
    return listing.page(work, "charge", params, url="/v1/charges", equal=("payment_intent", "customer"))


def _create_customer(work: Work, params: Json) -> Json:
    created = work.add(account_objects.customer(params, now=work.now))
    work.emit("customer.created", created)
    return created


def _get_customer(work: Work, params: Json, customer: str) -> Json:
    return work.get("customer", customer)


def _delete_customer(work: Work, params: Json, customer: str) -> Json:
    return saved.delete_customer(work, customer)


def _create_refund(work: Work, params: Json) -> Json:
    return refunds.create(work, params)


def _get_refund(work: Work, params: Json, refund: str) -> Json:
    return work.get("refund", refund)


def _list_refunds(work: Work, params: Json) -> Json:
    return listing.page(work, "refund", params, url="/v1/refunds", equal=("charge", "payment_intent"))


def _get_dispute(work: Work, params: Json, dispute: str) -> Json:
    return work.get("dispute", dispute)


def _list_disputes(work: Work, params: Json) -> Json:
    return listing.page(work, "dispute", params, url="/v1/disputes", equal=("charge", "payment_intent"))


def _update_dispute(work: Work, params: Json, dispute: str) -> Json:
    return disputes.update(work, work.get("dispute", dispute), params)


def _close_dispute(work: Work, params: Json, dispute: str) -> Json:
    return disputes.close(work, work.get("dispute", dispute))


def _create_file(work: Work, params: Json) -> Json:
    return files.create(work, params)


def _get_file(work: Work, params: Json, file: str) -> Json:
    return work.get("file", file, param="file")


def _get_event(work: Work, params: Json, event: str) -> Json:
    return work.get("event", event)


def _list_events(work: Work, params: Json) -> Json:
    return listing.page(work, "event", params, url="/v1/events", equal=("type",))


def _get_account(work: Work, params: Json) -> Json:
    return connect.get(work, work.account) if work.account else account_objects.account(work.settings)


def _create_account(work: Work, params: Json) -> Json:
    return connect.create(work, params)


def _get_account_of(work: Work, params: Json, account: str) -> Json:
    return connect.get(work, account)


def _create_account_link(work: Work, params: Json) -> Json:
    return connect.link(work, params)


def _list_webhook_endpoints(work: Work, params: Json) -> Json:
    url = work.settings.endpoint
    both = [account_objects.webhook_endpoint(url, of_connected=each) for each in (False, True)] if url else []
    return envelope(both, "/v1/webhook_endpoints")


def _get_balance(work: Work, params: Json) -> Json:
    return balance.report(work)


def _get_transaction(work: Work, params: Json, transaction: str) -> Json:
    return work.get("balance_transaction", transaction)


def _list_transactions(work: Work, params: Json) -> Json:
    return payouts.lines(work, params)


def _get_payout(work: Work, params: Json, payout: str) -> Json:
    return work.get("payout", payout, param="payout")


def _list_payouts(work: Work, params: Json) -> Json:
    return listing.page(
        work, "payout", params, url="/v1/payouts", equal=("destination", "status", "arrival_date")
    )


_CHECKOUT = "stripe.params.checkout."
_PARAMS = "stripe.params."

ENDPOINTS = (
    ApiEndpoint("POST", "/checkout/sessions", _CHECKOUT + "SessionCreateParams", _create_session),
    ApiEndpoint("GET", "/checkout/sessions", _CHECKOUT + "SessionListParams", _list_sessions),
    ApiEndpoint("GET", "/checkout/sessions/<session>", _CHECKOUT + "SessionRetrieveParams", _get_session),
    ApiEndpoint(
        "POST", "/checkout/sessions/<session>/expire", _CHECKOUT + "SessionExpireParams", _expire_session
    ),
    ApiEndpoint(
        "GET",
        "/checkout/sessions/<session>/line_items",
        _CHECKOUT + "SessionListLineItemsParams",
        _list_line_items,
    ),
    ApiEndpoint("POST", "/payment_intents", _PARAMS + "PaymentIntentCreateParams", _create_intent),
    ApiEndpoint("GET", "/setup_intents/<intent>", _PARAMS + "SetupIntentRetrieveParams", _get_setup_intent),
    ApiEndpoint("GET", "/payment_methods/<method>", _PARAMS + "PaymentMethodRetrieveParams", _get_method),
    ApiEndpoint(
        "GET",
        "/customers/<customer>/payment_methods",
        _PARAMS + "CustomerPaymentMethodListParams",
        _list_methods,
    ),
    ApiEndpoint(
        "POST",
        "/billing_portal/sessions",
        "stripe.params.billing_portal.SessionCreateParams",
        _create_portal_session,
    ),
    ApiEndpoint("GET", "/payment_intents/<intent>", _PARAMS + "PaymentIntentRetrieveParams", _get_intent),
    ApiEndpoint("GET", "/payment_intents", _PARAMS + "PaymentIntentListParams", _list_intents),
    ApiEndpoint("GET", "/charges/<charge>", _PARAMS + "ChargeRetrieveParams", _get_charge),
    ApiEndpoint("GET", "/charges", _PARAMS + "ChargeListParams", _list_charges),
    ApiEndpoint("POST", "/customers", _PARAMS + "CustomerCreateParams", _create_customer),
    ApiEndpoint("GET", "/customers/<customer>", _PARAMS + "CustomerRetrieveParams", _get_customer),
    ApiEndpoint("DELETE", "/customers/<customer>", _PARAMS + "CustomerDeleteParams", _delete_customer),
    ApiEndpoint("POST", "/refunds", _PARAMS + "RefundCreateParams", _create_refund),
    ApiEndpoint("GET", "/refunds/<refund>", _PARAMS + "RefundRetrieveParams", _get_refund),
    ApiEndpoint("GET", "/refunds", _PARAMS + "RefundListParams", _list_refunds),
    ApiEndpoint("GET", "/disputes/<dispute>", _PARAMS + "DisputeRetrieveParams", _get_dispute),
    ApiEndpoint("GET", "/disputes", _PARAMS + "DisputeListParams", _list_disputes),
    ApiEndpoint("POST", "/disputes/<dispute>", _PARAMS + "DisputeUpdateParams", _update_dispute),
    ApiEndpoint("POST", "/disputes/<dispute>/close", _PARAMS + "DisputeCloseParams", _close_dispute),
    ApiEndpoint("POST", "/files", _PARAMS + "FileCreateParams", _create_file),
    ApiEndpoint("GET", "/files/<file>", _PARAMS + "FileRetrieveParams", _get_file),
    ApiEndpoint("GET", "/events/<event>", _PARAMS + "EventRetrieveParams", _get_event),
    ApiEndpoint("GET", "/events", _PARAMS + "EventListParams", _list_events),
    ApiEndpoint("GET", "/account", _PARAMS + "AccountRetrieveCurrentParams", _get_account),
    ApiEndpoint("POST", "/accounts", _PARAMS + "AccountCreateParams", _create_account),
    ApiEndpoint("GET", "/accounts/<account>", _PARAMS + "AccountRetrieveParams", _get_account_of),
    ApiEndpoint("POST", "/account_links", _PARAMS + "AccountLinkCreateParams", _create_account_link),
    ApiEndpoint("GET", "/webhook_endpoints", _PARAMS + "WebhookEndpointListParams", _list_webhook_endpoints),
    ApiEndpoint("GET", "/payouts/<payout>", _PARAMS + "PayoutRetrieveParams", _get_payout),
    ApiEndpoint("GET", "/payouts", _PARAMS + "PayoutListParams", _list_payouts),
    ApiEndpoint("GET", "/balance", _PARAMS + "BalanceRetrieveParams", _get_balance),
    ApiEndpoint(
        "GET",
        "/balance_transactions/<transaction>",
        _PARAMS + "BalanceTransactionRetrieveParams",
        _get_transaction,
    ),
    ApiEndpoint("GET", "/balance_transactions", _PARAMS + "BalanceTransactionListParams", _list_transactions),
)


def blueprint(bench: Bench) -> Blueprint:
    """The stand-in's routes over one sandbox's state."""
    api = Blueprint("stripe", __name__, url_prefix="/stripe/v1")
    for endpoint in ENDPOINTS:
        add_endpoint(api, bench, endpoint)
    methods = ["GET", "POST", "DELETE", "PUT", "PATCH"]
    api.add_url_rule("/<path:rest>", "unknown", _unknown, methods=methods)
    return api


def connections(bench: Bench) -> Blueprint:
    """What Stripe keeps on another host: ending a connection."""
    routes = Blueprint("oauth", __name__, url_prefix="/stripe/oauth")
    routes.add_url_rule("/deauthorize", "deauthorize", lambda: _deauthorize(bench), methods=["POST"])
    return routes


def _deauthorize(bench: Bench) -> Response:
    account, status = request.form.get("stripe_user_id", ""), 200
    body: Json = {"stripe_user_id": account}
    try:
        authorize(request, bench.settings)
        with bench.changing(account="") as work:
            connect.deauthorize(work, account)
    except StripeRefusal as refusal:
        status, body = refusal.status, {"error": "invalid_client", "error_description": refusal.message}
    return Response(json.dumps(body), status=status, content_type="application/json")


def _unknown(rest: str) -> Response:
    message = (
        f"Unrecognized request URL ({request.method}: /v1/{rest}). "
        "If you are trying to list objects, remove the trailing slash."
    )
    refusal = StripeRefusal(message, status=404)
    response = Response(json.dumps(refusal.body(), indent=2), status=404, content_type="application/json")
    response.headers["Request-Id"] = new_id("req_", 14)
    return response
