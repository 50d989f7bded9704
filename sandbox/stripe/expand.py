"""`expand[]`: ids in an answer replaced by the objects they name, four levels deep at most.

Follows https://docs.stripe.com/api/expanding_objects.
"""

from __future__ import annotations

from sandbox.engine.work import Json, Work
from sandbox.stripe import sessions
from sandbox.stripe.errors import invalid

_KINDS: dict[str, dict[str, str]] = {
    "checkout.session": {
        "payment_intent": "payment_intent",
        "setup_intent": "setup_intent",
        "customer": "customer",
    },
    "setup_intent": {"customer": "customer", "payment_method": "payment_method"},
    "payment_intent": {"latest_charge": "charge", "customer": "customer", "payment_method": "payment_method"},
    "charge": {
        "payment_intent": "payment_intent",
        "balance_transaction": "balance_transaction",
        "failure_balance_transaction": "balance_transaction",
        "customer": "customer",
    },
    "refund": {
        "charge": "charge",
        "payment_intent": "payment_intent",
        "balance_transaction": "balance_transaction",
        "failure_balance_transaction": "balance_transaction",
        "payment_method": "payment_method",
    },
    "dispute": {"charge": "charge", "payment_intent": "payment_intent"},
    "payment_method": {"customer": "customer"},
    "payout": {
        "balance_transaction": "balance_transaction",
        "failure_balance_transaction": "balance_transaction",
    },
}
_ALWAYS_NULL = {
    "checkout.session": {"invoice", "subscription", "payment_link"},
    "payment_intent": {"application", "on_behalf_of", "review", "source"},
    "charge": {"application", "application_fee", "on_behalf_of", "review", "source_transfer", "transfer"},
}
_SOURCES = ("charge", "refund", "dispute", "payout")


def expand(work: Work, body: Json, paths: list[str]) -> Json:
    """The answer with what the request asked to see in full; raises Stripe's refusal for what can't be."""
    for path in paths:
        segments = path.split(".")
        if len(segments) > 4:
            raise invalid(f"You cannot expand more than 4 levels of a property ({path}).", param="expand")
        _expand(work, body, segments, path)
    return body


def _expand(work: Work, body: Json, segments: list[str], path: str) -> None:
    name, *rest = segments
    if body.get("object") == "list" and name == "data":
        for each in body["data"]:
            if rest:
                _expand(work, each, rest, path)
        return
    child = _child(work, body, name, path)
    if rest and isinstance(child, dict):
        _expand(work, child, rest, path)


def _child(work: Work, body: Json, name: str, path: str) -> Json | None:
    kind = body.get("object", "")
    if (kind, name) in (("checkout.session", "line_items"), ("charge", "refunds")):
        body[name] = body[name] if name in body else _included(work, body, name)
    elif name not in _KINDS.get(kind, {}) and not _is_plain(body, name):
        raise invalid(f"This property cannot be expanded ({path}).", param="expand[0]")
    elif isinstance(body.get(name), str):
        body[name] = _loaded(work, kind, name, body[name])
    child: Json | None = body.get(name)
    return child


def _is_plain(body: Json, name: str) -> bool:
    """A property that may be named on the way: always empty here, a movement's source, or already in full."""
    kind = body.get("object", "")
    if name in _ALWAYS_NULL.get(kind, ()) or (kind == "balance_transaction" and name == "source"):
        return True
    return isinstance(body.get(name), dict)


def _loaded(work: Work, kind: str, name: str, object_id: str) -> Json | None:
    if kind == "balance_transaction":
        return next((found for each in _SOURCES if (found := work.find(each, object_id))), None)
    return work.find(_KINDS[kind][name], object_id)


def _included(work: Work, body: Json, name: str) -> Json:
    if name == "line_items":
        return envelope(sessions.line_items(work, body), f"/v1/checkout/sessions/{body['id']}/line_items")
    return envelope(work.every("refund", charge=body["id"]), f"/v1/charges/{body['id']}/refunds")


def envelope(data: list[Json], url: str, *, has_more: bool = False) -> Json:
    """Stripe's list object."""
    return {"object": "list", "data": data, "has_more": has_more, "url": url}
