"""Refunds and disputes in Stripe's JSON: money on its way back."""

from __future__ import annotations

from sandbox.engine.work import Json, new_id

ANSWER_TIME = 7 * 24 * 3600
"""Seconds that the chapter has for its evidence."""


def refund(charge: Json, *, amount: int, params: Json, now: int) -> Json:
    """A refund of part or all of a charge, in minor units."""
    kind = charge["payment_method_details"]["type"]
    prefix = "re_3" if kind == "card" else "pyr_1"
    return {
        "id": new_id(prefix, 23),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "customer": None,
        "customer_account": None,
        "description": None,
        "destination_details": _destination(kind),
        "failure_balance_transaction": None,
        "failure_reason": None,
        "instructions_email": None,
        "metadata": params.get("metadata", {}),
        "next_action": None,
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "pending_reason": None,
        "reason": params.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }


def _destination(kind: str) -> Json:
    if kind != "card":
        return {"type": kind}
    reference = {
        "reference_status": "pending",
        "reference_type": "acquirer_reference_number",
        "type": "refund",
    }
    return {"card": reference, "type": kind}


def dispute(charge: Json, *, amount: int, reason: str, status: str, now: int) -> Json:
    """A dispute of part or all of a charge, in minor units, before any money has moved."""
    kind = charge["payment_method_details"]["type"]
    return {
        "id": new_id("du_1" if kind == "card" else "pdu_1", 23),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": now,
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": _evidence(charge),
        "evidence_details": {
            "due_by": now + ANSWER_TIME if status.endswith("needs_response") else None,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "intended_submission_method": None,
        "is_charge_refundable": status.startswith("warning"),
        "livemode": False,
        "metadata": {},
        "network_reason_code": "10.4" if kind == "card" else "R10",
        "payment_intent": charge["payment_intent"],
        "payment_method_details": _method_details(charge, kind, status),
        "reason": reason,
        "status": status,
    }


def _method_details(charge: Json, kind: str, status: str) -> Json:
    if kind != "card":
        return {"type": kind}
    card = charge["payment_method_details"]["card"]
    case = "inquiry" if status.startswith("warning") else "chargeback"
    shown = {
        "brand": card["brand"],
        "case_type": case,
        "network": card["network"],
        "network_reason_code": "10.4",
    }
    return {"type": kind, "card": shown}


def _evidence(charge: Json) -> Json:
    evidence: Json = dict.fromkeys(_EVIDENCE)
    evidence["customer_email_address"] = charge["billing_details"]["email"]
    evidence["customer_name"] = charge["billing_details"]["name"]
    evidence["enhanced_evidence"] = {}
    return dict(sorted(evidence.items()))


_EVIDENCE = (
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
)
