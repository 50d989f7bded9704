"""SetupIntents and sessions of the customer portal in Stripe's JSON."""

from __future__ import annotations

from sandbox.engine.work import Json, new_id


def setup_intent(data: Json, *, session: Json, now: int) -> Json:
    """The SetupIntent of a Checkout Session in setup mode."""
    intent_id = new_id("seti_1", 23)
    body: Json = dict.fromkeys(_NULLS)
    body.update(
        id=intent_id,
        object="setup_intent",
        client_secret=f"{intent_id}_secret_{new_id('', 24)}",
        created=now,
        customer=session["customer"],
        description=data.get("description"),
        livemode=False,
        metadata=data.get("metadata", {}),
        payment_method_options={"card": {"mandate_options": None, "request_three_d_secure": "automatic"}},
        payment_method_types=session["payment_method_types"],
        status="requires_payment_method",
        usage="off_session",
    )
    return dict(sorted(body.items()))


_NULLS = (
    "application",
    "attach_to_self",
    "automatic_payment_methods",
    "cancellation_reason",
    "customer_account",
    "excluded_payment_method_types",
    "flow_directions",
    "last_setup_error",
    "latest_attempt",
    "mandate",
    "next_action",
    "on_behalf_of",
    "payment_method",
    "payment_method_configuration_details",
    "single_use_mandate",
)


def portal_session(params: Json, *, public_url: str, now: int) -> Json:
    """A way into the customer portal for one customer, for a short while."""
    session_id = new_id("bps_1", 23)
    return {
        "id": session_id,
        "object": "billing_portal.session",
        "configuration": "bpc_1SandboxDefault",
        "created": now,
        "customer": params["customer"],
        "customer_account": None,
        "flow": None,
        "livemode": False,
        "locale": params.get("locale"),
        "on_behalf_of": None,
        "return_url": params.get("return_url"),
        "url": f"{public_url}/portal/{session_id}",
    }
