"""Promotion codes that a payer may type where a session allows them."""

from __future__ import annotations

from sandbox.engine.work import Json, Work, new_id
from sandbox.stripe.payments import NotPayable

CODES = {"FREE100": 100, "HALF50": 50, "TEN10": 10}
"""Each code and its discount in per cent."""


def apply(work: Work, session: Json, code: str) -> bool:
    """Take the code's discount off an open session; answers whether the code is known."""
    if session["status"] != "open" or session["payment_intent"]:
        raise NotPayable
    percent = CODES.get(code.strip().upper())
    if percent is None:
        return False
    discount = session["amount_subtotal"] * percent // 100
    session["total_details"]["amount_discount"] = discount
    session["amount_total"] = session["amount_subtotal"] - discount
    session["discounts"] = [{"coupon": None, "promotion_code": new_id("promo_1", 23)}]
    work.save(session)
    return True
