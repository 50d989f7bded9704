"""The account's money as Stripe counts it: what each charge, refund and dispute moves, and the fees."""

from __future__ import annotations

from sandbox.engine.work import Json, Work
from sandbox.stripe import charge_objects as build

DISPUTE_FEE = 1500


def fee_of(charge: Json) -> int:
    """Stripe's fee in minor units: 2.9 % and 30 cents by card, 0.8 % but at most $5.00 by bank debit."""
    amount: int = charge["amount"]
    if charge["payment_method_details"]["type"] == "card":
        return (amount * 29 + 500) // 1000 + 30
    return min((amount * 8 + 500) // 1000, 500)


def expect_charge(work: Work, charge: Json) -> None:
    """Let the fee become known a little later, as Stripe does."""
    work.later("book_charge", charge["id"], work.settings.fee_delay)


def book_charge(work: Work, charge: Json) -> Json:
    """Put a charge on the balance, once, and tell its fee with `charge.updated`."""
    if charge["balance_transaction"] or charge["status"] != "succeeded":
        return charge
    by_card = charge["payment_method_details"]["type"] == "card"
    transaction = work.add(
        build.balance_transaction(
            kind="charge" if by_card else "payment",
            category="charge",
            amount=charge["amount"],
            fee=fee_of(charge),
            fee_name="Stripe processing fees",
            source=charge,
            now=work.now,
            words=charge["description"] or "Payment",
        )
    )
    charge["balance_transaction"] = transaction["id"]
    work.save(charge)
    work.connection.execute("DELETE FROM jobs WHERE name = 'book_charge' AND object_id = ?", (charge["id"],))
    work.emit("charge.updated", charge, previous={"balance_transaction": None})
    return charge


def move(work: Work, *, kind: str, category: str, amount: int, fee: int, source: Json, words: str) -> Json:
    """Put a refund's or dispute's money on the balance; money out is negative, minor units."""
    return work.add(
        build.balance_transaction(
            kind=kind,
            category=category,
            amount=amount,
            fee=fee,
            fee_name="Dispute fee",
            source=source,
            now=work.now,
            words=words,
        )
    )


def total(work: Work, currency: str) -> int:
    """Everything on the account in one currency: payments less fees, refunds and disputes, in minor units."""
    return sum(each["net"] for each in work.every("balance_transaction", currency=currency))


def report(work: Work) -> Json:
    """Stripe's balance object: what may be paid out now and what is still on its way."""
    available: dict[str, int] = {work.settings.currency: 0}
    pending: dict[str, int] = {work.settings.currency: 0}
    for each in work.every("balance_transaction"):
        side = available if each["available_on"] <= work.now else pending
        side[each["currency"]] = side.get(each["currency"], 0) + each["net"]
    return {
        "object": "balance",
        "available": _amounts(available),
        "livemode": False,
        "pending": _amounts(pending),
        "refund_and_dispute_prefunding": {"available": [], "pending": []},
    }


def _amounts(totals: dict[str, int]) -> list[Json]:
    return [
        {"amount": amount, "currency": currency, "source_types": {"card": amount}}
        for currency, amount in sorted(totals.items())
    ]
