"""Checkout Sessions: how one begins, and how one ends without being paid."""

from __future__ import annotations

from sandbox.engine.work import Json, Work
from sandbox.stripe import saved, session_objects, session_rules
from sandbox.stripe.errors import invalid


def create(work: Work, params: Json) -> Json:
    """Open a session for the request's line items; raises Stripe's refusals."""
    session_rules.check(work, params)
    if params["mode"] == "setup":
        return _create_setup(work, params)
    items, currency = session_rules.price(params)
    subtotal = sum(item["amount"] for item in items)
    body = session_objects.session(
        params, subtotal=subtotal, currency=currency, now=work.now, settings=work.settings
    )
    aside = {"items": items, "payment_intent_data": params.get("payment_intent_data", {})}
    work.add(body, aside=aside)
    work.later("expire_session", body["id"], body["expires_at"] - work.now)
    return body


def _create_setup(work: Work, params: Json) -> Json:
    """A session that keeps a payment method and takes nothing."""
    body = session_objects.session(
        params, subtotal=0, currency=params["currency"].lower(), now=work.now, settings=work.settings
    )
    body.update(
        amount_subtotal=None, amount_total=None, payment_status="no_payment_required", total_details=None
    )
    saved.intend(work, body, params.get("setup_intent_data", {}))
    work.add(body)
    work.later("expire_session", body["id"], body["expires_at"] - work.now)
    return body


def expire(work: Work, session: Json) -> Json:
    """Close an open session: its link stops working and an unfinished PaymentIntent is canceled."""
    if session["status"] != "open":
        message = (
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of `{session['status']}`."
        )
        raise invalid(message)
    session.update(status="expired", url=None)
    work.save(session)
    work.never(session["id"])
    if session["payment_intent"]:
        _cancel(work, work.get("payment_intent", session["payment_intent"]))
    work.emit("checkout.session.expired", session)
    return session


def _cancel(work: Work, intent: Json) -> None:
    intent.update(
        status="canceled",
        canceled_at=work.now,
        cancellation_reason="expired",
        next_action=None,
        client_secret=None,
    )
    work.save(intent)
    work.emit("payment_intent.canceled", intent)


def line_items(work: Work, session: Json) -> list[Json]:
    """The session's lines, with its discount on the first of them that can bear it."""
    if session["mode"] == "setup":
        return []
    left = session["total_details"]["amount_discount"]
    lines = []
    for item in work.aside(session["id"]).get("items", []):
        discount = min(left, item["amount"])
        left -= discount
        lines.append(
            session_objects.line_item(
                item,
                amount=item["amount"],
                unit_amount=item["price_data"]["unit_amount"],
                discount=discount,
                currency=session["currency"],
                created=session["created"],
            )
        )
    return lines
